"""Bilans: named batteries and those described by their user, scores typed by hand, and what is told about them.

No norm and no item: a percentile left empty is computed by the normal law when the scale of the score is known, and marked so.
Figures out of range are told, never refused. The act itself waits for its agreements (``services.agreements``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.errors import InputError, RefusedError
from desktop.forms import batteries as named_batteries
from desktop.forms.batteries import BATTERIES, Battery, Scale, Score
from desktop.forms.catalogue import form
from desktop.models import Assessment, Attachment
from desktop.models import Battery as BatteryRow
from desktop.models.kinds import ASSESSMENT_STATES
from desktop.services import answers as written
from desktop.services import labels, own_file, score_remarks
from desktop.services import personal_values as values
from desktop.services.listing import fts_query
from desktop.services.values import Mark
from desktop.texts import age, clean, parse_day

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store

FORM = form("bilan")
_AGES = re.compile(r"\s*(\d{1,2})(?:\s*;\s*(\d{1,2}))?\s*(?:-|à)\s*(\d{1,2})(?:\s*;\s*(\d{1,2}))?\s*\Z")
_MARKS: dict[str, Mark] = {"prevu": "planned", "en_cours": "running", "rendu": "done"}
_TYPED = ("score", "bas", "haut", "percentile", "mots", "non_interpretable")
_SCALE = ("mean", "deviation", "low", "high")
YOUNG = ("ICV", "IVS", "IMT")
"""The indices of the WPPSI-IV before four years (its note in ``forms.batteries``)."""


class Assessments:
    """Bilans of one's own file."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def _store(self) -> Store:
        return self._session.personal

    # -- batteries -----------------------------------------------------------------------------------------------------
    def batteries(self) -> tuple[Battery, ...]:
        """Named ones, then those described here."""
        mine = self._store.sql("SELECT id, name, edition, ages, scores FROM battery ORDER BY name, n")
        return (*BATTERIES.values(), *(_described(row) for row in mine))

    def battery(self, code: str) -> Battery:
        """One battery, by code or id. Raises ``RefusedError`` when unknown."""
        if code in BATTERIES:
            return BATTERIES[code]
        row = self._store.one("SELECT id, name, edition, ages, scores FROM battery WHERE id=?", (code,))
        if row is None:
            raise RefusedError
        return _described(row)

    def battery_name(self, code: str) -> str:
        """« WISC-V »; empty when the description is no longer there."""
        if code in BATTERIES:
            return BATTERIES[code].name
        row = self._store.one("SELECT name FROM battery WHERE id=?", (code,))
        return str(row[0] or "") if row else ""

    def add_battery(self, name: str, edition: str = "", ages: str = "", scores: Sequence[Mapping[str, Any]] = ()) -> Changes:
        """Describe a test: its name, edition, ages (« 6;0-16;11 ») and the names and scales of its scores."""
        if not clean(name).strip():
            raise InputError("« Nom » est nécessaire.", column="name")
        if ages and not _AGES.match(ages):
            raise InputError("« Âges » s’écrit comme 6;0-16;11.", column="ages")
        kept = json.dumps([_score_cells(score) for score in scores], ensure_ascii=False)
        with self._store.unit(labels.BATTERY_ADDED) as unit:
            unit.new(BatteryRow, {"name": clean(name).strip(), "edition": clean(edition).strip(), "ages": ages.strip(),
                                  "scores": kept})
        return self._store.unit_changes

    def remove_battery(self, id: str) -> Changes:
        """A description no bilan uses."""
        if self._store.one("SELECT 1 FROM assessment WHERE battery=?", (id,)):
            raise InputError("Un bilan utilise ce test : sa description reste.", column="battery")
        with self._store.unit(labels.BATTERY_REMOVED) as unit:
            unit.remove(BatteryRow, id)
        return self._store.unit_changes

    # -- bilans ----------------------------------------------------------------------------------------------------------
    def list(self, student: str | None = None, search: str = "") -> tuple[values.AssessmentRow, ...]:
        """Bilans, newest first."""
        where = "1"
        parameters: tuple[str, ...] = ()
        if student is not None:
            ids = own_file.family(self._session, student)
            where += f" AND student_id IN ({','.join('?' * len(ids))})"
            parameters += ids
        if search.strip():
            where += (" AND (id IN (SELECT row FROM search_doc WHERE n IN (SELECT rowid FROM search_fts WHERE search_fts "
                      "MATCH ?)) OR student_id IN (SELECT student_id FROM student_list WHERE n IN (SELECT rowid FROM "
                      "student_fts WHERE student_fts MATCH ?)))")
            parameters += (fts_query(search) or '"\x01"',) * 2
        children = own_file.children(self._session)
        rows = []
        for id, battery, date, child, state, question in self._store.sql(
                "SELECT id, battery, date, student_id, state, json_extract(answers, '$.question') FROM assessment "
                f"WHERE {where} ORDER BY date DESC, n DESC", parameters):
            known = children.get(child)
            rows.append(values.AssessmentRow(id, battery or "", self._title(battery or ""), date or "", child or "",
                                             known.name if known else "", state or "", _MARKS.get(state or "", "none"),
                                             (question or "").split("\n")[0][:120]))
        return tuple(rows)

    def _title(self, code: str) -> str:
        try:
            return self.battery(code).title
        except RefusedError:
            return "Bilan"

    def get(self, id: str) -> values.Assessment:
        """One bilan whole, with the child's age that day. Raises ``RefusedError`` when unknown."""
        row = self._store.one("SELECT battery, date, student_id, state, answers, form_version FROM assessment WHERE id=?", (id,))
        if row is None:
            raise RefusedError
        battery, date, student, state, cells, version = row
        said = written.load(self._store, id, cells, version or 0, FORM)
        return values.Assessment(id, battery or "", self._title(battery or ""), date or "", student or "", state or "",
                                 self._age(student or "", date or ""), said, version or 1,
                                 self._session.releases.from_source(id), self._store.seen())

    def _age(self, student: str, date: str) -> str:
        birth, day = self._birth(student), parse_day(date)
        return age(birth, day) if birth and day and day >= birth else ""

    def _birth(self, student: str) -> Any:
        try:
            return parse_day(own_file.child(self._session, student).birth_date)
        except RefusedError:
            return None

    def add(self, student: str, battery: str, date: str = "", answers: Mapping[str, Any] | None = None, state: str = "",
            scores: Sequence[Mapping[str, Any]] | None = None) -> Changes:
        """A bilan, its lines of scores ready; ``created[-1]`` is its id.

        Foreseen while nothing is typed in it; it starts with its first score, or ``state="en_cours"``, and then takes the
        agreements of those who hold authority.
        """
        self._allowed()
        test = self.battery(battery)
        day = own_file.day_of(date, "date", "Date") or self._session.clock.today().isoformat()
        typed = dict(answers or {})
        if scores is not None:
            typed["scores"] = scores
        cleaned = FORM.clean(typed)
        cleaned["scores"] = _lines(test, cleaned.get("scores"), self._months(student, day))
        if not cleaned.get("autorisation"):
            cleaned["autorisation"] = self._session.agreements.status(student, "psychologue_bilan").sentence
        reached = self._state(state or "prevu", cleaned, student)
        cells = {"battery": battery, "date": day, "student_id": student, "state": reached}
        with self._store.unit(labels.ASSESSMENT_ADDED) as unit:
            own_file.ensure(self._session, unit, student)
            id = written.create(unit, Assessment, cells, FORM, cleaned, root=student)
        changes = self._store.unit_changes
        return Changes(changes.unit, changes.label, (*(one for one in changes.created if one != id), id), changes.touched,
                       changes.roots, changes.skipped, changes.seen)

    def _allowed(self) -> None:
        if "psychologist" not in self._session.actor.roles:
            raise RefusedError

    def _months(self, student: str, date: str) -> int | None:
        birth, day = self._birth(student), parse_day(date)
        if not (birth and day):
            return None
        return int((day.year - birth.year) * 12 + day.month - birth.month - (day.day < birth.day))

    def _state(self, asked: str, answers: Mapping[str, Any], student: str) -> str:
        """The state a bilan takes. Raises ``InputError`` when it would start without the agreements it takes."""
        if asked not in ASSESSMENT_STATES:
            raise InputError(f"« État » attend l’un de : {', '.join(ASSESSMENT_STATES)}.", column="state")
        begun = any(line.get(key) not in (None, "", False) for line in answers.get("scores") or () for key in _TYPED)
        if asked == "prevu" and begun:
            asked = "en_cours"
        if asked != "prevu":
            allowed, sentence = self._session.agreements.can_start(student, "psychologue_bilan")
            if not allowed:
                raise InputError(sentence, column="student")
        return asked

    def save(self, id: str, answers: Mapping[str, Any], seen: int | None = None) -> Changes:
        """Keep some answers; ``scores`` is given whole. The first score starts a bilan that was foreseen."""
        found = self._store.one("SELECT student_id, state, root, battery FROM assessment WHERE id=?", (id,))
        if found is None:
            raise RefusedError
        student, state, root, battery = found
        cleaned = FORM.clean(answers)
        if cleaned.get("scores"):
            known = self.battery(battery).scores if self.battery_name(battery or "") else ()
            cleaned["scores"] = _named(known, cleaned["scores"])
        reached = self._state("prevu", cleaned, student) if state == "prevu" else state
        with self._store.unit(labels.ASSESSMENT_CHANGED) as unit:
            written.save(unit, self._store, Assessment, id, root, FORM, cleaned, seen)
            if reached != state:
                unit.put(Assessment, id, {"state": reached}, seen)
        return self._store.unit_changes

    def update(self, id: str, cells: Mapping[str, Any], seen: int | None = None) -> Changes:
        """Change the date or the state: starting takes the agreements."""
        found = self._store.one("SELECT student_id, state FROM assessment WHERE id=?", (id,))
        if found is None:
            raise RefusedError
        kept: dict[str, Any] = {}
        for column, value in cells.items():
            if column == "date":
                kept[column] = own_file.day_of(value, column, "Date")
            elif column == "state":
                kept[column] = self._state(value, {}, found[0]) if found[1] == "prevu" else value
                if value not in ASSESSMENT_STATES:
                    raise InputError(f"« État » attend l’un de : {', '.join(ASSESSMENT_STATES)}.", column="state")
            else:
                raise InputError(f"Un bilan n’a pas de champ « {column} ».", column=column)
        with self._store.unit(labels.ASSESSMENT_CHANGED) as unit:
            unit.put(Assessment, id, kept, seen)
        return self._store.unit_changes

    def remove(self, id: str, seen: int | None = None) -> Changes:
        """To one's own bin, its pieces too."""
        with self._store.unit(labels.ASSESSMENT_REMOVED) as unit:
            for (piece,) in self._store.sql("SELECT id FROM attachment WHERE owner=?", (id,)):
                unit.remove(Attachment, piece)
            unit.remove(Assessment, id, seen)
        return self._store.unit_changes

    # -- what scores say -----------------------------------------------------------------------------------------------
    def points(self, id: str) -> tuple[values.ScorePoint, ...]:
        """The scores ready to be drawn or printed, in their order; lines without anything typed are left out."""
        bilan = self.get(id)
        try:
            test = self.battery(bilan.battery)
        except RefusedError:
            test = Battery(bilan.battery, "", "", (0, 0), (0, 0), ())
        return tuple(_point(test, line) for line in bilan.answers["scores"] or ()
                     if any(line.get(key) not in (None, "", False) for key in _TYPED))

    def remarks(self, id: str) -> tuple[values.Remark, ...]:
        """What is told about a bilan, never a refusal."""
        bilan = self.get(id)
        test = self.battery(bilan.battery) if self.battery_name(bilan.battery) else None
        earlier = [(one.date, one.title) for one in self.list(bilan.student_id) if one.battery == bilan.battery and one.id != id
                   and one.date and one.date <= bilan.date and one.state != "prevu"]
        return score_remarks.remarks(test, self.points(id), months=self._months(bilan.student_id, bilan.date), age=bilan.age,
                                     date=bilan.date, earlier=earlier)

    def evolution(self, student: str) -> tuple[values.Evolution, ...]:
        """The batteries met more than once by a child: their scores side by side, oldest first."""
        by_battery: dict[str, list[values.AssessmentRow]] = {}
        for row in reversed(self.list(student)):
            if row.state != "prevu":
                by_battery.setdefault(row.battery, []).append(row)
        return tuple(score_remarks.evolution(battery, rows[0].title, [(row.date, row.id, self.points(row.id)) for row in rows])
                     for battery, rows in by_battery.items() if len(rows) > 1)

    @staticmethod
    def percentile(score: float, mean: float, deviation: float) -> int:
        """The rank under the normal law, 1 to 99, to be marked « calculé »."""
        return named_batteries.percentile(score, mean, deviation)


