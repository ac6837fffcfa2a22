"""Requests for help: said in four answers, with or without a name, by who asks or typed from her paper; and what others add.

A family's request to the psychologist lives in her own file and never here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.clock import school_year
from desktop.errors import InputError, RefusedError
from desktop.forms.request_kinds import ABOUT, FUNCTIONS, ORIGINS, SOURCES, STATES
from desktop.forms.requests import CONTRIBUTION, POLE_ONLY, REQUEST
from desktop.ids import named
from desktop.models import Agenda, Concerned, Contribution, Decision, Proposal, Request, Step, Student, Task
from desktop.models.kinds import ROLES
from desktop.services import answers as forms
from desktop.services import labels, unseen
from desktop.services import request_rules as rules
from desktop.services.decision_words import masked
from desktop.services.own_file import day_of
from desktop.services.request_index import RequestIndex
from desktop.services.request_list import RequestListing, title_of
from desktop.services.request_moves import RequestMoves, children_of, held, names_something, step_in
from desktop.services.request_values import ContributionValue, ProposalRow, RequestValue, StepRow
from desktop.texts import clean, family_name, fold, list_name

if TYPE_CHECKING:
    from desktop.services.session import Session

OUTSIDE = "Un suivi hors école s’écrit avec l’accord de la famille : cochez-le d’abord."
_COLUMNS = ("about", "student_id", "school_id", "class_name", "level", "year", "origin", "requester", "requester_function",
            "author_id", "state", "source", "received_on", "entered_by", "sent_on", "closed_on", "closing", "resumes")
_CONTRIBUTION = ("id", "request_id", "author", "function", "date", "source", "received_on", "entered_by")
_TEXTS = ("class_name", "requester", "requester_function")


class Requests(RequestListing, RequestMoves):
    """What a person can do with requests."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.commun
        self._index = RequestIndex(session)

    # -- one request ---------------------------------------------------------------------------------------------------
    def get(self, id: str) -> RequestValue:
        """A request whole. Raises ``RefusedError`` when unknown."""
        found = self._store.one(f"SELECT {', '.join(_COLUMNS)}, answers, form_version FROM request WHERE id=?", (id,))
        if found is None:
            raise RefusedError
        cells: dict[str, Any] = dict(zip(_COLUMNS, (cell or "" for cell in found), strict=False))
        student = cells.pop("student_id")
        state = cells["state"] = cells["state"] if cells["state"] in STATES else "draft"
        request = held(self._store, id)
        children = children_of(self._store, request)
        names, hidden = self._names(children), unseen.of_request(self._session, id)
        school = self._store.one("SELECT name FROM school WHERE id=?", (cells["school_id"],))
        name = (school[0] or "") if school else ""
        said = rules.agreed(forms.load(self._store, id, found[-2], found[-1] or 0, REQUEST))
        shown = [names[child] for child in children if child in names]
        return RequestValue(
            id=id, title=title_of(cells["about"], shown, len(children) + len(hidden), cells["level"], cells["class_name"], name),
            student_ids=(student,) if student else children, school=name, state_label=STATES[state].label, answers=said,
            steps=self._steps(id), proposals=self._proposals(id), contributions=self._contributions(id),
            decisions=self._session.concertation.of_request(id),
            interventions=tuple(row[0] for row in self._store.sql(
                "SELECT id FROM intervention WHERE request_id=? UNION SELECT intervention_id FROM member WHERE request_id=?",
                (id, id))),
            moves=rules.moves(state, self._session.actor.roles),
            missing=rules.missing(cells["about"], said, named=names_something(self._store, request)),
            seen=self._store.seen(), **cells)

    def _names(self, students: Sequence[str]) -> dict[str, str]:
        marks = ",".join("?" * len(students))
        return {id: list_name(last or "", first or "") for id, last, first in self._store.sql(
            f"SELECT id, last_name, first_name FROM student WHERE id IN ({marks})", students)}

    def _steps(self, id: str) -> tuple[StepRow, ...]:
        masks = unseen.of_row(self._session, "request", id)
        return tuple(StepRow(row, kind or "", rules.step_label(kind), day or "", author or "", masked(note or "", masks))
                     for row, kind, day, author, note in self._store.sql(
                         "SELECT id, kind, date, author, note FROM step WHERE request_id=? ORDER BY at, id", (id,)))

    def _proposals(self, id: str) -> tuple[ProposalRow, ...]:
        rows, own = [], self._own_words()
        for cells in self._store.sql("SELECT id, account_id, person, function, proposed_on, proposed_by, answer, answered_on, "
                                     "reason FROM proposal WHERE request_id=? ORDER BY coalesce(proposed_on, answered_on), "
                                     "person, id", (id,)):
            row, account, person, function, *rest = (cell or "" for cell in cells)
            proposed_on, proposed_by, answer, answered_on, reason = rest
            label = own.get(account) or own.get(fold(person)) or FUNCTIONS.get(function, function)
            rows.append(ProposalRow(row, account, person, function, label, proposed_on, proposed_by,
                                    answer, answered_on, reason, account == self._session.actor.id))
        return tuple(rows)

    def _own_words(self) -> dict[str, str]:
        """What people of the pôle call their own function in the Annuaire, by account and by name: « enseignante référente »."""
        found: dict[str, str] = {}
        for account, last, first, function in self._store.sql(
                "SELECT account_id, coalesce(usage_name, last_name), first_name, function FROM person WHERE pole = 1 AND left_on "
                "IS NULL AND coalesce(function, '') <> ''"):
            found[account or fold(family_name(last or "", first or ""))] = function
        return found

    # -- adding --------------------------------------------------------------------------------------------------------
    def add(self, about: str, *, students: Sequence[str] = (), school_id: str = "", class_name: str = "", level: str = "",
            origin: str = "teacher", requester: str = "", requester_function: str = "", answers: Mapping[str, Any] | None = None,
            received_on: str = "", source: str = "screen", resumes: str = "") -> Changes:
        """A draft, filled with what is known of the child; ``created[0]`` is its id. ``received_on``: typed from a paper."""
        children = self._children(about, students)
        for value, known, label, column in ((origin, ORIGINS, "Vient de", "origin"), (source, SOURCES, "Origine", "source")):
            _one_of(value, known, label, column)
        if resumes and not self._store.exists(Request, resumes):
            raise RefusedError
        self._session.students.check_level(level)
        school_id = self._session.schools.id_of(school_id) if school_id else ""
        came = day_of(received_on, "received_on", "Reçue le")
        said = self._checked({**self._known(children), **(answers or {})}, {})
        actor = self._session.actor
        asks = not came and source == "screen" and not requester and bool(rules.OF_SCHOOL.intersection(actor.roles))
        cells = {"about": about, **self._place(children, school_id, class_name, level), "origin": origin,
                 "year": school_year(self._session.clock.today()), "requester": actor.name if asks else clean(requester).strip(),
                 "requester_function": clean(requester_function).strip(), "state": "draft", "source": source,
                 "author_id": "" if came or source != "screen" else actor.id, "received_on": came,
                 "entered_by": actor.name if came else "", "resumes": resumes}
        alone = children[0] if about == "pupil" and children else ""
        with self._store.unit(labels.REQUEST_ADDED) as unit:
            id = forms.create(unit, Request, {**cells, "student_id": alone}, REQUEST, said, root=alone or None)
            if not alone:
                for child in children:
                    unit.new(Concerned, {"request_id": id, "student_id": child}, id=named("concerned", id, child), root=child)
            step_in(unit, self._session, id, alone or id, alone, "draft")
        return self._store.unit_changes

    def _children(self, about: str, students: Sequence[str]) -> tuple[str, ...]:
        _one_of(about, ABOUT, "À propos de", "about")
        children = tuple(dict.fromkeys(students))
        if any(not self._store.exists(Student, child) for child in children):
            raise RefusedError
        if about == "pupil" and len(children) > 1:
            raise InputError("Une demande pour un élève n’en nomme qu’un : choisissez « plusieurs élèves ».", column="students")
        if about in ("class", "school") and children:
            raise InputError(f"Une demande pour {ABOUT[about]} ne nomme pas d’élève : choisissez « plusieurs élèves ».",
                             column="students")
        return children

    def _place(self, children: Sequence[str], school_id: str, class_name: str, level: str) -> dict[str, str]:
        """School, class and level: as told, else those the children share, else those where one works alone."""
        told = {"school_id": school_id, "class_name": clean(class_name).strip(), "level": level}
        if children:
            marks = ",".join("?" * len(children))
            rows = self._store.sql("SELECT school_id, class_name, level FROM student_list WHERE student_id IN "
                                   f"({marks})", children)
            shared = {column: {row[at] or "" for row in rows} for at, column in enumerate(told)}
            known = {column: found.pop() if len(found) == 1 else "" for column, found in shared.items()}
        else:
            places = self._session.rights.standing.places
            known = dict(zip(told, (*places[0], ""), strict=False)) if places is not None and len(places) == 1 else {}
            if school_id and known.get("school_id") != school_id:
                known = {}
        return {column: value or known.get(column, "") for column, value in told.items()}

    def _known(self, children: Sequence[str]) -> dict[str, Any]:
        """What is known of the child a request is about."""
        if len(children) != 1:
            return {}
        found = self._store.one("SELECT strengths FROM student WHERE id=?", (children[0],))
        return {"points_appui": (found[0] or "") if found else "", "aides": list(self._session.aids.known(children[0]))}

    def _checked(self, said: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
        """Answers as they are kept. Outside care needs the family's agreement; what the pôle sees is written by the pôle."""
        cleaned = REQUEST.clean(said)
        whole = {**before, **cleaned}
        if ("hors_ecole" in cleaned or "hors_ecole_accord" in cleaned) and whole.get("hors_ecole") and not whole.get(
                "hors_ecole_accord"):
            raise InputError(OUTSIDE, column="hors_ecole")
        if rules.asks_only(self._session.actor.roles) and any(
                cleaned[key] != before.get(key) for key in POLE_ONLY if key in cleaned):
            raise RefusedError("Le regard du pôle est écrit par le pôle.")
        return cleaned

    # -- changing ------------------------------------------------------------------------------------------------------
    def save(self, id: str, answers: Mapping[str, Any], seen: int | None = None) -> Changes:
        """Keep some answers."""
        request = held(self._store, id)
        cleaned = self._checked(answers, self._said(id))
        with self._store.unit(labels.REQUEST_CHANGED) as unit:
            forms.save(unit, self._store, Request, id, request.root, REQUEST, cleaned, seen)
        return self._store.unit_changes

    def update(self, id: str, cells: Mapping[str, Any], seen: int | None = None) -> Changes:
        """Change whom it is about, where, and who asks. A request kept in a child's sheet stays with this child."""
        request = held(self._store, id)
        kept: dict[str, Any] = {}
        hidden = unseen.of_request(self._session, id)
        for column, value in cells.items():
            if column in ("about", "students"):
                continue
            kept[column] = self._cell(column, value)
        about = str(cells.get("about", request.about) or "")
        now = children_of(self._store, request)
        children = self._children(about, cells.get("students", now if about in ("pupil", "several") else ()))
        if hidden and about != "several":
            raise RefusedError
        if request.root != id and (about != "pupil" or children != (request.student_id,)):
            raise InputError("Cette demande est rangée dans la fiche de son élève : pour d’autres, faites une nouvelle demande.",
                             column="students" if about == "pupil" else "about")
        if about != request.about:
            kept["about"] = about
        if children != now and children:
            placed = self._place(children, "", "", "")
            kept.update((column, value) for column, value in placed.items()
                        if value and column not in kept and not getattr(request, column))
        with self._store.unit(labels.REQUEST_CHANGED) as unit:
            unit.put(Request, id, kept, seen)
            if request.root == id:
                for child in children:
                    if child not in now:
                        unit.new(Concerned, {"request_id": id, "student_id": child}, id=named("concerned", id, child), root=child)
                for child in now:
                    if child not in children:
                        unit.remove(Concerned, named("concerned", id, child))
        return self._store.unit_changes

    def _cell(self, column: str, value: Any) -> str:
        if value is not None and not isinstance(value, str):
            raise InputError(f"« {labels.column_label('request', column)} » attend un texte.", column=column)
        text = value or ""
        if column == "received_on":
            return day_of(text, column, "Reçue le")
        if column == "origin":
            _one_of(text, ORIGINS, "Vient de", column)
        elif column == "level":
            self._session.students.check_level(text)
        elif column == "school_id":
            return self._session.schools.id_of(text) if text else ""
        elif column in _TEXTS:
            return clean(text).strip()
        else:
            raise InputError(f"Une demande n’a pas de champ « {column} ».", column=column)
        return text

    def remove(self, id: str, seen: int | None = None) -> Changes:
        """*Supprimer*: the request and all that came of it but the helps; one undo brings all back."""
        held(self._store, id)
        with self._store.unit(labels.REQUEST_REMOVED) as unit:
            for model in (Agenda, Decision, Contribution, Proposal, Step, Concerned):
                for (row,) in self._store.sql(f"SELECT id FROM main.{model.__tablename__} WHERE request_id=?", (id,)):
                    unit.remove(model, row)
            for (row,) in self._store.sql("SELECT id FROM task WHERE request_id=? AND done_on IS NULL", (id,)):
                unit.remove(Task, row)
            unit.remove(Request, id, seen)
        return self._store.unit_changes

    # -- contributions -------------------------------------------------------------------------------------------------
    def contribution(self, id: str) -> ContributionValue:
        """What somebody added. Raises ``RefusedError`` when unknown."""
        found = self._told("id=?", (id,))
        if not found:
            raise RefusedError
        return found[0]

    def _contributions(self, request: str) -> tuple[ContributionValue, ...]:
        return self._told("request_id=?", (request,))

    def all_contributions(self) -> tuple[ContributionValue, ...]:
        """Every contribution one may read, oldest first."""
        return self._told("1", ())

    def _told(self, where: str, parameters: Sequence[Any]) -> tuple[ContributionValue, ...]:
        seen = self._store.seen()
        rows = []
        for *found, text, version in self._store.sql(
                f"SELECT {', '.join(_CONTRIBUTION)}, answers, form_version FROM contribution WHERE {where} ORDER BY date, n",
                parameters):
            cells: dict[str, Any] = dict(zip(_CONTRIBUTION, (cell or "" for cell in found), strict=True))
            rows.append(ContributionValue(**cells, answers=forms.load(self._store, found[0], text, version or 0, CONTRIBUTION),
                                          seen=seen))
        return tuple(rows)

    def contribute(self, id: str, *, author: str = "", function: str = "", date: str = "",
                   answers: Mapping[str, Any] | None = None, source: str = "screen", received_on: str = "") -> Changes:
        """What another teacher or a partner adds, in her own name; one's own when nobody is named. ``created[0]`` is its id."""
        request = held(self._store, id)
        if not STATES[request.state].open:
            raise InputError("Cette demande est close : elle se rouvre d’abord.", column="state")
        _one_of(source, SOURCES, "Origine", "source")
        cleaned = CONTRIBUTION.clean(answers or {})
        came = day_of(received_on, "received_on", "Reçue le")
        actor = self._session.actor
        who = clean(author).strip()
        mine = not who and not came
        if not who and came:
            raise InputError("« Auteur » est nécessaire : qui a écrit cette feuille.", column="author")
        today = self._session.clock.today().isoformat()
        cells = {"request_id": id, "student_id": request.student_id, "author": who or actor.name,
                 "function": clean(function).strip() or (ROLES.get(actor.roles[0], "") if mine and actor.roles else ""),
                 "account_id": actor.id if mine else "", "date": day_of(date, "date", "Date") or came or today, "source": source,
                 "received_on": came, "entered_by": "" if mine else actor.name}
        with self._store.unit(labels.CONTRIBUTION_ADDED) as unit:
            forms.create(unit, Contribution, cells, CONTRIBUTION, cleaned, root=request.root)
        return self._store.unit_changes

    def save_contribution(self, id: str, answers: Mapping[str, Any], seen: int | None = None) -> Changes:
        """Keep some answers of a contribution."""
        found = self._store.one("SELECT root FROM contribution WHERE id=?", (id,))
        if found is None:
            raise RefusedError
        cleaned = CONTRIBUTION.clean(answers)
        with self._store.unit(labels.CONTRIBUTION_ADDED) as unit:
            forms.save(unit, self._store, Contribution, id, found[0], CONTRIBUTION, cleaned, seen)
        return self._store.unit_changes

    def remove_contribution(self, id: str) -> Changes:
        if not self._store.exists(Contribution, id):
            raise RefusedError
        with self._store.unit("Contribution supprimée") as unit:
            unit.remove(Contribution, id)
        return self._store.unit_changes


def _one_of(value: str, known: Mapping[str, str], label: str, column: str) -> None:
    if value not in known:
        raise InputError(f"« {label} » attend l’un de : {', '.join(known)}.", column=column)
