"""Agreements of those who answer for a child: the common register, and those asked for one's own acts, in one's own file.

The agreement gates the act, not the notebook (practice): a bilan or a follow-up starts with the written agreement of every
holder of authority known, or a written reason; anything else can be noted at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.errors import InputError, RefusedError
from desktop.models import Agreement, Student
from desktop.models.kinds import AGREEMENT_MODES, AGREEMENT_PURPOSES, AGREEMENT_STATES, COMMON_PURPOSES, WAIVERS
from desktop.services import labels, own_file
from desktop.services import personal_values as values
from desktop.services.values import Mark
from desktop.texts import clean, fold, parse_day, plain_date

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store

SHORT = {"psychologue": "psychologue_bilan", "bilan": "psychologue_bilan", "suivi": "psychologue_suivi",
         "maitre_g": "aide_relationnelle", "stage": "stage_reussite"}
"""Short words people and commands say."""
_COLUMNS = ("id, student_id, guardian_id, guardian, purpose, mode, state, asked_on, date, withdrawn_on, reason, note")


@dataclass(frozen=True, slots=True)
class _Words:
    """« autorisation » for the psychologist, « accord » for the others; and how past participles end with it."""

    noun: str
    end: str


def _words(purpose: str) -> _Words:
    return _Words("autorisation", "e") if purpose.startswith("psychologue") else _Words("accord", "")


def purpose_of(text: str) -> str:
    """The code of a purpose. Raises ``InputError`` for an unknown one."""
    code = SHORT.get(text, text)
    if code not in AGREEMENT_PURPOSES:
        raise InputError(f"« Pour » attend l’un de : {', '.join((*AGREEMENT_PURPOSES, *SHORT))}.", column="purpose")
    return code


class Agreements:
    """Asked, given, oral to confirm, refused, withdrawn, or not asked for a written reason."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # -- reading -------------------------------------------------------------------------------------------------------
    def list(self, student: str | None = None, mine: bool = False) -> tuple[values.Agreement, ...]:
        """Those of the common register, or with ``mine`` of one's own file: newest first."""
        store = self._session.personal if mine else self._session.commun
        where = "1"
        parameters: tuple[str, ...] = ()
        if student is not None:
            parameters = own_file.family(self._session, student) if self._session.own_file is not None \
                else self._session.students.family_of(student)
            where = f"student_id IN ({','.join('?' * len(parameters))})"
        seen = store.seen()
        return tuple(self._value(row, mine, seen) for row in store.sql(
            f"SELECT {_COLUMNS} FROM agreement WHERE {where} ORDER BY coalesce(date, asked_on) DESC, n DESC", parameters))

    def get(self, id: str) -> values.Agreement:
        """One agreement of either file. Raises ``RefusedError`` when unknown."""
        store = self._store_of(id)
        row = store.one(f"SELECT {_COLUMNS} FROM agreement WHERE id=?", (id,))
        return self._value(row, store is not self._session.commun, store.seen())

    def _store_of(self, id: str) -> Store:
        for store in (self._session.commun, self._session.own_file):
            if store is not None and store.exists(Agreement, id):
                return store
        raise RefusedError

    def _value(self, row: Any, mine: bool, seen: int) -> values.Agreement:
        id, student, guardian_id, guardian, purpose, mode, state, asked, date, withdrawn, reason, note = (c or "" for c in row)
        label = AGREEMENT_PURPOSES.get(purpose, purpose)
        found = values.Agreement(id, student, guardian_id, guardian, purpose, label, mode, state, asked, date, withdrawn, reason,
                                 note, mine, "", seen)
        return replace(found, sentence=sentence_of(found))

    # -- writing -------------------------------------------------------------------------------------------------------
    def add(self, student: str, guardian: str | None = None, guardian_name: str = "", purpose: str = "psychologue_bilan",
            date: str = "", mode: str = "written", state: str = "given", reason: str = "", mine: bool = False,
            note: str = "") -> Changes:
        """Note what somebody answered, or was asked. Without anybody named, the sheet is signed by all.

        What is asked for one's own acts goes to one's own file, whatever ``mine`` says; the register has the others.
        """
        code = purpose_of(purpose)
        cells = self._checked(code, date, mode, state, reason, note)
        store = self._session.personal if mine or code not in COMMON_PURPOSES else self._session.commun
        cells |= self._holder(student, guardian, guardian_name)
        if store is self._session.commun and not store.exists(Student, student):
            raise RefusedError
        with store.unit(labels.AGREEMENT_ADDED) as unit:
            if store is not self._session.commun:
                own_file.ensure(self._session, unit, student)
            id = unit.new(Agreement, {"student_id": student, "purpose": code, **cells}, root=student)
        changes = store.unit_changes
        return Changes(changes.unit, changes.label, (*(one for one in changes.created if one != id), id), changes.touched,
                       changes.roots, changes.skipped, changes.seen)

    def _checked(self, purpose: str, date: str, mode: str, state: str, reason: str, note: str) -> dict[str, Any]:
        if mode and mode not in AGREEMENT_MODES:
            raise InputError(f"« Comment » attend l’un de : {', '.join(AGREEMENT_MODES)}.", column="mode")
        if state not in AGREEMENT_STATES:
            raise InputError(f"« État » attend l’un de : {', '.join(AGREEMENT_STATES)}.", column="state")
        day = own_file.day_of(date, "date", "Date") or self._session.clock.today().isoformat()
        if state == "given" and mode == "oral":
            state = "oral"
        if state == "oral":
            mode = "oral"
        said, told = reason.strip(), clean(note)
        if state == "waived":
            if not said:
                raise InputError(f"Choisissez une raison : {', '.join(WAIVERS)}.", column="reason")
            if said not in WAIVERS:
                said, told = "autre", clean(reason)
        cells: dict[str, Any] = {"mode": mode if state in ("given", "oral") else "", "state": state, "reason": said, "note": told}
        cells["asked_on" if state == "asked" else "withdrawn_on" if state == "withdrawn" else "date"] = day
        return cells

    def _holder(self, student: str, guardian: str | None, name: str) -> dict[str, Any]:
        if not guardian:
            return {"guardian_id": "", "guardian": clean(name).strip()}
        for known in self._session.guardians.of(student):
            if known.id == guardian:
                if known.authority == "no":
                    raise InputError("Cette personne n’exerce pas l’autorité parentale : son accord n’est pas demandé ici.",
                                     column="guardian")
                return {"guardian_id": known.id, "guardian": known.display_name}
        raise RefusedError

    def update(self, id: str, *, state: str, date: str = "", mode: str = "written", reason: str = "", note: str = "",
               seen: int | None = None) -> Changes:
        """What was asked gets its answer: the day it was asked stays."""
        found = self.get(id)
        cells = self._checked(found.purpose, date, mode, state, reason, note or found.note)
        store = self._store_of(id)
        with store.unit(labels.AGREEMENT_CHANGED) as unit:
            unit.put(Agreement, id, cells, seen)
        return store.unit_changes

    def withdraw(self, id: str, date: str = "") -> Changes:
        """Taken back by who gave it: nothing more starts from then on."""
        store = self._store_of(id)
        day = own_file.day_of(date, "date", "Date") or self._session.clock.today().isoformat()
        with store.unit(labels.AGREEMENT_WITHDRAWN) as unit:
            unit.put(Agreement, id, {"state": "withdrawn", "withdrawn_on": day})
        return store.unit_changes

    def remove(self, id: str, seen: int | None = None) -> Changes:
        store = self._store_of(id)
        with store.unit(labels.AGREEMENT_REMOVED) as unit:
            unit.remove(Agreement, id, seen)
        return store.unit_changes

    # -- where it stands -----------------------------------------------------------------------------------------------
    def status(self, student: str, purpose: str) -> values.AgreementStatus:
        """A sentence to show, and whose written agreement is missing. An oral one is to be confirmed."""
        code = purpose_of(purpose)
        latest = self._latest(student, code)
        together, holders = latest.get(""), self._holders(student, latest)
        words = _words(code)
        noun = words.noun.capitalize()
        if together is not None and (together.state == "waived" or not holders or _written(together)):
            done = together.state == "waived" or _written(together)
            later = [one for key, one in latest.items() if key and one.state in ("refused", "withdrawn")
                     and together.state != "waived" and _when(one) >= _when(together)]
            if not later:
                return values.AgreementStatus(f"{noun} {together.sentence}", _mark(together), done,
                                              () if done else tuple(holders.values()) or ("chaque responsable",))
        if not holders:
            return values.AgreementStatus(f"{noun} non demandé{words.end}", "none", False, ("chaque responsable",))
        told, missing = [], []
        for key, name in holders.items():
            answer = latest.get(key)
            if answer is None:
                told.append(f"non demandé{words.end} à {name}")
            else:
                told.append(answer.sentence)
            if answer is None or not (_written(answer) or answer.state == "waived"):
                missing.append(name)
        if not any(key in latest for key in holders):
            return values.AgreementStatus(f"{noun} non demandé{words.end}", "none", False, tuple(missing))
        marks = {_mark(latest[key]) for key in holders if key in latest}
        mark: Mark = "done"
        if missing:
            mark = "late" if "late" in marks else "incomplete" if "incomplete" in marks else "waiting"
        return values.AgreementStatus(f"{noun} {' · '.join(told)}", mark, not missing, tuple(missing))

    def _latest(self, student: str, purpose: str) -> Mapping[str, values.Agreement]:
        """What each person answered last for a purpose, by the key of that person."""
        found: dict[str, values.Agreement] = {}
        both = [*self.list(student), *(self.list(student, mine=True) if self._session.own_file is not None else ())]
        rows = [one for one in both if one.purpose == purpose][::-1]
        ids = {fold(one.display_name): one.id for one in self._session.guardians.of(student)}
        for one in sorted(rows, key=_when):
            name = fold(one.guardian)
            found[one.guardian_id or ids.get(name, name)] = one
        return found

    def _holders(self, student: str, latest: Mapping[str, values.Agreement]) -> dict[str, str]:
        """Those whose agreement it takes: who may exercise authority in the common file, else the names typed."""
        known = {one.id: one.display_name for one in self._session.guardians.of(student) if one.authority != "no"}
        if known:
            typed = {key: one.guardian for key, one in latest.items() if key and not one.guardian_id and key not in known}
            return {**known, **typed}
        mine = self.list(student, mine=True) if self._session.own_file is not None else ()
        return {fold(one.guardian): one.guardian for one in reversed(mine) if one.guardian}

    def can_start(self, student: str, act: str) -> tuple[bool, str]:
        """Whether a bilan or a follow-up may start for a child, and the sentence that says what is missing."""
        code = purpose_of(act)
        status = self.status(student, code)
        if status.complete:
            return True, status.sentence
        what = AGREEMENT_PURPOSES[code]
        who = ", ".join(status.missing)
        if not code.startswith("psychologue"):
            return False, f"Avant de commencer ({what}), il manque un accord écrit : {who}."
        return False, (f"Avant de commencer ({what}), il manque une autorisation écrite : {who}. Notez-la quand elle est signée, "
                       "ou choisissez pourquoi elle ne peut pas l’être.")


