"""Which roots a selection means: children with the records joined to theirs, their schools, meetings about several."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from desktop.errors import InputError, RefusedError
from desktop.services.exchange_values import Contact, Selection

if TYPE_CHECKING:
    from desktop.services.session import Session

CHUNK = 400
IDENTITY = frozenset({"student", "enrolment"})
"""Who a child is: what always goes along with her part."""
PARTS = frozenset({"attendance", "concerned", "request", "step", "proposal", "contribution", "decision", "task"})
"""What may be a child's part in a meeting about several, or in a request that leaves alone."""
WITH = {"attendance": "meeting", "agenda": "meeting", "concerned": "request", "step": "request", "proposal": "request",
        "contribution": "request", "decision": "request", "member": "intervention", "sitting": "intervention",
        "presence": "intervention", "slot": "intervention"}
"""What stays here when one leaves the records it belongs to."""


@dataclass(slots=True)
class Scope:
    """Roots that may leave. Those of ``whole`` leave with all they hold, those of ``swept`` with what is new."""

    sweeps: bool = False
    swept: frozenset[str] | None = None
    """``None``: all one reads."""
    whole: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    """Children named one by one, the records joined to theirs included, and their schools."""
    parts: dict[str, set[str]] = field(default_factory=dict)
    """Children of whom only who they are and their part in these meetings or requests leave."""
    children: set[str] = field(default_factory=set)
    """Children asked for, by name or with a school: for one's own notes, and for what is told."""

    def sweeps_over(self, root: str) -> bool:
        return self.sweeps and (self.swept is None or root in self.swept)


class Selecting:
    """Turns a selection into roots, as the person sees them: pupils, schools and joins are read once."""

    def __init__(self, session: Session) -> None:
        self._session, self._store = session, session.commun
        self._joined: dict[str, set[str]] | None = None

    def scope(self, selection: Selection, contacts: Sequence[Contact]) -> Scope:
        """Raises ``RefusedError`` for a record unknown here, ``InputError`` when nothing was chosen."""
        scope = Scope()
        if not (selection.students or selection.schools or selection.classes or selection.levels or selection.meetings
                or selection.requests or selection.swept):
            raise InputError("Choisissez ce qui part : un enfant, une école, une classe, ou ce qui a changé.")
        self._students(scope, selection)
        self._places(scope, selection)
        self._meetings(scope, selection)
        self._requests(scope, selection)
        if selection.swept:
            scope.sweeps, scope.swept = True, self._shares(contacts)
        return scope

    # -- one by one ----------------------------------------------------------------------------------------------------
    def _students(self, scope: Scope, selection: Selection) -> None:
        known = self._there("student", selection.students)
        if len(known) < len(set(selection.students)):
            raise RefusedError
        chosen = self.families(known)
        scope.children |= chosen
        scope.named |= chosen | self.schools_of(chosen)
        scope.whole |= scope.named

    def _meetings(self, scope: Scope, selection: Selection) -> None:
        if not selection.meetings:
            return
        roots = dict(self._among("SELECT id, root FROM meeting WHERE id", selection.meetings))
        if len(roots) < len(set(selection.meetings)):
            raise RefusedError
        for id, root in roots.items():
            if root != id:
                raise InputError("Cette réunion est à propos d’un seul enfant : elle part avec lui.")
            scope.whole.add(id)
            scope.named.add(id)
        for student, meeting in self._among("SELECT student_id, meeting_id FROM attendance WHERE meeting_id", list(roots)):
            scope.parts.setdefault(student, set()).add(meeting)
        scope.whole |= self.schools_of(scope.parts)

    def _requests(self, scope: Scope, selection: Selection) -> None:
        """A request about one child is a part of hers; about several or about nobody named, it is its own."""
        roots = dict(self._among("SELECT id, root FROM request WHERE id", selection.requests))
        if len(roots) < len(set(selection.requests)):
            raise RefusedError
        children = [(root, id) for id, root in roots.items() if root != id]
        alone = {id for id, root in roots.items() if root == id}
        children += self._among("SELECT student_id, request_id FROM concerned WHERE request_id", alone)
        scope.whole |= alone
        scope.named |= {*alone, *roots}
        for student, request in children:
            scope.parts.setdefault(student, set()).add(request)
        schools = {school for (school,) in self._among("SELECT school_id FROM request WHERE id", roots) if school}
        scope.whole |= schools | self.schools_of({student for student, _ in children})

    # -- by place ------------------------------------------------------------------------------------------------------
    def _places(self, scope: Scope, selection: Selection) -> None:
        schools = {*selection.schools, *(one for one, _ in selection.classes), *(one for one, _ in selection.levels)}
        if not schools:
            return
        if len(self._there("school", schools)) < len(schools):
            raise RefusedError
        classes = {(school, name.casefold()) for school, name in selection.classes}
        levels = set(selection.levels)
        found = set()
        for student, school, name, level in self._store.sql(
                'SELECT student_id, school_id, class_name, level FROM student_list WHERE "left"=0'):
            if (school in selection.schools or (school, (name or "").casefold()) in classes or (school, level) in levels):
                found.add(student)
        chosen = self.families(found)
        scope.children |= chosen
        scope.named |= schools
        scope.whole |= chosen | self.schools_of(chosen) | schools | self._of_schools(selection.schools)

    def _of_schools(self, schools: Collection[str]) -> set[str]:
        """Adults of these schools; meetings, requests and groups there that are no single child's."""
        return {id for table, where in (
            ("person", "school_id"), *((table, "root = id AND school_id") for table in ("meeting", "request", "intervention")))
                for (id,) in self._among(f"SELECT id FROM {table} WHERE {where}", schools)}

    def _shares(self, contacts: Sequence[Contact]) -> frozenset[str] | None:
        """What all these contacts are meant to receive; ``None``: all one reads."""
        common: frozenset[str] | None = None
        for share in (one.share for one in contacts if not one.share.all):
            students = set(self._there("student", share.students))
            students |= {id for (id,) in self._among("SELECT student_id FROM student_list WHERE school_id", share.schools)}
            family = self.families(students)
            meant = frozenset(family | self.schools_of(family) | set(share.schools) | self._of_schools(share.schools))
            common = meant if common is None else common & meant
        return common

    # -- what goes along -----------------------------------------------------------------------------------------------
    def families(self, students: Iterable[str]) -> set[str]:
        """These and the records joined to theirs, both ways, however far."""
        if self._joined is None:
            self._joined = {}
            for id, other in self._store.sql("SELECT id, same_as FROM student WHERE same_as IS NOT NULL"):
                self._joined.setdefault(id, set()).add(other)
                self._joined.setdefault(other, set()).add(id)
        found, waiting = set(), set(students)
        while waiting:
            found |= waiting
            waiting = {other for id in waiting for other in self._joined.get(id, ())} - found
        return found

    def schools_of(self, students: Collection[str]) -> set[str]:
        """The schools of their enrolments."""
        found = self._among("SELECT DISTINCT school_id FROM enrolment WHERE student_id", students)
        return {school for (school,) in found if school}

    def _there(self, table: str, ids: Iterable[str]) -> set[str]:
        return {id for (id,) in self._among(f"SELECT id FROM {table} WHERE id", ids)}

    def _among(self, text: str, values: Iterable[str]) -> list[Any]:
        wanted = list(dict.fromkeys(values))
        found: list[Any] = []
        for start in range(0, len(wanted), CHUNK):
            part = wanted[start:start + CHUNK]
            found += self._store.sql(f"{text} IN ({','.join('?' * len(part))})", part)
        return found
