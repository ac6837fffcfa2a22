"""The first opening: look with a fictitious circonscription, or make a vault, one question a page."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.errors import PoleError
from desktop.paths import Paths
from desktop.ui import first_run_pages as pages
from desktop.ui import messages, style
from desktop.ui.accessible import announce, named
from desktop.ui.first_run_pages import Page
from desktop.ui.jobs import Jobs
from desktop.ui.preferences import Preferences
from desktop.ui.preview import Preview
from desktop.ui.recovery_card import recovery_paper
from desktop.ui.steps import StepsPane
from desktop.ui.widgets import (
    HLine,
    PlainLabel,
    VLine,
    button,
    first,
    hbox,
    icon_label,
    link,
    pane,
    quiet,
    scrolled,
    vbox,
)

STEPS = (("Vous", "votre nom et votre fonction"), ("Vos écoles", "une ou plusieurs"),
         ("Phrase de passe", "la clé de ce que vous écrivez"), ("Feuille de secours", "à imprimer et à ranger"),
         ("Sauvegardes", "une deuxième place"), ("Vos élèves", "depuis ONDE, ou plus tard"))


class Welcome(QWidget):
    """Two ways in: look, or begin."""

    discover = Signal()
    begin = Signal()
    open_existing = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "accueil_premier", "Bienvenue")
        pane(self, "ground")
        card = QWidget()
        card.setMaximumWidth(style.px(560))
        self.discover_button = first("Découvrir avec une circonscription fictive", name="decouvrir", icon="eye",
                                     clicked=self.discover.emit)
        begin = quiet("Créer mon coffre", name="creer_coffre", icon="key-round", clicked=self.begin.emit)
        existing = link("Ouvrir un coffre qui existe déjà", name="coffre_existant", clicked=self.open_existing.emit)
        vbox(card, hbox(None, icon_label("brand", "accent", 30), PlainLabel("Pôle Ressource", size=24, weight=500), None,
                        spacing=12), 14,
             PlainLabel("Les élèves que vous suivez, leurs réunions et leurs PPRE, dans un coffre chiffré qui reste "
                        "sur cet ordinateur.", size=15, tone="soft", wrap=True), 24,
             hbox(None, self.discover_button, None), 4,
             PlainLabel("Vingt écoles et trois cents élèves inventés, sans phrase de passe. Rien n’est à vous, tout se "
                        "touche.", size=13, tone="soft", wrap=True), 18,
             hbox(None, begin, None), 4,
             PlainLabel("Six questions, une par page. Vous pourrez importer vos élèves depuis ONDE.", size=13, tone="soft",
                        wrap=True), 18, hbox(None, existing, None))
        vbox(self, None, hbox(None, None, card, None, margins=(16, 0, 16, 0)), None)
        self.setFocusProxy(self.discover_button)


class Assistant(QWidget):
    """``finished(session, go_import)``; ``left`` to go back to the two ways in."""

    finished = Signal(object, bool)
    left = Signal()

    def __init__(self, paths: Paths, jobs: Jobs, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "assistant", "Créer mon coffre")
        pane(self, "paper")
        self._paths, self._jobs, self._preferences = paths, jobs, preferences
        self.session: Any = None
        self.step = 0
        self._preview: Preview | None = None
        self.pages: list[Page] = [pages.You(), pages.Schools(), pages.Phrase(), pages.Sheet(), pages.SecondPlace(),
                                  pages.Pupils()]
        self._build()
        self.show_step(0)

    def _build(self) -> None:
        self.steps = StepsPane(STEPS)
        self._line = PlainLabel("", size=13, tone="soft")
        self.stack = named(QStackedWidget(), "etape", "Étape")
        for page in self.pages:
            page.changed.connect(self._able)
            self.stack.addWidget(page)
        self.sheet.print_asked.connect(self._print_sheet)
        self.back = quiet("Retour", name="etape_retour", clicked=self.go_back)
        self.later = button("Plus tard", "plain", name="etape_plus_tard", clicked=self.put_off)
        self.next = first("Continuer", name="etape_continuer", clicked=self.go_on)
        inner = QWidget()
        vbox(inner, self._line, self.stack, margins=(0, 0, 0, 0))
        inner.setMaximumWidth(style.px(660))
        sheet = QWidget()
        hbox(sheet, None, inner, None, margins=(20, 44, 20, 16), spacing=0).setStretch(1, 100)
        buttons = QWidget()
        buttons.setMaximumWidth(style.px(660))
        hbox(buttons, self.back, None, self.later, self.next, margins=(0, 12, 0, 18))
        row = hbox(None, None, buttons, None, margins=(20, 0, 20, 0), spacing=0)
        row.setStretch(1, 100)
        self._main = QWidget()
        vbox(self._main, scrolled(sheet, name="etape_page", accessible="Étape"), HLine(), row)
        self._split = VLine()
        self._body = QWidget()
        hbox(self._body, self.steps, self._split, self._main, spacing=0)
        self._room = QStackedWidget()
        self._room.addWidget(self._body)
        vbox(self, self._room)

    @property
    def you(self) -> pages.You:
        page = self.pages[0]
        assert isinstance(page, pages.You)
        return page

    @property
    def sheet(self) -> pages.Sheet:
        page = self.pages[3]
        assert isinstance(page, pages.Sheet)
        return page

    def show_step(self, index: int) -> None:
        """One question, its keyboard place, its name said."""
        self.step = index
        page = self.pages[index]
        self.stack.setCurrentWidget(page)
        self.steps.show_step(index)
        self._line.setText(f"Étape {index + 1} sur {len(STEPS)} · {STEPS[index][0]}")
        self.back.setVisible(self.session is None or index > 3)
        self.back.setEnabled(index != 3)
        self.later.setText(page.later)
        self.later.setAccessibleName(page.later)
        self.later.setVisible(bool(page.later))
        self.next.setText(page.go_on)
        self.next.setAccessibleName(page.go_on)
        self._able()
        page.begin()
        announce(self, f"Étape {index + 1} sur {len(STEPS)} : {STEPS[index][0]}")

    def go_back(self) -> None:
        if self.step == 0:
            self.left.emit()
        else:
            self.show_step(self.step - 1)

    def go_on(self) -> None:
        """Take the answer, do what it asks for, show the next question."""
        if not self.pages[self.step].is_ready():
            return
        self.steps.say(self.step, self.pages[self.step].summary())
        if self.step == 2:
            self._create()
        elif self.step == 4:
            self._second_place()
        elif self.step == len(STEPS) - 1:
            self.finished.emit(self.session, True)
        else:
            self.show_step(self.step + 1)

    def put_off(self) -> None:
        """« Plus tard »: the question is asked again from Accueil."""
        if self.step == len(STEPS) - 1:
            self.finished.emit(self.session, False)
        else:
            self.steps.say(self.step, "plus tard")
            self.show_step(self.step + 1)

    def _able(self) -> None:
        self.next.setEnabled(self.pages[self.step].is_ready())

    def _create(self) -> None:
        you, schools, phrase = self.you, self.pages[1], self.pages[2]
        assert isinstance(schools, pages.Schools)
        assert isinstance(phrase, pages.Phrase)
        self.next.setEnabled(False)
        self.next.setText("Création du coffre…")
        work = partial(_create, self._paths, you.name(), you.roles(), phrase.chooser.phrase(), schools.lines(),
                       schools.register)
        self._jobs.write(work, self._created, self._failed)

    def _created(self, answer: tuple[Any, str, str]) -> None:
        self.session, code, said = answer
        self._preferences.change(last_vault=str(self.session.vault.directory), registre_dit=True)
        self.sheet.show_code(code)
        if said:
            messages.tell(self, "Vos écoles", said)
        self.show_step(3)

    def _print_sheet(self) -> None:
        code = self.sheet.code
        self._jobs.render(partial(recovery_paper, self.session, code), self._show_paper, self._failed)

    def _show_paper(self, content: bytes) -> None:
        page = Preview(content, "Feuille de secours", self._jobs, fail=self._failed)
        self._preview = page
        page.closed.connect(self._close_paper)
        page.printed.connect(self.sheet.kept)
        self._room.addWidget(page)
        self._room.setCurrentWidget(page)

    def _close_paper(self) -> None:
        page, self._preview = self._preview, None
        if page is not None:
            self._room.removeWidget(page)
            page.let_go()
        self._able()

    def _second_place(self) -> None:
        page = self.pages[4]
        assert isinstance(page, pages.SecondPlace)
        folder = page.folder
        if folder is None:
            self.show_step(5)
            return
        self._preferences.change(second_place=str(folder))
        self._jobs.write(lambda: self.session.backups.to_second_place(folder), lambda _copy: self.show_step(5), self._failed)

    def _failed(self, error: BaseException) -> None:
        self.next.setText(self.pages[self.step].go_on)
        self._able()
        if isinstance(error, PoleError):
            messages.tell(self, "Cela n’a pas pu se faire", str(error))
        else:
            self._jobs.on_error(error)

    def fold(self, narrow: bool) -> None:
        """Under 900 px: the steps are one line."""
        self.steps.setVisible(not narrow)
        self._split.setVisible(not narrow)
        self._line.setVisible(narrow)


def login_of(name: str) -> str:
    """« Claire Martin » → « cmartin »."""
    from desktop.texts import fold

    words = fold(name).split()
    if not words:
        return "moi"
    return (words[0][:1] + "".join(words[1:]) if len(words) > 1 else words[0])[:40]


def _create(paths: Paths, name: str, roles: tuple[str, ...], phrase: str, schools: list[dict[str, Any]],
            register: Path | None) -> tuple[Any, str, str]:
    """The vault, its schools, its recovery code; what could not be read of the register is said, and nothing is lost."""
    from desktop.services.opening import create_vault

    login = login_of(name)
    directory = _free(paths.data, name)
    session = create_vault(directory, name=name, roles=roles, login=login, passphrase=phrase, paths=paths)
    said = ""
    try:
        for line in schools:
            session.schools.save({key: line.get(key) or "" for key in ("uai", "name", "city")})
        if register is not None:
            session.imports.write(session.imports.plan(register.read_bytes(), kind="schools"), None)
    except (PoleError, OSError) as error:
        said = f"{error} Vous pourrez ajouter vos écoles plus tard, depuis l’onglet Élèves."
    return session, session.vault.add_recovery(session.identity), said


def _free(folder: Path, name: str) -> Path:
    """« Coffre de Claire Martin.coffre », numbered when it is taken."""
    safe = "".join(sign if sign.isalnum() or sign in " -’'" else " " for sign in name)
    base = " ".join(f"Coffre de {safe}".split())[:80]
    for number in range(1, 1000):
        place = folder / f"{base}{f' {number}' if number > 1 else ''}.coffre"
        if not place.exists():
            return place
    return folder / f"{base}.coffre"
