"""Help that is given: groups and individual help, who is in them, sessions, the timetable, and the aids of each year."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Journaled, text


class Intervention(Journaled):
    """A help given for a time. Of one child its root is the child; of a group, its own.

    ``kind``: individual, group, class (with the teacher, in class), prevention. ``state``: prepared, running, ended.
    """

    __tablename__ = "intervention"
    json_columns: ClassVar[frozenset[str]] = frozenset({"answers"})

    kind: Mapped[str] = text()
    title: Mapped[str] = text()
    function: Mapped[str] = text()
    helper: Mapped[str] = text()
    helper_id: Mapped[str] = text(index=True)
    student_id: Mapped[str] = text(index=True)
    school_id: Mapped[str] = text()
    year: Mapped[str] = text()
    level: Mapped[str] = text()
    since: Mapped[str] = text()
    until: Mapped[str] = text()
    review_on: Mapped[str] = text()
    state: Mapped[str] = text()
    request_id: Mapped[str] = text(index=True)
    project_id: Mapped[str] = text()
    informed_on: Mapped[str] = text()
    """When the parents of the children of a prevention group were told."""
    boost: Mapped[int] = mapped_column(Integer, nullable=True)
    """« Coup de pouce » of period 1, for children known the year before."""
    form_version: Mapped[int] = mapped_column(Integer, nullable=True)
    answers: Mapped[str] = mapped_column(Text, nullable=True)


class Member(Journaled):
    """A child in a help, from a day to another (id made of both). Its root is the child; in a prevention group, the group:
    nothing of it is said of the child."""

    __tablename__ = "member"
    json_columns: ClassVar[frozenset[str]] = frozenset({"answers"})

    intervention_id: Mapped[str] = text(index=True)
    student_id: Mapped[str] = text(index=True)
    request_id: Mapped[str] = text()
    project_id: Mapped[str] = text()
    since: Mapped[str] = text()
    until: Mapped[str] = text()
    outcome: Mapped[str] = text()
    form_version: Mapped[int] = mapped_column(Integer, nullable=True)
    answers: Mapped[str] = mapped_column(Text, nullable=True)


class Sitting(Journaled):
    """One session of a help (id made of the help, the day and the hour). Its root is the help's."""

    __tablename__ = "sitting"

    intervention_id: Mapped[str] = text(index=True)
    student_id: Mapped[str] = text()
    date: Mapped[str] = text()
    time: Mapped[str] = text()
    minutes: Mapped[int] = mapped_column(Integer, nullable=True)
    state: Mapped[str] = text()
    reason: Mapped[str] = text()
    note: Mapped[str] = text()
    author: Mapped[str] = text()
    author_id: Mapped[str] = text()


class Presence(Journaled):
    """Whether a child was at a session (id made of both), and a note when there is something to say. Root as ``Member``."""

    __tablename__ = "presence"

    sitting_id: Mapped[str] = text(index=True)
    intervention_id: Mapped[str] = text()
    student_id: Mapped[str] = text(index=True)
    state: Mapped[str] = text()
    note: Mapped[str] = text()


class Slot(Journaled):
    """A time of the week of somebody's timetable. Its root is the help's when it has one, else the school's or the pôle's."""

    __tablename__ = "slot"

    intervention_id: Mapped[str] = text(index=True)
    owner_id: Mapped[str] = text(index=True)
    owner: Mapped[str] = text()
    year: Mapped[str] = text()
    period: Mapped[str] = text()
    weekday: Mapped[int] = mapped_column(Integer, nullable=True)
    """1 Monday to 6 Saturday."""
    begins: Mapped[str] = text()
    ends: Mapped[str] = text()
    school_id: Mapped[str] = text()
    place: Mapped[str] = text()
    label: Mapped[str] = text()


class Aid(Journaled):
    """An aid of a school year, on the ribbon: which one, and whether it was had or thought of. Its root is the child.

    Outside care (``lane`` outside) only as the family said it and with its agreement (``agreed``).
    """

    __tablename__ = "aid"

    student_id: Mapped[str] = text(index=True)
    year: Mapped[str] = text()
    device: Mapped[str] = text()
    state: Mapped[str] = text()
    lane: Mapped[str] = text()
    school_id: Mapped[str] = text()
    since: Mapped[str] = text()
    until: Mapped[str] = text()
    detail: Mapped[str] = text()
    said_by: Mapped[str] = text()
    agreed: Mapped[int] = mapped_column(Integer, nullable=True)
    source: Mapped[str] = text()
