"""Who and what a decision is about: a request with its children, or a child put on an agenda alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.errors import RefusedError
from desktop.forms.requests import REQUEST
from desktop.services import answers as kept
from desktop.services import decision_words as words
from desktop.services import unseen
from desktop.services.request_list import title_of
from desktop.services.request_rules import agreed
from desktop.texts import cut, family_name, fold, list_name, title_name

if TYPE_CHECKING:
    from desktop.services.session import Session


LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Child:
    """A child as papers and sentences need one."""

    id: str
    last_name: str
    first_name: str
    level: str = ""
    class_name: str = ""
    school: str = ""
    school_id: str = ""
    teacher: str = ""

    @property
    def name(self) -> str:
        return family_name(self.last_name, self.first_name)

    @property
    def names(self) -> tuple[str, ...]:
        """Every way she may be named in a sentence."""
        first, last = self.first_name, self.last_name
        return tuple(name for name in (f"{first} {last}", f"{last} {first}", first, last) if name.strip())

    @property
    def listed(self) -> str:
        return list_name(self.last_name, self.first_name)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says, for who decides. Without a request (a child put on the agenda alone) ``id`` is empty."""

    id: str
    root: str
    about: str
    school_id: str
    school: str
    class_name: str
    level: str
    origin: str
    requester: str
    requester_function: str
    state: str
    sent_on: str
    answers: Mapping[str, Any]
    children: tuple[Child, ...]
    """Those this person may see."""
    count: int
    """How many it names."""
    hidden: unseen.Names = ()
    """Names of those this person may not see: to be taken out of what is told her."""

    @property
    def only(self) -> Child | None:
        """The child it is about, when it is one."""
        return self.children[0] if self.count == len(self.children) == 1 else None

    @property
    def student_id(self) -> str:
        return self.only.id if self.only else ""

    @property
    def masks(self) -> list[tuple[str, str]]:
        """Names to take out of what is told this person, and what stands instead."""
        return unseen.masks(self.hidden, [name for child in self.children for name in child.names])

    @property
    def title(self) -> str:
        """« BEN SALAH Noémie », « 3 élèves », « Classe de CE1 », « Un élève de CP »."""
        shown = [child.listed for child in self.children]
        return title_of(self.about, shown, self.count, self.level, self.class_name, self.school)

    @property
    def named(self) -> str:
        """For papers: « Noémie Ben Salah »; several by their names; a class, a school, or nobody named."""
        return ", ".join(child.name for child in self.children) or self.title

    @property
    def lines(self) -> tuple[str, ...]:
        """Where: level and class, school."""
        if child := self.only:
            return tuple(part for part in (", ".join(p for p in (child.level, child.class_name) if p), child.school) if part)
        title = self.title
        return tuple(part for part in (self.class_name or self.level, self.school) if part and part not in title)

    @property
    def whole(self) -> str:
        """« Noémie Ben Salah, CP, École Jean Moulin »."""
        return ", ".join((self.named, *self.lines))

    @property
    def to(self) -> str:
        """Whom the pôle answers."""
        if self.origin == "inspector":
            return "l’IEN"
        return "l’école" if self.school_id or self.school or self.origin in ("teacher", "school") else ""

    @property
    def whom(self) -> words.Whom:
        teacher = self.requester if self.origin == "teacher" else ""
        teacher = teacher or (self.only.teacher if self.only else "")
        return words.whom(self.about, [child.first_name or title_name(child.last_name) for child in self.children], self.level,
                          self.class_name, self.school, teacher)


def _name(text: str | None) -> str:
    """A name as a paper can hold it: what another program wrote may be of any length."""
    return cut(text or "", LONGEST_NAME)


class Subjects:
    """Reads who is concerned, through what this person may see."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.commun

    def asked(self, request_id: str, student_id: str = "") -> Asked:
        """A request as decisions and papers need it. Raises ``RefusedError`` when unknown."""
        if not request_id:
            return self._of_child(student_id)
        found = self._store.one(
            "SELECT r.root, r.about, r.student_id, r.school_id, s.name, r.class_name, r.level, r.origin, r.requester, "
            "r.requester_function, r.state, r.sent_on, r.answers, r.form_version FROM request r "
            "LEFT JOIN school s ON s.id = r.school_id WHERE r.id=?", (request_id,))
        if found is None:
            raise RefusedError
        (root, about, student, school_id, school, class_name, level, origin, requester, function, state, sent, cells,
         version) = found
        said = agreed(kept.load(self._store, request_id, cells, version or 0, REQUEST))
        ids = [student] if student else [row[0] for row in self._store.sql(
            "SELECT student_id FROM concerned WHERE request_id=? ORDER BY n", (request_id,))]
        hidden = unseen.of_request(self._session, request_id) if root == request_id else ()
        return Asked(request_id, root, about or "", school_id or "", _name(school), _name(class_name), _name(level), origin or "",
                     _name(requester), _name(function), state or "draft", sent or "", said, self.children(ids),
                     len(ids) + len(hidden), hidden)

    def _of_child(self, student_id: str) -> Asked:
        found = self.children([student_id]) if student_id else ()
        if not found:
            raise RefusedError
        child = found[0]
        return Asked("", child.id, "pupil", child.school_id, child.school, child.class_name, child.level, "", "", "", "", "", {},
                     found, 1)

    def children(self, ids: Sequence[str]) -> tuple[Child, ...]:
        """Children by id, in the order of their names; those one may not see are left out."""
        found = []
        for start in range(0, len(ids), 400):
            part = list(ids[start:start + 400])
            found += self._store.sql(
                "SELECT s.id, coalesce(nullif(s.usage_name, ''), s.last_name), s.first_name, l.level, l.class_name, l.school, "
                f"l.school_id, l.teacher FROM student s LEFT JOIN student_list l ON l.student_id = s.id WHERE s.id IN "
                f"({','.join('?' * len(part))})", part)
        rows = [Child(*(cell or "" for cell in row)) for row in found]
        return tuple(sorted(rows, key=lambda child: (fold(child.last_name), fold(child.first_name), child.id)))
