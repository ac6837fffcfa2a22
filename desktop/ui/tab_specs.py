"""The tabs of the window, by word and place: built when first shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from desktop.ui.context import Context
from desktop.ui.notebook import roles as notebook
from desktop.ui.tab_page import TabPage


@dataclass(frozen=True, slots=True)
class TabSpec:
    """A tab: its word, where its class is, and which records open in it."""

    label: str
    path: str
    tables: tuple[str, ...]
    icon: str = ""

    def build(self, session: Any, context: Context) -> TabPage:
        module, name = self.path.split(":")
        made = getattr(import_module(module), name)(session, context)
        if not isinstance(made, TabPage):
            raise TypeError(f"{self.path} is not a TabPage")
        return made


TABS = (
    TabSpec("Accueil", "desktop.ui.home.tab:HomeTab", ("task",)),
    TabSpec("Élèves", "desktop.ui.students.tab:StudentsTab", ("student", "guardian", "enrolment")),
    TabSpec("Demandes", "desktop.ui.requests.tab:RequestsTab",
            ("request", "contribution", "decision", "intervention", "member", "sitting", "slot")),
    TabSpec("Réunions", "desktop.ui.meetings.tab:MeetingsTab", ("meeting", "agenda")),
    TabSpec("Projets", "desktop.ui.projects.tab:ProjectsTab", ("project",)),
)


def tabs_for(roles: Sequence[str]) -> tuple[TabSpec, ...]:
    """The tabs everybody has, and one's own notes for the roles that keep some."""
    title = notebook.title(roles)
    own = TabSpec(title, "desktop.ui.notebook.tab:NotebookTab", ("notebook", "note", "assessment"), icon="lock")
    return (*TABS, own) if title else TABS
