"""Import a file: preview, write all or nothing, take a whole import back."""

from __future__ import annotations

import gc
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.clock import school_year, stamp
from desktop.errors import InputError, RefusedError
from desktop.ids import POLE_ROOT, named
from desktop.importers import cells, reader
from desktop.importers.fields import KIND_LABELS
from desktop.importers.notes import Parsed
from desktop.models import ColumnMap, Enrolment, ImportBatch, School, Student
from desktop.services import labels
from desktop.services.import_guardians import GuardianPlan
from desktop.services.import_places import plan_schools, plan_teachers
from desktop.services.import_pupils import PupilPlan
from desktop.services.import_work import Asked, Payload, Report, Work, among
from desktop.services.values import ImportPlan, ImportResult, PastImport
from desktop.storage.store import Store
from desktop.storage.unit import Unit
from desktop.texts import list_name

if TYPE_CHECKING:
    from desktop.services.session import Session


@contextmanager
def _calm() -> Iterator[None]:
    """Without the collector of cycles, which would walk a whole file's values again and again for nothing."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


REFUSED = "Votre compte n’importe pas ce fichier : demandez-le à une personne qui voit toute l’école, ou tout le coffre."
_TABLES = {"pupils": "student", "guardians": "guardian", "teachers": "person", "schools": "school"}
_COUNTS = ("added", "updated", "unchanged", "left", "refused")


class Imports:
    """What a person can do with files of pupils, guardians, teachers and schools."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store: Store = session.commun

    # -- preview ---------------------------------------------------------------------------------------------------------
    def plan(
        self,
        data: bytes,
        *,
        kind: str | None = None,
        school: str | None = None,
        year: str | None = None,
        mapping: Mapping[str, int] | None = None,
        department: str | None = None,
        only_followed: bool = False,
    ) -> ImportPlan:
        """What a file would change; nothing is written.

        ``kind`` is ``pupils``, ``guardians``, ``teachers`` or ``schools`` (guessed from titles otherwise), ``school`` an id or
        an UAI, ``mapping`` field → column. Raises ``NeedsMapping`` when titles are unknown, ``InputError`` for anything else.
        """
        self._require()
        chosen = self._year(year)
        with _calm():
            parsed = reader.read(
                data, kind=kind or "", year=chosen, department=department or "", mapping=mapping, remembered=self._remembered
            )
            self._session.rights.require("write", _TABLES[parsed.target], sentence=REFUSED)
            if parsed.target == "schools" and self._session.rights.standing.places is not None:
                raise RefusedError(REFUSED)  # the register is of the whole vault
            plan = self._plan(Asked(parsed, school, chosen, only_followed))
        if mapping:
            plan.payload.mapping = dict(mapping)
        return plan

    def _require(self) -> None:
        self._session.rights.require("write", "import", sentence=REFUSED)

    def check(self, plan: ImportPlan) -> None:
        """Raise ``InputError`` when every row of a plan is refused: there is nothing to import."""
        rows = [row for row in plan.rows if row.line]
        if rows and all(row.action == "refused" for row in rows):
            first = next(remark for remark in plan.remarks if remark.level == "refused")
            place = f"ligne {first.line}, « {first.column} »" if first.column else f"ligne {first.line}"
            count = f"les {len(rows)} lignes sont refusées" if len(rows) > 1 else "la seule ligne est refusée"
            raise InputError(
                f"Rien n’est importé : {count}. À la {place} : {first.message}", line=first.line, column=first.column
            )

    def _year(self, year: str | None) -> str:
        if not year:
            return school_year(self._session.clock.today())
        match = re.fullmatch(r"(20\d\d)(?:[-/](20\d\d))?", year.strip())
        if match is None or (match[2] and int(match[2]) != int(match[1]) + 1):
            raise InputError("« Année » attend une année scolaire, écrite 2026-2027.", column="year")
        return f"{match[1]}-{int(match[1]) + 1}"

    def _plan(self, asked: Asked) -> ImportPlan:
        parsed = asked.parsed
        seen = self._store.seen()
        report = Report(parsed, parsed.titles)
        if parsed.target == "schools":
            return report.plan(Payload(asked, plan_schools(self._store, asked, report), seen))
        names = {row[0]: row[1] or row[2] for row in self._store.sql("SELECT id, name, uai FROM school")}
        school_id, new_school = self._school(asked, names, report)
        partial = ""
        if parsed.target == "guardians":
            guardians = GuardianPlan(self._store, asked, school_id)
            guardians.run(report)
            work = guardians.work
        elif parsed.target == "teachers":
            work, partial = plan_teachers(self._store, asked, school_id, report)
        else:
            pupils = PupilPlan(self._store, asked, school_id, names, self._session.clock.today().isoformat())
            partial = pupils.run(report)
            work = pupils.work
        if new_school and work:
            work.rows.insert(0, (School, school_id, None, {"uai": new_school}))
        return report.plan(
            Payload(asked, work, seen),
            partial=partial,
            school_id=school_id,
            school=names.get(school_id, new_school),
            year=asked.year if parsed.target == "pupils" else "",
        )

    # -- which school ----------------------------------------------------------------------------------------------------
    def _school(self, asked: Asked, names: Mapping[str, str], report: Report) -> tuple[str, str]:
        """The school's id, and its code when it is to be made. Told, guessed from known pupils, or the only one there is."""
        line = asked.parsed.line
        if asked.school:
            code = cells.uai(asked.school)[0]
            if asked.school in names:
                return asked.school, ""
            if not cells.is_uai(code):
                raise InputError("Ce code UAI n’est pas valable : sept chiffres et la lettre qui leur répond.", column="school")
            id = named("school", code)
            if id not in names:
                report.note(
                    line,
                    "",
                    "school_unknown",
                    f"L’école {code} n’est pas dans le coffre : elle est ajoutée avec son seul code.",
                    "info",
                )
                return id, code
            return id, ""
        if len(names) == 1:
            return next(iter(names)), ""
        found = self._usual_school(asked.parsed)
        if not found and asked.parsed.target != "guardians":
            report.note(
                line, "", "school_missing", "Aucune école n’est indiquée : dites laquelle, sinon ces lignes restent sans école."
            )
        return found, ""

    def _usual_school(self, parsed: Parsed[Any]) -> str:
        """The school most of the file's pupils were last in, or that has most of its teachers' classes; empty when none does."""
        counts: Counter[str] = Counter()
        if parsed.target == "pupils":
            ines = {record.ine for record in parsed.records if record.ine}
            keys = {
                f"{cells.name_key(r.last_name)}|{cells.name_key(r.first_name)}": r.birth_date
                for r in parsed.records
                if not r.ine
            }
            whole = len(ines) + len(keys)
            counts.update(
                row[0]
                for row in among(
                    self._store,
                    "SELECT coalesce(l.school_id, '') FROM student s JOIN student_list l ON l.student_id = s.id WHERE s.ine IN",
                    ines,
                )
            )
            counts.update(
                school
                for school, key, birth in among(
                    self._store,
                    "SELECT coalesce(school_id, ''), sort_key, birth_date FROM student_list WHERE hidden = 0 AND left IN (0, 1) "
                    "AND sort_key IN",
                    keys,
                )
                if keys[key] == birth
            )
        elif parsed.target == "teachers":
            classes = {record.class_name for record in parsed.records if record.class_name}
            whole = len(classes)
            counts.update(
                row[0]
                for row in set(
                    among(self._store, "SELECT coalesce(school_id, ''), class_name FROM enrolment WHERE class_name IN", classes)
                )
            )
        else:
            return ""
        del counts[""]
        best = counts.most_common(2)
        alone = len(best) == 1 or (len(best) == 2 and best[0][1] > best[1][1])
        return best[0][0] if alone and 2 * best[0][1] > whole else ""

    # -- columns ---------------------------------------------------------------------------------------------------------
    def _remembered(self, signature: str) -> tuple[str, dict[str, int]] | None:
        found = self._store.one("SELECT kind, columns FROM column_map WHERE id=?", (named("column_map", signature),))
        return (str(found[0]), json.loads(found[1])) if found and found[1] else None

    def _remember(self, parsed: Parsed[Any], mapping: Mapping[str, int]) -> None:
        if self._remembered(parsed.signature) != (parsed.target, dict(mapping)):
            with self._store.unit(labels.COLUMNS_REMEMBERED, kind="system") as unit:
                unit.new(
                    ColumnMap,
                    {"kind": parsed.target, "headers": parsed.signature, "columns": json.dumps(dict(mapping), sort_keys=True)},
                    id=named("column_map", parsed.signature),
                    root=POLE_ROOT,
                )

    # -- writing ---------------------------------------------------------------------------------------------------------
    def write(self, plan: ImportPlan, leavers: set[str] | None = None) -> ImportResult:
        """Write a plan in one unit. ``leavers`` are the ticked rows; all of them when ``None``, none when the file is partial.

        Raises ``InputError`` when every row is refused. A plan made before others wrote is made again first.
        """
        self.check(plan)
        payload: Payload = plan.payload
        if payload.seen != self._store.seen():
            fresh = self._plan(payload.asked)
            fresh.payload.mapping = payload.mapping
            plan, payload = fresh, fresh.payload
        work = payload.work
        gone = set(work.leavers) if leavers is None and not plan.partial else (leavers or set()) & work.leavers.keys()
        counts = {name: plan.counts.get(name, 0) for name in _COUNTS} | {"left": len(gone)}
        batch = ""
        if work or gone:
            if not self._session.demonstration:
                self._session.backups.make("avant import")
            with _calm():
                batch = self._write(plan, work, gone, counts)
        if payload.mapping:
            self._remember(payload.asked.parsed, payload.mapping)
        return ImportResult(
            id=batch,
            kind=plan.kind,
            rows=plan.counts.get("rows", 0),
            added=counts["added"],
            updated=counts["updated"],
            unchanged=counts["unchanged"],
            left=counts["left"],
            refused=counts["refused"],
            partial=bool(plan.partial),
            remarks=plan.remarks,
        )

    def _write(self, plan: ImportPlan, work: Work, gone: set[str], counts: Mapping[str, int]) -> str:
        now = self._session.clock
        with self._store.unit(f"Import : {plan.kind_label}", kind="import") as unit:
            batch = unit.new(
                ImportBatch,
                {
                    "kind": plan.kind,
                    "at": stamp(now.now()),
                    "by": self._session.actor.name,
                    "school_id": plan.school_id,
                    "year": plan.year,
                    "counts": json.dumps(dict(counts)),
                },
            )
            year, school = plan.year, plan.school_id
            for own, place in work.pupils:
                student = unit.new(Student, own)
                unit.new(
                    Enrolment, {**place, "student_id": student}, id=named("enrolment", student, year, school), root=student
                )
            self._rows(unit, work)
            today = now.today().isoformat()
            for id in gone:
                model, row = work.leavers[id]
                unit.put(model, row, {"left_on": today})
            for model, row in work.removed:
                unit.remove(model, row)
        return batch

    def _rows(self, unit: Unit, work: Work) -> None:
        wanted: dict[str, list[str]] = {}
        named_rows = [(model, id) for model, id, _, _ in work.rows] + [(model, id) for model, id, _ in work.puts]
        for model, id in (*named_rows, *work.leavers.values()):
            wanted.setdefault(model.__tablename__, []).append(id)
        for table, ids in wanted.items():
            unit.prefetch(table, list(dict.fromkeys(ids)))
        for model, id, root, values in work.rows:
            unit.new(model, values, id=id, root=root)
        for model, id, values in work.puts:
            unit.put(model, id, values)

    # -- taking back -----------------------------------------------------------------------------------------------------
    def undo(self, id: str | None = None) -> Changes:
        """Take a whole import back (the last one standing by default): by its id or its unit's.

        Pupils worked on since are kept, and named in ``skipped``. Redo is ``Session.undo`` of the unit this gives.
        """
        self._session.rights.require("write", "import", sentence="" if id else REFUSED)
        batch, unit, label = self._standing(id)
        kept = self._worked_on(unit)
        store = self._store
        changes, others = store.undo(unit, f"Annulé : {label}", keep=frozenset({batch, *kept}))
        later = {entry.root for entry in others} - kept
        told = tuple(f"{name} : on y a travaillé depuis, gardé." for name in self._names(kept))
        told += tuple(f"{name} : modifié depuis, laissé tel quel." for name in self._names(later))
        return replace(changes, skipped=told)

    def past(self) -> tuple[PastImport, ...]:
        """Imports, newest first."""
        undone = self._undone()
        found = self._store.sql(
            "SELECT b.id, e.unit, b.kind, b.at, b.by, coalesce(s.name, s.uai), b.counts FROM import_batch b "
            "JOIN entry e ON e.row = b.id AND e.tbl = 'import_batch' AND e.col = '' LEFT JOIN school s ON s.id = b.school_id "
            "ORDER BY b.n DESC"
        )
        return tuple(
            PastImport(id, unit, kind or "", at or "", by or "", school or "", json.loads(counts or "{}"), unit in undone)
            for id, unit, kind, at, by, school, counts in found
        )

    def _standing(self, id: str | None) -> tuple[str, str, str]:
        for past in self.past():
            if (id is None and not past.undone) or id in (past.id, past.unit):
                if past.undone:
                    raise InputError("Cet import est déjà annulé.")
                return past.id, past.unit, KIND_LABELS.get(past.kind, past.kind)
        raise RefusedError("Il n’y a pas d’import à annuler.") if id is None else RefusedError()

    def _undone(self) -> set[str]:
        """Units whose last word is to be taken back: undone, and not redone since."""
        undone: set[str] = set()
        for (undoes,) in self._store.sql("SELECT undoes FROM unit WHERE undoes <> '' ORDER BY n"):
            undone.add(undoes)
        answered = {row[0]: row[1] for row in self._store.sql("SELECT undoes, id FROM unit WHERE undoes <> ''")}
        return {unit for unit in undone if self._turns(unit, answered) % 2}

    def _turns(self, unit: str, answered: Mapping[str, str]) -> int:
        turns = 0
        while unit in answered and turns < 1000:
            unit, turns = answered[unit], turns + 1
        return turns

    def _worked_on(self, unit: str) -> set[str]:
        """Roots of an import that people have written in since."""
        store = self._store
        (start,) = store.one("SELECT n FROM unit WHERE id=?", (unit,))
        kinds = {row[0]: (row[1], row[2], row[3]) for row in store.sql("SELECT id, kind, coalesce(undoes, ''), n FROM unit")}
        undone = self._undone()
        later = [id for id, (_, _, n) in kinds.items() if n > start and id not in undone and self._is_work(id, kinds, start)]
        roots = {row[0] for row in store.sql("SELECT DISTINCT root FROM entry WHERE unit=?", (unit,))}
        touched = {row[0] for row in among(store, "SELECT DISTINCT root FROM entry WHERE unit IN", later)}
        return roots & touched

    def _is_work(self, unit: str, kinds: Mapping[str, tuple[str, str, int]], start: int) -> bool:
        """Whether a unit is someone's work: typed by hand, or taking back what was typed before the import."""
        kind, undoes, n = kinds[unit]
        if kind != "undo":
            return kind in ("hand", "demo")
        while kind == "undo" and undoes in kinds:
            kind, undoes, n = kinds[undoes]
        return kind in ("hand", "demo") and n < start

    def _names(self, roots: set[str]) -> list[str]:
        """What these roots are called, in order; one that a person took away meanwhile has no name to tell."""
        store, names = self._store, []
        for table in ("student", "person"):
            names += [
                list_name(row[0] or "", row[1] or "")
                for row in among(store, f"SELECT last_name, first_name FROM {table} WHERE id IN", roots)
            ]
        names += [row[0] or row[1] for row in among(store, "SELECT name, uai FROM school WHERE id IN", roots)]
        return sorted(names)
