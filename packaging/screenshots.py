"""Draws every screen (light, dark, 150 %, 683×384) and every paper (blank, filled, very long) under build/screens/."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import exchange_screens  # noqa: E402
import request_screens  # noqa: E402
from PySide6.QtCore import QPoint, qInstallMessageHandler  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from desktop import app as program  # noqa: E402
from desktop.paths import Paths  # noqa: E402
from desktop.security.short_code import Chosen, Passed  # noqa: E402
from desktop.services.demo import build_demo  # noqa: E402
from desktop.ui import window_commands  # noqa: E402
from desktop.ui.imports import open_file  # noqa: E402
from desktop.ui.jobs import Jobs  # noqa: E402
from desktop.ui.main_window import MainWindow  # noqa: E402
from desktop.ui.preferences import Preferences  # noqa: E402

SCREENS = ROOT / "build" / "screens"
TODAY = date(2026, 11, 23)
CHILD = "shevchenko solomiya"
README_PICTURES = {"accueil": "accueil", "eleves": "eleve-suivi", "ppre": "projet-pleine-largeur",
                   "carnet": "carnet-bilans", "demandes": "demandes-tableau"}
ONDE = ROOT / "resources" / "demo" / "CSVExtraction.csv"


@dataclass(frozen=True)
class Look:
    """How the window is dressed and how large it is."""

    name: str
    theme: str
    percent: int
    width: int
    height: int


LOOKS = (Look("clair", "light", 100, 1366, 768), Look("sombre", "dark", 100, 1366, 768), Look("150", "light", 150, 1366, 768),
         Look("petit", "light", 100, 683, 384))


class Photographer:
    """One window in one look, walked from door to door."""

    def __init__(self, look: Look, paths: Paths, qapp: QApplication) -> None:
        self.look, self.paths = look, paths
        self.folder = SCREENS / look.name
        self.folder.mkdir(parents=True, exist_ok=True)
        preferences = Preferences(paths.settings)
        preferences.now = preferences.now.change(theme=look.theme, text_size=look.percent)
        preferences.dress(qapp)
        self.jobs = Jobs()
        self.window = MainWindow(paths, preferences, self.jobs)
        self.window.show()
        self.window.resize(look.width, look.height)
        self.count = 0

    def settle(self) -> None:
        for _ in range(6):
            self.jobs.settle(8)
            QApplication.processEvents()

    def take(self, name: str, widget: QWidget | None = None) -> None:
        """A picture of the window, or of a dialog laid over it."""
        self.settle()
        picture = self.window.grab()
        if widget is not None:
            from PySide6.QtGui import QPainter

            painter = QPainter(picture)
            laid = widget.grab()
            rest = picture.size() - laid.size()
            painter.drawPixmap(QPoint(rest.width() // 2, max(0, rest.height() // 2)), laid)
            painter.end()
        picture.save(str(self.folder / f"{name}.png"))
        self.count += 1

    # -- doors -----------------------------------------------------------------------------------------------------------
    def doors(self, vault: Path) -> None:
        self.window.show_welcome()
        self.take("bienvenue")
        self.window.show_people()
        self.take("qui-etre")
        self.window.show_unlock([vault])
        self.take("verrou")
        held = Chosen.choose("738291", TODAY).seal(b"")
        self.window.show_code(Path("Antenne Nord.coffre"), [], "idle|10:47|5",
                              Passed("cmartin", "Claire Martin", "maître E", held), held)
        self.window.rooms.currentWidget().field.setText("738")
        self.take("verrou-code")
        self.window.show_assistant()
        assistant: Any = self.window.rooms.currentWidget()
        for index in range(len(assistant.pages)):
            assistant.show_step(index)
            self.take(f"assistant-{index + 1}")

    def everyday(self, session: Any) -> None:
        """Before a vault is open, then what everybody sees."""
        self.doors(Path(session.vault.directory))
        self.tabs(session)

    def requests(self, session: Any) -> None:
        """« Demandes », for somebody of the pôle."""
        self.window.open_session(session)
        self.settle()
        request_screens.walk(self, self.window.workspace)

    # -- one's own notes -------------------------------------------------------------------------------------------------
    def notebook(self, session: Any) -> None:
        """« Carnet » of the demonstration's psychologist."""
        self.window.open_session(session)
        self.settle()
        workspace: Any = self.window.workspace
        workspace.navigate_own()
        self.settle()
        desk = workspace.page().desk
        bilans = session.assessments.list()
        child = bilans[0].student_id if bilans else session.notebook.students()[0].id
        desk.open_child(child)
        for spec in desk.sheet.specs:
            desk.sheet.show_page(spec.code)
            self.take(f"carnet-{spec.code}")
        desk.sheet.show_page("bilans")
        self.settle()
        page = desk.sheet.page()
        for index, name in ((1, "redaction"), (2, "analyse")):
            page.bilan.show_view(index)
            self.take(f"carnet-bilan-{name}")
        page.bilan.show_evolution()
        self.take("carnet-evolution")
        page.bilan.show_view(0)
        page.start_new()
        self.take("carnet-nouveau-bilan")
        page.back_to_list()
        desk.sheet.ask_release()
        self.take("carnet-transmettre")
        desk.sheet.leave_release()
        desk.show_acts()
        self.take("carnet-actes")
        desk.show_day()
        self.take("carnet-jour")
        workspace.quick_note()
        self.take("carnet-note-rapide")

    # -- tabs ------------------------------------------------------------------------------------------------------------
    def tabs(self, session: Any) -> None:
        self.window.open_session(session)
        self.settle()
        workspace: Any = self.window.workspace
        for act, name in ((self._home, "accueil"), (self._students, "élèves"), (self._writing, "réunions et projets"),
                          (self._import, "import"), (self._exchange, "échanges"), (self._dialogs, "dialogues")):
            try:
                act(workspace)
            except Exception as error:  # noqa: BLE001 - the other screens are still worth drawing
                print(f"  {self.look.name}, {name} : {type(error).__name__} {error}")

    def _home(self, workspace: Any) -> None:
        workspace.show_tab(0)
        self.take("accueil")

    def _students(self, workspace: Any) -> None:
        from desktop.services.values import StudentQuery
        from desktop.ui.students.sheet import PAGES

        workspace.show_tab(1)
        self.take("eleves")
        tab = workspace.page()
        child = workspace.session.students.page(StudentQuery(search=CHILD))[0].id
        tab.open_record("student", child)
        for index, page in enumerate(PAGES):
            tab.sheet.tabs.setCurrentIndex(index)
            self.take(f"eleve-{page}")
        tab.sheet.tabs.setCurrentIndex(0)
        for name, act in (("nouveau", tab.new_here), ("modifier", tab.edit_here), ("doubles", tab._merge),
                          ("rectifier", tab._rectify), ("responsable", lambda: tab._edit_guardian("")),
                          ("scolarite-annee", lambda: tab._edit_place(""))):
            act()
            self.take(f"eleve-{name}")
            tab.back()
            self.settle()
        self._followed(tab)
        tab.search.setText("personne de ce nom")
        self.take("eleves-vide")
        tab.search.setText("")
        self.settle()

    def _followed(self, tab: Any) -> None:
        """The list of those followed, on the one of the first ten who has the longest path."""
        from desktop.services.values import StudentQuery

        tab.pick_chip("followed")
        tab.reload()
        self.settle()
        rows = tab.session.students.page(StudentQuery(filter="followed"), 0, 10)
        paths = {row.id: tab.session.students.timeline(row.id) for row in rows}
        told = max(paths, key=lambda id: len({event.table for event in paths[id]}) * 100 + len(paths[id]))
        tab.open_record("student", told)
        tab.sheet.tabs.setCurrentIndex(0)
        tab.listing.setFocus()
        self.take("eleve-suivi")
        tab.pick_chip("all")
        tab.reload()
        self.settle()

    def _writing(self, workspace: Any) -> None:
        for index, name in ((3, "reunion"), (4, "projet")):
            workspace.show_tab(index)
            self.take(f"{name}s")
            tab = workspace.page()
            tab.open_id(tab.listing.paged.row_at(0).id)
            tab.show_sheet()
            self.settle()
            tab.sheet.view.build_all()
            self.take(f"{name}-feuille")
            turn = getattr(tab.sheet, "toggle_bank", tab.sheet.toggle_side)
            turn()
            self.take(f"{name}-cote")
            turn()
            tab.toggle_full()
            if name == "projet":
                turn()
                tab.sheet.view.go_to("objectifs")
                tab.sheet.bank.search.setText("consigne")
                QTest.qWait(120)
            self.take(f"{name}-pleine-largeur")
            if name == "projet":
                turn()
            tab.toggle_full()
            tab.show_history()
            self.take(f"{name}-versions")
            tab.back()
            tab.new_here()
            self.take(f"{name}-nouveau")
            tab.back()
            self.settle()

    def _import(self, workspace: Any) -> None:
        open_file(workspace.context, ONDE)
        self.take("import-apercu")
        workspace.page().back()
        self.settle()

    def _exchange(self, workspace: Any) -> None:
        exchange_screens.walk(self, workspace, TODAY)

    def _dialogs(self, workspace: Any) -> None:
        workspace.show_tab(1)
        self.settle()
        for name, make in window_commands._OPENERS.items():
            if name == "new_phrase":
                continue
            dialog = make(self.window)
            dialog.show()
            self.take(f"dialogue-{name}", dialog)
            dialog.close()
            dialog.deleteLater()
        workspace.preview(workspace.session.printing.interview_guide(), "Guide d’entretien")
        self.take("apercu")
        workspace.close_preview()
        workspace.search.open()
        self.take("recherche")
        workspace.search.close()

    def leave(self) -> None:
        self.window._closing = True
        if self.window.workspace is not None:
            self.window.workspace.close_preview()
        self.window.close()
        self.settle()
        self.jobs.close()
        self.window.deleteLater()
        QApplication.processEvents()


