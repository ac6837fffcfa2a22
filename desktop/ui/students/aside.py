"""The aside of a pupil's sheet: the family at a glance, the child's strengths, who can see this."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.services.values import Student
from desktop.ui.accessible import named
from desktop.ui.students.columns import guardian_lines, guardian_title, languages
from desktop.ui.widgets import HLine, PlainLabel, clear, hbox, link, vbox


class Aside(QWidget):
    """236 px at right of the timeline, or under it when there is no room."""

    family_asked = Signal()
    identity_asked = Signal()
    who_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "a_cote", "Famille et points d’appui")
        self._box = vbox(self, spacing=10)

    def set_student(self, student: Student) -> None:
        clear(self._box)
        head = hbox(None, PlainLabel("Famille", size=13, tone="soft"), None,
                    link("Tout voir", name="a_cote_famille", clicked=self.family_asked.emit, accessible="Voir toute la famille"))
        self._box.addLayout(head)
        for guardian in student.guardians[:4]:
            lines = [PlainLabel(guardian_title(guardian), wrap=True)]
            lines += [PlainLabel(text, size=13, tone="warn" if "vérifier" in text or "confidentielle" in text
                                 else "soft", wrap=True)
                      for text in guardian_lines(guardian)]
            self._box.addLayout(vbox(None, *lines, spacing=1))
        if not student.guardians:
            self._box.addWidget(PlainLabel("Aucun responsable connu.", size=13, tone="soft", wrap=True))
        spoken = languages(student.guardians)
        if spoken:
            self._box.addWidget(PlainLabel(spoken, size=13, tone="soft", wrap=True))
        self._box.addWidget(HLine())
        self._box.addWidget(PlainLabel("Points d’appui", size=13, tone="soft"))
        if student.strengths:
            self._box.addWidget(PlainLabel(student.strengths, wrap=True))
        else:
            self._box.addWidget(link("Écrire ses points d’appui", name="a_cote_appuis", clicked=self.identity_asked.emit))
        self._box.addWidget(HLine())
        self._box.addWidget(link("Qui peut voir ceci ?", name="a_cote_qui", icon="eye", clicked=self.who_asked.emit))
        self._box.addStretch(1)
