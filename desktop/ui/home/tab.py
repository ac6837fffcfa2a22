"""Accueil: the day in time order at left, what is late above what is to do at right, drafts to take up again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.changes import Changes
from desktop.services.values import ProjectRow, Task, as_day
from desktop.texts import long_date, plural, short_date
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.context import Context
from desktop.ui.home.figures import LATE_SHOWN, RESUMED, SHOWN, Figures, read, to_decide
from desktop.ui.home.lines import HomeLines, guttered
from desktop.ui.home.waiting_lines import request_line, session_line
from desktop.ui.widgets import (
    Card,
    EmptyState,
    HLine,
    Notice,
    PlainLabel,
    action,
    clear,
    first,
    hbox,
    icon_label,
    link,
    pane,
    quiet,
    scrolled,
    section_title,
    vbox,
)

REQUESTS_SHOWN = 3


class HomeTab(HomeLines):
    """« Accueil »."""

    tables = ("task",)

    def __init__(self, session: Any, context: Context) -> None:
        super().__init__(session, context)
        named(self, "accueil", "Accueil")
        self._narrow = False
        self._all = False
        self.figures: Figures | None = None
        self._build()
        context.signals.changed.connect(self._changed)
        context.signals.day_changed.connect(self.refresh)
        style.look().changed.connect(self._dressed)

    def _build(self) -> None:
        self._hello = PlainLabel("", size=24, weight=500)
        self._date = PlainLabel("", tone="soft")
        self.new_button = first("Nouvelle demande", name="accueil_nouvelle_demande", icon="plus", clicked=self.new_here)
        self._meeting_button = quiet("Nouvelle réunion", name="accueil_nouvelle_reunion", icon="calendar-plus",
                                     clicked=self.new_meeting)
        self._import = quiet("Importer depuis ONDE", name="accueil_importer", icon="upload", clicked=self.import_here)
        self.day, self.tasks = Card(name="accueil_jour", margins=(12, 14, 12, 14), spacing=0), \
            Card(name="accueil_taches", margins=(12, 14, 12, 14), spacing=0)
        self._reminders = vbox(None, spacing=8)
        self._columns = hbox(None, self.day, self.tasks, spacing=20)
        self._columns.setStretch(0, 1)
        self._columns.setStretch(1, 1)
        self._head = hbox(None, vbox(None, self._hello, self._date), None, self.new_button, self._meeting_button,
                          self._import)
        inner = QWidget()
        column = vbox(inner, self._head, 12, self._reminders, self._columns, margins=(28, 18, 28, 18))
        column.setStretch(3, 1)
        self._inner = inner
        self.area = scrolled(inner, name="accueil_page", pane="ground", accessible="Accueil")
        vbox(self, self.area)
        pane(self, "ground")

    # What the window asks
    def shown(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Read everything again."""
        self.context.jobs.read(partial(read, self.session), self._show, self.context.fail, key="accueil")

    def new_here(self) -> None:
        """A request, from the tab of requests."""
        self._go_to("request", "new_here")

    def new_meeting(self) -> None:
        """A meeting, from the tab of meetings."""
        self._go_to("meeting", "new_here")

    def see_resume(self) -> None:
        """« À reprendre », with its rules."""
        from desktop.ui.requests.bar import RESUME

        self._go_to("request", "")
        workspace = self._workspace()
        act = getattr(workspace.page(), "set_mode", None) if workspace is not None else None
        if act is not None:
            act(RESUME)

    def import_here(self) -> None:
        self._go_to("student", "import_here")

    def open_record(self, table: str, id: str) -> None:
        """A task found by the search: its line takes the keyboard."""
        QTimer.singleShot(0, partial(self._focus_task, id))

    def panes(self) -> list[QWidget]:
        return [self.day, self.tasks]

    def actions_here(self) -> list[QAction]:
        return [action("Nouvelle demande", self.new_here, parent=self), action("Nouvelle réunion", self.new_meeting, parent=self),
                action("Importer depuis ONDE", self.import_here, parent=self)]

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self._columns.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._import.setVisible(not narrow)
        self._meeting_button.setVisible(not narrow)
        layout = self._inner.layout()
        if layout is not None:
            layout.setContentsMargins(*((12, 10, 12, 10) if narrow else (28, 18, 28, 18)))

    def set_short(self, short: bool) -> None:
        self._date.setVisible(not short)

    # Showing
    def _changed(self, _changes: Changes, _initiator: object) -> None:
        if self.isVisible():
            self.refresh()

    def _dressed(self) -> None:
        if self.figures is not None:
            self._show(self.figures)

    def _show(self, figures: Figures) -> None:
        focus = self._focused_name()
        self.figures = figures
        self._hello.setText(f"Bonjour {self.session.actor.name.split()[0]}" if self.session.actor.name.split() else "Bonjour")
        self._date.setText(long_date(figures.today))
        self._show_reminders(figures)
        self._show_day(figures)
        self._show_tasks(figures)
        again = self.findChild(QWidget, focus) if focus else None
        if again is not None:
            again.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focused_name(self) -> str:
        focus = self.focusWidget()
        return focus.objectName() if focus is not None and focus.hasFocus() else ""

    def _show_reminders(self, figures: Figures) -> None:
        clear(self._reminders)
        reminders = (
            (bool(figures.clashes or figures.erased_elsewhere), to_decide(figures), "Départager", "clashes", "rappel_departager"),
            (figures.no_recovery, "Votre feuille de secours n’est pas encore faite : sans elle, une phrase oubliée "
                                  "est un coffre perdu.", "Faire la feuille", "secrets", "rappel_feuille"),
            (figures.second_place_due, "Plus de sept jours sans copie sur une deuxième place (clé USB, autre disque).",
             "Sauvegardes", "backups", "rappel_sauvegarde"),
        )
        for wanted, text, verb, command, name in reminders:
            if wanted:
                self._reminders.addWidget(Notice(text, "warn", name=name, action=link(
                    verb, name=f"{name}_lien", clicked=partial(self._command, command))))
        if figures.to_check:
            count = plural(figures.to_check, "responsable")
            text = f"Autorité parentale à vérifier pour {count}, dont {figures.to_check_first}."
            self._reminders.addWidget(Notice(text, "info", name="rappel_autorite", action=link(
                "Voir les élèves", name="rappel_autorite_lien", clicked=partial(self._go_to, "student", ""))))
        if self._reminders.count():
            self._reminders.addSpacing(14)

    def _show_day(self, figures: Figures) -> None:
        box = self.day.box
        clear(box)
        box.addLayout(hbox(None, section_title("Aujourd’hui"), None, link("Toutes les réunions", name="accueil_reunions",
                           clicked=partial(self._go_to, "meeting", "")), margins=(12, 2, 12, 6)))
        now = self._now()
        for part in self._day_parts(figures, now):
            box.addWidget(part)
        if not figures.meetings and not figures.waiting.sessions:
            text = "Pas de réunion aujourd’hui."
            if figures.next_meeting is not None:
                coming = figures.next_meeting
                day = as_day(coming.date)
                text += f" La prochaine : {coming.title or coming.kind_label}, {short_date(day) if day else ''}."
            box.addLayout(hbox(None, PlainLabel(text, tone="soft", wrap=True), margins=(12, 8, 12, 8)))
        box.addSpacing(10)
        box.addWidget(HLine())
        box.addLayout(hbox(None, section_title("La semaine"), margins=(12, 12, 12, 6)))
        days = hbox(None, spacing=6)
        for one in figures.week:
            days.addWidget(self._week_day(one, figures), 1)
        box.addLayout(days)
        self._show_resume(figures)
        box.addStretch(1)

    def _show_resume(self, figures: Figures) -> None:
        """Text in progress first, then minutes to write and PPRE still in draft."""
        rows: list[QWidget] = [self._draft(draft, index, figures) for index, draft in enumerate(figures.drafts[:3])]
        rows += [self._unwritten(row, figures) for row in figures.to_write[: 2 if figures.unfinished else 3]]
        rows += [self._unfinished(row) for row in figures.unfinished]
        box = self.day.box
        box.addSpacing(10)
        box.addWidget(HLine())
        left = len(figures.drafts) + len(figures.to_write) + len(figures.unfinished) - len(rows[:RESUMED])
        box.addLayout(hbox(None, section_title("Reprendre"), None,
                           PlainLabel(f"et {plural(left, 'autre')}" if left > 0 else "", size=13, tone="soft"),
                           margins=(12, 12, 12, 4)))
        for row in rows[:RESUMED]:
            box.addWidget(row)
        for row in rows[RESUMED:]:
            row.deleteLater()
        if not rows:
            words = PlainLabel("Rien en cours d’écriture. Un texte commencé revient ici, là où il en était.", tone="soft",
                               wrap=True)
            box.addLayout(hbox(None, words, margins=(12, 4, 12, 8)))

    def _show_tasks(self, figures: Figures) -> None:
        box = self.tasks.box
        clear(box)
        late_projects = [row for row in figures.projects if row.mark == "late"]
        due_projects = [row for row in figures.projects if row.mark != "late"]
        if figures.late or late_projects:
            count = len(figures.late) + len(late_projects)
            see_late = link("Tout voir", name="accueil_tout_retard", clicked=self._see_all)
            see_late.setVisible(count > LATE_SHOWN and not self._all)
            box.addLayout(hbox(None, section_title("En retard", tone="bad"), PlainLabel(str(count), tone="bad"), None, see_late,
                               margins=(12, 2, 12, 6)))
            for one in self._shared(late_projects, figures.late, LATE_SHOWN):
                box.addWidget(self._task(one, figures) if isinstance(one, Task) else self._project(one))
            box.addSpacing(10)
            box.addWidget(HLine())
        self._show_requests(figures)
        more = len(figures.to_do) + len(due_projects) > SHOWN and not self._all
        see_all = link("Tout voir", name="accueil_tout_voir", clicked=self._see_all)
        see_all.setVisible(more)
        box.addLayout(hbox(None, section_title("À faire"), PlainLabel(str(len(figures.to_do) + len(due_projects)), tone="soft"),
                           None, see_all, margins=(12, 12 if box.count() else 2, 12, 6)))
        for one in self._shared(due_projects, figures.to_do, SHOWN):
            box.addWidget(self._task(one, figures) if isinstance(one, Task) else self._project(one))
        if not (figures.to_do or figures.late or figures.projects):
            self._nothing_to_do(figures)
        box.addStretch(1)
        self._show_to_resume(figures)

    def _show_requests(self, figures: Figures) -> None:
        """Requests proposed to me, and mine where something is due."""
        asked = figures.waiting.requests
        if not asked:
            return
        box = self.tasks.box
        box.addLayout(hbox(None, section_title("Demandes qui vous attendent"), PlainLabel(str(len(asked)), tone="soft"), None,
                           link("Toutes les demandes", name="accueil_demandes", clicked=partial(self._go_to, "request", "")),
                           margins=(12, 12 if box.count() else 2, 12, 6)))
        for one in asked if self._all else asked[:REQUESTS_SHOWN]:
            box.addWidget(guttered(request_line(one, self.context)))
        box.addSpacing(10)
        box.addWidget(HLine())

    def _show_to_resume(self, figures: Figures) -> None:
        """One line of names; the rules are on their own page."""
        if not figures.waiting.resumes:
            return
        box = self.tasks.box
        box.addWidget(HLine())
        words = PlainLabel(f"À reprendre : {figures.waiting.resume_sentence()}", elide=True)
        words.setObjectName("accueil_reprendre_noms")
        box.addLayout(hbox(None, icon_label("rotate-ccw"), words, link("Voir", name="accueil_reprendre",
                           clicked=self.see_resume, accessible="Voir ce qui est à reprendre, et les règles"),
                           margins=(12, 12, 12, 4)))

    def _day_parts(self, figures: Figures, now: str) -> list[QWidget]:
        """Meetings and sessions in the order of the day."""
        parts = [(row.time or "99", self._meeting(row, index, now)) for index, row in enumerate(figures.meetings)]
        parts += [(one.slot.begins, session_line(one, index, now, self.context))
                  for index, one in enumerate(figures.waiting.sessions)]
        return [part for _, part in sorted(parts, key=lambda pair: pair[0])]

    def _shared(self, projects: Sequence[ProjectRow], tasks: Sequence[Task], most: int) -> list[ProjectRow | Task]:
        """Both kinds by date, the soonest first; a few of them unless all are asked for."""
        both: list[ProjectRow | Task] = [*projects, *tasks]
        both.sort(key=lambda one: (one.due if isinstance(one, Task) else one.review) or "9999")
        return both if self._all else both[:most]

    def _nothing_to_do(self, figures: Figures) -> None:
        if figures.pupils:
            words = PlainLabel("Rien à faire pour l’instant. Les décisions d’une réunion viennent ici d’elles-mêmes.",
                               tone="soft", wrap=True)
            self.tasks.box.addLayout(hbox(None, words, margins=(12, 8, 12, 8)))
            return
        self.tasks.box.addWidget(EmptyState(
            "Le coffre est vide. Un fichier d’ONDE apporte vos élèves, leurs responsables et leurs enseignants.",
            quiet("Importer depuis ONDE", name="accueil_vide_importer", icon="upload", clicked=self.import_here),
            link("Ajouter un élève à la main", name="accueil_vide_ajouter", clicked=partial(self._go_to, "student", "new_here"))))

    # Acts
    def _see_all(self) -> None:
        self._all = True
        if self.figures is not None:
            self._show_tasks(self.figures)

    def _focus_task(self, id: str) -> None:
        self._all = True
        if self.figures is not None:
            self._show_tasks(self.figures)
        found = self.findChild(QWidget, f"accueil_tache_{id}")
        if found is not None:
            found.setFocus(Qt.FocusReason.OtherFocusReason)
            self.area.ensureWidgetVisible(found)

    def _workspace(self) -> Any:
        """The window's inside, which shows tabs and opens the account menu's pages."""
        from desktop.ui.workspace import Workspace

        parent = self.parentWidget()
        while parent is not None and not isinstance(parent, Workspace):
            parent = parent.parentWidget()
        return parent

    def _go_to(self, table: str, method: str) -> None:
        """The tab whose records are of a table, and one of its acts."""
        workspace = self._workspace()
        index = next((i for i, spec in enumerate(workspace.specs) if table in spec.tables), -1) if workspace is not None else -1
        if workspace is not None and index >= 0:
            workspace.show_tab(index)
            act = getattr(workspace.page(), method, None) if method else None
            if act is not None:
                act()

    def _command(self, name: str) -> None:
        workspace = self._workspace()
        if workspace is not None:
            workspace.command_asked.emit(name)

    def _now(self) -> str:
        from zoneinfo import ZoneInfo

        return str(self.session.clock.now().astimezone(ZoneInfo(self.session.vault.zone)).strftime("%H:%M"))
