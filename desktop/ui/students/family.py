"""The family page: each guardian as he or she is, with what must be known before writing to them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop.models.kinds import GUARDIAN_KINDS
from desktop.services.values import Guardian, Student, as_day
from desktop.texts import numeric_date
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.flow import FlowLayout
from desktop.ui.records.room import capped
from desktop.ui.students.columns import AUTHORITIES, guardian_title, languages
from desktop.ui.widgets import Card, PlainLabel, action, clear, first, hbox, link, menu_button, scrolled, vbox


class FamilyPage(QWidget):
    """Cards, one a guardian; adding, editing and removing are asked of the sheet."""

    add_asked = Signal()
    edit_asked = Signal(str)
    remove_asked = Signal(str)
    erase_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "famille", "Famille")
        content = QWidget()
        inner = QWidget()
        inner.setMaximumWidth(style.px(720))
        self._cards = vbox(None, spacing=10)
        self._words = PlainLabel("", size=13, tone="soft", wrap=True)
        self.add_button = first("Ajouter un responsable", name="famille_ajouter", icon="plus", clicked=self.add_asked.emit)
        vbox(inner, self._cards, self._words, hbox(None, self.add_button, None), None, spacing=12)
        capped(inner, margins=(24, 16, 24, 24), holder=content)
        vbox(self, scrolled(content, name="famille_defile"))

    def set_student(self, student: Student) -> None:
        clear(self._cards)
        for guardian in student.guardians:
            self._cards.addWidget(GuardianCard(guardian, self))
        said = languages(student.guardians)
        if not student.guardians:
            said = ("Aucun responsable n’est connu. L’import d’un fichier de responsables les ajoute ; "
                    "vous pouvez aussi les écrire.")
        self._words.setText(said)
        self._words.setVisible(bool(said))


class GuardianCard(Card):
    """Name and kind, the exercise of authority, how to reach, what must not be done."""

    def __init__(self, guardian: Guardian, page: FamilyPage) -> None:
        super().__init__(name=f"responsable_{guardian.id[-8:]}", spacing=4)
        self._id, self._page = guardian.id, page
        self.setFrameShape(QFrame.Shape.NoFrame)
        title = guardian_title(guardian)
        edit = link("Modifier", name=f"responsable_modifier_{guardian.id[-8:]}", icon="pencil", clicked=self._edit,
                    accessible=f"Modifier {title}")
        more = menu_button("", [
            action("Supprimer", self._remove, icon="trash-2", name=f"responsable_supprimer_{guardian.id[-8:]}"),
            action("Effacer pour de bon…", self._erase, icon="eraser", name=f"responsable_effacer_{guardian.id[-8:]}"),
        ], "icon", name=f"responsable_plus_{guardian.id[-8:]}", icon="ellipsis", accessible=f"Autres actions : {title}")
        name = PlainLabel(title, weight=style.BOLD, elide=True)
        head = hbox(None, name, edit, more, spacing=8)
        head.setStretch(0, 1)
        self.box.addLayout(head)
        states = QWidget()
        flow = FlowLayout(states, spacing=10)
        for text, tone in state_words(guardian):
            flow.addWidget(PlainLabel(text, size=13, tone=tone))
        self.box.addWidget(states)
        for text in contact_lines(guardian):
            self.box.addWidget(PlainLabel(text, size=13.5, wrap=True))

    def _edit(self) -> None:
        self._page.edit_asked.emit(self._id)

    def _remove(self) -> None:
        self._page.remove_asked.emit(self._id)

    def _erase(self) -> None:
        self._page.erase_asked.emit(self._id)


def state_words(guardian: Guardian) -> list[tuple[str, str]]:
    """What must be known first, each with its tone; the word says it, the colour only helps."""
    words = [(AUTHORITIES.get(guardian.authority, "autorité à vérifier"), "warn" if guardian.authority == "to_check" else "soft")]
    if guardian.kind != "parent":
        words.insert(0, (GUARDIAN_KINDS.get(guardian.kind, guardian.kind), "soft"))
    if guardian.no_contact_since:
        day = as_day(guardian.no_contact_since)
        since = f" depuis le {numeric_date(day)}" if day else ""
        reference = f", {guardian.no_contact_ref}" if guardian.no_contact_ref else ""
        words.append((f"ne plus écrire{since}{reference}", "bad"))
    if guardian.confidential:
        words.append(("adresse confidentielle", "warn"))
    if guardian.interpreter:
        words.append(("interprète demandé", "soft"))
    return words


def contact_lines(guardian: Guardian) -> list[str]:
    """How to reach this person; the address last."""
    lines = []
    reach = [text for text in (guardian.mobile, guardian.phone, guardian.email) if text]
    if reach:
        lines.append(" · ".join(reach))
    place = " ".join(text for text in (guardian.address.replace("\n", ", "), guardian.postal_code, guardian.city) if text)
    if place:
        lines.append(place)
    if guardian.language:
        lines.append(f"Langue parlée à la maison : {guardian.language}")
    if guardian.lives_with:
        lines.append(f"L’enfant vit avec cette personne : {guardian.lives_with}")
    if guardian.judgment_ref:
        lines.append(f"Jugement : {guardian.judgment_ref}")
    return lines
