"""One's own notes on screen: who has them, what one types, what is told, what stays closed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QByteArray, QObject, Qt
from PySide6.QtGui import QAction, QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.clock import fixed_on
from desktop.errors import InputError, RefusedError
from desktop.paths import Paths
from desktop.services.opening import create_vault
from desktop.services.session import Session
from desktop.services.values import StudentQuery
from desktop.ui import messages
from desktop.ui.home.tab import HomeTab
from desktop.ui.jobs import Jobs
from desktop.ui.main_window import MainWindow
from desktop.ui.notebook import pieces, prints, roles
from desktop.ui.notebook.bilans import BilansPage
from desktop.ui.notebook.desk import NotebookDesk
from desktop.ui.notebook.notes_page import NotesPage
from desktop.ui.notebook.tab import NotebookTab
from desktop.ui.notebook.writings import WritingsPage
from desktop.ui.preferences import Preferences
from desktop.ui.tab_specs import tabs_for
from desktop.ui.workspace import Workspace
from tests.ui.conftest import MONDAY, UAI, type_text
from tests.ui.walk import cut, unnamed

TAB = 5
Part = TypeVar("Part", bound=QObject)


def make(paths: Paths, role: str) -> tuple[Session, str]:
    """A vault of one person, one school, one pupil with two parents."""
    made = create_vault(paths.data / f"{role}.coffre", name="Hélène Carpentier", roles=[role], login="helene", passphrase=None,
                        demonstration=True, paths=paths, clock=fixed_on(MONDAY))
    made.schools.save({"uai": UAI, "name": "École Jean Moulin", "city": "Toulouse"})
    child = made.students.add(last_name="HADDAD", first_name="Yanis", birth_date="2017-12-04", school=UAI, level="CE2",
                              class_name="CE2 A").created[0]
    for first, relation in (("Samira", "mère"), ("Karim", "père")):
        made.guardians.add(child, last_name="Haddad", first_name=first, kind="parent", relation=relation, authority="yes")
    return made, child


@pytest.fixture
def psychologist(paths: Paths) -> Iterator[tuple[Session, str]]:
    made, child = make(paths, "psychologist")
    yield made, child
    made.close(backup=False)


def agree(session: Session, child: str) -> None:
    for guardian in session.students.get(child).guardians:
        session.agreements.add(child, guardian=guardian.id, purpose="psychologue_bilan", date="2026-10-12")


def show(qtbot: QtBot, paths: Paths, preferences: Preferences, jobs: Jobs, session: Session) -> Workspace:
    window = MainWindow(paths, preferences, jobs)

    def let_go(one: MainWindow) -> None:
        one._closing = True
        if one.workspace is not None:
            one.workspace.close_preview()

    qtbot.addWidget(window, before_close_func=let_go)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    window.open_session(session)
    qtbot.wait(1)
    assert window.workspace is not None
    window.workspace.show_tab(TAB)
    return window.workspace


def desk_of(workspace: Workspace, child: str = "") -> NotebookDesk:
    tab = workspace.page()
    assert isinstance(tab, NotebookTab)
    assert tab.desk is not None
    if child:
        tab.desk.open_child(child)
    return tab.desk


@pytest.fixture
def space(qtbot: QtBot, paths: Paths, preferences: Preferences, jobs: Jobs, psychologist: tuple[Session, str],
          asked: list[tuple[str, ...]]) -> tuple[Workspace, NotebookDesk, Session, str]:
    session, child = psychologist
    workspace = show(qtbot, paths, preferences, jobs, session)
    return workspace, desk_of(workspace, child), session, child


Space = tuple[Workspace, NotebookDesk, Session, str]


def keys(text: str) -> None:
    """Sign by sign into what has the keyboard."""
    for sign in text:
        target = QApplication.focusWidget()
        assert target is not None
        if sign == "\t":
            QTest.keyClick(target, Qt.Key.Key_Tab)
        else:
            type_text(target, sign)


def inside(root: QObject, kind: type[Part], name: str) -> Part:
    """A part of a screen by its name."""
    found = root.findChild(kind, name)
    assert found is not None, name
    return found


def words(widget: QWidget) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


# -- who has it ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("role", "title"), [("psychologist", "Carnet"), ("doctor", "Santé"), ("nurse", "Santé"),
                                             ("social_worker", "Social"), ("specialist_e", "Mes notes"),
                                             ("specialist_g", "Mes notes"), ("director", ""), ("teacher", ""), ("referent", "")])
def test_the_tab_is_named_by_the_role_and_absent_for_others(role: str, title: str) -> None:
    labels = [spec.label for spec in tabs_for([role])]
    assert labels[5:] == ([title] if title else [])
    assert all(spec.icon == "lock" for spec in tabs_for([role])[5:])


def test_two_roles_have_one_tab_with_the_pages_of_both() -> None:
    both = roles.pages(["specialist_g", "psychologist"])
    codes = [page.code for page in both]
    assert codes == sorted(set(codes), key=codes.index)
    assert {"bilans", "notes", "accords"} <= set(codes)
    assert codes[-1] == "ecrits"
    assert "aide_relationnelle" in roles.purposes(["specialist_g", "psychologist"])


@pytest.mark.parametrize("role", ["doctor", "social_worker", "specialist_g"])
def test_each_role_walks_its_pages(role: str, qtbot: QtBot, paths: Paths, preferences: Preferences, jobs: Jobs,
                                   asked: list[tuple[str, ...]]) -> None:
    session, child = make(paths, role)
    try:
        workspace = show(qtbot, paths, preferences, jobs, session)
        desk = desk_of(workspace, child)
        for spec in desk.sheet.specs:
            desk.sheet.show_page(spec.code)
            page = desk.sheet.page()
            if isinstance(page, NotesPage):
                page.new_first()
                assert page.writing()
                assert page.sheet.view is not None
                page.sheet.view.build_all()
            assert unnamed(workspace) == []
    finally:
        session.close(backup=False)


# -- the screen ------------------------------------------------------------------------------------------------------------
def pages(workspace: Workspace, desk: NotebookDesk) -> Iterator[str]:
    """Every page of a psychologist, the bilan, the release, the acts, the day, the quick note."""
    sheet = desk.sheet
    desk.show_sheet()
    for spec in sheet.specs:
        sheet.show_page(spec.code)
        page = sheet.page()
        yield spec.code
        if isinstance(page, NotesPage) and spec.code != "suivi":
            page.new_first()
            assert page.sheet.view is not None
            page.sheet.view.build_all()
            yield f"{spec.code}, one"
            page.back_to_list()
        elif isinstance(page, BilansPage):
            page.start_new()
            page.start._describe()
            yield "new bilan"
            page.start.start()
            for index in range(3):
                page.bilan.show_view(index)
                yield f"bilan {index}"
            page.bilan.toggle_words()
            page.bilan.show_evolution()
            yield "evolution"
            page.bilan.show_view(0)
    sheet.ask_release()
    yield "release"
    sheet.leave_release()
    desk.show_acts()
    yield "acts"
    desk.show_day()
    yield "day"
    desk.add_child()
    yield "new child"
    desk.back()
    workspace.quick_note()
    yield "quick note"


@pytest.mark.parametrize(("size", "percent"), [((683, 384), 100), ((1366, 768), 100), ((1024, 640), 160)])
def test_nothing_is_unnamed_and_nothing_is_cut(space: Space, preferences: Preferences, size: tuple[int, int],
                                               percent: int) -> None:
    workspace, desk, session, child = space
    agree(session, child)
    preferences.change(text_size=percent)
    workspace.window().resize(*size)
    QApplication.processEvents()
    wrong: list[str] = []
    for page in pages(workspace, desk):
        QApplication.processEvents()
        wrong += [f"{page} : {one}" for one in (*unnamed(workspace), *cut(workspace))]
        assert workspace.window().width() == size[0], f"{page} pushes the window to {workspace.window().width()}"
    assert wrong == []


def test_the_status_line_says_that_it_is_open_for_oneself(space: Space) -> None:
    workspace, _, _, _ = space
    line = words(workspace.notices)
    assert "Carnet ouvert pour vous, fermé après 5 minutes sans geste" in line
    locked: list[bool] = []
    workspace.lock_asked.disconnect()
    workspace.lock_asked.connect(lambda: locked.append(True))
    inside(workspace.notices, QPushButton, "carnet_fermer").click()
    assert locked
    workspace.show_tab(0)
    assert "Carnet" not in words(workspace.notices)


def test_reopened_by_the_short_code_it_shows_nobody(qtbot: QtBot, paths: Paths, preferences: Preferences, jobs: Jobs,
                                                    psychologist: tuple[Session, str], asked: list[tuple[str, ...]],
                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    session, child = psychologist
    session.notebook.add("note", student=child, text="Il pose son crayon.")
    state = {"open": False}

    def answer(_self: Session, phrase: str) -> None:
        if phrase != "la bonne phrase":
            raise RefusedError("Ce n’est pas votre phrase de passe.")
        state["open"] = True

    monkeypatch.setattr(Session, "personal_open", property(lambda _self: state["open"]), raising=False)
    monkeypatch.setattr(Session, "open_personal", answer, raising=False)
    workspace = show(qtbot, paths, preferences, jobs, session)
    tab: Any = workspace.page()
    assert not tab.is_open()
    assert "HADDAD" not in words(tab)
    assert unnamed(tab) == []
    workspace.quick_note()
    assert not [one for one in workspace.findChildren(QWidget, "note_rapide") if one.isVisible()]
    tab.closed.field.setText("une autre")
    tab.closed.open()
    assert "pas votre phrase" in tab.closed.said.text()
    tab.closed.field.setText("la bonne phrase")
    tab.closed.open()
    assert desk_of(workspace).listing.paged.total() == 1
    assert tab.closed.field.text() == ""


# -- notes -----------------------------------------------------------------------------------------------------------------
def test_search_finds_a_child_by_the_words_of_a_note(space: Space) -> None:
    _, desk, session, child = space
    session.notebook.add("note", student=child, text="Le soir il est épuisé par la dictée.")
    desk.search.setText("epuise dictee")
    desk.reload()
    assert desk.listing.paged.total() == 1
    desk.search.setText("rien de tel")
    desk.reload()
    assert desk.listing.paged.total() == 0


def test_a_quick_note_closed_halfway_is_still_there(space: Space) -> None:
    workspace, _, session, _ = space
    workspace.quick_note()
    quick = workspace._quick
    quick.name.setFocus()
    keys("Haddad\t")
    quick.text.setFocus()
    keys("Il sourit quand")
    quick.close_panel()
    assert [draft.values["texte"] for draft in session.drafts.all()] == ["Il sourit quand"]
    quick.text.fill("")
    quick.name.clear()
    workspace.quick_note()
    assert quick.text.text() == "Il sourit quand"
    quick.text.setFocus()
    QTest.keyClick(quick.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [note.title for note in session.notebook.list()] == ["Il sourit quand"]
    assert session.drafts.all() == ()


def test_accueil_says_a_text_waits_neither_whose_nor_what(space: Space) -> None:
    workspace, _, session, child = space
    session.drafts.keep("note", "brouillon-1", child, {"texte": "Il sourit quand"}, title="Observation, HADDAD Yanis")
    workspace.show_tab(0)
    home = workspace.page()
    assert isinstance(home, HomeTab)
    home.refresh()
    QApplication.processEvents()
    said = inside(workspace, QPushButton, "accueil_brouillon_0").accessibleName() + words(workspace.page())
    assert "Texte en cours dans votre fichier personnel" in said
    assert not any(word in said for word in ("HADDAD", "Haddad", "Observation", "sourit"))


def test_a_note_is_kept_on_leaving_and_undone(space: Space) -> None:
    workspace, desk, session, child = space
    desk.sheet.show_page("entretiens")
    page = desk.sheet.page()
    assert isinstance(page, NotesPage)
    page.new_first()
    assert page.sheet.view is not None
    page.sheet.view.focus("paroles")
    keys("« Le soir, il est épuisé. »")
    page.back_to_list()
    row = session.notebook.list(child, "entretien")[0]
    assert session.notebook.get(row.id).answers["paroles"] == "« Le soir, il est épuisé. »"
    workspace.undo.undo()
    assert not session.notebook.get(row.id).answers["paroles"]


def test_a_follow_up_waits_for_its_agreement_and_says_the_way_out(space: Space) -> None:
    workspace, desk, session, child = space
    desk.sheet.show_page("suivi")
    page = desk.sheet.page()
    assert isinstance(page, NotesPage)
    page.new_first()
    assert not page.writing()
    assert "autorisation" in workspace.notices.last()
    for guardian in session.students.get(child).guardians:
        session.agreements.add(child, guardian=guardian.id, purpose="psychologue_suivi", date="2026-11-02")
    page.new_first()
    assert page.writing()
    page.sheet.until.set_day("2027-01-31")
    page.sheet.until.changed.emit()
    assert session.notebook.list(child, "suivi")[0].until == "2027-01-31"


# -- the bilan -------------------------------------------------------------------------------------------------------------
def begin(desk: NotebookDesk) -> BilansPage:
    desk.sheet.show_page("bilans")
    page = desk.sheet.page()
    assert isinstance(page, BilansPage)
    page.start_new()
    page.start.start()
    return page


def test_scores_are_typed_row_by_row_without_a_mouse(space: Space) -> None:
    _, desk, session, child = space
    agree(session, child)
    page = begin(desk)
    bilan = page.bilan
    assert bilan.battery is not None
    assert bilan.battery.code == "wisc5"
    bilan.index_table.start()
    keys("108\t100\t115\tsolide\t100\t92\t108\tdans la moyenne\t")
    bilan.commit()
    points = {point.code: point for point in session.assessments.points(session.assessments.list(child)[0].id)}
    assert (points["ICV"].score, points["ICV"].bottom, points["ICV"].top, points["ICV"].words) == (108, 100, 115, "solide")
    assert points["IVS"].words == "dans la moyenne"
    assert points["ICV"].computed
    rank = bilan.indices.index(0, bilan.indices.keys.index("rank"))
    assert bilan.indices.data(rank, Qt.ItemDataRole.AccessibleTextRole).endswith("70, calculé")
    assert "intervalle de 100 à 115" in bilan.indices.data(bilan.indices.index(0, 6), Qt.ItemDataRole.AccessibleTextRole)


def test_an_index_is_not_interpretable_with_its_reason(space: Space) -> None:
    _, desk, session, child = space
    agree(session, child)
    bilan = begin(desk).bilan
    row = [line.code for line in bilan.indices.lines].index("QIT")
    bilan.index_table.setFocus()
    bilan.index_table.setCurrentIndex(bilan.indices.index(row, 1))
    keys("95\t")
    bilan.index_table.setFocus()
    bilan.index_table.setCurrentIndex(bilan.indices.index(row, 1))
    QTest.keyClick(bilan.index_table, Qt.Key.Key_N)
    keys("26 points d’écart\t")
    bilan.commit()
    point = next(p for p in session.assessments.points(session.assessments.list(child)[0].id) if p.code == "QIT")
    assert not point.interpretable
    assert point.why == "26 points d’écart"
    assert bilan.indices.shown(bilan.indices.lines[row], "score") == "–"


def test_a_figure_out_of_range_is_told_under_its_row_and_kept(space: Space) -> None:
    _, desk, session, child = space
    agree(session, child)
    bilan = begin(desk).bilan
    before = bilan.index_table.rowHeight(0)
    bilan.index_table.start()
    keys("190\t")
    assert "190" in bilan.indices.remark_at(0)
    assert bilan.index_table.rowHeight(0) > before
    bilan.commit()
    assert session.assessments.points(session.assessments.list(child)[0].id)[0].score == 190


def test_the_chart_is_one_key_away_from_its_words(space: Space) -> None:
    _, desk, session, child = space
    agree(session, child)
    bilan = begin(desk).bilan
    bilan.index_table.start()
    keys("108\t")
    bilan.index_table.setFocus()
    bilan.index_table.setCurrentIndex(bilan.indices.index(0, 1))
    QTest.keyClick(bilan.index_table, Qt.Key.Key_T)
    assert bilan.indices.data(bilan.indices.index(0, 6)).startswith("score 108")
    QTest.keyClick(bilan.index_table, Qt.Key.Key_T)
    assert bilan.indices.data(bilan.indices.index(0, 6)) == ""


def test_without_agreement_one_prepares_and_the_scores_wait(space: Space) -> None:
    _, desk, session, child = space
    page: Any = begin(desk)
    row = session.assessments.list(child)[0]
    assert row.state == "prevu"
    assert page.bilan.indices.read_only
    assert "autorisation" in page.bilan.gate.label.whole_text()
    page.bilan.show_view(1)
    assert page.bilan.view is not None
    page.bilan.view.focus("question")
    keys("D’où vient sa fatigue ?")
    page.bilan.commit()
    assert session.assessments.get(row.id).answers["question"] == "D’où vient sa fatigue ?"
    desk.sheet._to_agreements()
    accords = desk.sheet.page()
    assert accords is not None
    inside(accords, QAction, "accord_psychologue_bilan_protection").trigger()
    desk.sheet.show_page("bilans")
    page.refresh()
    assert not page.bilan.indices.read_only
    page.bilan.index_table.start()
    keys("101\t")
    page.bilan.commit()
    assert session.assessments.list(child)[0].state == "en_cours"


def test_what_a_parent_answers_is_noted_and_told(space: Space) -> None:
    _, desk, session, child = space
    desk.sheet.show_page("accords")
    page = desk.sheet.page()
    assert page is not None
    inside(page, QAction, "accord_psychologue_bilan_0_given").trigger()
    inside(page, QAction, "accord_psychologue_bilan_1_oral").trigger()
    status = session.agreements.status(child, "psychologue_bilan")
    assert not status.complete
    assert desk.sheet.head.mark.mark() == "incomplete"
    inside(page, QAction, "accord_psychologue_bilan_1_given").trigger()
    assert session.agreements.status(child, "psychologue_bilan").complete
    assert desk.sheet.head.agreement.whole_text().startswith("autorisation")
    assert not session.agreements.list(child, mine=False)


def test_a_test_described_by_its_user_takes_scores(space: Space) -> None:
    _, desk, session, child = space
    agree(session, child)
    desk.sheet.show_page("bilans")
    page = desk.sheet.page()
    assert isinstance(page, BilansPage)
    page.start_new()
    page.start._describe()
    page.start.form.fields.put({"name": "Épreuve maison", "ages": "6;0-12;0", "scores": [{"nom": "Attention", "echelle": "notes"}]})
    page.start.form.save()
    picked = [radio for radio, battery in page.start._choices if battery.name == "Épreuve maison"]
    assert len(picked) == 1
    picked[0].setChecked(True)
    page.start.start()
    assert [line.name for line in page.bilan.lines] == ["Attention"]


# -- transmit --------------------------------------------------------------------------------------------------------------
def test_what_helps_is_transmitted_then_taken_back(space: Space, asked: list[tuple[str, ...]]) -> None:
    workspace, desk, session, child = space
    agree(session, child)
    bilan = begin(desk).bilan
    bilan.panel.boxes["aide_classe"].setFocus()
    keys("Une consigne à la fois.")
    desk.sheet.ask_release()
    release = desk.sheet.release
    assert release.content.text() == "Une consigne à la fois."
    assert release.readers.text()
    release.content.setFocus()
    QTest.keyClick(release.content, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    sent = session.releases.of(child)
    assert [one.content for one in sent] == ["Une consigne à la fois."]
    assert workspace.notices._act is not None
    assert bilan.panel.sent.text().startswith("transmis le")
    desk.sheet.show_page("ecrits")
    page = desk.sheet.page()
    assert isinstance(page, WritingsPage)
    inside(page, QPushButton, "transmis_0_retirer").click()
    assert session.releases.of(child) == ()
    assert session.releases.mine()[0].revoked_on
    assert "retiré le" in words(page)
    assert "pour la suite" in asked[-1][0]


def test_an_empty_text_is_not_transmitted(space: Space) -> None:
    _, desk, session, child = space
    session.notebook.add("note", student=child, text="Vu en récréation.")
    desk.sheet.ask_release()
    desk.sheet.release.content.fill("")
    desk.sheet.release.release()
    assert session.releases.of(child) == ()
    assert desk.sheet.release.error.isVisibleTo(desk.sheet.release)


# -- pieces ----------------------------------------------------------------------------------------------------------------
def test_a_picture_keeps_its_pixels_and_loses_the_rest(tmp_path: Path, qapp: QApplication) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    image.setText("Comment", "École Jean Moulin, 12 rue des Lilas")
    path = tmp_path / "photo.png"
    assert image.save(str(path))
    assert b"Lilas" in path.read_bytes()
    clean = pieces.read_piece(path)
    assert b"Lilas" not in clean
    again = QImage.fromData(QByteArray(clean))
    assert (again.width(), again.height(), again.pixelColor(3, 3).name()) == (40, 30, "#ff0000")


def test_a_huge_picture_is_refused_before_it_is_read(tmp_path: Path, qapp: QApplication) -> None:
    image = QImage(8000, 5001, QImage.Format.Format_Mono)
    image.fill(0)
    path = tmp_path / "plan.png"
    assert image.save(str(path))
    with pytest.raises(InputError, match="40 millions"):
        pieces.read_piece(path)


def test_a_piece_is_joined_seen_and_taken_out(space: Space, tmp_path: Path) -> None:
    _, desk, session, child = space
    desk.sheet.show_page("observations")
    page = desk.sheet.page()
    assert isinstance(page, NotesPage)
    page.new_first()
    text = tmp_path / "lettre.txt"
    text.write_text("Lettre de la famille", encoding="utf-8")
    box = page.sheet.pieces
    box.join(text)
    note = session.notebook.list(child, "observation")[0]
    assert [piece.title for piece in session.notebook.pieces(note.id)] == ["lettre.txt"]
    assert inside(box, QPushButton, "piece_0").accessibleName().startswith("Voir lettre.txt")
    inside(box, QAction, "piece_0_retirer").trigger()
    assert session.notebook.pieces(note.id) == ()


def test_a_child_of_ones_own_file_is_nowhere_else(space: Space) -> None:
    _, desk, session, _ = space
    desk.add_child()
    page = desk._page
    assert page is not None
    inside(page, QLineEdit, "champ_last_name").setFocus()
    keys("Petit\tLila")
    inside(page, QPushButton, "carnet_enfant_enregistrer").click()
    assert desk.sheet.child is not None
    assert desk.sheet.child.known == "here"
    assert session.students.numbers(StudentQuery(search="petit lila")) == []
    desk.sheet.ask_release()
    assert desk.sheet.body.currentIndex() == 0


def every_button(root: Any) -> list[str]:
    return [one.objectName() for one in root.findChildren(QPushButton)]


def test_a_directors_window_has_nothing_of_it(qtbot: QtBot, paths: Paths, preferences: Preferences, jobs: Jobs,
                                              asked: list[tuple[str, ...]]) -> None:
    session, _ = make(paths, "director")
    try:
        workspace = show(qtbot, paths, preferences, jobs, session)
        assert workspace.header.tabs.count() == 5
        assert not [act for act in workspace.actions() if act.objectName() == "note_rapide_ouvrir"]
        assert not [name for name in every_button(workspace) if name.startswith("carnet") and name != "carnet_fermer"]
    finally:
        session.close(backup=False)


def test_a_director_copies_an_avis_from_its_paper_and_reads_it(qtbot: QtBot, paths: Paths, preferences: Preferences, jobs: Jobs,
                                                               asked: list[tuple[str, ...]]) -> None:
    session, child = make(paths, "director")
    try:
        workspace = show(qtbot, paths, preferences, jobs, session)
        workspace.navigate("student", child)
        tab: Any = workspace.page()
        tab.sheet.acts.note_avis()
        page = tab._page
        assert unnamed(workspace) == []
        page.fields.put({"date": "2026-11-12", "author": "Dr Roche", "opinion": "favourable"})
        page.save()
        found = session.health.avis(child)
        assert [(one.opinion, one.author, one.source, one.needs) for one in found] == [("favourable", "Dr Roche", "paper", "")]
        tab.sheet.acts.open_event("avis", found[0].id)
        assert "avis favorable du 12 novembre 2026" in words(tab._page)
        assert "papier" in words(tab._page)
        tab.back()
        assert tab._page is None
    finally:
        session.close(backup=False)


def test_what_was_transmitted_is_read_from_the_path_of_the_child(space: Space) -> None:
    workspace, _, session, child = space
    note = session.notebook.add("note", student=child, text="Vu en récréation.").created[-1]
    session.releases.release(note, addressee="l’équipe de l’école", purpose="Ce qui aide", content="Une consigne à la fois.")
    workspace.navigate("student", child)
    tab: Any = workspace.page()
    told = [event for event in session.students.timeline(child) if event.table == "release"]
    assert told
    tab.sheet.acts.open_event("release", told[0].id)
    assert "Une consigne à la fois." in words(tab._page)
    assert "récréation" not in words(workspace)
    tab.back()
    tab.sheet.acts.notebook()
    assert isinstance(workspace.page(), NotebookTab)
    assert desk_of(workspace).sheet.child is not None


def test_two_bilans_are_compared_with_their_warning_and_their_table(space: Space) -> None:
    _, desk, session, child = space
    agree(session, child)
    for day, score in (("2025-12-01", 96), ("2026-11-10", 103)):
        session.assessments.add(child, "wisc5", day, {"scores": [{"code": "ICV", "score": score, "bas": score - 7,
                                                                  "haut": score + 7}]}, "rendu")
    desk.sheet.show_page("bilans")
    page = desk.sheet.page()
    assert isinstance(page, BilansPage)
    page.bilan.show_evolution()
    evolution = page.bilan.evolution
    assert "habitude" in evolution.warning.label.whole_text()
    group = inside(evolution, QWidget, "evolution_groupe")
    assert group.accessibleName().startswith("Compréhension verbale. 01/12/2025")
    QTest.keyClick(evolution, Qt.Key.Key_T)
    assert not evolution.table.isHidden()
    assert [cell.text() for row in range(2) if (cell := evolution.table.item(row, 2)) is not None] == ["96", "103"]
    assert desk.back()
    assert page.bilan.stack.currentIndex() == 0


def test_full_width_keeps_the_childs_name(space: Space) -> None:
    workspace, desk, session, child = space
    desk.sheet.show_page("observations")
    page = desk.sheet.page()
    assert isinstance(page, NotesPage)
    page.new_first()
    workspace._toggle_full()
    assert not desk.left.isVisible()
    assert not workspace.header.isVisible()
    assert desk.sheet.head.title.isVisible()
    workspace._back()
    assert desk.left.isVisible()
    assert workspace.header.isVisible()
    assert page.writing()
    assert session.notebook.list(child, "observation")


def test_every_paper_offered_is_shown(space: Space) -> None:
    workspace, desk, session, child = space
    agree(session, child)
    session.assessments.add(child, "wisc5", "2026-11-10", {"aide_classe": "Une consigne à la fois.",
                                                           "scores": [{"code": "ICV", "score": 108}]}, "en_cours")
    desk.sheet.show_page("bilans")
    for code, _ in prints.offered(session.actor.roles):
        if not code.endswith(".docx"):
            desk.sheet.print_paper(code, False)
            shown = [one for one in workspace.findChildren(QWidget, "apercu") if one.isVisible()]
            assert len(shown) == 1, code
            workspace.close_preview()
            QApplication.processEvents()


def test_a_document_leaves_the_vault_by_ones_own_act(space: Space, tmp_path: Path, asked: list[tuple[str, ...]],
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    _, desk, session, child = space
    agree(session, child)
    session.assessments.add(child, "wisc5", "2026-11-10", {"aide_classe": "Une consigne à la fois."}, "en_cours")
    desk.sheet.show_page("bilans")
    target = tmp_path / "note-ecole.docx"
    names: list[str] = []

    def choose(_parent: object, _title: str, name: str, _filters: str = "") -> Path:
        names.append(name)
        return target

    monkeypatch.setattr(messages, "choose_save", choose)
    desk.sheet.print_paper("school-note.docx", False)
    assert target.read_bytes().startswith(b"PK")
    assert names == ["note-ecole.docx"]
    assert "hors du coffre" in asked[-1][0]
