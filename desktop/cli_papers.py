"""Papers of personal files, of accounts and of the pôle, for the ``print`` command."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop import cli_request_papers
from desktop.cli_paper import Paper, one_student
from desktop.errors import UsageError

if TYPE_CHECKING:
    from argparse import Namespace

    from desktop.services.session import Session


OLD_SHEET = "Votre feuille de secours d’avant n’ouvre plus rien : déchirez-la."


def _assessment(session: Session, asked: Namespace) -> str:
    """The bilan given, or the latest one of the child given."""
    if asked.assessment:
        return str(asked.assessment)
    student = one_student(asked)
    if student is None:
        raise UsageError("Dites quel bilan : --assessment, ou --student pour le dernier de l’élève.")
    rows = session.assessments.list(student)
    if not rows:
        from desktop.services import own_file

        own_file.child(session, student)
        raise UsageError("Cet élève n’a pas de bilan dans votre carnet.")
    return rows[0].id


def _report(session: Session, asked: Namespace) -> Paper:
    content = session.printing.psychological_report(_assessment(session, asked), docx=asked.docx, addressee=asked.addressee,
                                                    evolution=asked.evolution, large=asked.large)
    return Paper(content, _outside(session, asked))


def _note(session: Session, asked: Namespace) -> Paper:
    bilan = _assessment(session, asked)
    told = tuple(remark.text for remark in session.printing.school_note_remarks(bilan))
    content = session.printing.school_note(bilan, docx=asked.docx, addressee=asked.addressee, large=asked.large)
    return Paper(content, (*told, *_outside(session, asked)))


def _outside(session: Session, asked: Namespace) -> tuple[str, ...]:
    return (session.printing.document_notice(),) if asked.docx else ()


def _agreement(session: Session, asked: Namespace) -> Paper:
    student = None if asked.blank else one_student(asked)
    if student is None and not asked.blank:
        raise UsageError("Dites pour quel élève : --student, ou --blank pour la feuille vierge.")
    return Paper(session.printing.agreement(student, asked.purpose, asked.guardian, asked.large))


def _request(session: Session, asked: Namespace) -> Paper:
    student = None if asked.blank else one_student(asked)
    if student is None and not asked.blank:
        raise UsageError("Dites pour quel élève : --student, ou --blank pour la feuille vierge.")
    return Paper(session.printing.medical_request(student, _health(asked), asked.large))


def _health(asked: Namespace) -> str:
    """Whom a paper about health is for: the doctor when it is not said."""
    if asked.to not in ("", "doctor", "nurse"):
        raise UsageError("Ce papier est pour le médecin ou l’infirmerie : --to doctor ou --to nurse.")
    return asked.to or "doctor"


def _envelope(session: Session, asked: Namespace) -> Paper:
    return Paper(session.printing.envelope_cover(one_student(asked), _health(asked)))


def _day(session: Session, asked: Namespace) -> Paper:
    return Paper(session.printing.day_sheet(asked.day or session.clock.today().isoformat(), asked.school or "", asked.large))


def _recovery(session: Session, _asked: Namespace) -> Paper:
    """A new code, hers alone: the former one opens nothing more."""
    had = session.accounts.has_recovery()
    return Paper(session.printing.recovery_sheet(session.accounts.new_recovery()), (OLD_SHEET,) if had else ())


PAPERS: dict[str, Callable[[Session, Namespace], Paper]] = {
    "psychological-report": _report, "school-note": _note, "agreement": _agreement, "medical-request": _request,
    "envelope-cover": _envelope, "awaited-avis": lambda session, asked: Paper(session.printing.awaited_avis(asked.large)),
    "directory": lambda session, asked: Paper(session.printing.directory(asked.large)), "day-sheet": _day,
    "recovery-sheet": _recovery, "account-card": lambda session, _asked: Paper(session.printing.account_card()),
    **cli_request_papers.PAPERS,
}
