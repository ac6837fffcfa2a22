"""What every journaled table has: a local number, an id, and the root it travels, is kept and erased with.

Merge-safe on purpose (architecture §5): no UNIQUE but ``id``, no foreign key, no NOT NULL without a default. Names of
tables and columns are for ever: a migration adds, never renames.
"""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Integer, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Tables of a compartment file."""

    metadata = MetaData()


class Journaled(Base):
    """A row written only through a unit of work, so that each change leaves an entry."""

    __abstract__ = True

    json_columns: ClassVar[frozenset[str]] = frozenset()
    """Columns holding a JSON object, journaled one key a column: ``answers.besoins``."""

    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(Text, unique=True)
    root: Mapped[str] = mapped_column(Text, index=True)


def text(**kwargs: object) -> Mapped[str]:
    """A text column; absent is NULL in the file and ``""`` for people."""
    return mapped_column(Text, nullable=True, **kwargs)  # type: ignore[arg-type]
