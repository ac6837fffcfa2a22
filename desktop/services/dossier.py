"""For who has not the program: one PDF of a child's sheet, projects and minutes. It is a paper: nothing comes back of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from desktop.errors import InputError, RefusedError
from desktop.services.exchange_values import Selection
from desktop.services.printing import Printing

if TYPE_CHECKING:
    from desktop.reports.items import Page
    from desktop.reports.sheet import Sheet
    from desktop.services.session import Session

TITLE = "Dossier"
NAMED_ONLY = "Un dossier imprimé est celui d’enfants nommés : choisissez-les."


def dossier_pdf(session: Session, selection: Selection) -> bytes:
    """The papers of the children named, one after the other. A meeting about several is never in it: it names the others.

    Raises ``InputError`` without a child, ``RefusedError`` for one unknown here.
    """
    from desktop.reports.sheet import bind

    if not selection.students:
        raise InputError(NAMED_ONLY)
    papers = [paper for child in dict.fromkeys(selection.students) for paper in _Papers(session).of(child, selection)]
    return bind(papers, TITLE)


class _Papers(Printing):
    """The pages that are bound together."""

    def of(self, child: str, selection: Selection) -> Iterator[tuple[Sheet, list[Page]]]:
        session, left = self._session, set(selection.unnamed)
        if not session.commun.one("SELECT 1 FROM student WHERE id=?", (child,)):
            raise RefusedError
        yield self._student_pages(child, False)
        family = session.students.family_of(child)
        if "project" not in selection.leave:
            for row in (row for id in family for row in session.projects.list(student=id)):
                if row.id not in left:
                    yield self._ppre_pages(row.id, False)
        if "meeting" not in selection.leave:
            for met in sorted((row for id in family for row in session.meetings.list(student=id)), key=lambda row: row.date):
                if met.id not in left and len(met.student_ids) == 1 and not self._is_several(met.id):
                    yield self._meeting_pages(met.id, False)

    def _is_several(self, meeting: str) -> bool:
        """Whether a meeting is its own root, even when one only of its children is seen here."""
        return bool(self._session.commun.one("SELECT 1 FROM meeting WHERE id=? AND root=id", (meeting,)))
