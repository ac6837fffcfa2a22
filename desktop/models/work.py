"""Meetings, projects, their lines, tasks, and what an import did."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Journaled, text


class Meeting(Journaled):
    """A meeting. About one child, its root is the child; about several, its own, and each child's part is an attendance."""

    __tablename__ = "meeting"
    json_columns: ClassVar[frozenset[str]] = frozenset({"answers"})

    kind: Mapped[str] = text()
    date: Mapped[str] = text(index=True)
    school_id: Mapped[str] = text()
    student_id: Mapped[str] = text(index=True)
    closed_on: Mapped[str] = text()
    form_version: Mapped[int] = mapped_column(Integer, nullable=True)
    answers: Mapped[str] = mapped_column(Text, nullable=True)


class Attendance(Journaled):
    """A child's place in a meeting about several (id made of both); its root is the child."""

    __tablename__ = "attendance"
    json_columns: ClassVar[frozenset[str]] = frozenset({"answers"})

    meeting_id: Mapped[str] = text(index=True)
    student_id: Mapped[str] = text(index=True)
    date: Mapped[str] = text()
    kind: Mapped[str] = text()
    answers: Mapped[str] = mapped_column(Text, nullable=True)


class Project(Journaled):
    """A written project for a child: PPRE, and its neighbours later. Its root is the child."""

    __tablename__ = "project"
    json_columns: ClassVar[frozenset[str]] = frozenset({"answers"})

    kind: Mapped[str] = text()
    number: Mapped[int] = mapped_column(Integer, nullable=True)
    student_id: Mapped[str] = text(index=True)
    school_id: Mapped[str] = text()
    year: Mapped[str] = text()
    state: Mapped[str] = text()
    previous_id: Mapped[str] = text()
    form_version: Mapped[int] = mapped_column(Integer, nullable=True)
    answers: Mapped[str] = mapped_column(Text, nullable=True)


class Line(Journaled):
    """One line of a table in a paper: which record, which question, its rank and its cells."""

    __tablename__ = "line"
    json_columns: ClassVar[frozenset[str]] = frozenset({"cells"})

    owner: Mapped[str] = text(index=True)
    key: Mapped[str] = text()
    rank: Mapped[int] = mapped_column(Integer, nullable=True)
    cells: Mapped[str] = mapped_column(Text, nullable=True)


class Task(Journaled):
    """A promise: who does what by when. One born of a decision has an id made of the decision's line."""

    __tablename__ = "task"

    title: Mapped[str] = text()
    owner: Mapped[str] = text()
    due: Mapped[str] = text(index=True)
    done_on: Mapped[str] = text()
    detail: Mapped[str] = text()
    student_id: Mapped[str] = text(index=True)
    meeting_id: Mapped[str] = text(index=True)
    request_id: Mapped[str] = text(index=True)


class ImportBatch(Journaled):
    """An import: its kind, school, year and counts; never the name of the file."""

    __tablename__ = "import_batch"

    kind: Mapped[str] = text()
    at: Mapped[str] = text()
    by: Mapped[str] = text()
    school_id: Mapped[str] = text()
    year: Mapped[str] = text()
    counts: Mapped[str] = text()


class ColumnMap(Journaled):
    """Which column means what in an unknown layout, remembered by its headers (id made of them)."""

    __tablename__ = "column_map"

    kind: Mapped[str] = text()
    headers: Mapped[str] = text()
    columns: Mapped[str] = text()


class Handed(Journaled):
    """A paper handed or sent: what, to whom, when, how (main propre, cahier, courrier, courriel)."""

    __tablename__ = "handed"

    student_id: Mapped[str] = text(index=True)
    paper: Mapped[str] = text()
    to_whom: Mapped[str] = text()
    on: Mapped[str] = text()
    how: Mapped[str] = text()
