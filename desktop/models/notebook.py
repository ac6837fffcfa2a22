"""What one person writes for herself alone, in her personal compartment: notes, bilans, tests described, pieces joined."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Journaled, text


class Note(Journaled):
    """A note, an observation, an interview, a follow-up, an act without a pupil; ``kind`` names its form.

    With a pupil its root is the pupil (the same id as in ``commun`` when the child is known there); without, itself.
    """

    __tablename__ = "note"
    json_columns: ClassVar[frozenset[str]] = frozenset({"answers"})

    kind: Mapped[str] = text()
    date: Mapped[str] = text(index=True)
    student_id: Mapped[str] = text(index=True)
    school_id: Mapped[str] = text()
    title: Mapped[str] = text()
    until: Mapped[str] = text()
    closed_on: Mapped[str] = text()
    form_version: Mapped[int] = mapped_column(Integer, nullable=True)
    answers: Mapped[str] = mapped_column(Text, nullable=True)


class Assessment(Journaled):
    """A bilan: one battery, its scores typed by hand (lines of the form), and what is understood from them."""

    __tablename__ = "assessment"
    json_columns: ClassVar[frozenset[str]] = frozenset({"answers"})

    battery: Mapped[str] = text()
    date: Mapped[str] = text(index=True)
    student_id: Mapped[str] = text(index=True)
    state: Mapped[str] = text()
    form_version: Mapped[int] = mapped_column(Integer, nullable=True)
    answers: Mapped[str] = mapped_column(Text, nullable=True)


class Battery(Journaled):
    """A test described by its user: name, edition, ages, names of its scores. Never a norm, never an item."""

    __tablename__ = "battery"

    name: Mapped[str] = text()
    edition: Mapped[str] = text()
    ages: Mapped[str] = text()
    scores: Mapped[str] = text()
    """JSON list of ``{"code", "label", "kind": "indice"|"subtest", "mean", "deviation", "low", "high", "group"}``."""


class Attachment(Journaled):
    """A piece joined to a record: its name, type, size and fingerprint; the bytes are in ``blob`` under the same id."""

    __tablename__ = "attachment"

    owner: Mapped[str] = text(index=True)
    student_id: Mapped[str] = text()
    title: Mapped[str] = text()
    media_type: Mapped[str] = text()
    size: Mapped[int] = mapped_column(Integer, nullable=True)
    sha256: Mapped[str] = text()


class Blob(Base):
    """The bytes of an attachment, ≤ 10 MB; not journaled, erased with it."""

    __tablename__ = "blob"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, nullable=True)


class Pin(Base):
    """The public keys of somebody as this person confirmed them, and how. Personal compartment only; not journaled.

    ``how``: ``words`` (six words read aloud), ``invitation`` (drawn with an invitation this person gave), ``invited`` (an
    invitation given, not used yet: ``secret`` is kept so that its answer can be checked).
    """

    __tablename__ = "pin"

    account: Mapped[str] = mapped_column(Text, primary_key=True)
    coffre: Mapped[str] = text()
    pli: Mapped[str] = text()
    signature: Mapped[str] = text()
    how: Mapped[str] = text()
    at: Mapped[str] = text()
    secret: Mapped[str] = text()


class ReadRow(Base):
    """A sensitive record read by somebody, once a day each; kept twelve months. Not journaled.

    In ``commun``; in the reader's own compartment when her interest is itself secret (psychologist, health, social work).
    """

    __tablename__ = "read_log"

    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    day: Mapped[str] = text(index=True)
    at: Mapped[str] = text()
    account: Mapped[str] = text()
    tbl: Mapped[str] = text()
    row: Mapped[str] = text(index=True)
    root: Mapped[str] = text(index=True)
    how: Mapped[str] = text()
