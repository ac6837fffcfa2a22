"""The first opening: look with a fictitious circonscription, or make a vault, one question a page."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.errors import PoleError
from desktop.paths import Paths
from desktop.ui import first_run_pages as pages
from desktop.ui import messages, style
from desktop.ui.accessible import named
from desktop.ui.jobs import Jobs
from desktop.ui.preferences import Preferences
from desktop.ui.recovery_card import recovery_paper
from desktop.ui.stepped import Stepped
from desktop.ui.widgets import PlainLabel, first, hbox, icon_label, link, pane, quiet, vbox

STEPS = (("Vous", "votre nom et votre fonction"), ("Vos écoles", "une ou plusieurs"),
         ("Phrase de passe", "la clé de ce que vous écrivez"), ("Feuille de secours", "à imprimer et à ranger"),
         ("Sauvegardes", "une deuxième place"), ("Vos élèves", "depuis ONDE, ou plus tard"))


class Welcome(QWidget):
    """Two ways in: look, or begin; and what to do when a colleague has a vault already."""

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
        join = link("Rejoindre avec un pli", name="rejoindre_pli", clicked=self.join,
                    accessible="Rejoindre avec un pli : une ou un collègue utilise déjà ce programme")
        vbox(card, hbox(None, icon_label("brand", "accent", 30), PlainLabel("Pôle Ressource", size=24, weight=500), None,
                        spacing=12), 14,
             PlainLabel("Les élèves que vous suivez, leurs réunions et leurs PPRE, dans un coffre chiffré qui reste "
                        "sur cet ordinateur.", size=15, tone="soft", wrap=True), 24,
             hbox(None, self.discover_button, None), 4,
             PlainLabel("Vingt écoles et trois cents élèves inventés, sans phrase de passe. Rien n’est à vous, tout se "
                        "touche.", size=13, tone="soft", wrap=True), 18,
             hbox(None, begin, None), 4,
             PlainLabel("Six questions, une par page. Vous pourrez importer vos élèves depuis ONDE.", size=13, tone="soft",
                        wrap=True), 18, hbox(None, existing, join, None, spacing=24))
        vbox(self, None, hbox(None, None, card, None, margins=(16, 0, 16, 0)), None)
        self.setFocusProxy(self.discover_button)

    def join(self) -> None:
        """What to do when a colleague works with the program already; then make the vault."""
        from desktop.ui.exchange.join import JoinDialog

        dialog = JoinDialog(self)
        if dialog.exec():
            self.begin.emit()
        dialog.deleteLater()


class Assistant(Stepped):
    """``finished(session, go_import)``; ``left`` to go back to the two ways in."""

    finished = Signal(object, bool)
    left = Signal()
    no_return = 3

    def __init__(self, paths: Paths, jobs: Jobs, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(STEPS, [pages.You(), pages.Schools(), pages.Phrase(), pages.Sheet(), pages.SecondPlace(),
                                 pages.Pupils()], jobs, name="assistant", title="Créer mon coffre", parent=parent)
        self._paths, self._preferences = paths, preferences
        self.session: Any = None
        self.sheet.print_asked.connect(self._print_sheet)
        self.show_step(0)

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

    def leave(self) -> None:
        self.left.emit()

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

    def _create(self) -> None:
        you, schools, phrase = self.you, self.pages[1], self.pages[2]
        assert isinstance(schools, pages.Schools)
        assert isinstance(phrase, pages.Phrase)
        self.wait("Création du coffre…")
        work = partial(_create, self._paths, you.name(), you.roles(), phrase.chooser.phrase(), schools.lines(),
                       schools.register)
        self._jobs.write(work, self._created, self.failed)

    def _created(self, answer: tuple[Any, str, str]) -> None:
        self.session, code, said = answer
        self.written = True
        self._preferences.change(last_vault=str(self.session.vault.directory), registre_dit=True)
        self.sheet.show_code(code)
        if said:
            messages.tell(self, "Vos écoles", said)
        self.show_step(3)

    def _print_sheet(self) -> None:
        code = self.sheet.code
        self._jobs.write(partial(recovery_paper, self.session, code), self._show_paper, self.failed)

    def _show_paper(self, content: bytes) -> None:
        self.show_paper(content).printed.connect(self.sheet.kept)

    def _second_place(self) -> None:
        page = self.pages[4]
        assert isinstance(page, pages.SecondPlace)
        folder = page.folder
        if folder is None:
            self.show_step(5)
            return
        self._preferences.change(second_place=str(folder))
        self._jobs.write(lambda: self.session.backups.to_second_place(folder), lambda _copy: self.show_step(5), self.failed)


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
