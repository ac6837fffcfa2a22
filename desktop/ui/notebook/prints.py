"""The papers of the notebook, by role: the report, the note for the school, what is to sign, what is asked of a doctor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.paths import disk_errors, write_atomically
from desktop.services.personal_values import Remark
from desktop.ui import messages
from desktop.ui.accessible import announce
from desktop.ui.context import Context
from desktop.ui.records import papers

BILAN = (("psychological-report", "Compte rendu psychologique"), ("school-note", "Note pour l’école, sans aucun chiffre"))
WORD = (("psychological-report.docx", "Compte rendu, fichier à modifier (DOCX)…"),
        ("school-note.docx", "Note pour l’école, fichier à modifier (DOCX)…"))
SIGN = (("agreement", "Autorisation à signer"),)
DOCTOR = ("medical-request:doctor", "Demande d’intervention du médecin")
NURSE = ("medical-request:nurse", "Demande d’intervention infirmière")
ENVELOPE = (("envelope", "Page de garde de l’enveloppe fermée"),)
AWAITED = (("awaited", "Avis attendus"),)
NO_BILAN = "Choisissez d’abord un bilan, dans «\u00a0Bilans\u00a0»."
DOCX = "Document Word (*.docx)"


def offered(roles: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Codes and words; the first answers Ctrl+P."""
    found: list[tuple[str, str]] = []
    if "psychologist" in roles:
        found += [*BILAN, *SIGN, DOCTOR, *WORD]
    if {"doctor", "nurse"} & set(roles):
        found += [("agreement:visite_medicale", "Accord à signer"), *ENVELOPE, *AWAITED]
    if "social_worker" in roles:
        found += [DOCTOR, NURSE]
    if "specialist_g" in roles:
        found += [("agreement:aide_relationnelle", "Accord pour l’aide relationnelle")]
    if not found:
        found += [DOCTOR]
    return tuple(dict(found).items())


def show(context: Context, parent: QWidget, code: str, student: str, bilan: str, large: bool) -> None:
    """Make a paper and show it; a DOCX is asked for, then saved where the person says."""
    printing: Any = context.session.printing
    paper, _, detail = code.partition(":")
    if paper.split(".")[0] in ("psychological-report", "school-note"):
        if not bilan:
            context.notices.tell(NO_BILAN, "warn")
            return
        make = printing.psychological_report if paper.startswith("psy") else printing.school_note
        if paper.endswith(".docx"):
            name = "compte-rendu" if paper.startswith("psy") else "note-ecole"
            save_docx(context, parent, name, partial(make, bilan, docx=True))
            return
        if paper == "school-note":
            context.jobs.read(partial(printing.school_note_remarks, bilan), partial(_told, context), context.fail)
        papers.show(context, dict(BILAN)[paper].split(",")[0], partial(_large, partial(make, bilan)), large=large)
    elif paper == "agreement":
        purpose = {"purpose": detail} if detail else {}
        papers.show(context, "Autorisation à signer", partial(_large, partial(printing.agreement, student_id=student, **purpose)),
                    large=large)
    elif paper == "medical-request":
        papers.show(context, "Demande d’intervention", partial(_large, partial(printing.medical_request, student_id=student,
                                                                               to=detail)), large=large)
    elif paper == "envelope":
        papers.show(context, "Enveloppe", partial(_plain, partial(printing.envelope_cover, student)))
    else:
        papers.show(context, "Avis attendus", partial(_large, printing.awaited_avis), large=large)


def save_docx(context: Context, parent: QWidget, name: str, make: Callable[[], bytes]) -> None:
    """Out of the vault, by one's own act, under a name that names nobody."""
    if not messages.ask(parent, "Enregistrer ce texte hors du coffre ?",
                        "Le fichier ne sera plus protégé par votre phrase de passe\u00a0: rangez-le, puis supprimez-le.",
                        yes="Enregistrer"):
        return
    path = messages.choose_save(parent, "Enregistrer le fichier à modifier", f"{name}.docx", DOCX)
    if path is not None:
        context.autosave.commit()
        context.jobs.write(make, partial(_written, context, parent, path), context.fail)


def _written(context: Context, parent: QWidget, path: Path, content: bytes) -> None:
    with disk_errors():
        write_atomically(path, content)
    announce(parent, "Fichier enregistré.")
    printing: Any = context.session.printing
    context.notices.tell(printing.document_notice(), seconds=30)


def _told(context: Context, remarks: Sequence[Remark]) -> None:
    """What looks like a figure or the name of a test in the note: said beside the paper, never refused."""
    if remarks:
        context.notices.tell(" ".join(remark.text for remark in remarks), "warn", seconds=60)


def _plain(make: Callable[[], bytes], _large: bool) -> bytes:
    return make()


def _large(make: Callable[..., bytes], large: bool) -> bytes:
    return make(large=large)
