"""The open vault on screen: head, tabs built when first shown, status line, and the keys that work everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QStackedWidget, QWidget

from desktop.changes import Changes
from desktop.errors import PoleError
from desktop.texts import plural
from desktop.ui import messages, style
from desktop.ui.accessible import announce, named
from desktop.ui.autosave import Autosave
from desktop.ui.context import Context
from desktop.ui.focus_ring import FocusRing
from desktop.ui.header import Header
from desktop.ui.jobs import Jobs
from desktop.ui.notebook import roles as notebook
from desktop.ui.notices import Notices
from desktop.ui.operations import Operations
from desktop.ui.over import Over
from desktop.ui.paged_model import Line
from desktop.ui.palette import KIND_WORDS, Palette, Pick, picks_of_actions
from desktop.ui.preview import Preview
from desktop.ui.saving import SaveLine
from desktop.ui.signals import Signals
from desktop.ui.tab_page import TabPage
from desktop.ui.tab_specs import TabSpec, tabs_for
from desktop.ui.undo import Undo
from desktop.ui.widgets import HLine, loosely, vbox
from desktop.ui.window_commands import ENTRIES

NARROW, SHORT = 900, 600


class Workspace(QWidget):
    """Built once a vault is open. ``lock_asked`` and ``quit_asked`` go up to the window."""

    lock_asked = Signal()
    quit_asked = Signal()
    room_asked = Signal(str, int)
    """A meeting to show alone, for so many minutes."""
    command_asked = Signal(str)
    """A window-wide command of the account menu, by name: preferences, bin, about, vaults, backups, recovery."""

    def __init__(self, session: Any, jobs: Jobs, settings: Any, crash: Callable[[BaseException], object], *,
                 tabs: Sequence[TabSpec] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "espace", "Pôle Ressource")
        self.session, self.jobs, self._crash = session, jobs, crash
        self.specs = tabs if tabs is not None else tabs_for(session.actor.roles)
        self._quick: Any = None
        self.pages: dict[int, TabPage] = {}
        self.current = -1
        self._full = False
        self._preview: Preview | None = None
        self._before_preview: QWidget | None = None
        self._build_services(settings)
        self._build()
        self._build_actions()
        self._connect()
        self._read_place_name()

    # Build
    def _build_services(self, settings: Any) -> None:
        self.signals = Signals(self)
        self.notices = Notices()
        self.autosave = Autosave(self.session.drafts, self.jobs)
        self.undo = Undo(self.session, self.jobs, self.undone, self.fail)
        self.operations = Operations(self.jobs, self.notices, self.fail)
        self.saving = SaveLine(self.session, self.jobs, self.notices, self)
        self.context = Context(
            session=self.session, jobs=self.jobs, signals=self.signals, notices=self.notices, settings=settings,
            undo=self.undo, autosave=self.autosave, operations=self.operations, navigate=self.navigate,
            preview=self.preview, changed=self.changed, fail=self.fail)
        self.jobs.on_error = self.fail

    def _build(self) -> None:
        self.account_menu = QMenu(self)
        self.account_menu.setAccessibleName("Compte")
        actor = self.session.actor
        self.header = Header([spec.label for spec in self.specs], actor.name, actor.function, self.account_menu,
                             demonstration=self.session.demonstration,
                             icons={index: spec.icon for index, spec in enumerate(self.specs) if spec.icon})
        self.stack = named(QStackedWidget(), "feuilles", "Contenu")
        self.over = Over(self.stack, self.page)
        vbox(self, self.header, self.stack, HLine(), self.notices)
        self.ring = FocusRing(self)
        self.search = Palette(self, name="recherche", title="Rechercher partout", placeholder="Un élève, une école, "
                                                                                              "une réunion…",
                              hint="Élèves, familles, écoles, réunions, projets", ask=self._search)
        self.commands = Palette(self, name="actions", title="Que voulez-vous faire ?", placeholder="Un verbe : "
                                                                                                   "imprimer…",
                                hint="Tout ce qui peut se faire ici", ask=self._find_action, one="action")

    def _build_actions(self) -> None:
        """Every action has a word, so that Ctrl+Maj+P finds it."""
        def add(text: str, keys: str, act: Callable[[], object], name: str, menu: bool = False) -> QAction:
            made = QAction(text, self)
            made.setShortcut(QKeySequence(keys))
            made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            made.setObjectName(name)
            made.triggered.connect(loosely(act))
            self.addAction(made)
            if menu:
                self.account_menu.addAction(made)
            return made

        for index, spec in enumerate(self.specs):
            add(f"Aller à : {spec.label}", f"Ctrl+{index + 1}", partial(self.show_tab, index), f"aller_{index}")
        if notebook.title(self.session.actor.roles):
            add("Nouvelle note, pour vous", "Ctrl+Shift+N", self.quick_note, "note_rapide_ouvrir", menu=True)
            self.account_menu.addSeparator()
        add("Rechercher partout", "Ctrl+K", self.search.open, "rechercher")
        add("Trouver une action", "Ctrl+Shift+P", self.commands.open, "trouver_action")
        add("Nouveau, ici", "Ctrl+N", self._new, "nouveau")
        add("Imprimer", "Ctrl+P", self._print, "imprimer")
        add("Chercher dans cette liste", "Ctrl+F", self._find, "chercher_ici")
        self._undo_action = add("Annuler la dernière action", "Ctrl+Z", self.undo.undo, "annuler")
        self._redo_action = add("Rétablir", "Ctrl+Y", self.undo.redo, "retablir")
        add("Enregistrer", "Ctrl+S", self._save, "enregistrer")
        add("Aller au volet suivant", "F6", partial(self._pane, 1), "volet")
        add("Aller au volet précédent", "Shift+F6", partial(self._pane, -1), "volet_avant")
        add("Revenir au dernier avis", "F8", self.notices.recall, "dernier_avis")
        add("Pleine largeur", "F11", self._toggle_full, "pleine_largeur")
        add("Revenir", "Esc", self._back, "revenir")
        for text, keys, name, shown in ENTRIES:
            if not text:
                self.account_menu.addSeparator()
            elif name != "code" or not self.session.demonstration:
                add(text, keys, partial(self.command_asked.emit, name), name, menu=shown)
        add("Verrouiller", "Ctrl+L", self.lock_asked.emit, "verrouiller", menu=True)
        add("Quitter", "Ctrl+Q", self.quit_asked.emit, "quitter", menu=True)

    def _connect(self) -> None:
        self.header.tab_chosen.connect(self.show_tab)
        self.header.tabs.tabBarClicked.connect(self._tab_pressed)
        self.header.search_asked.connect(self.search.open)
        self.notices.undo_asked.connect(self.undo.undo_unit)
        self.autosave.saved.connect(self.saving.draft_kept)
        self.autosave.failed.connect(self._draft_failed)
        self.undo.changed.connect(self._name_undo)
        self._midnight = QTimer(self, interval=60_000)
        self._midnight.timeout.connect(self._check_day)
        self._day = self.session.clock.today()
        self._midnight.start()

    # What screens ask
    def changed(self, changes: Changes, initiator: object | None = None, *, quiet: bool = False) -> None:
        """A person's act was written: undo pile, notice with « Annuler » (unless ``quiet``), screens, time of saving."""
        self.undo.push(changes)
        if not quiet:
            self.notices.written(changes)
        self.saving.written(announce_it=quiet)
        self.signals.tell(changes, initiator)

    def undone(self, changes: Changes) -> None:
        """An undo or a redo was written."""
        self.notices.tell(" ".join((changes.label or "Annulé.", *changes.skipped)))
        self.saving.written(announce_it=False)
        self.signals.tell(changes, None)

    def fail(self, error: BaseException) -> None:
        """Three kinds: what the person can mend, what the computer refuses, what is our mistake."""
        if not isinstance(error, PoleError):
            self._crash(error)
        elif error.exit_code in (1, 2, 9):
            self.notices.tell(str(error), "warn", seconds=30)
        elif not self.autosave.takes(error):
            announce(self, str(error), urgent=True)
            messages.tell(self, "L’ordinateur n’a pas pu le faire", str(error))

    def navigate(self, table: str, id: str) -> None:
        """Open a record in the tab it belongs to."""
        for index, spec in enumerate(self.specs):
            if table in spec.tables:
                self.show_tab(index)
                self.pages[index].open_record(table, id)
                return

    def quick_note(self, student: Any = None) -> None:
        """Ctrl+Maj+N: a small panel over whatever is on screen; the passphrase first when one's notes are closed."""
        if not getattr(self.session, "personal_open", True):
            self.navigate_own()
            return
        if self._quick is None:
            from desktop.ui.notebook.quick import QuickNote

            self._quick = QuickNote(self, self.context)
        self._quick.open(student)

    def navigate_own(self) -> None:
        """One's own tab in front."""
        self.show_tab(next((index for index, spec in enumerate(self.specs) if "notebook" in spec.tables), 0))

    def preview(self, content: bytes, title: str) -> None:
        """Show a paper over the tabs."""
        try:
            page = Preview(content, title, self.jobs, operations=self.operations, fail=self.fail,
                           demonstration=self.session.demonstration)
        except PoleError as error:
            self.fail(error)
            return
        before = self.focusWidget() if self._preview is None else self._before_preview
        self._close_preview()
        self._preview, self._before_preview = page, before
        page.closed.connect(self._close_preview)
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self.header.hide()
        page.print_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_tab(self, index: int) -> None:
        """Bring a tab to the front, built the first time."""
        if not 0 <= index < len(self.specs):
            return
        self._close_preview()
        self.over.close(give_back=False)
        if index != self.current and self.current in self.pages:
            self.pages[self.current].leaving()
            self.autosave.flush()
        page = self.pages.get(index) or self._build_tab(index)
        if index != self.current:
            self._set_full(False)
        self.current = index
        self.stack.setCurrentWidget(page)
        self.header.show_tab(index)
        page.shown()

    def page(self) -> TabPage | None:
        """The tab in front."""
        return self.pages.get(self.current)

    def front(self) -> TabPage | None:
        """The page in front: one of the account menu, else the tab."""
        return self.over.page or self.page()

    def close_preview(self) -> None:
        """Leave the paper shown, if any."""
        self._close_preview()

    # Locking and closing
    def keep(self) -> dict[str, Any]:
        """Keep what is being written; gives the place in the window, to come back to."""
        page = self.page()
        if self.over.page is not None:
            self.over.page.leaving()
        if page is None:
            return {}
        place = {"tab": self.current, "of": page.objectName(), **page.place()}
        page.leaving()
        self.autosave.commit()
        self.autosave.flush()
        return place

    def restore(self, place: dict[str, Any]) -> None:
        """Come back to a place, and say it."""
        self.show_tab(int(place.get("tab", 0)))
        page = self.page()
        if page is not None and place:
            page.restore(place)
            announce(self, f"Vous voici de retour\u00a0: {self.specs[self.current].label}.")

    # Sizes
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fold()

    def fold(self) -> None:
        """One pane under 900 wide, folded heads under 600 high; larger text counts as a smaller window."""
        narrow, short = self.width() < style.px(NARROW), self.height() < style.px(SHORT)
        self.header.fold(narrow, short)
        for page in self.pages.values():
            page.set_narrow(narrow)
            page.set_short(short)
        if self.over.page is not None:
            self.over.page.set_narrow(narrow)

    # Inside
    def _build_tab(self, index: int) -> TabPage:
        page = self.specs[index].build(self.session, self.context)
        self.pages[index] = page
        page.full_width.connect(self._set_full)
        quick = getattr(page, "quick_asked", None)
        if quick is not None:
            quick.connect(self.quick_note)
        room = getattr(page, "room_asked", None)
        if room is not None:
            room.connect(self.room_asked)
        page.set_narrow(self.width() < style.px(NARROW))
        page.set_short(self.height() < style.px(SHORT))
        self.stack.addWidget(page)
        return page

    def _close_preview(self) -> None:
        page, self._preview = self._preview, None
        if page is None:
            return
        self.stack.removeWidget(page)
        page.let_go()
        self.header.setVisible(not self._full)
        tab = self.front()
        if tab is not None:
            self.stack.setCurrentWidget(tab)
            before, self._before_preview = self._before_preview, None
            back = before if before is not None and shiboken6.isValid(before) and tab.isAncestorOf(before) else tab
            back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_full(self, full: bool) -> None:
        self._full = full
        self.header.setVisible(not full and self._preview is None)

    def _toggle_full(self) -> None:
        page = self.front()
        if page is not None and self._preview is None:
            page.toggle_full()

    def _back(self) -> None:
        if self._preview is not None:
            self._close_preview()
            return
        if self.over.back():
            return
        page = self.front()
        if (page is None or not page.back()) and self._full:
            self._set_full(False)

    def _tab_pressed(self, index: int) -> None:
        """The tab below a page of the account menu is the current one: pressing it comes back to it."""
        if index == self.current:
            self.over.close()

    def _new(self) -> None:
        page = self.front()
        if page is not None:
            page.new_here()

    def _print(self) -> None:
        page = self.front()
        if self._preview is not None:
            self._preview.print()
        elif page is not None:
            self.autosave.commit()
            page.print_here()

    def _find(self) -> None:
        page = self.front()
        if page is not None:
            page.focus_search()

    def _save(self) -> None:
        self.autosave.commit()
        self.notices.tell("C’est déjà enregistré : chaque mot est gardé au fur et à mesure.")

    def _pane(self, step: int) -> None:
        page = self.front()
        panes: list[QWidget] = [self.header.tabs if self.header.tabs.isVisible() else self.header.tab_button]
        panes += [pane for pane in (page.panes() if page is not None else []) if pane.isVisible()]
        focus = self.focusWidget()
        here = next((i for i, pane in enumerate(panes) if focus is not None and (pane is focus or pane.isAncestorOf(focus))),
                    0)
        for turn in range(1, len(panes) + 1):
            pane = panes[(here + step * turn) % len(panes)]
            target = pane if pane.focusPolicy() != Qt.FocusPolicy.NoFocus or pane.focusProxy() else _first_inside(pane)
            if target is not None:
                target.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _search(self, text: str) -> None:
        if not text:
            self.search.show_picks([])
            return
        def found(answers: Sequence[Any]) -> None:
            picks = [Pick(Line(a.title, meaning=a.detail, right=KIND_WORDS.get(a.table, "")), partial(self._go, a))
                     for a in answers]
            self.search.show_picks(picks, text=text)

        self.jobs.read(lambda: self.session.search.everything(text, 30), found, self.fail, key="recherche")

    def _go(self, found: Any) -> None:
        if found.table in ("guardian", "enrolment") and found.student_id:
            self.navigate("student", found.student_id)
        elif found.table in ("school", "person"):
            self._filter_pupils(found.title)
        elif found.student_id and not any(found.table in spec.tables for spec in self.specs):
            self.navigate("student", found.student_id)
        else:
            self.navigate(found.table, found.id)

    def _filter_pupils(self, words: str) -> None:
        """A school or an adult has no sheet: the list of pupils, searched for its name."""
        self.show_tab(1)
        field = getattr(self.page(), "search", None)
        if isinstance(field, QLineEdit):
            field.setText(words)
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _find_action(self, text: str) -> None:
        page = self.front()
        here = page.actions_here() if page is not None else []
        hidden = {"revenir", "trouver_action"}
        mine = [act for act in self.actions() if act.objectName() not in hidden]
        self.commands.show_picks(picks_of_actions([*here, *mine], text), text=text)

    def _draft_failed(self, error: BaseException) -> None:
        self.saving.draft_lost()
        self.fail(error)

    def _name_undo(self) -> None:
        undo, redo = self.undo.undo_label(), self.undo.redo_label()
        self._undo_action.setText(f"Annuler : {undo}" if undo else "Annuler la dernière action")
        self._redo_action.setText(f"Rétablir : {redo}" if redo else "Rétablir")

    def _check_day(self) -> None:
        today = self.session.clock.today()
        if today != self._day:
            self._day = today
            self.signals.day_changed.emit()

    def _read_place_name(self) -> None:
        self.jobs.read(lambda: self.session.schools.all(), self._name_place, self.fail)

    def _name_place(self, schools: Sequence[Any]) -> None:
        used = [school for school in schools if school.pupils] or list(schools)
        if len(used) == 1:
            self.header.set_place(used[0].name, used[0].city)
        else:
            districts = {school.district for school in used} or {""}
            name = districts.pop() if len(districts) == 1 else ""
            if not name:
                name = "Circonscription fictive" if self.session.demonstration else self.session.vault.name
            self.header.set_place(name, plural(len(used), "école"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fold()


def _first_inside(pane: QWidget) -> QWidget | None:
    """The first thing of a pane that takes the keyboard by Tab."""
    inside = [w for w in pane.findChildren(QWidget) if w.isVisible() and w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    return inside[0] if inside else None
