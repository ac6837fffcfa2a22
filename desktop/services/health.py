"""Avis for a plan, avis awaited, and plans that exist beside ours: dates and needs, never a reason.

An avis is entered by its author, or from the signed paper by somebody else; the reason of an unfavourable one stays with who
gave it: there is no field for it here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.errors import InputError, RefusedError
from desktop.ids import named
from desktop.models import Avis, StandingPlan, Student
from desktop.models.kinds import OPINIONS, PLANS
from desktop.services import labels, own_file
from desktop.services import personal_values as values
from desktop.texts import clean, list_name, parse_day

if TYPE_CHECKING:
    from desktop.services.session import Session

AUTHORS = frozenset({"doctor", "nurse"})
_SOURCES = {"author": "author", "paper": "paper", "papier": "paper", "auteur": "author"}
_AVIS = ("a.id, a.student_id, l.last_name, l.first_name, a.plan, a.opinion, a.author, a.date, a.source, a.entered_by, "
         "a.asked_on, a.needs FROM avis a LEFT JOIN student_list l ON l.student_id = a.student_id")
_PLAN = "id, student_id, kind, since, until, place, emergency FROM standing_plan"


class Health:
    """What the common file knows of health: an avis and its date, needs in class, that a plan exists."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.commun

    # -- avis ----------------------------------------------------------------------------------------------------------
    def avis(self, student: str) -> tuple[values.AvisRow, ...]:
        """A child's avis, newest first."""
        ids = self._session.students.family_of(student)
        return self._rows(f"WHERE a.student_id IN ({','.join('?' * len(ids))}) ORDER BY coalesce(a.date, a.asked_on) DESC, a.n "
                          "DESC", ids)

    def get(self, id: str) -> values.AvisRow:
        """One avis. Raises ``RefusedError`` when unknown."""
        found = self._rows("WHERE a.id=?", (id,))
        if not found:
            raise RefusedError
        return found[0]

    def all(self) -> tuple[values.AvisRow, ...]:
        """Every avis, newest first."""
        return self._rows("ORDER BY coalesce(a.date, a.asked_on) DESC, a.n DESC")

    def awaited(self) -> tuple[values.AvisRow, ...]:
        """Avis asked for and not yet given, the longest awaited first."""
        return self._rows("WHERE a.opinion='awaited' ORDER BY a.asked_on, a.n")

    def _rows(self, where: str, parameters: Any = ()) -> tuple[values.AvisRow, ...]:
        today, seen = self._session.clock.today(), self._store.seen()
        rows = []
        for cells in self._store.sql(f"SELECT {_AVIS} {where}", tuple(parameters)):
            id, student, last, first, plan, opinion, author, date, source, by, asked, needs = (cell or "" for cell in cells)
            since = parse_day(asked)
            waiting = (today - since).days if opinion == "awaited" and since else 0
            label = OPINIONS.get(opinion, opinion or "rendu")
            rows.append(values.AvisRow(id, student, list_name(last, first), plan, opinion, label, author, date, source, by, asked,
                                       needs, max(waiting, 0), seen))
        return tuple(rows)

    def ask_avis(self, student: str, plan: str = "pap", date: str = "") -> Changes:
        """Note that an avis is asked for; ``created[0]`` is its id."""
        self._known(student, plan)
        day = own_file.day_of(date, "date", "Demandé le") or self._session.clock.today().isoformat()
        if self._awaited_for(student, plan):
            raise InputError("Cet avis est déjà demandé.", column="plan")
        with self._store.unit(labels.AVIS_ASKED) as unit:
            unit.new(Avis, {"student_id": student, "plan": plan, "opinion": "awaited", "asked_on": day}, root=student)
        return self._store.unit_changes

    def add_avis(self, student: str, plan: str, opinion: str, date: str = "", author: str = "", source: str = "author",
                 needs: str = "") -> Changes:
        """An avis from its author's own hand, or (``source="paper"``) from the signed paper: date, author, opinion.

        What was awaited for this plan is answered by it.
        """
        self._known(student, plan)
        cells = self._checked(opinion, date, author, source, needs)
        waiting = self._awaited_for(student, plan)
        with self._store.unit(labels.AVIS_ADDED) as unit:
            if waiting:
                unit.put(Avis, waiting, cells)
            else:
                unit.new(Avis, {"student_id": student, "plan": plan, **cells}, root=student)
        changes = self._store.unit_changes
        return Changes(changes.unit, changes.label, changes.created or (waiting,), changes.touched, changes.roots,
                       changes.skipped, changes.seen)

    def _known(self, student: str, plan: str) -> None:
        if plan not in PLANS:
            raise InputError(f"« Plan » attend l’un de : {', '.join(PLANS)}.", column="plan")
        if not self._store.exists(Student, student):
            raise RefusedError

    def _checked(self, opinion: str, date: str, author: str, source: str, needs: str) -> dict[str, Any]:
        if opinion not in OPINIONS or opinion == "awaited":
            raise InputError(f"« Avis » attend l’un de : {', '.join(code for code in OPINIONS if code != 'awaited')}.",
                             column="opinion")
        if source not in _SOURCES:
            raise InputError("« Source » attend l’un de : author, paper.", column="source")
        day = own_file.day_of(date, "date", "Date")
        actor = self._session.actor
        cells: dict[str, Any] = {"opinion": opinion, "needs": clean(needs), "source": _SOURCES[source]}
        if _SOURCES[source] == "author":
            if not AUTHORS & set(actor.roles):
                raise InputError("Un avis recopié de la feuille signée porte « source : papier », sa date et son auteur.",
                                 column="source")
            return {**cells, "author": actor.name, "author_id": actor.id, "date": day or self._session.clock.today().isoformat()}
        for column, value, label in (("date", day, "Date"), ("author", author.strip(), "Auteur")):
            if not value:
                raise InputError(f"« {label} » est nécessaire : {'celle' if column == 'date' else 'celui'} de la feuille signée.",
                                 column=column)
        return {**cells, "author": clean(author).strip(), "date": day, "entered_by": actor.name}

    def _awaited_for(self, student: str, plan: str) -> str:
        found = self._store.one("SELECT id FROM avis WHERE student_id=? AND plan=? AND opinion='awaited' ORDER BY n LIMIT 1",
                                (student, plan))
        return str(found[0]) if found else ""

    def update_avis(self, id: str, *, opinion: str, date: str = "", author: str = "", source: str = "author", needs: str = "",
                    seen: int | None = None) -> Changes:
        """Correct an avis, or complete it."""
        cells = self._checked(opinion, date, author, source, needs)
        with self._store.unit(labels.AVIS_CHANGED) as unit:
            unit.put(Avis, id, cells, seen)
        return self._store.unit_changes

    def remove_avis(self, id: str, seen: int | None = None) -> Changes:
        with self._store.unit(labels.AVIS_REMOVED) as unit:
            unit.remove(Avis, id, seen)
        return self._store.unit_changes

    # -- plans that exist ----------------------------------------------------------------------------------------------
    def plans(self, student: str) -> tuple[values.PlanRow, ...]:
        """Plans that exist for a child: dates, where the sheet is, whether there is an emergency sheet."""
        ids = self._session.students.family_of(student)
        return self._plans(f"WHERE student_id IN ({','.join('?' * len(ids))}) ORDER BY kind, n", ids)

    def plan(self, id: str) -> values.PlanRow:
        """One plan. Raises ``RefusedError`` when unknown."""
        found = self._plans("WHERE id=?", (id,))
        if not found:
            raise RefusedError
        return found[0]

    def _plans(self, where: str, parameters: Any) -> tuple[values.PlanRow, ...]:
        seen = self._store.seen()
        return tuple(values.PlanRow(id, student or "", kind or "", since or "", until or "", place or "", bool(emergency), seen)
                     for id, student, kind, since, until, place, emergency in self._store.sql(f"SELECT {_PLAN} {where}",
                                                                                             tuple(parameters)))

    def set_plan(self, student: str, kind: str, since: str = "", until: str = "", place: str = "", emergency: bool = False,
                 seen: int | None = None) -> Changes:
        """Note that a plan exists; one of a kind and child. Never what it says."""
        self._known(student, kind)
        id = named("standing_plan", student, kind)
        cells: dict[str, Any] = {"since": own_file.day_of(since, "since", "Depuis le"),
                                 "until": own_file.day_of(until, "until", "Jusqu’au"), "place": clean(place).strip(),
                                 "emergency": bool(emergency)}
        if cells["since"] and cells["until"] and cells["until"] < cells["since"]:
            raise InputError("« Jusqu’au » vient avant « Depuis le ».", column="until")
        with self._store.unit(labels.PLAN_NOTED) as unit:
            if self._store.exists(StandingPlan, id):
                unit.put(StandingPlan, id, cells, seen)
            else:
                unit.new(StandingPlan, {"student_id": student, "kind": kind, **cells}, id=id, root=student)
        changes = self._store.unit_changes
        return Changes(changes.unit, changes.label, (id,), changes.touched, changes.roots, changes.skipped, changes.seen)

    def remove_plan(self, id: str, seen: int | None = None) -> Changes:
        with self._store.unit(labels.PLAN_REMOVED) as unit:
            unit.remove(StandingPlan, id, seen)
        return self._store.unit_changes
