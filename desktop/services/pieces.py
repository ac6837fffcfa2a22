"""Pieces joined to a record of one's own file: PDF, image or text, ten megabytes at most."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from desktop.changes import Changes
from desktop.errors import DamagedError, InputError, RefusedError
from desktop.models import Attachment
from desktop.services import labels, personal_values
from desktop.texts import clean

if TYPE_CHECKING:
    from desktop.storage.store import Store

LARGEST = 10 * 1024 * 1024
_SIGNS = ((b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))


def media_type(data: bytes) -> str:
    """What the bytes are, whatever the name says. Raises ``InputError`` for anything that is not kept."""
    for sign, name in _SIGNS:
        if data.startswith(sign):
            return name
    try:
        if data and b"\x00" not in data and data.decode("utf-8"):
            return "text/plain"
    except UnicodeDecodeError:
        pass
    raise InputError("Une pièce est un PDF, une image PNG ou JPEG, ou un texte.")


def attach(store: Store, owner: str, title: str, data: bytes) -> Changes:
    """Keep the bytes beside a note or a bilan, and go where it goes."""
    found = store.one("SELECT root, student_id FROM note WHERE id=? UNION ALL SELECT root, student_id FROM assessment WHERE id=?",
                      (owner, owner))
    if found is None:
        raise RefusedError
    if len(data) > LARGEST:
        raise InputError("Une pièce pèse au plus 10 Mo.")
    kind = media_type(data)
    name = clean(title).strip() or "Pièce"
    with store.unit(labels.PIECE_JOINED) as unit:
        id = unit.new(Attachment, {"owner": owner, "student_id": found[1], "title": name, "media_type": kind, "size": len(data),
                                   "sha256": hashlib.sha256(data).hexdigest()}, root=found[0])
        store.writer.execute("INSERT INTO blob (id, content) VALUES (?, ?)", (id, data))
    return store.unit_changes


def of(store: Store, owner: str) -> tuple[personal_values.Piece, ...]:
    """The pieces of a record, in the order they were joined."""
    return tuple(personal_values.Piece(id, title or "", kind or "", size or 0) for id, title, kind, size in store.sql(
        "SELECT id, title, media_type, size FROM attachment WHERE owner=? ORDER BY n", (owner,)))


def read(store: Store, id: str) -> tuple[str, str, bytes]:
    """Title, type and bytes of a piece."""
    found = store.one("SELECT a.title, a.media_type, a.sha256, b.content FROM attachment a LEFT JOIN blob b ON b.id = a.id "
                      "WHERE a.id=?", (id,))
    if found is None:
        raise RefusedError
    title, kind, digest, content = found
    if content is None or hashlib.sha256(content).hexdigest() != digest:
        raise DamagedError("Cette pièce n’est plus celle qui a été jointe : reprenez une sauvegarde.")
    return title or "", kind or "", bytes(content)
