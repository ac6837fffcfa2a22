"""What a pli brings in plain words: one line a thing, by child or by other record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from desktop.exchange.compare import RowChange
from desktop.models.kinds import project_title
from desktop.security import policy
from desktop.services import labels
from desktop.services.arriving import questions
from desktop.services.arriving_doubles import Doubles, pupil_of
from desktop.services.clash_after import owner_of
from desktop.services.exchange_values import Arriving, Line
from desktop.services.record_titles import Titles
from desktop.storage.unit import parse
from desktop.texts import list_name, parse_day, plain_date, plural

if TYPE_CHECKING:
    from desktop.services.arriving import Arrival
    from desktop.services.session import Session
    from desktop.storage.store import Store

NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "student": ("fiche", "fiches"), "enrolment": ("année de scolarité", "années de scolarité"),
    "guardian": ("responsable", "responsables"), "school": ("école", "écoles"), "person": ("personne de l’annuaire",
    "personnes de l’annuaire"), "meeting": ("réunion", "réunions"), "attendance": ("participation à une réunion",
    "participations à des réunions"), "project": ("projet", "projets"), "task": ("tâche", "tâches"),
    "handed": ("remise de document", "remises de documents"), "agreement": ("accord", "accords"), "avis": ("avis", "avis"),
    "release": ("conclusion transmise", "conclusions transmises"), "standing_plan": ("plan", "plans"),
    "note": ("note", "notes"), "assessment": ("bilan", "bilans"), "battery": ("test décrit", "tests décrits"),
    "attachment": ("pièce jointe", "pièces jointes"), "released": ("trace de transmission", "traces de transmission"),
    "request": ("demande", "demandes"), "contribution": ("contribution", "contributions"), "decision": ("décision", "décisions"),
    "intervention": ("aide", "aides"), "sitting": ("séance", "séances"), "aid": ("aide de l’année", "aides de l’année"),
    "slot": ("créneau", "créneaux"),
}
_PARTS = frozenset({"line", "attachment", "released", "step", "proposal", "agenda", "concerned", "member", "presence"})
_ORDER = tuple(NAMES)
UNREAD = ("élément que votre compte ne lit pas", "éléments que votre compte ne lit pas")


class Words:
    """Words of one part of a pli, against one file."""

    def __init__(self, session: Session, store: Store, arrival: Arrival) -> None:
        self._session, self._store, self._arrival = session, store, arrival
        self._titles = Titles(session, store)
        self._changes: dict[str, list[RowChange]] = {}
        for change in arrival.changes:
            self._changes.setdefault(change.root, []).append(change)
        self._at = {(change.table, change.row): change for change in arrival.changes}
        self._doubles: Doubles | None = None

    # -- by root ---------------------------------------------------------------------------------------------------------
    def arriving(self) -> tuple[Arriving, ...]:
        """Each root of the part; those erased here last."""
        found = [self._one(root) for root in self._arrival.roots if root in self._changes or root in self._arrival.here]
        return (*found, *(Arriving(root, self._refused_name(root), "", "erased") for root in self._arrival.refused))

    def _one(self, root: str) -> Arriving:
        changes = self._changes.get(root, [])
        own = next((c for c in changes if c.row == root), None)
        state = self._state(root, changes)
        matches: tuple[tuple[str, str], ...] = ()
        if own is not None and own.table == "student" and own.state == "new" and root not in self._arrival.here:
            how, matches = self._who(own)
            state = how or state
        return Arriving(root, self._name(root, own), self._detail(own), state, self._lines(changes), matches)

    def _state(self, root: str, changes: Sequence[RowChange]) -> str:
        if any(questions(change) for change in changes):
            return "conflict"
        if root not in self._arrival.here and any(change.state == "new" for change in changes):
            return "new"
        return "changed" if any(change.state != "same" for change in changes) else "same"

    def _who(self, change: RowChange) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Whether this new child may be one of here; not asked when somebody joined the two already."""
        same_as = change.after.shown("same_as") if "same_as" in change.after.columns else ""
        if same_as or self._store.one("SELECT 1 FROM main.student WHERE same_as=? LIMIT 1", (change.row,)):
            return "", ()
        if self._doubles is None:
            self._doubles = Doubles(self._store)
        return self._doubles.of(pupil_of(change.row, change.after))

    def _name(self, root: str, own: RowChange | None) -> str:
        if own is not None and own.after.entries:
            return self._titles.of(own.table, root, own.after) or "Un élément"
        found = self._store.one("SELECT tbl FROM entry WHERE row=? AND root=row LIMIT 1", (root,))
        return self._titles.of(found[0], root) if found is not None else "Un dossier dont la fiche n’est pas venue"

    def _refused_name(self, root: str) -> str:
        for entry in self._arrival.batch.entries:
            if entry.row == root and entry.table == "student" and entry.column == "" and entry.value:
                said = parse(entry.value)
                return list_name(str(said.get("last_name") or ""), str(said.get("first_name") or ""))
        return "Un dossier effacé ici"

    def _detail(self, own: RowChange | None) -> str:
        if own is None or own.table != "student":
            return ""
        day = parse_day(pupil_of(own.row, own.after).birth_date)
        level = ""
        for change in self._changes.get(own.row, ()):
            if change.table == "enrolment" and change.after.alive:
                level = str(change.after.shown("level") or "") or level
        return " · ".join(part for part in (plain_date(day) if day else "", level) if part)

    # -- what changes ----------------------------------------------------------------------------------------------------
    def _lines(self, changes: Sequence[RowChange]) -> tuple[str, ...]:
        """« En plus : PPRE n° 1, 2 responsables », « Change : fiche »…"""
        by_state: dict[str, list[RowChange]] = {}
        for change in self._whole(changes):
            by_state.setdefault(change.state, []).append(change)
        lines = [f"{title} : {self._things(by_state[state])}" for state, title in (
            ("new", "En plus"), ("changed", "Change"), ("gone", "Mis à la corbeille")) if state in by_state]
        joined = [c for c in changes if c.table == "student" and "same_as" in c.columns + (
            c.after.columns if c.state == "new" else ()) and c.after.shown("same_as")]
        lines += [f"Réuni à : {self._titles.of('student', str(c.after.shown('same_as')))}" for c in joined]
        asked = [labels.column_label(c.table, column) for c in changes if self._reads(c.table) for column in questions(c)]
        if asked:
            lines.append(f"{plural(len(asked), 'texte', 'textes')} à départager")
        return tuple(lines)

    def _whole(self, changes: Iterable[RowChange]) -> list[RowChange]:
        """Records; a line or a piece tells that its record changes."""
        found = {(c.table, c.row): c for c in changes if c.table not in _PARTS and c.state != "same"}
        for change in changes:
            if change.table not in _PARTS or change.state == "same":
                continue
            held = change.after if change.after.entries else change.before
            link = {"released": "source", "line": "owner", "attachment": "owner"}.get(change.table)
            owner = str(held.shown(link) or "") if link else owner_of(change.table, held)
            if any(row == owner for _, row in found):
                continue
            table = self._table_of(owner)
            if table:
                found[(table, owner)] = RowChange(table, owner, change.root, "changed", change.before, change.after)
        return list(found.values())

    def _table_of(self, row: str) -> str:
        held = self._store.one("SELECT tbl FROM main.entry WHERE row=? AND tbl<>'line' LIMIT 1", (row,)) if row else None
        return str(held[0]) if held is not None else ""

    def _things(self, changes: Sequence[RowChange]) -> str:
        count: Counter[str] = Counter()
        projects: list[str] = []
        for change in changes:
            heads = change.after if change.after.entries else change.before
            if not self._reads(change.table):
                count[""] += 1
            elif change.table == "project" and heads.entries[0].table == "project":
                number = heads.shown("number")
                projects.append(project_title(heads.shown("kind"), number if isinstance(number, int) else 1))
            else:
                count[change.table] += 1
        told = []
        for table in _ORDER:
            if table == "project":
                told += projects
            if count[table]:
                told.append(NAMES[table][0] if count[table] == 1 and table == "student" else plural(count[table], *NAMES[table]))
        others = sum(number for table, number in count.items() if table and table not in NAMES)
        told += [plural(others, "autre élément", "autres éléments")] if others else []
        return ", ".join([*told, *([plural(count[""], *UNREAD)] if count[""] else [])])

    def _reads(self, table: str) -> bool:
        """Whether the person reads such records here; what she does not read is counted, never named."""
        return table in policy.PERSONAL or table not in policy.TABLE or table == "line" or self._session.rights.whole(table)

    # -- erased elsewhere ------------------------------------------------------------------------------------------------
    def gaps(self) -> list[str]:
        """Names of those of whom writings are missing."""
        return [self._name(root, self._at.get(("student", root))) for root in self._arrival.gaps]

    def erased(self, sender: str) -> tuple[Line, ...]:
        """What was erased at the sender's and is still here: one line a record, its lines and pieces with it."""
        told = self._arrival.erased
        whole = {one.root for one in told if not one.row}
        lines = []
        for one in told:
            if one.row and one.root in whole:
                continue
            row = one.row or one.root
            table = self._table_of(row) if row else ""
            if one.row and (not table or table in _PARTS):
                continue
            day = parse_day(one.at[:10])
            title = self._titles.of(table, row) if table and self._reads(table) else "Un élément"
            by = one.by or sender
            lines.append(Line(f"{title} : effacé chez {by}{f' le {plain_date(day)}' if day else ''}", 1, table,
                              f"{one.root}/{one.row}" if one.row else one.root))
        return tuple(lines)