def _lines(test: Battery, typed: Sequence[Mapping[str, Any]] | None, months: int | None) -> list[dict[str, Any]]:
    """What was typed, then lines for the battery's other main scores."""
    lines = _named(test.scores, typed or ())
    codes = {line.get("code") for line in lines}
    offered = [score for score in test.scores if score.main and score.code not in codes]
    if test.code == "wppsi4" and months is not None and months < 48:
        offered = [score for score in offered if score.code in (*YOUNG, "QIT") or score.group in YOUNG]
    return [*lines, *({"code": score.code, "nom": score.label, "genre": score.kind} for score in offered)]


def _named(known: Sequence[Score], lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lines of scores: one typed with a code alone gets its name."""
    by_code = {score.code: score for score in known}
    found = []
    for line in lines:
        score = by_code.get(line.get("code") or "")
        found.append({**line, **({"nom": score.label, "genre": score.kind} if score and not line.get("nom") else {})})
    return found


def _described(row: Sequence[Any]) -> Battery:
    id, name, edition, ages, scores = row
    found = _AGES.match(ages or "")
    bounds = tuple(int(part or 0) for part in found.groups()) if found else (0, 0, 0, 0)
    listed = tuple(Score(cells["code"], cells["label"], Scale(*(cells.get(key) or 0 for key in _SCALE)),
                         cells.get("kind") or "indice", cells.get("group") or "") for cells in json.loads(scores or "[]"))
    return Battery(id, name or "", edition or "", (bounds[0], bounds[1]), (bounds[2], bounds[3]), listed)


def _score_cells(score: Mapping[str, Any]) -> dict[str, Any]:
    """One score of a test being described, checked."""
    code, label = clean(str(score.get("code") or "")).strip(), clean(str(score.get("label") or "")).strip()
    if not (code or label):
        raise InputError("Un score a un nom.", column="scores")
    kind = score.get("kind") or "indice"
    if kind not in ("indice", "subtest", "autre"):
        raise InputError("Un score est un indice ou un subtest.", column="scores")
    numbers: dict[str, int] = {}
    for key in _SCALE:
        value = score.get(key) or 0
        if isinstance(value, bool) or not isinstance(value, int) or not -999 <= value <= 999:
            raise InputError("Moyenne, écart type et bornes sont des nombres entiers.", column="scores")
        numbers[key] = value
    return {"code": code or label, "label": label or code, "kind": kind, "group": clean(str(score.get("group") or "")), **numbers}


def _point(test: Battery, line: Mapping[str, Any]) -> values.ScorePoint:
    known = test.score(line.get("code") or "")
    scale = known.scale if known else Scale(0, 0, 0, 0)
    score, apart, typed = line.get("score"), bool(line.get("non_interpretable")), line.get("percentile")
    computed = typed is None and score is not None and not apart and scale.deviation > 0
    rank = named_batteries.percentile(score, scale.mean, scale.deviation) if computed and score is not None else typed
    code = line.get("code") or ""
    return values.ScorePoint(
        line.get("id") or "", code, line.get("nom") or (known.label if known else code),
        line.get("genre") or (known.kind if known else "autre"), known.group if known else "", scale.mean, scale.deviation,
        scale.low, scale.high, score, line.get("bas"), line.get("haut"), None if apart else rank, computed,
        line.get("mots") or "", not apart, line.get("pourquoi") or "")
