"""Guardians of a file given to the children they name: each child has its own copy; what a person typed stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from desktop.ids import named
from desktop.importers.cells import name_key
from desktop.importers.guardians import Child, GuardianRecord
from desktop.models import Guardian
from desktop.services import labels
from desktop.services.import_pupils import Picture, picture
from desktop.services.import_work import Asked, Authors, Report, Work, among, typed_columns, with_address
from desktop.services.matching import Known, Roll
from desktop.storage.store import Store
from desktop.texts import list_name

SHOWN = ("civility", "last_name", "first_name", "children", "mobile", "email")
_OWN = ("civility", "last_name", "usage_name", "first_name", "address", "postal_code", "city", "phone", "mobile", "email")


class Present(NamedTuple):
    """A guardian the vault has of a child."""

    id: str
    student_id: str
    civility: str
    last_name: str
    usage_name: str
    first_name: str
    address: str
    postal_code: str
    city: str
    phone: str
    mobile: str
    email: str


class GuardianPlan:
    """One file of guardians."""

    def __init__(self, store: Store, asked: Asked, school_id: str) -> None:
        self._store, self._asked, self._school = store, asked, school_id
        records: Sequence[GuardianRecord] = asked.parsed.records
        self._records = records
        self._authors = Authors(store)
        names = [
            (name, child.first_name)
            for record in records
            for child in record.children
            for name in (child.last_name, child.usage_name)
            if name
        ]
        self._picture = picture(store, names, (), school_id, whole_school=bool(school_id))
        self._roll = self._make_roll(self._picture)
        self.work = Work()
        self._planned: set[str] = set()
        self._gone: set[str] = set()
        self._changes: list[tuple[str, dict[str, str]]] = []

    def _make_roll(self, known: Picture) -> Roll:
        here, classes = set(), {}
        for id, places in known.places.items():
            latest = max(places, key=lambda place: (place.year, not place.left_on))
            classes[id] = latest.class_name
            if self._school and latest.school_id == self._school:
                here.add(id)
        return Roll((*known.pupils.values(), *known.aliases), here, classes)

    def run(self, report: Report) -> None:
        """Fill the preview and the work."""
        found = {record.line: self._children(record, report) for record in self._records}
        students = {known.id for children in found.values() for known in children}
        followed = self._followed(students)
        present = self._present(students)
        ids = [_id(record, child) for record in self._records for child in found[record.line]]
        self._gone = self._authors.removed_by_hand("guardian", dict.fromkeys(ids))
        rows = [(record, self._row(record, found[record.line], present, followed, report)) for record in self._records]
        kept = self._authors.by_hand("guardian", {id: with_address(cells) for id, cells in self._changes if cells})
        told: dict[str, list[dict[str, str]]] = {}
        for id, cells in self._changes:
            told.setdefault(id, []).append(cells)
        by_id = {guardian.id: guardian for guardians in present.values() for guardian in guardians}
        for record, (added, touched) in rows:
            updated = False
            for id in touched:
                for cells in told.pop(id, ()):
                    self._keep(record, by_id[id], cells, kept, report)
                    if cells:
                        self.work.puts.append((Guardian, id, cells))
                        updated = True
            self._tell(record, found[record.line], added, updated, followed, report)
        for refused in self._asked.parsed.refused:
            report.row(refused.line, "refused", {name: refused.cells.get(name, "") for name in SHOWN}, "")

    # -- children --------------------------------------------------------------------------------------------------------
    def _children(self, record: GuardianRecord, report: Report) -> list[Known]:
        """The pupils of the vault this adult answers for; the others are told."""
        children: dict[str, Known] = {}
        missing: list[tuple[Child, str]] = []
        for child in record.children:
            pupils = {known.id for known in self._roll.find(child)}
            if len(pupils) == 1:
                id = pupils.pop()
                children[id] = self._picture.pupils[id]
            else:
                missing.append((child, "plusieurs élèves portent ce nom" if pupils else "pas d’élève de ce nom dans le coffre"))
        if not record.children:
            report.note(
                record.line,
                "child_last_name",
                "child_unknown",
                "Aucun enfant n’est nommé. Ce responsable n’est pas importé.",
                "refused",
                "aucun enfant nommé",
            )
        for child, why in missing:
            code = "ambiguous" if why.startswith("plusieurs") else "child_unknown"
            report.note(
                record.line,
                "child_last_name",
                code,
                f"{child.shown} : {why}. Ce lien n’est pas importé.",
                "warning" if children else "refused",
                why,
            )
        return list(children.values())

    def _followed(self, students: Iterable[str]) -> set[str] | None:
        if not self._asked.only_followed:
            return None
        return {
            row[0]
            for row in among(self._store, "SELECT student_id FROM student_list WHERE followed = 1 AND student_id IN", students)
        }

    def _present(self, students: Iterable[str]) -> dict[str, list[Present]]:
        """Guardians of these pupils, those of joined records included."""
        owners = {id: id for id in students}
        owners.update(
            {row[0]: row[1] for row in among(self._store, "SELECT id, same_as FROM student WHERE same_as IN", students)}
        )
        found: dict[str, list[Present]] = {}
        for row in among(self._store, f"SELECT id, student_id, {', '.join(_OWN)} FROM guardian WHERE student_id IN", owners):
            cells = [cell or "" for cell in row]
            found.setdefault(owners[cells[1]], []).append(Present(*cells))
        return found

    # -- one row ---------------------------------------------------------------------------------------------------------
    def _row(
        self,
        record: GuardianRecord,
        children: Sequence[Known],
        present: Mapping[str, list[Present]],
        followed: set[str] | None,
        report: Report,
    ) -> tuple[int, list[str]]:
        """How many copies are new, and which known ones may change."""
        values = {column: value for column in _OWN if (value := getattr(record, column))}
        added, touched = 0, []
        for child in children:
            if followed is not None and child.id not in followed:
                continue
            known = _same(record, present.get(child.id, ()))
            if known is not None:
                self._changes.append((known.id, {c: v for c, v in values.items() if v != getattr(known, c)}))
                touched.append(known.id)
                continue
            id = _id(record, child)
            if id in self._planned:
                continue
            if id in self._gone:
                name = list_name(child.last_name, child.first_name)
                message = f"A été retiré à la main pour {name} : n’est pas remis."
                report.note(record.line, "last_name", "removed_by_hand", message, short="retiré à la main, pas remis")
                continue
            self._planned.add(id)
            self.work.rows.append(
                (Guardian, id, child.id, {"student_id": child.id, "kind": "parent", "authority": "to_check", **values})
            )
            added += 1
        return added, touched

    def _keep(
        self, record: GuardianRecord, known: Present, cells: dict[str, Any], kept: set[tuple[str, str]], report: Report
    ) -> None:
        for column in typed_columns(cells, known.id, kept):
            name = labels.column_label("guardian", column)
            new, old = cells.pop(column), getattr(known, column)
            report.note(
                record.line,
                column,
                "kept_by_hand",
                f"{name} : « {new} » dans le fichier, « {old} » saisi à la main. Ce qui a été saisi est gardé.",
                short=f"{name.lower()} saisi à la main, gardé",
            )

    def _tell(
        self,
        record: GuardianRecord,
        children: Sequence[Known],
        added: int,
        updated: bool,
        followed: set[str] | None,
        report: Report,
    ) -> None:
        cells = {
            "civility": record.civility,
            "last_name": record.usage_name or record.last_name,
            "first_name": record.first_name,
            "children": ", ".join(child.shown for child in record.children),
            "mobile": record.mobile,
            "email": record.email,
        }
        names = ", ".join(list_name(child.last_name, child.first_name) for child in children)
        if not children:
            report.row(record.line, "refused", cells, "aucun enfant dans le coffre")
        elif added:
            report.row(record.line, "added", cells, f"responsable de {names}, autorité à vérifier", children[0].id)
        elif updated:
            report.row(record.line, "updated", cells, "coordonnées changées", children[0].id)
        else:
            aside = followed is not None and not any(child.id in followed for child in children)
            report.row(record.line, "unchanged", cells, "enfant non suivi : laissé" if aside else "", children[0].id)


def _id(record: GuardianRecord, child: Known) -> str:
    """A child's guardian is named by the child and by himself, so that two laptops reading one file agree."""
    return named("guardian", child.id, name_key(record.last_name), name_key(record.first_name))


def _same(record: GuardianRecord, present: Sequence[Present]) -> Present | None:
    """The guardian of the vault who is this adult: by either family name and first name, or by mail."""
    first = name_key(record.first_name)
    names = {name_key(name) for name in (record.last_name, record.usage_name) if name}
    for known in present:
        if name_key(known.first_name) == first and names & {name_key(known.last_name), name_key(known.usage_name)} - {""}:
            return known
    return next(
        (known for known in present if record.email and known.email == record.email and name_key(known.first_name) == first),
        None,
    )