def _written(one: values.Agreement) -> bool:
    return one.state == "given" and one.mode == "written"


def _when(one: values.Agreement) -> str:
    return one.withdrawn_on or one.date or one.asked_on


def _mark(one: values.Agreement) -> Mark:
    marks: dict[str, Mark] = {"given": "done", "waived": "done", "asked": "waiting", "oral": "incomplete", "refused": "late",
                              "withdrawn": "late"}
    return marks.get(one.state, "none")


def sentence_of(one: values.Agreement) -> str:
    """« donnée par Leïla Ben Salah le 12 novembre 2026, écrite », as it follows « Autorisation »."""
    end = _words(one.purpose).end
    day = parse_day(_when(one))
    on = f" le {plain_date(day)}" if day else ""
    by = f" par {one.guardian}" if one.guardian else ""
    if one.state == "asked":
        return f"demandé{end}{f' à {one.guardian}' if one.guardian else ''}{on}"
    if one.state == "given":
        return f"donné{end}{by}{on}, écrit{end}"
    if one.state == "oral":
        return f"donné{end}{by}{on}, oral{end}, à confirmer"
    if one.state == "refused":
        return f"refusé{end}{by}{on}"
    if one.state == "withdrawn":
        return f"retiré{end}{by}{on}"
    why = one.note if one.reason == "autre" and one.note else WAIVERS.get(one.reason, one.reason)
    return f"non recueilli{end}{f' auprès de {one.guardian}' if one.guardian else ''}{on} : {why}"
