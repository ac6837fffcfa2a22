"""The remarks of an import by line and column, gravest first; one press shows the line in the table."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.services.values import ImportPlan, Remark
from desktop.texts import plural
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.widgets import HLine, MarkLabel, PlainLabel, clear, hbox, icon_label, link, pane, scrolled, vbox

SHOWN = 60
ORDER = {"refused": 0, "warning": 1, "info": 2}


class RemarksPanel(QWidget):
    """308 px at right, or in place of the table in a small window."""

    asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "import_remarques", "Remarques")
        pane(self, "ground")
        self._plan: ImportPlan | None = None
        self._limit = SHOWN
        self._title = PlainLabel("Remarques", weight=style.MEDIUM)
        self._note = PlainLabel("", size=12.5, tone="warn", wrap=True)
        self._note.hide()
        self._rows = vbox(None, spacing=12)
        self._columns = PlainLabel("", size=12.5, tone="soft", wrap=True)
        self._left = PlainLabel("", size=12.5, tone="soft", wrap=True)
        content = QWidget()
        vbox(content, self._title, self._note, self._rows, HLine(), PlainLabel("Colonnes lues", size=13, weight=style.MEDIUM),
             self._columns, PlainLabel("Colonnes laissées, jamais gardées", size=13, weight=style.MEDIUM), self._left, None,
             margins=(18, 14, 12, 16), spacing=8)
        vbox(self, scrolled(content, name="import_remarques_defile", pane="ground"))

    def set_plan(self, plan: ImportPlan) -> None:
        self._plan, self._limit = plan, SHOWN
        self._columns.setText(", ".join(plan.columns_read) or "aucune")
        self._left.setText(", ".join(plan.columns_left) or "aucune")
        self._draw()

    def set_note(self, text: str) -> None:
        """What holds for the whole file, when there is no room for it above the table."""
        if text != self._note.text():
            self._note.setText(text)
        self._note.setVisible(bool(text))

    def _draw(self) -> None:
        plan = self._plan
        if plan is None:
            return
        remarks = sorted(plan.remarks, key=lambda remark: (ORDER.get(remark.level, 1), remark.line))
        self._title.setText(f"Remarques {len(remarks)}" if remarks else "Aucune remarque")
        clear(self._rows)
        for number, remark in enumerate(remarks[:self._limit]):
            self._rows.addWidget(RemarkRow(number, remark, self))
        if len(remarks) > self._limit:
            self._rows.addWidget(link(f"Voir {plural(len(remarks) - self._limit, 'remarque')} de plus",
                                      name="import_remarques_suite",
                                      clicked=self._more))

    def _more(self) -> None:
        self._limit += 400
        self._draw()


class RemarkRow(QWidget):
    """« Ligne 47 · Date naissance », what is said of it, and the way to the line."""

    def __init__(self, number: int, remark: Remark, panel: RemarksPanel) -> None:
        super().__init__()
        self._line, self._panel = remark.line, panel
        title = f"Ligne {remark.line} · {remark.column}" if remark.column else f"Ligne {remark.line}"
        mark: QWidget = (icon_label("info", "ink_soft", 14) if remark.level == "info"
                         else MarkLabel("late" if remark.level == "refused" else "due"))
        head = hbox(None, mark, PlainLabel(title, size=13, weight=style.MEDIUM, elide=True),
                    link("Voir", name=f"import_voir_{number}", clicked=self._show, accessible=f"Voir {title}"), spacing=6)
        head.setStretch(1, 1)
        message = PlainLabel(remark.message, size=12.5, tone="soft", wrap=True)
        message.setContentsMargins(style.px(20), 0, 0, 0)
        vbox(self, head, message, spacing=2)

    def _show(self) -> None:
        self._panel.asked.emit(self._line)
