"""Requests for help: what is asked, who looks into it, what was decided, and the situations of a concertation."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Journaled, text


class Request(Journaled):
    """A request for help. About one named pupil its root is the pupil; else (several, a class, a school, no name) its own.

    Codes are in ``forms.request_kinds``. ``received_on`` and ``entered_by``: typed from a paper by somebody else.
    """

    __tablename__ = "request"
    json_columns: ClassVar[frozenset[str]] = frozenset({"answers"})

    about: Mapped[str] = text()
    student_id: Mapped[str] = text(index=True)
    school_id: Mapped[str] = text(index=True)
    class_name: Mapped[str] = text()
    level: Mapped[str] = text()
    year: Mapped[str] = text()
    origin: Mapped[str] = text()
    requester: Mapped[str] = text()
    requester_function: Mapped[str] = text()
    author_id: Mapped[str] = text()
    state: Mapped[str] = text(index=True)
    source: Mapped[str] = text()
    received_on: Mapped[str] = text()
    entered_by: Mapped[str] = text()
    sent_on: Mapped[str] = text()
    closed_on: Mapped[str] = text()
    closing: Mapped[str] = text()
    resumes: Mapped[str] = text()
    """The request of the year before that this one takes up again."""
    form_version: Mapped[int] = mapped_column(Integer, nullable=True)
    answers: Mapped[str] = mapped_column(Text, nullable=True)


class Concerned(Journaled):
    """A child a request about several is about (id made of both); its root is the child."""

    __tablename__ = "concerned"

    request_id: Mapped[str] = text(index=True)
    student_id: Mapped[str] = text(index=True)


class Step(Journaled):
    """A move of a request, or news of it: ``kind`` is the state reached, or ``news``, ``answered``, ``asked``."""

    __tablename__ = "step"

    request_id: Mapped[str] = text(index=True)
    student_id: Mapped[str] = text()
    kind: Mapped[str] = text()
    date: Mapped[str] = text()
    at: Mapped[str] = text()
    author: Mapped[str] = text()
    author_id: Mapped[str] = text()
    note: Mapped[str] = text()


class Proposal(Journaled):
    """A request proposed to a person, who takes it or says why not; nobody is assigned. Its id is made of both."""

    __tablename__ = "proposal"

    request_id: Mapped[str] = text(index=True)
    student_id: Mapped[str] = text()
    account_id: Mapped[str] = text(index=True)
    person: Mapped[str] = text()
    function: Mapped[str] = text()
    proposed_on: Mapped[str] = text()
    proposed_by: Mapped[str] = text()
    answer: Mapped[str] = text()
    answered_on: Mapped[str] = text()
    reason: Mapped[str] = text()


class Decision(Journaled):
    """What was decided of a request, typed once: the indication d'aide and one sentence for school and parents."""

    __tablename__ = "decision"
    json_columns: ClassVar[frozenset[str]] = frozenset({"answers"})

    request_id: Mapped[str] = text(index=True)
    meeting_id: Mapped[str] = text(index=True)
    student_id: Mapped[str] = text(index=True)
    date: Mapped[str] = text()
    author: Mapped[str] = text()
    author_id: Mapped[str] = text()
    form_version: Mapped[int] = mapped_column(Integer, nullable=True)
    answers: Mapped[str] = mapped_column(Text, nullable=True)


class Contribution(Journaled):
    """What another teacher or a partner adds to a request, in her own name."""

    __tablename__ = "contribution"
    json_columns: ClassVar[frozenset[str]] = frozenset({"answers"})

    request_id: Mapped[str] = text(index=True)
    student_id: Mapped[str] = text()
    author: Mapped[str] = text()
    function: Mapped[str] = text()
    account_id: Mapped[str] = text()
    date: Mapped[str] = text()
    source: Mapped[str] = text()
    received_on: Mapped[str] = text()
    entered_by: Mapped[str] = text()
    form_version: Mapped[int] = mapped_column(Integer, nullable=True)
    answers: Mapped[str] = mapped_column(Text, nullable=True)


class Agenda(Journaled):
    """A situation on the agenda of a réunion de synthèse (id made of the meeting and of the request, or of the child)."""

    __tablename__ = "agenda"

    meeting_id: Mapped[str] = text(index=True)
    request_id: Mapped[str] = text(index=True)
    student_id: Mapped[str] = text()
    rank: Mapped[int] = mapped_column(Integer, nullable=True)
    seconds: Mapped[int] = mapped_column(Integer, nullable=True)
    """Time spent on it, in seconds."""
    state: Mapped[str] = text()


class Setting(Journaled):
    """A choice of the pôle for its own vault: reminders, numbers to call. Its id is made of its key; it never travels."""

    __tablename__ = "setting"

    key: Mapped[str] = text()
    value: Mapped[str] = text()
