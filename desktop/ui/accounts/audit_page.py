"""« Journal et vérification »: whether the vault holds, and one's own acts and reads; nobody else's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.services.personal_values import Audit, Read
from desktop.services.values import as_day
from desktop.texts import number, plural, short_date
from desktop.ui.accessible import announce
from desktop.ui.accounts.place import Place
from desktop.ui.context import Context
from desktop.ui.records.history_page import when
from desktop.ui.widgets import Notice, PlainLabel, clear, first, hbox, link, section_title, vbox

SHOWN = 60
MINE = "Vos écritures et vos lectures de fiches sensibles, sur douze mois. Chacun ne voit ici que les siennes."


def audit_words(audit: Audit) -> tuple[str, str]:
    """What the check found, in words, and how grave it is."""
    if audit.exit_code == 5:
        return ("Quelque chose a été changé sans passer par le programme. Ne corrigez rien à la main : reprenez une "
                "sauvegarde d’avant, puis comparez. " + _first(audit), "bad")
    if audit.exit_code == 4 or not audit.ok:
        return f"Une partie du coffre est abîmée : reprenez une sauvegarde. {_first(audit)}", "bad"
    return (f"Tout tient : {number(audit.checked)} {'écriture relue' if audit.checked < 2 else 'écritures relues'}, chacune "
            "signée, aucune manquante ni changée.", "good")


def _first(audit: Audit) -> str:
    return f"Premier endroit atteint : {audit.first}." if audit.first else ""


class AuditPage(Place):
    """One button, one answer; then what one has read oneself."""

    def __init__(self, session: Any, context: Context) -> None:
        super().__init__(session, context, "Journal et vérification",
                         "Chaque écriture est datée, signée et liée à la précédente. Vérifier relit toute la "
                         "chaîne.", name="journal")
        self.check_button = first("Vérifier maintenant", name="journal_verifier", icon="shield", clicked=self.check)
        self.answer = vbox(None)
        self.said = PlainLabel("", tone="soft", wrap=True)
        self.said.hide()
        self.mine = vbox(None, spacing=6)
        self._rows: tuple[Read, ...] = ()
        self._shown = SHOWN
        self.column.addLayout(hbox(None, self.check_button, None))
        self.column.addWidget(self.said)
        self.column.addLayout(self.answer)
        self.column.addSpacing(12)
        self.column.addWidget(section_title("Ce que j’ai lu et fait"))
        self.column.addWidget(PlainLabel(MINE, size=13, tone="soft", wrap=True))
        self.column.addLayout(self.mine)
        self.column.addStretch(1)

    def first_focus(self) -> QWidget:
        return self.check_button

    def begin(self) -> None:
        super().begin()
        self.check()

    def check(self) -> None:
        """Read the chain again, in a thread."""
        self.check_button.setEnabled(False)
        self.said.setText("Vérification en cours…")
        self.said.show()
        self.context.jobs.read(lambda: self.session.reads.verify(), self._checked, self._failed, key=(self, "verify"))

    def _checked(self, audit: Audit) -> None:
        self._rest()
        text, kind = audit_words(audit)
        clear(self.answer)
        self.answer.addWidget(Notice(text, kind, mark="done" if kind == "good" else "", name="journal_reponse"))
        announce(self, text, urgent=kind == "bad")

    def _failed(self, error: BaseException) -> None:
        self._rest()
        self.context.fail(error)

    def _rest(self) -> None:
        self.said.hide()
        self.check_button.setEnabled(True)

    def refresh(self) -> None:
        self.context.jobs.read(lambda: tuple(self.session.reads.mine()), self._arrived, self.context.fail, key=(self, "mine"))

    def _arrived(self, rows: Sequence[Read]) -> None:
        self._rows = tuple(rows)
        self._draw()

    def _draw(self) -> None:
        clear(self.mine)
        today, zone = self.session.clock.today(), self.session.vault.zone
        for row in self._rows[:self._shown]:
            day = as_day(row.day)
            at = short_date(day, today) if day else when(row.day, zone)
            line = hbox(None, PlainLabel(at, size=13, tone="soft"), PlainLabel(row.who, wrap=True),
                        PlainLabel(row.how, size=13, tone="soft"), spacing=12)
            line.setStretch(1, 1)
            self.mine.addLayout(line)
        rest = len(self._rows) - self._shown
        if rest > 0:
            self.mine.addWidget(link(f"Voir {plural(rest, 'ligne')} de plus", name="journal_suite", clicked=self._more))
        if not self._rows:
            self.mine.addWidget(PlainLabel("Rien de sensible n’a encore été lu ici.", tone="soft", wrap=True))

    def _more(self) -> None:
        self._shown += 400
        self._draw()
