"""What exchange keeps: contacts and the log of plis (personal file), what a pli brought, who wrote it, what was erased elsewhere.

None of it is journaled, and none of it travels as rows: a pli carries entries, and says the rest in its own words.
"""

from __future__ import annotations

from sqlalchemy import Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, text


class ContactRow(Base):
    """Somebody of another vault, by the card she gave. Personal compartment only.

    ``how``: empty (nobody read the six words yet), ``words``, ``signed`` (by ``owner``, a contact whose other laptop this is).
    ``waiting``: the card that came since with other keys, as JSON, until its six words are read.
    """

    __tablename__ = "contact"

    account: Mapped[str] = mapped_column(Text, primary_key=True)
    vault: Mapped[str] = text()
    login: Mapped[str] = text()
    """What she is called on the command line: her login, made unique among one's contacts."""
    card: Mapped[str] = text()
    """Her card as it was given (``exchange.card``), JSON."""
    how: Mapped[str] = text()
    added_on: Mapped[str] = text()
    confirmed_on: Mapped[str] = text()
    waiting: Mapped[str] = text()
    owner: Mapped[str] = text()
    mine: Mapped[int] = mapped_column(Integer, nullable=True)
    """Whether this is another laptop of the person herself."""
    revoked_on: Mapped[str] = text()
    share: Mapped[str] = text()
    """What « ce qui a changé » means for her: JSON of ``services.exchange_values.Share``; empty: all one reads."""


class PliRow(Base):
    """A pli sent or received, for one contact. Personal compartment only: that somebody wrote to somebody is hers.

    ``way``: ``out`` or ``in``. ``number``: its place in the stream to (or from) this contact. ``reach``: JSON, how far it went:
    ``{"commun": "1-812", "personal": "", "device": …, "share": …}``, local arrival numbers.
    """

    __tablename__ = "pli"

    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = text(index=True)
    way: Mapped[str] = text()
    contact: Mapped[str] = text(index=True)
    number: Mapped[int] = mapped_column(Integer, nullable=True)
    at: Mapped[str] = text()
    purpose: Mapped[str] = text()
    file: Mapped[str] = text()
    swept: Mapped[int] = mapped_column(Integer, nullable=True)
    """Whether it was « ce qui a changé »: only such a pli moves the point from which the next one starts."""
    reach: Mapped[str] = text()
    acked_on: Mapped[str] = text()
    """When the contact said it had come."""
    again: Mapped[int] = mapped_column(Integer, nullable=True)
    """Whether the contact said it never came: what it held goes again."""
    lines: Mapped[str] = text()
    """What left or came, in plain words: a JSON list."""


class ReceivedRow(Base):
    """What one pli brought to this compartment: entries ``from_n`` to ``to_n``, in one transaction."""

    __tablename__ = "received"

    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    pli: Mapped[str] = text(index=True)
    sender: Mapped[str] = text()
    taken_by: Mapped[str] = text()
    at: Mapped[str] = text()
    from_n: Mapped[int] = mapped_column(Integer, nullable=True)
    to_n: Mapped[int] = mapped_column(Integer, nullable=True)
    unit: Mapped[str] = text()
    """The act that joined pupils while taking it in, if any."""
    undone_on: Mapped[str] = text()
    undone: Mapped[str] = text()
    """Once undone: the names of the entries taken out, JSON ``{root: {device: "1-4,7"}}``."""


class AuthorRow(Base):
    """Who an author is who has no account here: told by the pli that brought what she wrote."""

    __tablename__ = "author"

    account: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = text()
    roles: Mapped[str] = text()
    told_by: Mapped[str] = text()
    at: Mapped[str] = text()


class ToldRow(Base):
    """Something erased on another laptop and still here: asked about, never done by itself. ``row`` empty: the whole root."""

    __tablename__ = "told_erasure"

    root: Mapped[str] = mapped_column(Text, primary_key=True)
    row: Mapped[str] = mapped_column(Text, primary_key=True)
    at: Mapped[str] = text()
    told_by: Mapped[str] = text()
    pli: Mapped[str] = text()
    kept_on: Mapped[str] = text()
    """When somebody answered that it stays here."""
