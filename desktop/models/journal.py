"""The journal, and what is derived from the rows on this laptop alone (lists, search, conflicts)."""

from __future__ import annotations

from sqlalchemy import Index, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, text


class UnitRow(Base):
    """A named act: who, when (UTC, told but never compared), on which device."""

    __tablename__ = "unit"

    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(Text, unique=True)
    device: Mapped[str] = text()
    label: Mapped[str] = text()
    kind: Mapped[str] = text()
    actor: Mapped[str] = text()
    at: Mapped[str] = text()
    undoes: Mapped[str] = text(index=True)


class EntryRow(Base):
    """One thing written. ``value`` and ``salt`` are emptied when it is erased; ``hash`` stays."""

    __tablename__ = "entry"
    __table_args__ = (Index("ix_entry_row", "row"), Index("ix_entry_key", "root", "device", "seq"),
                      Index("ix_entry_unit", "unit"), {"sqlite_autoincrement": True})
    """``n`` never comes twice, even after an erasure: a screen's ``seen`` compares with it."""

    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    root: Mapped[str] = text()
    device: Mapped[str] = text()
    seq: Mapped[int] = mapped_column(Integer, nullable=True)
    unit: Mapped[str] = text()
    tbl: Mapped[str] = text()
    row: Mapped[str] = text()
    col: Mapped[str] = text()
    value: Mapped[str] = text()
    bases: Mapped[str] = text()
    salt: Mapped[bytes] = mapped_column(LargeBinary, nullable=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary, nullable=True)


class ChainRow(Base):
    """The last link of a root's chain on a device, signed at sealing and at closing."""

    __tablename__ = "chain"

    root: Mapped[str] = mapped_column(Text, primary_key=True)
    device: Mapped[str] = mapped_column(Text, primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, nullable=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary, nullable=True)
    signer: Mapped[str] = text()
    signature: Mapped[bytes] = mapped_column(LargeBinary, nullable=True)


class LedgerRow(Base):
    """What was erased: the id alone, who did it and when, signed; replayed on restore and exchange."""

    __tablename__ = "ledger"

    root: Mapped[str] = mapped_column(Text, primary_key=True)
    row: Mapped[str] = mapped_column(Text, primary_key=True)
    at: Mapped[str] = text()
    signer: Mapped[str] = text()
    signature: Mapped[bytes] = mapped_column(LargeBinary, nullable=True)


class MetaRow(Base):
    """Small facts of the file: the session's nonce."""

    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = text()


class Pad(Base):
    """Where zeroblobs pass to keep the file at a size class; always empty."""

    __tablename__ = "pad"

    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    zeros: Mapped[bytes] = mapped_column(LargeBinary, nullable=True)


class ConflictRow(Base):
    """Cells holding several values written without knowing of each other (derived)."""

    __tablename__ = "conflict"

    tbl: Mapped[str] = mapped_column(Text, primary_key=True)
    row: Mapped[str] = mapped_column(Text, primary_key=True)
    col: Mapped[str] = mapped_column(Text, primary_key=True)
    root: Mapped[str] = text(index=True)


class StudentList(Base):
    """One line a pupil, folded for sorting and searching (derived, rebuilt at will)."""

    __tablename__ = "student_list"
    __table_args__ = (Index("ix_list_name", "hidden", "left", "sort_key"), Index("ix_list_due", "hidden", "due"),
                      Index("ix_list_school", "school_id", "class_name"))

    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    student_id: Mapped[str] = mapped_column(Text, unique=True)
    sort_key: Mapped[str] = text()
    last_name: Mapped[str] = text()
    first_name: Mapped[str] = text()
    birth_date: Mapped[str] = text()
    sex: Mapped[str] = text()
    level: Mapped[str] = text()
    level_rank: Mapped[int] = mapped_column(Integer, nullable=True)
    class_name: Mapped[str] = text()
    school: Mapped[str] = text()
    school_id: Mapped[str] = text()
    teacher: Mapped[str] = text()
    status: Mapped[str] = text()
    status_kind: Mapped[str] = text()
    due: Mapped[str] = text()
    followed: Mapped[int] = mapped_column(Integer, nullable=True)
    left: Mapped[int] = mapped_column(Integer, nullable=True)
    hidden: Mapped[int] = mapped_column(Integer, nullable=True)
    text: Mapped[str] = text()


class SearchDoc(Base):
    """Everything else that can be found: meetings, projects, schools, people, tasks (derived)."""

    __tablename__ = "search_doc"

    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    tbl: Mapped[str] = text()
    row: Mapped[str] = mapped_column(Text, unique=True)
    student_id: Mapped[str] = text()
    title: Mapped[str] = text()
    detail: Mapped[str] = text()
    text: Mapped[str] = text()


class DraftRow(Base):
    """Text in progress, overwritten every three seconds; no unit, no entry. Personal compartment only."""

    __tablename__ = "draft"

    row: Mapped[str] = mapped_column(Text, primary_key=True)
    tbl: Mapped[str] = text()
    student_id: Mapped[str] = text()
    title: Mapped[str] = text()
    payload: Mapped[str] = text()
    at: Mapped[str] = text()
    seen: Mapped[int] = mapped_column(Integer, nullable=True)


class PlaceRow(Base):
    """The person's place in the window, by window. Personal compartment only."""

    __tablename__ = "place"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = text()