# -- papers ----------------------------------------------------------------------------------------------------------------
def papers(session: Any) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Every paper, blank, filled and very long."""
    from desktop.reports.student_sheet import StudentData, student_pdf
    from desktop.services.values import StudentQuery

    printing = session.printing
    child = session.students.page(StudentQuery(search=CHILD))[0].id
    project = next(row for row in session.projects.list() if row.state == "clos")
    meeting = next(row for row in session.meetings.list(when="past"))
    long_student, long_project, long_meeting = _very_long(session)
    for size, large in (("", False), ("-grand", True)):
        yield f"ppre-vierge{size}", lambda large=large: printing.ppre_blank(large)
        yield f"ppre-rempli{size}", lambda large=large: printing.ppre(project.id, large)
        yield f"ppre-tres-long{size}", lambda large=large: printing.ppre(long_project, large)
        yield f"guide-vierge{size}", lambda large=large: printing.interview_guide(large=large)
        yield f"guide-parents-vierge{size}", lambda large=large: printing.interview_guide(for_parents=True, large=large)
        yield f"fiche-eleve-vierge{size}", lambda large=large: student_pdf(StudentData(), large=large, demonstration=True)
        yield f"fiche-eleve-remplie{size}", lambda large=large: printing.student_sheet(child, large)
        yield f"fiche-eleve-tres-longue{size}", lambda large=large: printing.student_sheet(long_student, large)
    yield "guide-rempli", lambda: printing.interview_guide(child)
    yield "guide-parents-rempli", lambda: printing.interview_guide(child, for_parents=True)
    yield "guide-douze-parties", lambda: printing.interview_guide(child, full=True)
    yield "guide-tres-long", lambda: printing.interview_guide(meeting_id=long_meeting)
    yield "reunion-remplie", lambda: printing.meeting(meeting.id)
    yield "reunion-tres-longue", lambda: printing.meeting(long_meeting)
    for code, _ in printing.situations():
        yield f"guide-situation-{code}", lambda code=code: printing.interview_guide(situation=code)
    yield "feuille-de-secours", _recovery


def _very_long(session: Any) -> tuple[str, str, str]:
    text = ("Anne-Sophie lit <3/10 des mots en moins d’une minute & demande « encore » ; écrire à <marie@ex.fr>. "
            "Łukasz, Ștefan, Ömer et Thanh-Liêm jouent avec elle. ") * 60
    child = session.students.add(last_name="BELKACEM-VAN DEN BERGHE DE LA FONTAINE", first_name="Marie-Apolline Éléonore",
                                 birth_date="2017-02-28", level="CM2", class_name="Classe de Mme de La Fontaine et M. Guillou",
                                 strengths=text, note=text).created[0]
    lines = [{"objectif": text[:900], "critere": text[:700]} for _ in range(8)]
    said = {"besoins": text * 3, "points_appui": text, "objectifs": lines, "mot_famille": text,
            "actions": [{"action": text[:600], "qui": "Mme Roy"}] * 9}
    project = session.projects.add(child, "ppre", said).created[0]
    meeting = session.meetings.add("entretien_parents", "2026-11-24", [child], {
        "objet": text[:400], "reussites": text, "faits": text, "parents": text * 2,
        "decisions": [{"qui": "L’école", "quoi": text[:500], "avant_le": "2026-12-04"}] * 7}).created[0]
    return child, project, meeting


def _recovery() -> bytes:
    from desktop.reports.recovery_sheet import recovery_pdf
    from desktop.security import recovery

    return recovery_pdf("Claire Guérin", "directrice", "ecole-jean-moulin", recovery.write(bytes(range(20))), TODAY,
                        words=recovery.in_words(bytes(range(20))))


def draw_papers(session: Any) -> int:
    """Each page of each paper, at 110 dots an inch."""
    import pypdfium2

    folder = SCREENS / "papiers"
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for name, make in papers(session):
        content = make()
        (folder / f"{name}.pdf").write_bytes(content)
        document = pypdfium2.PdfDocument(content)
        for number in range(len(document)):
            document[number].render(scale=110 / 72).to_pil().save(folder / f"{name}-{number + 1}.png")
            count += 1
        document.close()
    return count


def _said(_kind: Any, _context: Any, text: str) -> None:
    """Qt's warnings, but for those that the offscreen platform repeats."""
    if "propagateSizeHints" not in text and "raise()" not in text:
        print(f"  Qt : {text}")


