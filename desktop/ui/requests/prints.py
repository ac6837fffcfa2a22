"""Papers of requests: filled, blank, the answers to the school and to the parents, and the PDF that is filled elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QWidget

from desktop.paths import disk_errors, write_atomically
from desktop.services.printing_decisions import NAMELESS_NOTICE
from desktop.ui import messages
from desktop.ui.context import Context
from desktop.ui.records import papers

if TYPE_CHECKING:
    from desktop.services.session import Session

OF_REQUEST = (("request", "Cette demande"), ("answer:school", "Réponse à l’école"), ("answer:teacher", "Réponse à qui demande"),
              ("answer:parents", "Lettre aux parents"), ("ribbon", "Parcours d’aides de l’élève"))
BLANKS = (("request_blank", "Demande vierge, à remplir à la main"), ("contribution_blank", "Contribution vierge"),
          ("decisions", "Décisions des trente derniers jours"), ("decisions_nameless", "Les mêmes, sans les noms"))
TITLES = {"request": "Demande", "answer:school": "Réponse à l’école", "answer:teacher": "Réponse à qui demande",
          "answer:parents": "Lettre aux parents", "ribbon": "Parcours d’aides", "request_blank": "Demande vierge",
          "contribution_blank": "Contribution vierge", "decisions": "Décisions", "decisions_nameless": "Décisions, sans les noms"}
FILLABLE = (("request", "Formulaire PDF de demande…"), ("contribution", "Formulaire PDF de contribution…"))
ASKED = "Formulaire PDF, pour demander une contribution…"
"""Of one request: it comes back to it, without saying whom it is about."""


def show(context: Context, code: str, id: str = "", students: Sequence[str] = (), large: bool = False) -> None:
    """Make a paper and show it."""
    if code == "ribbon" and len(students) != 1:
        context.notices.tell("Le parcours d’aides s’imprime pour un enfant à la fois.")
        return
    make: Callable[[bool], bytes] = partial(_made, context.session, code, id, students[0] if students else "")
    if code == "answer:parents":
        context.autosave.commit()
        context.jobs.read(partial(context.session.printing.answer_notices, id), partial(_letters, context, make, large),
                          context.fail)
        return
    papers.show(context, TITLES[code], make, large=large, told=NAMELESS_NOTICE if code == "decisions_nameless" else "")


def decisions(context: Context, meeting: str, *, nameless: bool, large: bool = False) -> None:
    """The sheet of decisions of a réunion de synthèse; without names, what is to be read again is told beside it."""
    title = "Fiche de décisions, sans noms" if nameless else "Fiche de décisions"
    papers.show(context, title, partial(_decisions, context.session, meeting, nameless), large=large,
                told=NAMELESS_NOTICE if nameless else "")


def _decisions(session: Session, meeting: str, nameless: bool, large: bool) -> bytes:
    return session.printing.decision_sheet(meeting_id=meeting, nameless=nameless, large=large)


def _letters(context: Context, make: Callable[[bool], bytes], large: bool, told: tuple[str, ...]) -> None:
    """Who gets no letter, who is only informed: known before the letters are made."""
    words = "\n\n".join(told)
    if told and not messages.ask(QApplication.activeWindow(), TITLES["answer:parents"], words, yes="Voir les lettres",
                                 no="Ne pas les faire"):
        return
    papers.show(context, TITLES["answer:parents"], make, large=large)


def _made(session: Session, code: str, id: str, student: str, large: bool) -> bytes:
    printing = session.printing
    if code == "request":
        return printing.request(id, large=large)
    if code == "request_blank":
        return printing.request(None, large=large)
    if code == "contribution_blank":
        return printing.contribution(large=large)
    if code.startswith("answer:"):
        return printing.answer(id, to=code.partition(":")[2], large=large)
    if code == "ribbon":
        return printing.ribbon(student)
    from datetime import timedelta

    today = session.clock.today()
    return printing.decision_sheet(since=(today - timedelta(days=30)).isoformat(), until=today.isoformat(),
                                   nameless=code == "decisions_nameless", large=large)


def fillable(context: Context, parent: QWidget, kind: str, id: str = "") -> None:
    """A PDF to be filled elsewhere: no name in it, and it comes back by being dropped on the window."""
    name = "demande-vierge.pdf" if kind == "request" else "contribution.pdf" if id else "contribution-vierge.pdf"
    path: Path | None = messages.choose_save(parent, "Enregistrer le formulaire", name, "PDF (*.pdf)")
    if path is None:
        return
    make = partial(_write, context.session, kind, id, path)
    context.jobs.write(make, partial(_written, context), context.fail)


def _write(session: Session, kind: str, id: str, path: Path) -> Path:
    data = session.paper_forms.blank(kind, request_id=id)
    with disk_errors():
        write_atomically(path, data)
    return path


def _written(context: Context, path: Path) -> None:
    context.notices.tell(f"Formulaire enregistré : {path.name}. Rempli, il revient en le déposant sur la fenêtre.")
