"""A request on one sheet: what is asked, beside it who has it and what was decided; what may come next is a press away."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.changes import Changes
from desktop.errors import RefusedError
from desktop.forms.request_kinds import STATES
from desktop.forms.requests import REQUEST
from desktop.services.request_rules import OF_SCHOOL, asks_only
from desktop.services.request_values import RequestValue
from desktop.texts import day_month, parse_day
from desktop.ui.context import Context
from desktop.ui.form_view import FormView
from desktop.ui.records.head import SheetHead
from desktop.ui.records.papers import PaperMenu
from desktop.ui.records.writing import Loaded, WritingSheet
from desktop.ui.requests import prints
from desktop.ui.requests.actions import RequestActs
from desktop.ui.requests.follow import FollowPanel
from desktop.ui.requests.next_step import begins_help, next_state, next_words
from desktop.ui.widgets import PlainLabel, action, button, first, icon_button, menu_button

FURTHER = "Aller plus loin"


class RequestSheet(WritingSheet):
    """One request."""

    table = "request"
    outline_name = "Parties de la demande"
    outline_width = 264
    fold_complete = False
    _takes = False
    """« Je prends » stands in the head; where there is no room, in the menu alone."""
    danger_asked = Signal()
    pli_asked = Signal()
    concertation_asked = Signal(str)
    help_asked = Signal(str, str, str)
    """A help to begin: its kind, the request, the child when there is one."""

    def __init__(self, context: Context, acts: RequestActs, parent: QWidget | None = None) -> None:
        self.acts = acts
        super().__init__(context, name="fiche_demande", parent=parent)
        self.setAccessibleName("Demande")
        self.side_auto = True

    # build
    def make_head(self) -> SheetHead:
        self.back_button = button("Demandes", "plain", name="demande_retour", icon="arrow-left", clicked=self.back_asked.emit)
        self.next_button = first("Envoyer", name="demande_suite", clicked=self.go_next)
        self.take_button = button("Je prends", name="demande_prendre", clicked=self.take)
        self.papers = PaperMenu(self.print_paper, name="demande_imprimer")
        for code, text in prints.OF_REQUEST:
            self.papers.add(code, text)
        self.papers.menu.addSeparator()
        self.papers.add("pdf:contribution", prints.ASKED)
        self.papers.end()
        self.more = menu_button("", [], "icon", name="demande_plus", icon="ellipsis",
                                accessible="Autres actions sur la demande")
        self.full_button = icon_button("maximize-2", "Pleine largeur (F11)", name="demande_pleine_largeur",
                                       clicked=self.full_asked.emit)
        return SheetHead((self.next_button, self.take_button, self.papers.button, self.more, self.full_button),
                         name="demande_tete", before=(self.back_button,))

    def make_side(self) -> QWidget:
        self.follow = FollowPanel()
        self.follow.asked.connect(self._asked)
        return self.follow

    # record
    def read(self, id: str) -> Loaded:
        session = self.context.session
        value = session.requests.get(id)
        alone = value.student_ids[0] if value.about == "pupil" and value.student_ids else ""
        return Loaded(id, alone, REQUEST, value.answers, value.seen, value,
                      extra={"helps": tuple(self._help(one) for one in value.interventions)})

    def _help(self, id: str) -> tuple[str, str]:
        try:
            return id, self.context.session.helping.get(id).title or "Aide"
        except RefusedError:
            return id, "Aide"

    def store(self, id: str, answers: dict[str, Any], seen: int) -> Changes:
        return self.context.session.requests.save(id, answers, seen)

    @property
    def value(self) -> RequestValue | None:
        return self.loaded.record if self.loaded is not None else None

    def title_of_draft(self) -> str:
        return f"Demande · {self.value.title}" if self.value is not None else ""

    def _arrived(self, loaded: Loaded) -> None:
        super()._arrived(loaded)
        if self.view is not None:
            further(self.view)
            if asks_only(self.context.session.actor.roles):
                self.view.sections["pole"].set_read_only(True)

    def _changed(self, changes: Changes, initiator: object) -> None:
        """A step, a proposal, a decision, a contribution: written beside the request itself."""
        loaded = self.loaded
        beside = changes.tables & {"step", "proposal", "decision", "contribution", "concerned", "intervention", "setting"}
        if loaded is not None and self.view is not None and beside and ("request", loaded.id) not in changes.touched:
            self.context.jobs.read(partial(self._read_whole, loaded.id), partial(self._refreshed, False), self._vanished,
                                   key=(self, "again"))
            return
        super()._changed(changes, initiator)

    def dress(self) -> None:
        value, view = self.value, self.view
        if value is None or view is None or self.loaded is None:
            return
        subject = str(view.answers().get("sujet") or "")
        self.head.set_words(value.title, " · ".join(part for part in (subject, head_facts(value)) if part))
        follows, running = self._follows(value), value.state == "in_progress"
        self.next_button.setVisible(bool(follows) or running)
        self.next_button.setText("Noter une nouvelle" if running else "Commencer l’aide" if begins_help(value, follows)
                                 else next_words(value.state, follows))
        self.next_button.setAccessibleName(self.next_button.text())
        can = self._can(value)
        mine = any(one.mine and one.answer == "taken" for one in value.proposals)
        self._takes = "take" in can and not mine and not any(p.answer == "taken" for p in value.proposals)
        self.fitted()
        self.follow.set_value(value, self.context.session.clock.today(), self.loaded.extra.get("helps", ()), can)
        self._fill_more(value, can, mine)

    def _follows(self, value: RequestValue) -> str:
        """Nobody of a school is asked to answer her own request: it waits for the pôle."""
        actor = self.context.session.actor
        own = value.state == "submitted" and value.author_id == actor.id and OF_SCHOOL.issuperset(actor.roles)
        return "" if own else next_state(value)

    def _can(self, value: RequestValue) -> frozenset[str]:
        """The acts this person may do now."""
        if not self.loaded or not self.loaded.writes:
            return frozenset({"danger"})
        told = {"danger"}
        if value.state != "draft":
            told |= {"news", "contribute"}
        if not asks_only(self.context.session.actor.roles) and STATES[value.state].open and value.state != "draft":
            told |= {"take", "propose", "decide"}
        return frozenset(told)

    def _fill_more(self, value: RequestValue, can: frozenset[str], mine: bool) -> None:
        menu = self.more.menu()
        menu.clear()

        def add(text: str, act: Any, name: str, icon: str = "") -> None:
            menu.addAction(action(text, act, icon=icon, name=name, parent=menu))

        if "take" in can and not mine:
            add("Je prends", self.take, "demande_je_prends")
        if "propose" in can:
            add("Proposer à…", self._propose, "demande_proposer_a")
        self.acts.moves_into(menu, value.id, value.state, value.title)
        menu.addSeparator()
        if "news" in can:
            add("Noter une nouvelle…", self._news, "demande_nouvelles", "pencil")
            add("Noter la réponse à l’école…", self._answered, "demande_reponse", "mail")
            add("Ajouter une contribution…", self._contribute, "demande_contribuer", "users")
        if "propose" in can:
            add("Commencer une aide individuelle…", self.begin_help, "demande_aide", "users")
            add("Commencer un groupe…", self.begin_group, "demande_groupe", "users")
            add("Préparer une concertation sur cette demande…", self._concertation, "demande_concertation", "presentation")
        menu.addSeparator()
        if value.state != "draft":
            add("Envoyer par un pli…", self._pli, "demande_pli", "mail")
        add("Aide pour mettre en mots", self.show_words, "demande_aide_mots", "book-open")
        add("Parties…", self.show_sections, "demande_parties")
        add("Suivi", self.toggle_side, "demande_suivi", "panel-left")
        add("De qui, qui demande…", self._edit, "demande_qui_demande", "pencil")
        add("Versions", self.versions_asked.emit, "demande_versions", "history")
        add("Qui peut voir ceci ?", self.show_who, "demande_qui", "eye")
        if len(value.student_ids) == 1:
            add("Ouvrir la fiche de l’élève", self.open_student, "demande_eleve", "user")
        add("Un enfant en danger ?", self.danger_asked.emit, "demande_danger", "phone")
        menu.addSeparator()
        add("Supprimer", self.remove, "demande_supprimer", "trash-2")
        add("Effacer pour de bon…", self.erase, "demande_effacer", "eraser")

    def fitted(self) -> None:
        narrow = self.width() < 900 and not self.full
        self.back_button.setText("" if narrow else "\u2009Demandes")
        self.take_button.setVisible(self._takes and not narrow)

    # acts
    def _id(self) -> str:
        self.commit()
        return self.loaded.id if self.loaded is not None else ""

    def go_next(self) -> None:
        """The filled button."""
        value = self.value
        follows = self._follows(value) if value is not None else ""
        if value is None or not (follows or value.state == "in_progress"):
            return
        id = self._id()
        if value.state == "in_progress":
            self.acts.news(id)
        elif follows == "submitted":
            self.acts.submit(id)
        elif begins_help(value, follows):
            self._help_of("individual" if len(value.student_ids) == 1 else "group")
        elif value.state in ("closed", "redirected", "cancelled"):
            self.acts.reopen(id)
        else:
            self.acts.move(id, follows, value.title)

    def take(self) -> None:
        self.acts.take(self._id())

    def _propose(self) -> None:
        self.acts.propose(self._id())

    def _news(self) -> None:
        self.acts.news(self._id())

    def _answered(self) -> None:
        self.acts.answered(self._id())

    def _contribute(self) -> None:
        self.acts.contribute(self._id())

    def _edit(self) -> None:
        self.acts.edit(self._id())

    def begin_help(self) -> None:
        self._help_of("individual")

    def begin_group(self) -> None:
        self._help_of("group")

    def _help_of(self, kind: str) -> None:
        value = self.value
        if value is not None:
            self.help_asked.emit(kind, self._id(), value.student_ids[0] if len(value.student_ids) == 1 else "")

    def _concertation(self) -> None:
        self.concertation_asked.emit(self._id())

    def _pli(self) -> None:
        self.commit()
        self.pli_asked.emit()

    def _asked(self, act: str, id: str) -> None:
        """A link of the panel at right."""
        value = self.value
        if value is None:
            return
        simple = {"take": self.take, "propose": self._propose, "news": self._news, "contribute": self._contribute,
                  "danger": self.danger_asked.emit}
        if act in simple:
            simple[act]()
        elif act == "decide":
            self.acts.decide(self._id())
        elif act == "decline":
            self.acts.decline(self._id())
        elif act == "give_back":
            self.acts.give_back(self._id())
        elif act == "intervention":
            self.commit()
            self.context.navigate("intervention", id)
        elif act == "contribution":
            self.commit()
            one = next((c for c in value.contributions if c.id == id), None)
            if one is not None:
                self.acts.open_contribution(value, one)

    def print_first(self) -> None:
        self.print_paper("request", False)

    def print_paper(self, code: str, large: bool) -> None:
        id = self._id()
        if self.value is None:
            return
        if code.startswith("pdf:"):
            prints.fillable(self.context, self, code.removeprefix("pdf:"), id)
        else:
            prints.show(self.context, code, id, self.value.student_ids, large)

    def show_sections(self) -> None:
        self.sections_menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def show_words(self) -> None:
        from desktop.ui.requests.wording_help import show

        show(self.context, self)

    def open_student(self) -> None:
        value = self.value
        if value is not None and value.student_ids:
            self.commit()
            self.context.navigate("student", value.student_ids[0])

    def remove(self) -> None:
        if self.loaded is not None:
            self.acts.remove(self._id())

    def erase(self) -> None:
        value = self.value
        if value is not None:
            self.commit()
            self.acts.erase(value.id, value.title)

    def actions_here(self) -> list[QAction]:
        if self.loaded is None:
            return []
        return [*self.papers.menu.actions(), *(a for a in self.more.menu().actions() if not a.isSeparator() and a.isVisible())]


def further(view: FormView) -> None:
    """The four answers first; a line says that the rest is for who has more to say."""
    section = next(iter(view.sections.values()))
    parent = section.parentWidget()
    box = parent.layout() if parent is not None else None
    if isinstance(box, QBoxLayout):
        label = PlainLabel(FURTHER, size=13, tone="soft")
        label.setObjectName("aller_plus_loin_titre")
        box.insertWidget(box.indexOf(section) + 1, label)


def head_facts(value: RequestValue) -> str:
    """« envoyée le 20 novembre · CP · École Jean Moulin », the state first: it is read in a narrow window too."""
    sent = parse_day(value.sent_on)
    when = f"envoyée le {day_month(sent)}" if sent else ""
    states = (when,) if value.state == "submitted" and sent else (value.state_label, when)
    level = value.level if not value.title.endswith(value.level) else ""
    return " · ".join(part for part in (*states[:1], level, value.school, *states[1:]) if part)


__all__ = ["RequestSheet", "further", "head_facts"]