WALKS = (("directrice", Photographer.everyday), ("psychologue", Photographer.notebook),
         (request_screens.LOGIN, Photographer.requests))
"""Who of the demonstration shows what."""


def main() -> int:
    """Draw everything; « --readme » also puts the README's pictures in docs/img/."""
    shutil.rmtree(SCREENS, ignore_errors=True)
    qInstallMessageHandler(_said)
    qapp = program.application()
    program.translate(qapp)
    total = 0
    with tempfile.TemporaryDirectory(prefix="pole-ecrans-") as name:
        paths = Paths.under(Path(name))
        vault = paths.data / "demonstration.coffre"
        for look in LOOKS:
            count = sum(_walked(look, paths, qapp, vault, login, walk) for login, walk in WALKS)
            print(f"{look.name} : {count} écrans", flush=True)
            total += count
        session = build_demo(vault, paths=paths, today=TODAY)
        pages = draw_papers(session)
        session.close(backup=False)
    print(f"papiers : {pages} pages\n{total} écrans sous {SCREENS.relative_to(ROOT)}/")
    if "--readme" in sys.argv:
        _readme()
    return 0


def _walked(look: Look, paths: Paths, qapp: QApplication, vault: Path, login: str,
            walk: Callable[[Photographer, Any], None]) -> int:
    """A look on the vault of one person of the demonstration, made for her; how many pictures were taken."""
    session = build_demo(vault, paths=paths, today=TODAY, login=login)
    photographer = Photographer(look, paths, qapp)
    try:
        walk(photographer, session)
    finally:
        photographer.leave()
        session.close(backup=False)
    shutil.rmtree(vault)
    return photographer.count


