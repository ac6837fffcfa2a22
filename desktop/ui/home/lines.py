"""The lines of Accueil: a meeting, a day of the week, a task, a project, a text to take up again."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.services.values import Draft, MeetingRow, ProjectRow, Task, as_day
from desktop.texts import plural, short_date
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.home.figures import PRIVATE, Day, Figures, capital, since
from desktop.ui.line_button import LineButton
from desktop.ui.paged_model import Line
from desktop.ui.saving import hour, local
from desktop.ui.tab_page import TabPage
from desktop.ui.widgets import PlainLabel, hbox, icon_button, loosely, quiet, vbox

GUTTER = 30
NAMED = 3
"""Children a meeting names; more are counted."""


class HomeLines(TabPage):
    """What Accueil is made of; the tab puts them in their places."""

    def _meeting(self, row: MeetingRow, index: int, now: str) -> QWidget:
        title = row.title or row.kind_label
        part = QWidget()
        named(part, f"accueil_rendez_vous_{index}", f"{_hour(row.time)}, {title}, {row.school or row.place}")
        present = bool(row.time) and row.time <= now and _end(row.time) > now
        if present:
            part.setProperty("pane", "now")
            part.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        at = PlainLabel(_hour(row.time) or "dans la journée", weight=500, tone="accent" if present else "")
        at.setMinimumWidth(style.px(62))
        who = ", ".join(row.students) if len(row.students) <= NAMED else plural(len(row.students), "élève")
        detail = " · ".join(part for part in (row.place or row.school, who) if part)
        texts = vbox(None, PlainLabel(title, elide=True), PlainLabel(detail, size=13, tone="soft", elide=True))
        open_it = quiet("Ouvrir", name=f"accueil_ouvrir_{index}", clicked=partial(self.context.navigate, "meeting", row.id))
        open_it.setAccessibleName(f"Ouvrir {title}")
        hbox(part, at, texts, open_it, margins=(12, 8, 12, 8), spacing=12)
        return part

    def _week_day(self, day: Day, figures: Figures) -> QWidget:
        today = day.day == figures.today
        part = QWidget()
        words = day.words
        name = f"Auj. {day.day.day}" if today else f"{short_date(day.day).split('.')[0]}. {day.day.day}"
        named(part, f"accueil_{day.day.isoformat()}", f"{short_date(day.day)} : {words} {day.place}".strip())
        if today:
            part.setProperty("pane", "now")
            part.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        vbox(part, PlainLabel(name, size=13, weight=500, tone="accent" if today else ""),
             PlainLabel(words, size=13, tone="soft", elide=True), PlainLabel(day.place, size=13, tone="soft", elide=True),
             margins=(10, 7, 4, 7), spacing=1)
        return part

    def _task(self, task: Task, figures: Figures) -> QWidget:
        """The line opens where the task comes from; the round at right says it is done."""
        late = task.mark == "late"
        day = as_day(task.due)
        right = since(task.due, figures.today) if late else self._soon(day)
        detail = " · ".join(part for part in ((task.title if task.student else ""), task.detail, task.owner) if part)
        line = Line(task.student or capital(task.title), meaning=capital(detail), right=right, mark=task.mark)
        where = ("meeting", task.meeting_id) if task.meeting_id else ("student", task.student_id)
        made = LineButton(line, "Ouvrir" if where[1] else "Fait", name=f"accueil_tache_{task.id}",
                          right_tone=_tone(task.mark))
        made.clicked.connect(loosely(partial(self.context.navigate, *where) if where[1] else partial(self._finish, task)))
        row = QWidget()
        done = icon_button("circle-check", f"C’est fait : {line.title}", name=f"accueil_fait_{task.id}",
                           clicked=partial(self._finish, task))
        if not where[1]:
            done.deleteLater()
            return guttered(made)
        hbox(row, made, done, spacing=0)
        done.setFixedWidth(style.px(GUTTER))
        return row

    def _project(self, row: ProjectRow) -> QWidget:
        day = as_day(row.review)
        today = self.session.clock.today()
        right = since(row.review, today) if row.mark == "late" else self._soon(day)
        line = Line(row.student, meaning=f"{row.title} · {row.detail}" if row.detail else row.title, right=right,
                    mark=row.mark)
        made = LineButton(line, "Écrire le bilan", name=f"accueil_projet_{row.id}", right_tone=_tone(row.mark))
        made.clicked.connect(loosely(partial(self.context.navigate, "project", row.id)))
        return guttered(made)

    def _soon(self, day: date | None) -> str:
        """« aujourd’hui », « mer. 25 nov. »."""
        today = self.session.clock.today()
        return "" if day is None else "aujourd’hui" if day == today else short_date(day)

    def _unfinished(self, row: ProjectRow) -> LineButton:
        """A PPRE still in draft: where it stands, and since when it should begin."""
        day = as_day(row.start)
        line = Line(row.student, meaning=" · ".join(part for part in (f"{row.title} en brouillon", row.detail) if part),
                    right=f"début {short_date(day)}" if day else "", mark="draft")
        made = LineButton(line, "Continuer", name=f"accueil_projet_brouillon_{row.id}")
        made.clicked.connect(loosely(partial(self.context.navigate, "project", row.id)))
        return made

    def _unwritten(self, row: MeetingRow, figures: Figures) -> LineButton:
        """A meeting held whose minutes are not written."""
        line = Line(", ".join(row.students) or row.title or row.kind_label, meaning=f"{row.kind_label} · compte rendu à écrire",
                    right=since(row.date, figures.today), mark="incomplete")
        made = LineButton(line, "Écrire", name=f"accueil_compte_rendu_{row.id}")
        made.clicked.connect(loosely(partial(self.context.navigate, "meeting", row.id)))
        return made

    def _draft(self, draft: Draft, index: int, figures: Figures) -> LineButton:
        name = figures.names.get(draft.student_id, "")
        at = local(draft.at, self.session.vault.zone)
        when = "" if at is None else hour(at) if at.date() == figures.today else short_date(at.date())
        title = "Texte en cours dans votre fichier personnel" if draft.table in PRIVATE else draft.title or "Texte en cours"
        line = Line(name or title, meaning=draft.title if name else "", right=when, mark="draft")
        made = LineButton(line, "Continuer", name=f"accueil_brouillon_{index}")
        made.clicked.connect(loosely(partial(self.context.navigate, draft.table, draft.id)))
        return made

    def _finish(self, task: Task) -> None:
        """« Fait », with « Annuler » in the notice."""
        self.context.jobs.write(lambda: self.session.tasks.done(task.id), self._done, self.context.fail)

    def _done(self, changes: Changes) -> None:
        self.context.changed(changes, self)


def _hour(time: str) -> str:
    return f"{int(time[:2])}\u00a0h\u00a0{time[3:]}" if len(time) == 5 else ""


def _end(time: str) -> str:
    """An hour later: nobody writes how long a meeting lasts."""
    return f"{min(int(time[:2]) + 1, 23):02d}:{time[3:]}"


def guttered(line: LineButton) -> QWidget:
    """Every line ends at the same place, with or without its round."""
    row = QWidget()
    hbox(row, line, spacing=0, margins=(0, 0, style.px(GUTTER), 0))
    return row


def _tone(mark: str) -> str:
    return {"late": "bad", "due": "warn"}.get(mark, "")
