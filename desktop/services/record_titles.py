"""What a record is called in a few words, whatever it is: « PPRE n° 1 · HADDAD Yanis »."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.forms.request_kinds import ABOUT, DEVICES, INTERVENTIONS
from desktop.models.kinds import AGREEMENT_PURPOSES, BATTERY_NAMES, PLANS, meeting_label, note_label, project_title
from desktop.services import authors, code_words, labels, unseen
from desktop.storage.heads import CREATED, RowHeads
from desktop.storage.unit import parse
from desktop.texts import fold, list_name, parse_day, plain_date

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store

_OF_HELPS = frozenset({"request", "decision", "contribution", "step", "proposal", "agenda", "intervention", "member", "sitting",
                       "presence", "slot"})


class Titles:
    """Titles of records of one file, asked for once each."""

    def __init__(self, session: Session, store: Store) -> None:
        self._session, self._store = session, store
        self._known: dict[tuple[str, str], str] = {}

    def of(self, table: str, row: str, heads: RowHeads | None = None) -> str:
        """A record's title, deleted or not."""
        key = (table, row)
        if key not in self._known:
            found = heads if heads is not None else self._store.row_heads(table, row)
            self._known[key] = self._title(table, found) if found.entries else "Un élément qui n’est plus là"
        return self._known[key]

    def pupil(self, id: str) -> str:
        """« HADDAD Yanis »; empty when the child is not known here."""
        for store in (self._store, self._session.commun):
            found = store.one("SELECT last_name, first_name FROM student WHERE id=?", (id,)) if id else None
            if found is not None:
                return list_name(found[0] or "", found[1] or "")
        heads = self._store.row_heads("student", id) if id else RowHeads(())
        return list_name(heads.shown("last_name") or "", heads.shown("first_name") or "") if heads.entries else ""

    def named(self, table: str, column: str, value: Any) -> str:
        """What the id held by a column names."""
        linked = code_words.linked(table, column)
        if linked == "school":
            found = self._store.one("SELECT name FROM school WHERE id=?", (value,))
            return (found[0] if found else "") or "une autre école"
        if linked == "student":
            return self.pupil(str(value)) or "un autre élève"
        if linked == "account":
            return authors.names(self._session).get(str(value), "un autre compte")
        return "un autre élément" if linked in ("", "?") else self.of(linked, str(value))

    def _title(self, table: str, heads: RowHeads) -> str:
        said = heads.current()
        if table == "intervention" and self._store is self._session.commun:
            said["title"] = shown_title(self._session, heads.entries[0].row, said)
        if table == "student":
            return list_name(said.get("last_name") or "", said.get("first_name") or "")
        if table in ("line", "attachment"):
            return self._of_owner(heads, said)
        if table == "school":
            return said.get("name") or said.get("uai") or "École"
        if table in ("person", "battery"):
            return self._person(said) if table == "person" else said.get("name") or labels.TABLES["battery"]
        child = self.pupil(said.get("student_id") or "")
        return " · ".join(part for part in (self._thing(table, said), child) if part)

    def _person(self, said: dict[str, Any]) -> str:
        civility = str(said.get("civility") or "").replace("MME", "Mme")
        return f"{civility} {said.get('first_name') or ''} {said.get('usage_name') or said.get('last_name') or ''}".strip()

    def _of_owner(self, heads: RowHeads, said: dict[str, Any]) -> str:
        owner = said.get("owner") or ""
        found = self._store.one("SELECT tbl FROM entry WHERE row=? AND tbl<>'line' LIMIT 1", (owner,)) if owner else None
        return self.of(found[0], owner) if found is not None else "Une ligne"

    def _of_help(self, table: str, said: dict[str, Any], on: str) -> str:
        """A request, a help, or a part of one."""
        if table == "request":
            day = parse_day(said.get("sent_on"))
            about = "" if said.get("student_id") else self._about(said)
            return " · ".join(part for part in ("Demande" + (f" du {plain_date(day)}" if day else ""), about) if part)
        if table == "intervention":
            return f"Aide : {said.get('title') or INTERVENTIONS.get(said.get('kind') or '', '')}".rstrip(": ")
        if table == "proposal":
            return f"Proposition à {said.get('person') or 'quelqu’un'}"
        if table == "agenda":
            return f"Situation à l’ordre du jour{self._day_of('meeting', said.get('meeting_id'))}"
        if table == "presence":
            return f"Présence à la séance{self._day_of('sitting', said.get('sitting_id'))}"
        if table == "member":
            return f"Part dans l’{_lower(self.of('intervention', said.get('intervention_id') or ''))}"
        if table == "slot":
            weekday = code_words.WEEKDAYS.get(str(said.get("weekday") or ""), "")
            return " ".join(part for part in ("Créneau du", weekday, said.get("begins") or "") if part).removesuffix(" du")
        if table == "step":
            return f"Étape : {code_words.told('step', 'kind', said.get('kind') or '')}".rstrip(": ") + on
        return labels.TABLES[table] + on

    def _about(self, said: dict[str, Any]) -> str:
        """« CE1 A », « plusieurs élèves », « une école »."""
        place = said.get("class_name") or said.get("level") if said.get("about") == "class" else ""
        return str(place or ABOUT.get(said.get("about") or "", ""))

    def _day_of(self, table: str, id: Any) -> str:
        heads = self._store.row_heads(table, str(id or ""))
        day = parse_day(heads.shown("date")) if heads.entries else None
        return f" du {plain_date(day)}" if day else ""

    def _thing(self, table: str, said: dict[str, Any]) -> str:
        """A record without its child."""
        kind, day = said.get("kind"), parse_day(said.get("date"))
        on = f" du {plain_date(day)}" if day else ""
        if table == "project":
            return project_title(kind, said.get("number"))
        if table == "meeting":
            return f"{meeting_label(kind)}{on}"
        if table == "attendance":
            return f"Présence à : {meeting_label(kind)}{on}"
        if table == "note":
            return f"{said.get('title') or note_label(kind)}{on}"
        if table == "assessment":
            return f"Bilan {BATTERY_NAMES.get(said.get('battery') or '', '')}".strip() + on
        if table == "guardian":
            return f"Responsable {list_name(said.get('last_name') or '', said.get('first_name') or '')}".strip()
        if table == "enrolment":
            return f"Scolarité {said.get('year') or ''}".strip()
        if table == "agreement":
            return f"Accord, {AGREEMENT_PURPOSES.get(said.get('purpose') or '', '')}".rstrip(", ")
        if table in ("avis", "standing_plan"):
            plan = PLANS.get(said.get("plan") or said.get("kind") or "", "")
            return f"{'Avis pour un' if table == 'avis' else 'Plan'} {plan}".strip()
        if table in _OF_HELPS:
            return self._of_help(table, said, on)
        if table == "aid":
            device = DEVICES.get(said.get("device") or "")
            return f"Aide {device.label} {said.get('year') or ''}".strip() if device else "Aide"
        if table == "task":
            return f"À faire : {said.get('title') or ''}".strip()
        return labels.TABLES.get(table, said.get("title") or said.get("paper") or "Un élément")


def shown_title(session: Session, id: str, said: dict[str, Any]) -> str:
    """A help's own title as this person may read it: none when it names a child out of her reach, unless she gives the help."""
    title = said.get("title") or ""
    if not title or said.get("helper_id") == session.actor.id or not (hidden := unseen.of_help(session, id)):
        return title
    return "" if unseen.words(hidden) & set(fold(title).split()) else title


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def made_with(heads: RowHeads) -> dict[str, Any]:
    """What a row said when it was made: who it belongs to, gone or not."""
    for entry in heads.entries:
        if entry.column == CREATED and entry.value is not None:
            return parse(entry.value)
    return {}
