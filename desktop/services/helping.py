"""Help that is given: groups and individual help, who is in them, reviews, the end with what goes on in class.

A prevention group belongs to its class or school: its members carry the group's root, so that nothing of it is in a child's
file, list, ribbon or paper. Nobody is given a help to hold by somebody else: one writes one's own, or takes one (« je prends »).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.clock import school_year
from desktop.errors import InputError, RefusedError
from desktop.forms.helping import HELP, HELP_PUPIL, REVIEWS
from desktop.forms.request_kinds import FUNCTIONS, INTERVENTION_STATES, INTERVENTIONS, MOVES, OUTCOMES
from desktop.ids import named
from desktop.models import Intervention, Line, Member, Presence, Request, Sitting, Slot, Student
from desktop.services import answers, helping_rows, labels
from desktop.services.helping_sittings import Sittings
from desktop.services.own_file import day_of
from desktop.services.request_values import InterventionRow, InterventionValue
from desktop.texts import clean, parse_day

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.unit import Unit

PREVENTION_LEVELS = ("GS", "CP", "CE1")
NO_SHEET = "Un groupe de prévention n’a pas de fiche par enfant : ce qui se dit reste au groupe."
NO_REQUEST = "La demande pour un enfant ne mène pas à un groupe de prévention : il ne dit rien de lui."
_DAYS = {"since": "Depuis le", "until": "Jusqu’au", "review_on": "Bilan le", "informed_on": "Parents informés le"}
_CELLS = ("title", "function", "school_id", "level", "boost", "project_id", "request_id", *_DAYS)
_FUNCTION_ROLES = tuple(role for role in FUNCTIONS if role not in ("teacher", "director"))


class Helping(Sittings):
    """Rows of ``intervention`` and ``member``; sessions are in ``helping_sittings``."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.commun

    # -- reading -------------------------------------------------------------------------------------------------------
    def list(self, search: str = "", state: str = "", kind: str = "", school: str = "", mine: bool = False,
             student: str = "") -> tuple[InterventionRow, ...]:
        """Helps: running ones first, then those to come, then those that ended; by title. A child has no prevention group."""
        return helping_rows.rows(self._session, search, state, kind, school, student, mine=mine)

    def told(self, search: str) -> bool:
        """Whether what a search finds may be counted: of a function's name, it may be one person's figure."""
        return self._session.rights.standing.alone or not helping_rows.says_function(search)

    def get(self, id: str) -> InterventionValue:
        """One help whole. Raises ``RefusedError`` when unknown."""
        return helping_rows.value(self._session, id)

    def boosts(self) -> tuple[tuple[str, str, str], ...]:
        """Children helped last year and still here, for a « coup de pouce » in period 1: id, name, by whom. By name."""
        return helping_rows.boosts(self._session)

    def _known(self, id: str) -> tuple[str, str, str, str]:
        """Kind, root, request, state."""
        found = self._store.one("SELECT kind, root, request_id, state FROM intervention WHERE id=?", (id,))
        if found is None:
            raise RefusedError
        return found[0] or "", found[1], found[2] or "", found[3] or ""

    # -- writing -------------------------------------------------------------------------------------------------------
    def add(self, kind: str, title: str = "", *, function: str = "", school_id: str = "", students: Sequence[str] = (),
            since: str = "", until: str = "", review_on: str = "", request_id: str = "", project_id: str = "", level: str = "",
            informed_on: str = "", boost: bool = False, answers: Mapping[str, Any] | None = None) -> Changes:
        """A help; ``created[0]`` is its id. It runs from the day it begins (``since``), and is prepared until then."""
        if kind not in INTERVENTIONS:
            raise InputError(f"« Genre » attend l’un de : {', '.join(INTERVENTIONS)}.", column="kind")
        children = tuple(dict.fromkeys(students))
        about = self._request(request_id)
        if kind == "individual" and not children and about is not None and about[1]:
            children = (about[1],)
        self._check_children(kind, children, level, about)
        cells = self._checked({"title": title, "school_id": school_id, "since": since, "until": until, "review_on": review_on,
                               "request_id": request_id, "project_id": project_id, "level": level, "informed_on": informed_on,
                               "boost": boost, "function": function}, kind)
        cells |= self._placed(cells, children) | self._held(function)
        day = self._today
        begun = bool(cells["since"]) and cells["since"] <= day
        cells |= {"kind": kind, "student_id": children[0] if kind == "individual" else "",
                  "year": _year(cells["since"] or day), "state": "running" if begun else "prepared"}
        cleaned = HELP.clean(answers or {})
        root = children[0] if kind == "individual" else None
        with self._store.unit(labels.INTERVENTION_ADDED) as unit:
            id = _create(unit, cells, cleaned, root)
            for child in children:
                concerned = about is not None and child in about[2]
                self._join(unit, id, kind, child, cells["since"], request_id if concerned else "",
                           project_id if kind == "individual" else "")
            if about is not None and cells["helper_id"] and self._session.rights.allows("write", "proposal", about[0]):
                self._session.requests.hold(unit, request_id)
            if begun:
                self._begun(unit, (request_id,))
        return self._store.unit_changes

    @property
    def _today(self) -> str:
        return self._session.clock.today().isoformat()

    def _request(self, id: str) -> tuple[str, str, frozenset[str]] | None:
        """Root, child when it is about one, children of a request."""
        if not id:
            return None
        found = self._store.one("SELECT root, student_id FROM request WHERE id=?", (id,))
        if found is None:
            raise RefusedError
        concerned = {row[0] for row in self._store.sql("SELECT student_id FROM concerned WHERE request_id=?", (id,))}
        return found[0], found[1] or "", frozenset(concerned | ({found[1]} if found[1] else set()))

    def _check_children(self, kind: str, children: Sequence[str], level: str,
                        about: tuple[str, str, frozenset[str]] | None) -> None:
        if not all(self._store.exists(Student, child) for child in children):
            raise RefusedError
        if kind == "individual" and len(children) != 1:
            raise InputError("Une aide individuelle est pour un élève : choisissez lequel.", column="student")
        if kind == "prevention" and level not in PREVENTION_LEVELS:
            raise InputError(f"Un groupe de prévention est de {', '.join(PREVENTION_LEVELS[:-1])} ou {PREVENTION_LEVELS[-1]}.",
                             column="level")
        if kind == "prevention" and about is not None and about[2]:
            raise InputError(NO_REQUEST, column="request_id")

    def _checked(self, cells: Mapping[str, Any], kind: str) -> dict[str, Any]:
        """Cells as they are kept. Raises ``InputError`` naming the one that cannot be."""
        kept: dict[str, Any] = {}
        for column, value in cells.items():
            if column not in _CELLS:
                raise InputError(f"Une aide n’a pas de champ « {column} ».", column=column)
            if column in _DAYS:
                kept[column] = day_of(value, column, _DAYS[column])
            elif column == "boost":
                kept[column] = True if value else None
            elif not isinstance(value, str):
                raise InputError(f"« {labels.column_label('intervention', column)} » attend un texte.", column=column)
            else:
                kept[column] = clean(" ".join(value.split()))
        if kept.get("function") and kept["function"] not in FUNCTIONS:
            raise InputError(f"« Fonction » attend l’un de : {', '.join(FUNCTIONS)}.", column="function")
        if kind == "prevention" and kept.get("level", "GS") not in PREVENTION_LEVELS:
            raise InputError(f"« Niveau » attend l’un de : {', '.join(PREVENTION_LEVELS)}.", column="level")
        if kept.get("since") and kept.get("until") and kept["until"] < kept["since"]:
            raise InputError("La fin est avant le début.", column="until")
        return kept

    def _placed(self, cells: Mapping[str, Any], children: Sequence[str]) -> dict[str, Any]:
        """The school and the level its children share, when they are not said."""
        if not children:
            return {}
        marks = ",".join("?" * len(children))
        places = self._store.sql(f"SELECT school_id, level FROM student_list WHERE student_id IN ({marks})", tuple(children))
        schools, levels = {row[0] or "" for row in places}, {row[1] or "" for row in places}
        found = {}
        if not cells["school_id"] and len(schools) == 1:
            found["school_id"] = schools.pop()
        if not cells["level"] and len(levels) == 1:
            found["level"] = levels.pop()
        return found

    def _held(self, function: str) -> dict[str, str]:
        """Who gives it: oneself, in one's own function; nobody by name when it is written for another function."""
        actor = self._session.actor
        own = next((role for role in (*_FUNCTION_ROLES, *FUNCTIONS) if role in actor.roles), "")
        if function and function not in actor.roles:
            return {"function": function, "helper": "", "helper_id": ""}
        return {"function": function or own, "helper": actor.name, "helper_id": actor.id}

    def update(self, id: str, cells: Mapping[str, Any], seen: int | None = None) -> Changes:
        """Change the title, the dates, the school, the level, the project."""
        kind, *_ = self._known(id)
        about = self._request(str(cells.get("request_id") or ""))
        if kind == "prevention" and about is not None and about[2]:
            raise InputError(NO_REQUEST, column="request_id")
        kept = self._checked(cells, kind)
        since, until = self._store.one("SELECT coalesce(since, ''), coalesce(until, '') FROM intervention WHERE id=?", (id,))
        dates = {"since": since, "until": until, **kept}
        if dates["since"] and dates["until"] and dates["until"] < dates["since"]:
            raise InputError("La fin est avant le début.", column="until")
        with self._store.unit(labels.INTERVENTION_CHANGED) as unit:
            unit.put(Intervention, id, kept, seen)
        return self._store.unit_changes

    def take(self, id: str) -> Changes:
        """« Je prends » : the help is one's own to give."""
        self._known(id)
        actor = self._session.actor
        with self._store.unit(labels.INTERVENTION_CHANGED) as unit:
            unit.put(Intervention, id, {"helper": actor.name, "helper_id": actor.id})
        return self._store.unit_changes

    def save(self, id: str, said: Mapping[str, Any], seen: int | None = None) -> Changes:
        """Keep some answers: objectives, how, reviews, what goes on in class."""
        _, root, *_ = self._known(id)
        cleaned = HELP.clean(said)
        with self._store.unit(labels.INTERVENTION_CHANGED) as unit:
            answers.save(unit, self._store, Intervention, id, root, HELP, cleaned, seen)
        return self._store.unit_changes

    # -- children ------------------------------------------------------------------------------------------------------
    def _join(self, unit: Unit, id: str, kind: str, child: str, since: str, request: str = "", project: str = "") -> None:
        cells = {"intervention_id": id, "student_id": child, "since": since, "until": "", "outcome": ""}
        cells |= {key: value for key, value in (("request_id", request), ("project_id", project)) if value}
        unit.new(Member, cells, id=named("member", id, child), root=id if kind == "prevention" else child)

    def join(self, id: str, student: str, since: str = "", *, request_id: str = "", project_id: str = "") -> Changes:
        """A child comes in, or comes back."""
        kind, _, _, state = self._known(id)
        if kind == "individual":
            raise InputError("Une aide individuelle est pour un seul élève.", column="student")
        if state == "ended":
            raise InputError("Cette aide est terminée : ouvrez-en une nouvelle.", column="student")
        if kind == "prevention" and (request_id or project_id):
            raise InputError(NO_REQUEST, column="request_id")
        if not self._store.exists(Student, student):
            raise RefusedError
        self._request(request_id)
        day = day_of(since, "since", "Depuis le") or (self._today if state == "running" else "")
        with self._store.unit(labels.MEMBER_ADDED) as unit:
            self._join(unit, id, kind, student, day, request_id, project_id)
        return self._store.unit_changes

    def leave(self, id: str, student: str, until: str = "", outcome: str = "") -> Changes:
        """A child leaves: when, and for what (``OUTCOMES``)."""
        kind, *_ = self._known(id)
        member = self._member(named("member", id, student))
        day = day_of(until, "until", "Jusqu’au") or self._today
        if member[2] and day < member[2]:
            raise InputError("La sortie est avant l’arrivée.", column="until")
        if outcome and outcome not in OUTCOMES:
            raise InputError(f"« Sortie » attend l’un de : {', '.join(OUTCOMES)}.", column="outcome")
        with self._store.unit(labels.MEMBER_LEFT) as unit:
            unit.put(Member, named("member", id, student), {"until": day, "outcome": "" if kind == "prevention" else outcome})
        return self._store.unit_changes

    def _member(self, id: str) -> tuple[str, str, str]:
        """Help, root, since."""
        found = self._store.one("SELECT intervention_id, root, since FROM member WHERE id=?", (id,))
        if found is None:
            raise RefusedError
        return found[0], found[1], found[2] or ""

    def save_member(self, member_id: str, said: Mapping[str, Any], seen: int | None = None) -> Changes:
        """What the help is for this child, and what it gave. Never in a prevention group."""
        help, root, _ = self._member(member_id)
        if self._known(help)[0] == "prevention":
            raise InputError(NO_SHEET, column="answers")
        cleaned = HELP_PUPIL.clean(said)
        with self._store.unit(labels.INTERVENTION_CHANGED) as unit:
            answers.save(unit, self._store, Member, member_id, root, HELP_PUPIL, cleaned, seen)
        return self._store.unit_changes

    # -- its life ------------------------------------------------------------------------------------------------------
    def start(self, id: str, since: str = "") -> Changes:
        """It begins; the requests it came from are « en cours »."""
        _, _, request, state = self._known(id)
        if state == "ended":
            raise InputError("Cette aide est terminée : ouvrez-en une nouvelle.", column="state")
        day = day_of(since, "since", "Depuis le")
        known = self._store.one("SELECT since FROM intervention WHERE id=?", (id,))[0] or ""
        requests = self._requests_of(id, request)
        with self._store.unit(labels.INTERVENTION_CHANGED) as unit:
            unit.put(Intervention, id, {"state": "running", "since": day or known or self._today})
            self._begun(unit, requests)
        return self._store.unit_changes

    def _requests_of(self, id: str, request: str) -> tuple[str, ...]:
        found = [row[0] for row in self._store.sql(
            "SELECT request_id FROM member WHERE intervention_id=? AND request_id IS NOT NULL ORDER BY n", (id,))]
        return tuple(dict.fromkeys(one for one in (request, *found) if one))

    def _begun(self, unit: Unit, requests: Iterable[str]) -> None:
        """Requests whose help begins are « en cours », when one may write them."""
        self._move(unit, requests, "in_progress", {})

    def _move(self, unit: Unit, requests: Iterable[str], state: str, cells: Mapping[str, Any]) -> None:
        for id in requests:
            found = self._store.one("SELECT root, state FROM request WHERE id=?", (id,)) if id else None
            if found is None or state not in MOVES.get(found[1] or "", ()):
                continue
            if not self._session.rights.allows("write", "request", found[0], id):
                continue
            unit.put(Request, id, {"state": state, **cells})
            self._session.requests.note_step(unit, id, state, str(cells.get("note") or ""))

    def review(self, id: str, date: str, line: Mapping[str, Any]) -> Changes:
        """A review: a line of the form. ``prochain``: when the next one is."""
        _, root, *_ = self._known(id)
        said = dict(line)
        again = day_of(said.pop("prochain", ""), "prochain", "Prochain bilan")
        day = day_of(date, "date", "Date") or self._today
        cells = {key: value for key, value in REVIEWS.clean_line({**said, "date": day}).items() if key != "id"}
        rank = self._store.one("SELECT count(*) FROM line WHERE owner=? AND key='bilans'", (id,))[0]
        due = self._store.one("SELECT review_on FROM intervention WHERE id=?", (id,))[0] or ""
        with self._store.unit(labels.INTERVENTION_CHANGED) as unit:
            unit.new(Line, {"owner": id, "key": "bilans", "rank": rank, "cells": cells}, root=root)
            if again or (due and due <= day):
                unit.put(Intervention, id, {"review_on": again})
        return self._store.unit_changes

    def end(self, id: str, until: str = "", transfert: str = "", outcomes: Mapping[str, str] | None = None, *,
            close_request: bool = False, closing: str = "") -> Changes:
        """It ends, with what goes on in class. Its requests are closed only when the person says so."""
        kind, _, request, _ = self._known(id)
        day = day_of(until, "until", "Jusqu’au") or self._today
        since = self._store.one("SELECT since FROM intervention WHERE id=?", (id,))[0] or ""
        if since and day < since:
            raise InputError("La fin est avant le début.", column="until")
        said = dict(outcomes or {})
        if unknown := set(said.values()) - OUTCOMES.keys():
            raise InputError(f"« Sortie » n’a pas de choix « {sorted(unknown)[0]} » : {', '.join(OUTCOMES)}.", column="outcomes")
        staying = [(row[0], row[1]) for row in self._store.sql(
            "SELECT id, student_id FROM member WHERE intervention_id=? AND until IS NULL", (id,))]
        requests = self._requests_of(id, request)
        with self._store.unit(labels.INTERVENTION_ENDED) as unit:
            cells = {"state": "ended", "until": day, "review_on": ""}
            if transfert:
                cells["answers.transfert"] = HELP.field("transfert").clean(transfert)
            unit.put(Intervention, id, cells)
            for member, child in staying:
                unit.put(Member, member, {"until": day, "outcome": "" if kind == "prevention" else said.get(child, "")})
            if close_request:
                reason = closing or ("reached" if said and set(said.values()) == {"class"} else "other")
                self._move(unit, requests, "closed", {"closed_on": self._today, "closing": reason})
        return self._store.unit_changes

    def remove(self, id: str, seen: int | None = None) -> Changes:
        """To the bin with its children's parts, its sessions and its times of the week."""
        self._known(id)
        with self._store.unit(labels.INTERVENTION_REMOVED) as unit:
            for model in (Presence, Sitting, Member, Slot):
                for (row,) in self._store.sql(f"SELECT id FROM main.{model.__tablename__} WHERE intervention_id=?", (id,)):
                    unit.remove(model, row)
            unit.remove(Intervention, id, seen)
        return self._store.unit_changes


def _create(unit: Unit, cells: Mapping[str, Any], cleaned: Mapping[str, Any], root: str | None) -> str:
    return answers.create(unit, Intervention, cells, HELP, cleaned, root=root)


def _year(text: str) -> str:
    day = parse_day(text)
    return school_year(day) if day else ""


def states() -> Mapping[str, str]:
    """Words of the states, for filters."""
    return INTERVENTION_STATES
