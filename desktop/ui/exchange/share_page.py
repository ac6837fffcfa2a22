"""What « ce qui a changé » means for a contact: all one reads, or some schools and some pupils."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.services.exchange_values import Contact, Share
from desktop.services.values import SchoolRow
from desktop.ui.accessible import named
from desktop.ui.accounts.place import Inside
from desktop.ui.exchange.parts import Children, Choices
from desktop.ui.widgets import PlainLabel, button, clear, first, hbox, section_title, vbox

if TYPE_CHECKING:
    from desktop.ui.exchange.page import ExchangePage

OPTIONS = (("all", "Tout ce que je lis", "Ce que vous ne pouvez pas lire ne part jamais."),
           ("some", "Seulement certaines écoles ou certains élèves", ""))


class SharePage(Inside):
    """« Ce qui est partagé avec … »."""

    def __init__(self, page: ExchangePage, contact: Contact) -> None:
        super().__init__(f"Ce qui est partagé avec {contact.name}",
                         "Cela règle « Ce qui a changé depuis le dernier pli » et le dossier partagé. Un pli préparé à la "
                         "main peut "
                         "toujours contenir autre chose.", name="partage")
        self._page, self._contact = page, contact
        self.which = Choices(OPTIONS, "all" if contact.share.all else "some", name="partage_quoi",
                             accessible=f"Ce qui est partagé avec {contact.name}")
        self.which.picked.connect(self._picked)
        self.some = QWidget()
        self._schools = vbox(None, spacing=6)
        self.ticks: dict[str, QCheckBox] = {}
        self.children_box = Children(page.context, name="partage_eleves")
        self.children_box.changed.connect(self._able)
        vbox(self.some, section_title("Écoles"), 4, self._schools, 12, section_title("Élèves, en plus"), 4, self.children_box)
        self.save_button = first("Enregistrer", name="partage_enregistrer", clicked=self.save)
        cancel = button("Abandonner", name="partage_abandonner", clicked=self.left.emit)
        self.column.addWidget(self.which)
        self.column.addSpacing(6)
        self.column.addWidget(self.some)
        self.column.addSpacing(6)
        self.column.addLayout(hbox(None, self.save_button, cancel, None))
        kept = f"Restreindre n’efface rien de ce qui est déjà chez {contact.name}."
        self.column.addWidget(PlainLabel(kept, size=13, tone="soft", wrap=True))
        self.column.addStretch(1)
        page.context.jobs.read(partial(_known, page, contact.share), self._show, page.context.fail)
        self._picked("")

    def begin(self) -> None:
        self.which.buttons[self.which.chosen()].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, answer: tuple[Sequence[SchoolRow], Sequence[tuple[str, str]]]) -> None:
        schools, pupils = answer
        clear(self._schools)
        for number, school in enumerate(schools):
            text = f"{school.name}, {school.city}" if school.city else school.name
            tick = named(QCheckBox(text), f"partage_ecole_{number}", f"Partager les élèves de {text}")
            tick.setChecked(school.id in self._contact.share.schools)
            tick.toggled.connect(self._able)
            self.ticks[school.id] = tick
            self._schools.addWidget(tick)
        if not schools:
            self._schools.addWidget(PlainLabel("Aucune école n’a d’élève ici.", tone="soft"))
        for id, name in pupils:
            self.children_box.chosen[id] = name
        self.children_box._show_kept()
        self._able()

    def share(self) -> Share:
        if self.which.chosen() == "all":
            return Share()
        return Share(self.children_box.ids(), tuple(id for id, tick in self.ticks.items() if tick.isChecked()))

    def _picked(self, _code: str) -> None:
        self.some.setVisible(self.which.chosen() == "some")
        self._able()

    def _able(self) -> None:
        self.save_button.setEnabled(self.which.chosen() == "all" or not self.share().all)

    def save(self) -> None:
        self.save_button.setEnabled(False)
        self._page.context.jobs.write(partial(self._page.session.contacts.set_share, self._contact.login, self.share()),
                                      self._saved, self._failed)

    def _saved(self, _value: object) -> None:
        self._page.context.notices.tell(f"Enregistré : ce qui est partagé avec {self._contact.name}.")
        self.left.emit()

    def _failed(self, error: BaseException) -> None:
        self._able()
        self._page.context.fail(error)


def _known(page: ExchangePage, share: Share) -> tuple[Sequence[SchoolRow], Sequence[tuple[str, str]]]:
    """In a thread: schools with pupils, and the names of the pupils shared one by one."""
    session = page.session
    schools = [school for school in session.schools.all() if school.pupils or school.id in share.schools]
    pupils = []
    for id in share.students:
        one = session.students.get(id)
        pupils.append((id, f"{one.last_name.upper()} {one.first_name}".strip()))
    return schools, pupils
