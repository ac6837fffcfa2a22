"""One bilan: its scores and chart, what is written of it, and « Analyse » beside; saved as a unit on leaving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from desktop.changes import Changes
from desktop.forms.batteries import Battery
from desktop.forms.notebook import ASSESSMENT
from desktop.forms.spec import Form, Section
from desktop.services.personal_values import Assessment, Remark
from desktop.services.values import Draft, as_day
from desktop.texts import day_month
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.context import Context
from desktop.ui.form_view import FormView
from desktop.ui.notebook.analysis import KEYS, AnalysisPanel
from desktop.ui.notebook.evolution import EvolutionPage
from desktop.ui.notebook.keeping import Keeping
from desktop.ui.notebook.pieces import PiecesBox
from desktop.ui.notebook.score_lines import ScoreLine, addable, added, answers_of, lines_of, pairs
from desktop.ui.notebook.score_model import IndexModel, PairModel
from desktop.ui.notebook.score_table import ScoreTable, index_widths, pair_widths
from desktop.ui.widgets import Notice, PlainLabel, hbox, link, menu_button, scrolled, vbox

ACT = "psychologue_bilan"
BESIDE_FROM = 820
VIEWS = (("resultats", "Résultats"), ("redaction", "Rédiger"), ("analyse", "Analyse"))
TYPED = "Scores et intervalles saisis d’après le manuel. Percentile en italique\u00a0: calculé par la loi normale"
BAND = "Bande teintée\u00a0: entre {low} et {high}, les deux tiers des enfants."
BESIDE = "Rond et losange\u00a0: premier et second subtest de l’indice."


def written_form() -> Form:
    """The bilan without what has its own place on screen: scores, strengths, hypotheses, what helps in class."""
    elsewhere = {"scores", *KEYS}
    sections = []
    for section in ASSESSMENT.sections:
        kept = tuple(field for field in section.fields if field.key not in elsewhere)
        if kept:
            sections.append(Section(section.title, kept, code=section.code, help=section.help, optional=section.optional))
    return replace(ASSESSMENT, sections=tuple(sections))


@dataclass(frozen=True, slots=True)
class BilanRead:
    """A bilan read at once."""

    bilan: Assessment
    battery: Battery
    remarks: tuple[Remark, ...]
    draft: Draft | None
    gate: str = ""
    """What is missing before the scores: empty when the bilan may start."""


class BilanPage(QWidget):
    """``open(id)``; ``leave()`` writes what was typed. ``panel`` is placed beside by the child's sheet."""

    release_asked = Signal(object)
    arrived = Signal(object)
    agreements_asked = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "bilan", "Bilan")
        self.context = context
        self.bilan: Assessment | None = None
        self.battery: Battery | None = None
        self.lines: list[ScoreLine] = []
        self._scores_touched = False
        self._beside = False
        self.view: FormView | None = None
        self.keeping = Keeping(context, "assessment", collect=self.changed_answers, saved=self._saved, store=self._store,
                               read=self._answers_of, parent=self)
        self.panel = AnalysisPanel()
        self.panel.changed.connect(self._typed)
        self.panel.question_asked.connect(self._to_question)
        self.panel.release_asked.connect(self.ask_release)
        self._build_head()
        self._build_results()
        self.stack = QStackedWidget()
        self.written = QWidget()
        vbox(self.written)
        self.aside_room = QWidget()
        vbox(self.aside_room)
        for page in (self.results, self.written, self.aside_room):
            self.stack.addWidget(page)
        self.evolution = EvolutionPage(context)
        self.evolution.left.connect(self._leave_evolution)
        self.stack.addWidget(self.evolution)
        vbox(self, self.head, self.stack).setStretch(1, 1)

    # build
    def _build_head(self) -> None:
        self.title = PlainLabel("", size=16, weight=style.MEDIUM, elide=True)
        self.when = PlainLabel("", size=13, tone="soft", elide=True)
        self.compare = link("Comparer dans le temps", name="bilan_comparer", clicked=self.show_evolution)
        self.links = [link(word, name=f"bilan_{code}", clicked=self._pressed) for code, word in VIEWS]
        self.head = QWidget()
        self.head_row = hbox(self.head, self.title, self.when, *self.links, self.compare, margins=(24, 10, 20, 4), spacing=14)
        self.head_row.setStretch(1, 1)
        self._tell_view(0)

    def _pressed(self) -> None:
        pressed = self.sender()
        for at, made in enumerate(self.links):
            if made is pressed:
                self.show_view(at)

    def _tell_view(self, index: int) -> None:
        """Only the way to the other views is shown; Analyse stands beside where there is room."""
        for at, made in enumerate(self.links):
            made.setVisible(at != index and not (VIEWS[at][0] == "analyse" and self._beside))
        self.compare.setVisible(index == 0)

    def _build_results(self) -> None:
        self.indices, self.subtests = IndexModel(self), PairModel(self)
        self.index_table = ScoreTable(self.indices, name="scores", accessible="Indices du bilan", height=36, widths=index_widths)
        self.pair_table = ScoreTable(self.subtests, name="subtests", accessible="Subtests du bilan", height=28,
                                     widths=pair_widths)
        for table in (self.index_table, self.pair_table):
            table.scores.edited.connect(self._scores_edited)
            table.words_asked.connect(self.toggle_words)
        self.notes = [PlainLabel("", size=13, tone="soft", wrap=True) for _ in range(2)]
        self.warning = Notice("", "warn", name="bilan_remarques")
        self.warning.hide()
        self.gate = Notice("", "warn", mark="waiting", name="bilan_attente",
                           action=link("Voir les autorisations", name="bilan_autorisations",
                                       clicked=self.agreements_asked.emit))
        self.gate.hide()
        self.add_button = menu_button("Ajouter un score", [], "plain", name="score_ajouter")
        self.add_button.menu().aboutToShow.connect(self._fill_add_menu)
        self.add_button.menu().triggered.connect(self._add_picked)
        self.apart_button = link("Non interprétable (N)", name="score_apart", clicked=self._toggle_apart,
                                 accessible="Noter l’indice choisi comme non interprétable, touche N")
        self.words_button = link("Graphique en mots (T)", name="score_mots", clicked=self.toggle_words)
        content = QWidget()
        vbox(content, self.gate, self.warning, self.index_table, 4, self.notes[0], 12, self.pair_table, 4, self.notes[1], 8,
             hbox(None, self.add_button, self.apart_button, self.words_button, None, spacing=14), None,
             margins=(24, 0, 12, 12))
        self.results = scrolled(content, name="bilan_defile", accessible="Résultats du bilan")

    # reading
    def open(self, id: str) -> None:
        """Show a bilan, its draft over it."""
        if self.bilan is not None and self.bilan.id == id:
            return
        self.leave()
        self.context.jobs.read(partial(self._read, id), self._arrived, self.context.fail, key=(self, "open"))

    def _read(self, id: str) -> BilanRead:
        session: Any = self.context.session
        bilan = session.assessments.get(id)
        allowed, sentence = session.agreements.can_start(bilan.student_id, ACT) if bilan.state == "prevu" else (True, "")
        return BilanRead(bilan, session.assessments.battery(bilan.battery), tuple(session.assessments.remarks(id)),
                         session.drafts.get("assessment", id), "" if allowed else str(sentence))

    def _arrived(self, read: BilanRead) -> None:
        self.bilan, self.battery = read.bilan, read.battery
        self._scores_touched = False
        self.panel.forget()
        self.keeping.open(read.bilan.id, read.bilan.student_id, read.bilan.battery_title, read.bilan.seen)
        self._show_gate(read.gate)
        self._show(read.bilan.answers, read.remarks)
        self.pieces = PiecesBox(self.context, name="bilan_pieces")
        self.pieces.load(read.bilan.id)
        self.view = FormView(written_form(), read.bilan.answers, foot=self.pieces)
        self.view.changed.connect(self._form_typed)
        layout = self.written.layout()
        if layout is not None:
            while (item := layout.takeAt(0)) is not None:
                old = item.widget()
                if old is not None:
                    old.hide()
                    old.setParent(None)
                    old.deleteLater()
            layout.addWidget(self.view)
        self._take_draft(read.draft)
        self.show_view(0)
        self.arrived.emit(read.bilan)

    def _show(self, answers: Mapping[str, Any], remarks: tuple[Remark, ...]) -> None:
        bilan, battery = self.bilan, self.battery
        if bilan is None or battery is None:
            return
        self.title.setText(battery.title)
        self.when.setText(_met(answers, bilan.date, planned=bilan.state == "prevu"))
        self._show_scores(lines_of(battery, answers.get("scores")))
        self._show_remarks(remarks)
        self.panel.set_answers(answers)
        self.panel.set_released(bilan.released)

    def _show_gate(self, sentence: str) -> None:
        """Scores wait for the agreement; all the rest can be prepared."""
        for model in (self.indices, self.subtests):
            model.read_only = bool(sentence)
        for button in (self.add_button, self.apart_button):
            button.setVisible(not sentence)
        self.gate.set_text(sentence)
        self.gate.setVisible(bool(sentence))

    def _show_scores(self, lines: list[ScoreLine]) -> None:
        self.lines = lines
        self.indices.set_lines([line for line in lines if line.kind != "subtest"])
        self.subtests.set_pairs(pairs([line for line in lines if line.kind == "subtest"]))
        for table, note in ((self.index_table, self.notes[0]), (self.pair_table, self.notes[1])):
            shown = table.scores.rowCount() > 0
            table.setVisible(shown)
            note.setVisible(shown)
        scale, second = self.indices.scale_at(), self.subtests.scale_at()
        if scale is not None:
            self.notes[0].setText(f"{TYPED} (moyenne {scale.mean}, écart type {scale.deviation}).")
        if second is not None:
            paired = any(other is not None for _, other in self.subtests.pairs)
            band = BAND.format(low=second.mean - second.deviation, high=second.mean + second.deviation)
            self.notes[1].setText(f"{band} {BESIDE}" if paired else band)

    def _show_remarks(self, remarks: tuple[Remark, ...]) -> None:
        """Those of a score under its row, the others above the table."""
        by_line: dict[str, str] = {}
        for remark in remarks:
            if remark.line:
                by_line[remark.line] = f"{by_line.get(remark.line, '')} {remark.text}".strip()
        for model in (self.indices, self.subtests):
            model.remarks = by_line
        self.index_table.fit()
        self.pair_table.fit()
        rest = " ".join(remark.text for remark in remarks if not remark.line)
        self.warning.set_text(rest)
        self.warning.setVisible(bool(rest))

    def _take_draft(self, draft: Draft | None) -> None:
        if draft is None or not draft.values or self.view is None or self.battery is None:
            return
        self.keeping.seen = draft.seen or self.keeping.seen
        values = dict(draft.values)
        if "scores" in values:
            self._show_scores(lines_of(self.battery, values.pop("scores")))
            self._scores_touched = True
        self.panel.fill(values)
        known = {field.key for field in self.view.form.fields()}
        self.view.fill({key: value for key, value in values.items() if key in known})
        self.context.notices.tell("Votre texte en cours a été repris là où il était.")

    # writing
    def changed_answers(self) -> dict[str, Any]:
        """What was typed since the last saving, wherever it is on screen."""
        found = {**(self.view.changed_answers() if self.view is not None else {}), **self.panel.changed_answers()}
        if self._scores_touched:
            found["scores"] = answers_of(self.lines)
        return found

    def _scores_edited(self) -> None:
        self._scores_touched = True
        self.keeping.touch()

    def _typed(self, _key: str) -> None:
        self.keeping.touch()

    def _form_typed(self, key: str, _value: object) -> None:
        if key in ("question", "origine") and self.view is not None:
            self.panel.show_question(self.view.answers())
        self.keeping.touch()

    def _store(self, id: str, answers: dict[str, Any], seen: int) -> Changes:
        session: Any = self.context.session
        changes: Changes = session.assessments.save(id, answers, seen)
        return changes

    def _answers_of(self, id: str) -> Mapping[str, Any]:
        session: Any = self.context.session
        answers: Mapping[str, Any] = session.assessments.get(id).answers
        return answers

    def _saved(self, sent: dict[str, Any], stored: dict[str, Any]) -> None:
        self.panel.mark_saved(sent)
        if self.view is not None:
            self.view.mark_saved(sent, stored=stored)
        if "scores" in sent and sent["scores"] == answers_of(self.lines):
            self._scores_touched = False
            written = [line for line in self.lines if line.id or not line.empty()]
            for line, cells in zip(written, stored.get("scores") or (), strict=False):
                line.id = str(cells.get("id") or line.id)
        if self.bilan is not None:
            session: Any = self.context.session
            self.context.jobs.read(partial(session.assessments.remarks, self.bilan.id), self._remarks_again, self.context.fail,
                                   key=(self, "remarks"))

    def _remarks_again(self, remarks: Any) -> None:
        self._show_remarks(tuple(remarks))

    def refresh(self) -> None:
        """Something was written elsewhere: a release, an undo."""
        if self.bilan is not None:
            self.context.jobs.read(partial(self._read, self.bilan.id), self._again, self._lost, key=(self, "again"))

    def _again(self, read: BilanRead) -> None:
        if self.bilan is None or self.bilan.id != read.bilan.id:
            return
        self.bilan = read.bilan
        self.keeping.seen = max(self.keeping.seen, read.bilan.seen)
        answers = dict(read.bilan.answers)
        if self._scores_touched or self.index_table.isAncestorOf(self.focusWidget() or self):
            answers["scores"] = answers_of(self.lines)
        self._show_gate(read.gate)
        self._show(answers, read.remarks)
        if self.view is not None:
            self.view.set_answers(read.bilan.answers)
        self.arrived.emit(read.bilan)

    def _lost(self, _error: BaseException) -> None:
        self.bilan = None
        self.arrived.emit(None)

    def commit(self) -> None:
        self.keeping.commit()

    def leave(self) -> None:
        self.keeping.leave()
        self.bilan = None

    # views
    def show_view(self, index: int) -> None:
        """Résultats, Rédaction, or Analyse where there is no room beside."""
        if VIEWS[index][0] == "analyse" and self._beside:
            index = 0
        self.stack.setCurrentIndex(index)
        self._tell_view(index)

    def set_beside(self, beside: bool) -> None:
        """Whether the sheet shows « Analyse » at right."""
        self._beside = beside
        if self.stack.currentIndex() < len(VIEWS):
            self._tell_view(self.stack.currentIndex())
        layout = self.aside_room.layout()
        if not beside and layout is not None and self.panel.parentWidget() is not self.aside_room:
            layout.addWidget(self.panel)
            self.panel.show()
        self.panel.fit(beside)
        if beside and self.stack.currentWidget() is self.aside_room:
            self.show_view(0)

    def _to_question(self) -> None:
        self.show_view(1)
        if self.view is not None:
            self.view.focus("question")

    def start(self) -> None:
        self.index_table.start()

    def show_evolution(self) -> None:
        if self.bilan is not None:
            self.commit()
            self.stack.setCurrentWidget(self.evolution)
            self.evolution.load(self.bilan.student_id)

    def _leave_evolution(self) -> None:
        self.show_view(0)
        self.compare.setFocus()

    def toggle_words(self) -> None:
        """T: the chart in words, and back."""
        words = not self.indices.as_words
        self.index_table.show_words(words)
        self.pair_table.show_words(words)
        self.words_button.setText("Graphique dessiné (T)" if words else "Graphique en mots (T)")
        announce(self, "Graphique en mots." if words else "Graphique dessiné.")

    def _toggle_apart(self) -> None:
        if not self.index_table.currentIndex().isValid():
            self.index_table.start()
        self.index_table.toggle_apart()

    # scores added
    def _fill_add_menu(self) -> None:
        menu: QMenu = self.add_button.menu()
        menu.clear()
        if self.battery is None:
            return
        for kind, code, label in addable(self.battery, self.lines):
            self._add_entry(menu, f"{label} ({code})", kind, code)
        if menu.actions():
            menu.addSeparator()
        self._add_entry(menu, "Un indice à nommer", "indice", "")
        self._add_entry(menu, "Un subtest à nommer", "subtest", "")

    def _add_entry(self, menu: QMenu, text: str, kind: str, code: str) -> None:
        made = QAction(text, menu)
        made.setObjectName(f"score_ajouter_{kind}_{code or 'autre'}")
        made.setData((kind, code))
        menu.addAction(made)

    def _add_picked(self, entry: QAction) -> None:
        kind, code = entry.data()
        self.add_score(kind, code)

    def add_score(self, kind: str, code: str) -> None:
        """A line more, ready to type in."""
        if self.battery is None:
            return
        self._show_scores([*self.lines, added(self.battery, kind, code)])
        table = self.pair_table if kind == "subtest" else self.index_table
        cells = table.cells()
        if cells:
            table.setFocus(Qt.FocusReason.OtherFocusReason)
            wanted = [cell for cell in cells if (line := table.scores.line_at(cell.row(), cell.column())) and line.empty()]
            table.setCurrentIndex(wanted[-1 if not code and kind == "subtest" else 0] if wanted else cells[-1])

    def ask_release(self) -> None:
        if self.bilan is not None:
            self.commit()
            self.release_asked.emit(self)


def _met(answers: Mapping[str, Any], date: str, *, planned: bool = False) -> str:
    """« passé les 3 et 10 novembre, en deux temps »."""
    days = [day for line in answers.get("rencontres") or () if (day := as_day(str(line.get("le") or "")))]
    conditions = str(answers.get("conditions") or "").split("\n")[0]
    conditions = conditions[:1].lower() + conditions[1:]
    if not days:
        day = as_day(date)
        days = [day] if day else []
    if not days:
        return conditions
    words = [day_month(day) for day in days]
    if len({(day.year, day.month) for day in days}) == 1 and len(days) > 1:
        words = [str(day.day) for day in days[:-1]] + [day_month(days[-1])]
    word = "prévu" if planned else "passé"
    said = f"{word} le {words[0]}" if len(words) == 1 else f"{word} les " + ", ".join(words[:-1]) + " et " + words[-1]
    return f"{said}, {conditions}" if conditions else said
