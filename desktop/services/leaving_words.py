"""What leaves and what stays, in plain words: « Lina MOREAU : fiche, 2 responsables, PPRE n° 1, 3 réunions »."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from desktop.models.kinds import PROJECT_KINDS, project_title
from desktop.services.exchange_values import Line
from desktop.services.judging import Row
from desktop.services.record_titles import Titles
from desktop.services.reserved import Reserved
from desktop.services.what_leaves import Leaving
from desktop.storage.heads import DELETED, Entry, RowHeads
from desktop.texts import fold, list_name, parse_day, plain_date, plural

if TYPE_CHECKING:
    from desktop.services.session import Session

APART = 30
"""Children told one by one at most; more are told by school."""
MOST = 300
_THINGS = {
    "guardian": ("responsable", "responsables"), "meeting": ("réunion", "réunions"),
    "attendance": ("part dans une réunion", "parts dans des réunions"), "task": ("chose à faire", "choses à faire"),
    "handed": ("papier remis", "papiers remis"), "agreement": ("accord", "accords"),
    "release": ("conclusion transmise", "conclusions transmises"), "avis": ("avis", "avis"),
    "standing_plan": ("plan", "plans"), "note": ("note", "notes"), "assessment": ("bilan", "bilans"),
    "attachment": ("pièce jointe", "pièces jointes"), "request": ("demande", "demandes"), "decision": ("décision", "décisions"),
    "contribution": ("contribution", "contributions"), "intervention": ("aide", "aides"), "sitting": ("séance", "séances"),
    "aid": ("aide de l’année", "aides de l’année"),
}
_ORDER = ("student", "guardian", "project", *(name for name in _THINGS if name != "guardian"))
_APART = {"school": ("école", "écoles"), "person": ("adulte", "adultes"), "meeting": ("réunion", "réunions"),
          "task": ("chose à faire", "choses à faire"), "battery": ("test décrit", "tests décrits"),
          "request": ("demande à propos de plusieurs enfants ou d’une classe",
                      "demandes à propos de plusieurs enfants ou d’une classe"),
          "intervention": ("groupe d’aide", "groupes d’aide")}
_PART_OF = {"enrolment": "student", "concerned": "request", "step": "request", "proposal": "request", "agenda": "request",
            "member": "intervention", "presence": "sitting", "slot": "intervention"}


class Words:
    """Tells one pli. Names and schools are asked for once."""

    def __init__(self, session: Session, leaving: Leaving, parts: Iterable[str] = ()) -> None:
        self._session, self._leaving, self._parts = session, leaving, set(parts)
        self._titles = Titles(session, session.commun)
        self._list = {row[0]: row for row in session.commun.sql(
            "SELECT student_id, last_name, first_name, school, school_id FROM student_list")}

    # -- what leaves ---------------------------------------------------------------------------------------------------
    def lines(self) -> tuple[Line, ...]:
        """Children by name, or by school when they are many; then what is no child's; then what leaves by its name."""
        leaving = self._leaving
        by_root: dict[str, dict[str, list[Entry]]] = {}
        for row, entries in leaving.sent.items():
            by_root.setdefault(leaving.rows[row].root, {})[row] = entries
        pupils = [root for root in by_root if self._is_child(root)]
        children = set(pupils)
        others = [root for root in by_root if root not in children]
        lines = self._by_school(pupils, by_root) if len(pupils) > APART else self._one_by_one(pupils, by_root)
        lines += self._others(others, by_root)
        if leaving.batch.erased:
            count = len(leaving.batch.erased)
            lines.append(Line(f"{plural(count, 'effacement')} à signaler, sans dire de quoi", count))
        return (*lines, *self._named())

    def _is_child(self, root: str) -> bool:
        row = self._leaving.rows.get(root)
        return root in self._list or (row is not None and row.table == "student")

    def name(self, root: str) -> str:
        """« MOREAU Lina », as in every list."""
        found = self._list.get(root)
        if found is not None:
            return list_name(found[1] or "", found[2] or "")
        row = self._leaving.rows.get(root)
        said = RowHeads(row.entries) if row is not None else RowHeads(())
        return list_name(said.shown("last_name") or "", said.shown("first_name") or "") or "Un enfant"

    def _one_by_one(self, pupils: Sequence[str], by_root: Mapping[str, dict[str, list[Entry]]]) -> list[Line]:
        lines = []
        for root in sorted(pupils, key=self.name):
            held = by_root[root]
            said = self._said(held, titles=True)
            part = " (seulement ce qui est dit ici)" if root in self._parts else ""
            lines.append(Line(f"{self.name(root)}{part} : {said}", _count(held)))
        return lines

    def _by_school(self, pupils: Sequence[str], by_root: Mapping[str, dict[str, list[Entry]]]) -> list[Line]:
        schools: dict[str, list[str]] = {}
        for root in pupils:
            found = self._list.get(root)
            schools.setdefault((found[3] or "") if found is not None else "", []).append(root)
        lines = []
        for school in sorted(schools, key=lambda one: (not one, one)):
            held = {row: entries for root in schools[school] for row, entries in by_root[root].items()}
            of = _of_school(school) if school else "sans école"
            lines.append(Line(f"{plural(len(schools[school]), 'élève')} {of} : {self._said(held)}", _count(held)))
        return lines

    def _said(self, held: Mapping[str, list[Entry]], *, titles: bool = False) -> str:
        """« fiche, 2 responsables (dont une adresse confidentielle), PPRE n° 1, 3 réunions »."""
        rows = self._leaving.rows
        counts: dict[str, dict[str, Row]] = {}
        gone = 0
        for id, entries in held.items():
            row = rows[id]
            table = row.table
            if table == "line":
                owner = next((rows[one] for one in sorted(row.hangs) if one in rows), None)
                if owner is None:
                    continue
                row, table = owner, owner.table
            table = _PART_OF.get(table, table)
            if any(entry.column == DELETED for entry in entries) and not RowHeads(row.entries).alive:
                gone += 1
                continue
            counts.setdefault(table, {})[min(row.hangs, default=row.id) if row.table in _PART_OF else row.id] = row
        parts = [self._thing(table, list(counts[table].values()), titles=titles) for table in _ORDER if counts.get(table)]
        unknown = sum(len(counts[table]) for table in counts if table not in _ORDER)
        parts += [plural(unknown, "autre élément", "autres éléments")] if unknown else []
        parts += [plural(gone, "élément supprimé", "éléments supprimés")] if gone else []
        return ", ".join(parts)

    def _thing(self, table: str, rows: Sequence[Row], *, titles: bool) -> str:
        if table == "student":
            return "fiche" if titles else plural(len({row.root for row in rows}), "fiche")
        if table == "project":
            return ", ".join(self._project(row) for row in rows) if titles and len(rows) <= 3 else plural(len(rows), "projet")
        one, many = _THINGS[table]
        said = plural(len(rows), one, many)
        if table == "guardian":
            hidden = sum(_is_confidential(row) for row in rows)
            if hidden:
                said += " (dont une adresse confidentielle)" if hidden == 1 else f" (dont {hidden} adresses confidentielles)"
        return said

    def _project(self, row: Row) -> str:
        said = RowHeads(row.entries)
        kind = said.shown("kind")
        return project_title(kind, said.shown("number")) if kind in PROJECT_KINDS else "projet"

    def _others(self, roots: Sequence[str], by_root: Mapping[str, dict[str, list[Entry]]]) -> list[Line]:
        """Schools, adults, meetings about several, tasks of nobody in particular."""
        tables: dict[str, list[str]] = {}
        for root in roots:
            row = self._leaving.rows.get(root)
            tables.setdefault(row.table if row is not None else "", []).append(root)
        lines = []
        for table, found in tables.items():
            held = {row: entries for root in found for row, entries in by_root[root].items()}
            if table in ("school", "meeting", "request", "intervention") and len(found) <= 3:
                lines += [Line(self._title(root), _count(by_root[root])) for root in found]
            else:
                one, many = _APART.get(table, ("autre élément", "autres éléments"))
                lines.append(Line(plural(len(found), one, many), _count(held)))
        return lines

    def _title(self, root: str) -> str:
        title = self._titles.of(self._leaving.rows[root].table, root)
        table = self._leaving.rows[root].table
        if table != "school":
            return f"{title}, à propos de plusieurs enfants" if table == "meeting" else title
        return title if fold(title).startswith(("ecole", "college")) else f"École : {title}"

    # -- by name -------------------------------------------------------------------------------------------------------
    def _named(self) -> list[Line]:
        return [self._record(key, entries, by_name=True) for key, entries in self._leaving.by_name.items()]

    def withheld(self, reserved: Reserved) -> tuple[Line, ...]:
        """What stays here unless it is named, the latest first."""
        held = sorted(self._leaving.withheld.items(), key=lambda one: -one[1][-1].n)
        lines = [self._record(key, entries, reserved=reserved) for key, entries in held[:MOST]]
        if len(held) > MOST:
            more = len(held) - MOST
            lines.append(Line(f"et {plural(more, 'autre')}, de plus longue date : choisissez l’enfant pour les nommer", more))
        return tuple(lines)

    def _record(self, key: str, entries: Sequence[Entry], *, by_name: bool = False, reserved: Reserved | None = None) -> Line:
        row = self._leaving.rows.get(key)
        table = row.table if row is not None else ""
        title = self._titles.of(table, key, RowHeads(row.entries)) if row is not None else "Un élément"
        if table == "student":
            title = f"Fiche de {self.name(key)}"
        made = row is not None and any(entry is row.entries[0] for entry in entries)
        text = title if made or row is None else f"{title}, ce qui y a été ajouté"
        if table == "release" and row is not None:
            on = parse_day(str(RowHeads(row.entries).shown("date") or ""))
            text += f", du {plain_date(on)}" if on else ""
            text += " (reprise depuis)" if RowHeads(row.entries).shown("revoked_on") else ""
        who = next((name for entry in entries if reserved is not None and (name := reserved.who(entry.unit))), "")
        return Line(f"{text} – {who}" if who else text, len(entries), table, key, by_name)


def _is_confidential(row: Row) -> bool:
    said = any(entry.column == "confidential" or "confidential" in (entry.value or "") for entry in row.entries)
    return said and bool(RowHeads(row.entries).shown("confidential"))


def own_lines(counts: Mapping[str, int], size: int) -> list[Line]:
    """What leaves of one's own file."""
    tables = [table for table in ("note", "assessment", "attachment", "agreement") if counts.get(table)]
    parts = [plural(counts[table], *_THINGS[table]) for table in tables]
    weight = f", {max(1, round(size / 1e6))} Mo de pièces" if size > 200_000 else ""
    return [Line(f"De votre fichier : {', '.join(parts)}{weight}", sum(counts.values()))] if parts else []


def _of_school(name: str) -> str:
    lower = name[:1].lower() + name[1:]
    if lower.startswith(("école", "élémentaire")):
        return f"de l’{lower}"
    return f"du {lower}" if lower.startswith(("collège", "groupe", "regroupement")) else f"de {name}"


def _count(held: Mapping[str, list[Any]]) -> int:
    return sum(len(entries) for entries in held.values())
