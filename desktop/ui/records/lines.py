"""Meetings and projects as lines of a list, the same in their tab and in a pupil's sheet."""

from __future__ import annotations

from datetime import date

from desktop.models.kinds import PROJECT_STATES
from desktop.services.values import MeetingRow, ProjectRow, as_day
from desktop.texts import plural, short_date
from desktop.ui.icons import mark_words
from desktop.ui.paged_model import Line
from desktop.ui.students.columns import short_school


def day_words(text: str, today: date) -> str:
    """« lun. 23 nov. », with its year when it is far."""
    day = as_day(text)
    return short_date(day, today) if day else "date à fixer"


def hour(text: str) -> str:
    """« 16 h 30 »."""
    if len(text) != 5:
        return ""
    hours, minutes = text.split(":")
    return f"{int(hours)}\u00a0h" + (f"\u00a0{minutes}" if minutes != "00" else "")


def meeting_children(row: MeetingRow) -> str:
    """One name, or two and how many more."""
    if not row.students:
        return "Sans nom d’enfant"
    if len(row.students) <= 2:
        return ", ".join(row.students)
    return f"{row.students[0]} et {plural(len(row.students) - 1, 'autre')}"


def meeting_line(row: MeetingRow, today: date) -> Line:
    """In the tab: the child first."""
    when = " ".join(part for part in (day_words(row.date, today), hour(row.time)) if part)
    title = meeting_children(row)
    meaning = " · ".join(part for part in (row.kind_label, row.title) if part)
    spoken = ", ".join(part for part in (title, row.kind_label, when, mark_words(row.mark), row.title, row.place) if part)
    return Line(title, meaning, "", when, row.mark, "", False, spoken)


def student_meeting_line(row: MeetingRow, today: date) -> Line:
    """In a pupil's sheet: the kind first."""
    when = " ".join(part for part in (day_words(row.date, today), hour(row.time)) if part)
    spoken = ", ".join(part for part in (row.kind_label, when, mark_words(row.mark), row.title, row.place) if part)
    return Line(row.kind_label, row.title or "Objet à écrire", "", when, row.mark, "", False, spoken)


def project_words(row: ProjectRow, today: date) -> str:
    """« PPRE n° 2 · bilan lun. 30 nov. »."""
    review = as_day(row.review)
    end = as_day(row.end)
    if row.state == "en_cours" and review:
        late = (today - review).days
        return f"{row.title} · {f'en retard de {late} jour' + 's' * (late > 1) if late > 0 else f'bilan {short_date(review)}'}"
    if row.state == "clos" and end:
        return f"{row.title} · clos, jusqu’au {short_date(end)} {end.year}"
    return f"{row.title} · {PROJECT_STATES.get(row.state, row.state)}"


def project_line(row: ProjectRow, today: date) -> Line:
    """In the tab: the child first."""
    tone = {"late": "bad", "due": "warn"}.get(row.mark, "")
    words = project_words(row, today)
    spoken = ", ".join(part for part in (row.student, row.level, mark_words(row.mark), words, row.detail, row.school) if part)
    return Line(row.student, words, row.level, short_school(row.school), row.mark, tone, row.state == "clos", spoken)


def student_project_line(row: ProjectRow, today: date) -> Line:
    """In a pupil's sheet."""
    tone = {"late": "bad", "due": "warn"}.get(row.mark, "")
    spoken = ", ".join(part for part in (project_words(row, today), mark_words(row.mark), row.detail) if part)
    start = as_day(row.start)
    return Line(project_words(row, today), row.detail or "Objectifs à écrire", "",
                f"depuis {short_date(start)} {start.year}" if start else "",
                row.mark, tone, False, spoken)