def _readme() -> None:
    from PIL import Image

    pictures = ROOT / "docs" / "img"
    pictures.mkdir(parents=True, exist_ok=True)
    chosen = {target: SCREENS / "clair" / f"{source}.png" for target, source in README_PICTURES.items()}
    for target, source in {**chosen, "guide": SCREENS / "papiers" / "guide-rempli-1.png"}.items():
        with Image.open(source) as picture:
            _light(picture.convert("RGB")).save(pictures / f"{target}.png", optimize=True)


def _light(picture: Any) -> Any:
    """The same in 256 colours: the commonest as they are, the others by the nearest of those that cover the rest."""
    from PIL import Image

    counted = sorted(picture.getcolors(1 << 24), reverse=True)
    rest = picture.quantize(96, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).convert("RGB").getcolors(256)
    kept = list(dict.fromkeys([*(colour for _, colour in counted[:160]), *(colour for _, colour in rest)]))[:256]
    near = {colour: min(range(len(kept)), key=lambda i: sum((x - y) ** 2 for x, y in zip(kept[i], colour, strict=True)))
            for _, colour in counted}
    light = Image.new("P", picture.size)
    light.putpalette([part for colour in kept for part in colour])
    raw = picture.tobytes()
    light.putdata([near[raw[at], raw[at + 1], raw[at + 2]] for at in range(0, len(raw), 3)])
    return light


if __name__ == "__main__":
    sys.exit(main())
