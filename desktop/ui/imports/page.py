"""« Importer des élèves »: what a file would change, read outside the window's thread, written by one act that can be undone."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QWidget

from desktop.clock import school_year
from desktop.errors import PoleError
from desktop.importers.headers import NeedsMapping
from desktop.services.values import ImportPlan, ImportResult, SchoolRow
from desktop.texts import plural
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.context import Context
from desktop.ui.editors import Combo
from desktop.ui.flow import FlowLayout
from desktop.ui.imports.mapping import MappingPage
from desktop.ui.imports.model import PlanModel, changes_count
from desktop.ui.imports.outcome import tell_result
from desktop.ui.imports.reading import columns_of, read_bytes, target_of, title_of
from desktop.ui.imports.remarks import RemarksPanel
from desktop.ui.imports.table import PlanTable
from desktop.ui.operations import Operation, Progress
from desktop.ui.records.loose import loosely_with
from desktop.ui.students.edit import year_options
from desktop.ui.widgets import (
    Chip,
    EmptyState,
    HLine,
    Notice,
    PlainLabel,
    VLine,
    button,
    chip_group,
    first,
    hbox,
    icon_label,
    link,
    pane,
    quiet,
    vbox,
)

CHIPS = (("changes", "Changements"), ("added", "Ajoutés"), ("updated", "Modifiés"), ("left", "Partis"), ("refused", "Refusés"),
         ("unchanged", "Inchangés"), ("remarks", "Remarques"))
SIDE, SIDE_FROM, SHORT = 308, 1180, 520
PROMISE = "Rien n’est écrit avant « Importer ». Une sauvegarde est faite juste avant, et l’import entier peut être annulé."


class ImportPage(QWidget):
    """One file. ``left`` when the person goes back, ``done`` once written."""

    left = Signal()
    done = Signal()

    def __init__(self, context: Context, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "import", "Importer un fichier")
        self.context, self.path = context, path
        self.plan: ImportPlan | None = None
        self.model: PlanModel | None = None
        self._data = b""
        self._kind: str | None = None
        self._mapping: dict[str, int] | None = None
        self._schools: tuple[SchoolRow, ...] = ()
        self._operation: Operation | None = None
        self._asked = 0
        self._filling = self._pupils = self._unfolded = False
        self.stack = QStackedWidget()
        self._build()
        vbox(self, self.stack)
        context.jobs.read(context.session.schools.all, self._know_schools, context.fail)
        self._ask()

    # build
    def _build(self) -> None:
        stop = quiet("Arrêter", name="import_arreter", clicked=self._stop)
        self.waiting = EmptyState("Lecture du fichier…", stop, name="import_lecture")
        self.refused = EmptyState("", first("Revenir", name="import_refus_retour", clicked=self.left.emit), name="import_refus")
        self.preview = QWidget()
        self.title = PlainLabel("Importer", size=21, weight=style.MEDIUM, elide=True)
        self.facts = PlainLabel("", size=13.5, tone="soft", elide=True)
        self.go = first("Importer", name="import_faire", clicked=self.write)
        self.columns = quiet("Colonnes…", name="import_colonnes", clicked=self.tell_columns)
        self.back = button("Abandonner", name="import_abandonner", clicked=self.left.emit)
        words = vbox(None, self.title, hbox(None, icon_label("file-text"), self.facts, spacing=4), spacing=2)
        head = hbox(None, words, self.go, self.columns, self.back, spacing=8)
        head.setStretch(0, 1)
        self.chips = [Chip(text, name=f"import_{code}", checked=index == 0) for index, (code, text) in enumerate(CHIPS)]
        chip_group(self.chips, loosely_with(self._chip))
        row = QWidget()
        flow = FlowLayout(row, spacing=8)
        for chip in self.chips:
            flow.addWidget(chip)
        self.total = PlainLabel("", size=13, tone="soft")
        self.fold = link("École, année", name="import_ecole_annee", clicked=self._unfold_places)
        flow.addWidget(self.fold)
        self.tick = link("Tout cocher", name="import_cocher", clicked=self._tick_all)
        self.tick.hide()
        flow.addWidget(self.tick)
        self.places = self._make_places()
        self.partial = Notice("", "warn", mark="due", name="import_partiel")
        self.partial.hide()
        top = QWidget()
        chips_row = hbox(None, row, self.total, spacing=16)
        chips_row.setStretch(0, 1)
        vbox(top, head, self.places, chips_row, self.partial, margins=(24, 12, 20, 6), spacing=8)
        self._top = top
        self.table = PlanTable()
        self.remarks = RemarksPanel()
        self.remarks.asked.connect(self._to_line)
        main = pane(QWidget(), "paper")
        table_row = self._table_row = QWidget()
        hbox(table_row, self.table, margins=(16, 0, 0, 0))
        vbox(main, top, HLine(), table_row).setStretch(2, 1)
        promise = self._promise = QWidget()
        hbox(promise, icon_label("shield", "ink_soft"), PlainLabel(PROMISE, size=13, tone="soft", wrap=True),
             margins=(24, 6, 20, 6)
             ).setStretch(1, 1)
        main.layout().addWidget(HLine())  # type: ignore[union-attr]
        main.layout().addWidget(promise)  # type: ignore[union-attr]
        self._main, self._rule = main, VLine()
        self._row: QBoxLayout = hbox(self.preview, main, self._rule, self.remarks, spacing=0)
        self._row.setStretch(0, 1)
        for page in (self.waiting, self.refused, self.preview):
            pane(page, "paper")
            self.stack.addWidget(page)

    def _make_places(self) -> QWidget:
        row = QWidget()
        self.school = named(Combo(), "import_ecole", "École")
        self.year = named(Combo(), "import_annee", "Année scolaire")
        for option in year_options(school_year(self.context.session.clock.today())):
            self.year.addItem(option.label, option.code)
        flow = FlowLayout(row, spacing=8)
        for label, combo, width in (("École", self.school, 280), ("Année", self.year, 130)):
            combo.setMinimumWidth(style.px(width))
            pair = QWidget()
            word = PlainLabel(label, size=13, tone="soft")
            word.setBuddy(combo)
            hbox(pair, word, combo, spacing=6)
            flow.addWidget(pair)
        self.school.currentIndexChanged.connect(self._place_changed)
        self.year.currentIndexChanged.connect(self._place_changed)
        return row

    def _know_schools(self, schools: tuple[SchoolRow, ...]) -> None:
        self._schools = schools
        self._filling = True
        self.school.clear()
        self.school.addItem("selon le fichier", "")
        for school in schools:
            self.school.addItem(f"{school.name} · {school.city}".strip(" ·"), school.id)
        self._filling = False
        self._show_places()

    # reading
    def _ask(self) -> None:
        """Read the file and compare; a new question drops the former answer."""
        self._asked += 1
        number = self._asked
        self.stack.setCurrentWidget(self.waiting)
        plan = self.context.session.imports.plan
        school, year = str(self.school.currentData() or "") or None, str(self.year.currentData() or "") or None
        if self.plan is None:
            year = None
        known, path, kind, mapping = self._data, self.path, self._kind, self._mapping

        def work(progress: Progress) -> tuple[bytes, ImportPlan]:
            progress(0, 0)
            data = known or read_bytes(path)
            return data, plan(data, kind=kind, school=school, year=year, mapping=mapping)

        self._operation = self.context.operations.run(self, work, "Lecture du fichier", partial(self._planned, number),
                                                      partial(self._not_planned, number))

    def _stop(self) -> None:
        if self._operation is not None:
            self._operation.cancel()
        self._asked += 1
        self.context.notices.tell("Lecture arrêtée : rien n’a été écrit.")
        self.left.emit()

    def _planned(self, number: int, answer: tuple[bytes, ImportPlan]) -> None:
        if number != self._asked:
            return
        self._data, self.plan = answer
        self.model = PlanModel(self.plan)
        self.model.setParent(self)
        self.model.ticked.connect(self._name_go)
        self.table.set_plan(self.model)
        self.remarks.set_plan(self.plan)
        self._dress()
        self.stack.setCurrentWidget(self.preview)
        self.go.setFocus()
        announce(self, f"Aperçu prêt : {self.go.text()}, {plural(len(self.plan.remarks), 'remarque')}.")

    def _not_planned(self, number: int, error: BaseException) -> None:
        if number != self._asked:
            return
        if isinstance(error, NeedsMapping):
            self._show_mapping(error)
        elif isinstance(error, PoleError):
            where = f"Ligne {error.line}. " if error.line and f"igne {error.line}" not in str(error) else ""
            self.refused.sentence.setText(f"{self.path.name} : {where}{error}\nRien n’a été écrit.")
            self.stack.setCurrentWidget(self.refused)
            announce(self, str(error), urgent=True)
        else:
            self.context.fail(error)
            self.left.emit()

    # columns
    def tell_columns(self) -> None:
        """« Colonnes… »: say again what each column holds."""
        if self.plan is None:
            return
        needed = partial(columns_of, self._data, self._kind or target_of(self.plan))
        self.context.jobs.read(needed, self._show_mapping, self.context.fail)

    def _show_mapping(self, needed: NeedsMapping) -> None:
        old = self.stack.findChild(MappingPage)
        if old is not None:
            self.stack.removeWidget(old)
            old.deleteLater()
        if not self._data:
            self._data = read_bytes(self.path)
        page = MappingPage(needed, self.path.name)
        page.told.connect(self._columns_told)
        page.kind_changed.connect(self._other_kind)
        page.left.connect(self._leave_mapping)
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        page.focus_first()

    def _other_kind(self, kind: str) -> None:
        self.context.jobs.read(partial(columns_of, self._data, kind), self._show_mapping, self.context.fail)

    def _columns_told(self, kind: str, mapping: dict[str, int]) -> None:
        self._kind, self._mapping = kind, mapping
        self._ask()

    def _leave_mapping(self) -> None:
        if self.plan is not None:
            self.stack.setCurrentWidget(self.preview)
        else:
            self.left.emit()

    # showing
    def _dress(self) -> None:
        plan = self.plan
        if plan is None:
            return
        self.title.setText(title_of(plan))
        read, whole = len(plan.columns_read), len(plan.columns_read) + len(plan.columns_left)
        place = ", ".join(part for part in (plan.school, plan.year) if part)
        facts = (self.path.name, plan.kind_label, f"{plural(read, 'colonne lue', 'colonnes lues')} sur {whole}", place)
        self.facts.setText(" · ".join(part for part in facts if part))
        numbers: dict[str, int] = {**Counter(row.action for row in plan.rows)}
        numbers["changes"] = len(plan.rows) - numbers.get("unchanged", 0)
        numbers["remarks"] = len(plan.remarks)
        for (code, _), chip in zip(CHIPS, self.chips, strict=True):
            chip.set_count(numbers.get(code, 0))
            chip.setVisible(code in ("changes", "remarks") or bool(numbers.get(code)))
        lines = sum(1 for row in plan.rows if row.line)
        self.total.setText(f"{plural(lines, 'ligne lue', 'lignes lues')}, aucune perdue")
        if plan.partial:
            self.partial.set_text(f"{plan.partial[0].upper()}{plan.partial[1:]}. Personne n’est noté parti : cochez qui l’est.")
        self._chip(0)
        self.chips[0].setChecked(True)
        self._show_places()
        self._name_go()

    def _show_places(self) -> None:
        plan = self.plan
        if plan is None:
            return
        self._filling = True
        pupils = target_of(plan) == "pupils"
        self._pupils = pupils
        self._fit()
        self.school.setCurrentIndex(max(self.school.findData(plan.school_id), 0))
        if plan.year and self.year.findData(plan.year) < 0:
            self.year.addItem(plan.year, plan.year)
        if plan.year:
            self.year.setCurrentIndex(self.year.findData(plan.year))
        self._filling = False

    def _place_changed(self) -> None:
        if not self._filling and self.plan is not None:
            self._ask()

    def _chip(self, index: int) -> None:
        code = CHIPS[index][0]
        if self.model is not None:
            self.model.show_chip(code)
            announce(self, plural(self.model.rowCount(), "ligne"))
        for position, chip in enumerate(self.chips):
            chip.setChecked(position == index)
        self.tick.setVisible(code == "left" and self.model is not None and self.model.rowCount() > 0)
        self._fit()

    def _tick_all(self) -> None:
        if self.model is not None:
            self.model.tick_all(not self.model.leavers)

    def _name_go(self) -> None:
        plan, model = self.plan, self.model
        if plan is None or model is None:
            return
        count = changes_count(plan, model.leavers)
        self.go.setText(f"Importer {plural(count, 'changement')}" if count else "Rien à importer")
        self.go.setAccessibleName(self.go.text())
        self.go.setEnabled(count > 0)
        self.tick.setText("Tout décocher" if model.leavers else "Tout cocher")

    def _to_line(self, line: int) -> None:
        model = self.model
        if model is None:
            return
        if self._table_row.isHidden():
            self._chip(0)
        if model.position(line) < 0 and self.width() >= style.px(SIDE_FROM):
            self._chip([code for code, _ in CHIPS].index("remarks"))
        if model.position(line) < 0:
            model.show_chip("all")
        row = model.position(line)
        if row >= 0:
            self.table.selectRow(row)
            self.table.scrollTo(model.index(row, 0))
            self.table.setFocus()

    # writing
    def write(self) -> None:
        """« Importer »: all or nothing, a backup just before."""
        plan, model = self.plan, self.model
        if plan is None or model is None or not self.go.isEnabled():
            return
        self.go.setEnabled(False)
        imports, leavers = self.context.session.imports, set(model.leavers)

        def work(progress: Progress) -> ImportResult:
            progress(0, 0)
            return imports.write(plan, leavers)

        self.context.operations.run(self, work, "Import", self._written, self._not_written, writes=True, cancellable=False)

    def _written(self, result: ImportResult) -> None:
        tell_result(self.context, result)
        self.done.emit()

    def _not_written(self, error: BaseException) -> None:
        self.go.setEnabled(True)
        self.context.fail(error)

    # room
    def _fit(self) -> None:
        """Remarks beside the table, or in its place when there is little room."""
        beside = self.width() >= style.px(SIDE_FROM)
        alone = self.chips[-1].isChecked() and not beside
        short = self.height() < style.px(SHORT)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if alone else QBoxLayout.Direction.LeftToRight)
        self._row.setStretch(0, 0 if alone else 1)
        self._row.setStretch(2, 1 if alone else 0)
        self._table_row.setVisible(not alone)
        self._promise.setVisible(not short and not alone)
        self.total.setVisible(self.width() >= style.px(980))
        self.places.setVisible(self._pupils and (not short or self._unfolded))
        self.fold.setVisible(self._pupils and short)
        told = self.plan is not None and bool(self.plan.partial)
        self.partial.setVisible(told and not short)
        self.remarks.set_note(self.partial.label.text() if told and short else "")
        layout = self._top.layout()
        if layout is not None:
            layout.setContentsMargins(24, 6 if short else 12, 20, 4 if short else 6)
            layout.setSpacing(4 if short else 8)
        self._rule.setVisible(beside)
        self.remarks.setVisible(beside or alone)
        self.remarks.setMaximumWidth(style.px(SIDE) if beside else 16_777_215)
        self.remarks.setMinimumWidth(style.px(SIDE) if beside else 0)

    def _unfold_places(self) -> None:
        """In a short window, school and year come when they are asked for."""
        self._unfolded = not self._unfolded
        self._fit()
        if self._unfolded:
            self.school.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.write()
        else:
            super().keyPressEvent(event)
