"""Pupils of a file held against the vault: added, moved up, changed, left; what a person typed stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from desktop.ids import named
from desktop.importers.cells import name_key
from desktop.importers.onde import PupilRecord
from desktop.models import Enrolment, Student
from desktop.services import labels
from desktop.services.import_work import Asked, Authors, Report, Work, among, typed_columns, with_address
from desktop.services.matching import Key, Known, Match, Matching, Place, alike, keys_of, spared, who_left
from desktop.storage.store import Store
from desktop.texts import list_name, numeric_date, parse_day

SHOWN = ("last_name", "first_name", "birth_date", "level", "class_name", "ine")
_OWN = ("last_name", "usage_name", "first_name", "birth_date", "sex", "ine", "address", "postal_code", "city")
_PLACE = ("level", "class_name", "class_ref")
_KNOWN = "id, last_name, usage_name, first_name, birth_date, sex, ine, address, postal_code, city, left_on, same_as"
_PLACES = "SELECT id, student_id, year, school_id, level, class_name, class_ref, left_on, source FROM enrolment WHERE "


class Picture(NamedTuple):
    """The part of the vault a file may be about."""

    pupils: dict[str, Known]
    places: dict[str, list[Place]]
    aliases: tuple[Known, ...]
    """Joined records, under the id of the kept one: they are found by their own names too."""


def picture(
    store: Store, names: Sequence[tuple[str, str]], ines: Sequence[str], school_id: str, *, whole_school: bool = True
) -> Picture:
    """Pupils with one of these names (family, first) or INE, and those of the school."""
    ids = {row[0] for row in among(store, "SELECT id FROM student WHERE ine IN", ines)}
    keys = {f"{name_key(last)}|{name_key(first)}" for last, first in names if last}
    ids |= {
        row[0]
        for row in among(
            store, "SELECT student_id FROM student_list WHERE hidden IN (0, 1) AND left IN (0, 1) AND sort_key IN", keys
        )
    }
    if whole_school:
        ids |= {row[0] for row in store.sql("SELECT student_id FROM enrolment WHERE school_id=?", (school_id,))}
    rows = {row[0]: row for row in among(store, f"SELECT {_KNOWN} FROM student WHERE id IN", ids)}
    joined = {row[11] for row in rows.values() if row[11]} - rows.keys()
    rows.update({row[0]: row for row in among(store, f"SELECT {_KNOWN} FROM student WHERE id IN", joined)})
    kept = {id: _kept(rows, id) for id in rows}
    shadows = {row[0]: row[1] for row in among(store, "SELECT id, same_as FROM student WHERE same_as IN", set(kept.values()))}
    kept.update({id: kept.get(of, of) for id, of in shadows.items()})
    pupils = {id: Known(*(cell or "" for cell in row[:11])) for id, row in rows.items() if kept[id] == id}
    aliases = tuple(Known(kept[id], *(cell or "" for cell in row[1:11])) for id, row in rows.items() if kept[id] != id)
    places: dict[str, list[Place]] = {}
    for row in among(store, f"{_PLACES} student_id IN", kept):
        id, student, *cells = (cell or "" for cell in row)
        places.setdefault(kept[student], []).append(Place(id, kept[student], *cells))
    return Picture(pupils, places, aliases)


def _kept(rows: Mapping[str, Any], id: str) -> str:
    for _ in range(20):
        following = rows[id][11] if id in rows else None
        if not following or following == id:
            return id
        id = following
    return id


class PupilPlan:
    """One file of pupils, for one school and year."""

    def __init__(self, store: Store, asked: Asked, school_id: str, schools: Mapping[str, str], today: str) -> None:
        self._store, self._asked, self._school, self._schools, self._today = store, asked, school_id, schools, today
        self._authors = Authors(store)
        records: Sequence[PupilRecord] = asked.parsed.records
        self._records = records
        refused = asked.parsed.refused
        names = [(r.last_name, r.first_name) for r in records] + [(r.usage_name, r.first_name) for r in records if r.usage_name]
        names += [(row.cells.get("last_name", ""), row.cells.get("first_name", "")) for row in refused]
        ines = [r.ine for r in records if r.ine] + [row.cells.get("ine", "").strip().upper() for row in refused]
        self._picture = picture(store, names, ines, school_id)
        self.work = Work()
        self._changes: dict[int, tuple[Known, dict[str, str], Place | None, dict[str, str]]] = {}

    def run(self, report: Report) -> str:
        """Fill the preview and the work; give back why nobody is marked as left, if so."""
        everyone = (*self._picture.pupils.values(), *self._picture.aliases)
        matching = Matching(self._records, everyone, self._formers)
        matches = matching.run()
        for record in self._records:
            match = matches[record.line]
            if match.known is not None and match.how in ("ine", "name", "former"):
                self._changes[record.line] = self._differences(record, self._picture.pupils[match.known.id])
        kept = self._kept_by_hand()
        by_name: dict[tuple[str, str], list[Known]] = {}
        for known in everyone:
            if known.id not in matching.taken:
                by_name.setdefault((name_key(known.last_name), name_key(known.first_name)), []).append(known)
        for record in self._records:
            match = matches[record.line]
            if record.line in self._changes:
                self._update(record, match, report, kept)
            elif match.how == "new":
                self._add(record, report, by_name)
            else:
                self._refuse(record, match, report)
        report.aside(SHOWN)
        turned_down = [match.known.id for match in matches.values() if match.known is not None and match.how == "other_birth"]
        return self._leavers(report, set(matching.taken), spared(self._asked.parsed.refused, everyone) | set(turned_down))

    def _formers(self, ids: Sequence[str]) -> dict[str, tuple[frozenset[Key], frozenset[str]]]:
        written = self._authors.imported("student", ids, ("last_name", "usage_name", "first_name", "birth_date"))
        found = {}
        for id, values in written.items():
            births = [str(value) for value in values.get("birth_date", ())]
            keys = {
                key
                for last in values.get("last_name", ())
                for first in values.get("first_name", ())
                for birth in births
                for key in keys_of(last, "", first, birth)
            }
            keys |= {
                key
                for usage in values.get("usage_name", ())
                for first in values.get("first_name", ())
                for birth in births
                for key in keys_of(usage, "", first, birth)
            }
            found[id] = (frozenset(keys), frozenset(births))
        return found

    # -- what changes ----------------------------------------------------------------------------------------------------
    def _differences(self, record: PupilRecord, known: Known) -> tuple[Known, dict[str, str], Place | None, dict[str, str]]:
        """The pupil, columns of his that differ, his place this year in this school if any, columns of it that differ."""
        own = {column: value for column in _OWN if (value := getattr(record, column)) and value != getattr(known, column)}
        if known.left_on:
            own["left_on"] = ""
        place = next(
            (
                place
                for place in self._picture.places.get(known.id, ())
                if place.year == self._asked.year and place.school_id == self._school
            ),
            None,
        )
        if place is None:
            return known, own, None, {}
        there = {column: value for column in _PLACE if (value := getattr(record, column)) and value != getattr(place, column)}
        if place.left_on:
            there["left_on"] = ""
        return known, own, place, there

    def _kept_by_hand(self) -> set[tuple[str, str]]:
        own = {known.id: with_address(cells) for known, cells, _, _ in self._changes.values() if cells}
        there = {place.id: list(cells) for _, _, place, cells in self._changes.values() if place is not None and cells}
        return self._authors.by_hand("student", own) | self._authors.by_hand("enrolment", there)

    def _update(self, record: PupilRecord, match: Match, report: Report, kept: set[tuple[str, str]]) -> None:
        known, own, place, there = self._changes[record.line]
        for cells, row, holder in ((own, known.id, known), (there, place.id if place else "", place)):
            for column in typed_columns(cells, row, kept):
                self._tell_kept(report, record.line, column, cells.pop(column), getattr(holder, column))
        self._tell_match(record, match, known, own, report)
        said = [_said(column, value, known) for column, value in own.items()]
        if own:
            self.work.puts.append((Student, known.id, own))
        if place is None or "left_on" in there:
            self._leave_elsewhere(record, known, report)
        if place is None:
            said = [*self._move(record, known), *said]
        elif there or place.source == "hand":
            said = [*_said_place(there, place), *said]
            self.work.puts.append((Enrolment, place.id, {**there, "source": "onde"} if place.source == "hand" else there))
            there = there or {"source": "onde"}
        changed = bool(own or place is None or there)
        words = ", ".join(dict.fromkeys(word for word in said if word))
        report.row(
            record.line,
            "updated" if changed else "unchanged",
            self._cells(record),
            words or ("quelques données changent" if changed else ""),
            known.id,
        )

    def _tell_kept(self, report: Report, line: int, column: str, new: str, old: str) -> None:
        if column == "left_on":
            report.note(
                line,
                column,
                "kept_by_hand",
                "Présent dans le fichier, mais noté parti à la main : gardé parti.",
                short="noté parti à la main, gardé",
            )
            return
        name = labels.column_label("student" if column in _OWN else "enrolment", column)
        report.note(
            line,
            column,
            "kept_by_hand",
            f"{name} : « {_day(new)} » dans le fichier, « {_day(old)} » saisi à la main. Ce qui a été saisi est gardé.",
            short=f"{name.lower()} saisi à la main, gardé",
        )

    def _tell_match(self, record: PupilRecord, match: Match, known: Known, own: dict[str, str], report: Report) -> None:
        if match.how == "ine":
            return
        if not record.ine and known.ine:
            report.note(
                record.line,
                "ine",
                "ine_empty",
                f"Vide. Rapproché de {list_name(known.last_name, known.first_name)}, né le même jour.",
                short="retrouvé par nom et naissance",
            )
        elif record.ine and known.ine and "ine" in own:
            report.note(
                record.line,
                "ine",
                "ine_changed",
                f"« {known.ine} » dans le coffre, pour le même nom et la même naissance.",
                short="INE changé",
            )

    def _leave_elsewhere(self, record: PupilRecord, known: Known, report: Report) -> None:
        """Close the places of the same year in other schools; one without a school gives way."""
        for other in self._picture.places.get(known.id, ()):
            if other.year != self._asked.year or other.left_on or other.school_id == self._school:
                continue
            if not other.school_id:
                self.work.removed.append((Enrolment, other.id))
                continue
            school = self._schools.get(other.school_id, "une autre école")
            report.note(
                record.line, "last_name", "school_moved", f"Vient de {school} : noté parti de là.", "info", f"vient de {school}"
            )
            self.work.puts.append((Enrolment, other.id, {"left_on": self._today}))

    def _move(self, record: PupilRecord, known: Known) -> list[str]:
        """A new place for the year: from a former year, from another school, or the first."""
        id = named("enrolment", known.id, self._asked.year, self._school)
        self.work.rows.append((Enrolment, id, known.id, self._enrolment(record, known.id)))
        places = self._picture.places.get(known.id, [])
        former = max((place for place in places if place.year < self._asked.year), key=lambda place: place.year, default=None)
        if former is None:
            return ["inscription"]
        if record.level and former.level and record.level != former.level:
            return [f"passe de {former.level} à {record.level}"]
        return [f"reste en {record.level}"] if record.level and former.level else [f"inscription {self._asked.year}"]

    # -- new, refused ----------------------------------------------------------------------------------------------------
    def _enrolment(self, record: PupilRecord, student: str) -> dict[str, Any]:
        return {
            "student_id": student,
            "year": self._asked.year,
            "school_id": self._school,
            "level": record.level,
            "class_name": record.class_name,
            "class_ref": record.class_ref,
            "left_on": "",
            "source": "onde",
        }

    def _add(self, record: PupilRecord, report: Report, by_name: Mapping[tuple[str, str], list[Known]]) -> None:
        likely = alike(record, by_name.get((name_key(record.last_name), name_key(record.first_name)), ())) if by_name else None
        if likely is not None:
            report.note(
                record.line,
                "birth_date",
                "similar_pupil",
                f"Le coffre a un élève de ce nom né le {_day(likely.birth_date)} : à réunir si c’est le même enfant.",
                short="nouvel élève, un double possible",
            )
        own = {column: value for column in _OWN if (value := getattr(record, column))}
        place = self._enrolment(record, "")
        del place["left_on"]
        self.work.pupils.append((own, place))
        report.row(record.line, "added", self._cells(record), "nouvelle élève" if record.sex == "F" else "nouvel élève")

    def _refuse(self, record: PupilRecord, match: Match, report: Report) -> None:
        if match.how == "other_birth" and match.known is not None:
            report.note(
                record.line,
                "ine",
                "ine_other_birth",
                f"Un élève du coffre a cet INE et une autre naissance, le {_day(match.known.birth_date)}. Cet élève n’est pas "
                "importé.",
                "refused",
                "INE d’un élève né un autre jour",
            )
        else:
            report.note(
                record.line,
                "last_name",
                "ambiguous",
                "Plusieurs élèves du coffre peuvent être celui-ci. Il n’est pas importé.",
                "refused",
                "plusieurs élèves possibles",
            )
        report.row(record.line, "refused", self._cells(record), "")

    def _leavers(self, report: Report, present: set[str], safe: set[str]) -> str:
        places = []
        for found in self._picture.places.values():
            open_here = [place for place in found if not place.left_on]
            latest = max(open_here, key=lambda place: place.year, default=None)
            if latest is not None and latest.school_id == self._school:
                places.append(latest)
        leaving = who_left(places, present, self._asked.year, safe)
        for place in sorted(leaving.places, key=lambda p: _order(self._picture.pupils[p.student_id])):
            known = self._picture.pupils[place.student_id]
            cells = {
                "last_name": known.last_name,
                "first_name": known.first_name,
                "birth_date": known.birth_date,
                "level": place.level,
                "class_name": place.class_name,
                "ine": known.ine,
            }
            gone = "partie" if known.sex == "F" else "parti"
            outcome = (
                f"absent du fichier : à cocher si l’élève est {gone}"
                if leaving.partial
                else f"absent du fichier : marqué {gone}"
            )
            report.row(0, "left", cells, outcome, known.id)
            self.work.leavers[known.id] = (Enrolment, place.id)
        if leaving.by_hand and not leaving.partial:
            count = leaving.by_hand
            who = "Un élève ajouté à la main n’est" if count == 1 else f"{count} élèves ajoutés à la main ne sont"
            message = f"{who} pas dans ce fichier : rien ne change pour {'lui' if count == 1 else 'eux'}."
            report.note(1, "", "absent_by_hand", message, "info")
        return leaving.partial if leaving.places else ""

    def _cells(self, record: PupilRecord) -> dict[str, str]:
        return {
            "last_name": record.last_name,
            "first_name": record.first_name,
            "birth_date": record.birth_date,
            "level": record.level,
            "class_name": record.class_name,
            "ine": record.ine,
        }


def _order(known: Known) -> tuple[str, str]:
    return name_key(known.last_name), name_key(known.first_name)


def _day(text: str) -> str:
    day = parse_day(text)
    return numeric_date(day) if day else text


def _said(column: str, value: str, known: Known) -> str:
    if column in ("address", "postal_code", "city"):
        return "adresse"
    if column == "left_on":
        return "de retour"
    if column == "ine":
        return "INE changé" if known.ine else "INE ajouté"
    label = labels.column_label("student", column)
    return f"{label[0].lower()}{label[1:]} : {_day(value)}"


def _said_place(there: Mapping[str, str], place: Place) -> list[str]:
    said = []
    if "left_on" in there:
        said.append("de retour")
    if "level" in there:
        said.append(f"passe de {place.level} à {there['level']}" if place.level else f"niveau : {there['level']}")
    if "class_name" in there:
        said.append(f"classe : {there['class_name']}")
    elif "class_ref" in there:
        said.append("identifiant de classe")
    return said
