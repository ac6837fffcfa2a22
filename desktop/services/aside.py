"""Text in progress that the vault could not take: sealed to its author beside it, taken back later, or written out to be read."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from desktop.clock import stamp
from desktop.errors import PoleError, TamperedError
from desktop.forms.catalogue import FORMS
from desktop.forms.spec import Form
from desktop.models.kinds import MEETING_KINDS, PROJECT_KINDS
from desktop.paths import Paths, disk_errors, private_folder, sync_folder, write_atomically
from desktop.security import keyring
from desktop.services.carried import OWN
from desktop.services.labels import column_label
from desktop.services.values import Draft
from desktop.texts import clean

if TYPE_CHECKING:
    from desktop.services.session import Session

FOLDER, SUFFIX = "brouillons", ".scelle"
_LEAST = 4096
SITTING = "seance"
"""The one file of a sitting whose personal file is closed, overwritten at each draft: ordinary text, not a refused one."""


def folder(paths: Paths) -> Path:
    """Where sealed texts wait, on this computer."""
    return paths.state / FOLDER


def seal(session: Session, drafts: Sequence[Draft]) -> Path:
    """Put drafts aside, sealed to the person's own public key. Raises ``PoleError`` when this disk refuses too."""
    return _seal(session, drafts, os.urandom(4).hex(), ())


def seal_sitting(session: Session, drafts: Sequence[Draft], dropped: Sequence[tuple[str, str, str]]) -> None:
    """What is typed while the personal file is closed, and which drafts became acts: taken back when it next opens."""
    if drafts or dropped:
        _seal(session, drafts, SITTING, dropped)
    else:
        drop_sitting(session)


def drop_sitting(session: Session) -> None:
    """What was typed is in the personal file."""
    with suppress(OSError):
        _place(session, SITTING).unlink(missing_ok=True)


def _place(session: Session, name: str) -> Path:
    who = session.identity
    return folder(session.paths) / f"{who.vault_id}.{who.account}.{name}{SUFFIX}"


def _seal(session: Session, drafts: Sequence[Draft], name: str, dropped: Sequence[tuple[str, str, str]]) -> Path:
    who = session.identity
    names = ("table", "id", "student_id", "title", "seen", "values")
    content = {"at": stamp(session.clock.now()), "drafts": [{name: getattr(draft, name) for name in names} for draft in drafts],
               "dropped": [list(one) for one in dropped]}
    text = json.dumps(content, ensure_ascii=False).encode()
    sealed = keyring.seal_for(who.card.coffre, text.ljust(_filled(len(text))), vault_id=who.vault_id, account=who.account)
    with disk_errors():
        private_folder(folder(session.paths))
        write_atomically(_place(session, name), sealed)
    return _place(session, name)


def _filled(size: int) -> int:
    """Sealed texts have the size of a power of two, four kilobytes at least: how much somebody typed is not told."""
    return int(max(_LEAST, 1 << (size - 1).bit_length()))


def waiting(session: Session) -> list[Path]:
    """The texts put aside for this person in this vault."""
    who = session.identity
    return sorted(folder(session.paths).glob(f"{who.vault_id}.{who.account}.*{SUFFIX}"))


def take(session: Session) -> tuple[Draft, ...]:
    """Bring what was put aside back as drafts, then let the sealed files go; one that does not open stays where it is.

    Gives the texts a disk had refused; those of a sitting whose personal file was closed come back without a word.
    """
    from desktop.services.closed_personal import forget

    taken: list[Draft] = []
    who = session.identity
    if not session.personal_open:
        return ()
    for place in waiting(session):
        with suppress(OSError, TamperedError, ValueError, KeyError, TypeError):
            read = json.loads(keyring.open_sealed(place.read_bytes(), who))
            drafts = [draft for draft in (Draft(at=read["at"], **one) for one in read["drafts"]) if not _erased(session, draft)]
            forget(session.drafts, [(str(table), str(id), str(at)) for table, id, at in read.get("dropped", ())])
            kept = [_keep(session, draft) for draft in drafts]
            taken += [] if place.name.endswith(f".{SITTING}{SUFFIX}") else kept
            place.unlink()
            sync_folder(place.parent)
    return tuple(taken)


def _erased(session: Session, draft: Draft) -> bool:
    """Whether its record, or the child it is about, was erased meanwhile, here or on another computer."""
    store = session.personal if draft.table in OWN else session.commun
    return store.one("SELECT 1 FROM main.ledger WHERE (row='' AND root IN (?, ?)) OR (row<>'' AND row=?)",
                     (draft.id, draft.student_id, draft.id)) is not None


def _keep(session: Session, draft: Draft) -> Draft:
    there = session.drafts.get(draft.table, draft.id)
    values = draft.values
    if there is not None:
        values = {**values, **there.values} if there.at > draft.at else {**there.values, **values}
    session.drafts.keep(draft.table, draft.id, draft.student_id, values, draft.seen, draft.title)
    return draft


def readable(session: Session, drafts: Sequence[Draft]) -> str:
    """The answers as a text that any program opens: title, date, each question and what was written."""
    now = session.clock.now().astimezone(ZoneInfo(session.vault.zone))
    parts = [_readable(session, draft, now) for draft in drafts]
    return "\r\n".join("\n\n".join(parts).split("\n")) + "\r\n"


def _readable(session: Session, draft: Draft, now: datetime) -> str:
    form = _form(session, draft)
    lines = [clean(draft.title) or "Texte en cours", f"Copie du {now:%d/%m/%Y} à {now:%H:%M}, hors du coffre", ""]
    fields = {field.key: field for field in form.fields()} if form is not None else {}
    for key in [*(k for k in fields if k in draft.values), *(k for k in draft.values if k not in fields)]:
        value, field = draft.values[key], fields.get(key)
        shown = field.display(value) if field is not None else "" if value is None else str(value)
        lines += [field.label if field is not None else column_label(draft.table, key), shown or "(vide)", ""]
    return "\n".join(lines).rstrip()


def _form(session: Session, draft: Draft) -> Form | None:
    """The record's own form; when it cannot be read, one that has all the questions answered."""
    with suppress(PoleError, KeyError):
        if draft.table == "meeting":
            return FORMS[MEETING_KINDS[session.meetings.get(draft.id).kind].form]
        if draft.table == "project":
            return FORMS[PROJECT_KINDS[session.projects.get(draft.id).kind].form]
    if draft.table not in ("meeting", "project"):
        return None
    return next((form for form in FORMS.values() if draft.values.keys() <= {field.key for field in form.fields()}), None)


def write_copy(place: Path, text: str) -> None:
    """Write the copy where the person chose: whole or not at all."""
    with disk_errors():
        write_atomically(place, text.encode())
