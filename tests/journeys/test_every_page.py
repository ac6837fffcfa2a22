"""Every page of pupils, requests, meetings and projects, as a screen reader walks it and as a small screen shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from desktop.services.opening import open_vault
from desktop.services.places import uai_letter
from desktop.services.session import Session
from desktop.services.values import StudentQuery
from desktop.ui.help.page import HelpPage
from desktop.ui.meetings.tab import MeetingsTab
from desktop.ui.projects.tab import ProjectsTab
from desktop.ui.records.edit_page import EditPage
from desktop.ui.requests.bar import HELP
from desktop.ui.requests.new_request import NewRequestPage
from desktop.ui.requests.tab import RequestsTab
from desktop.ui.students.sheet import PAGES
from desktop.ui.students.tab import StudentsTab
from desktop.ui.workspace import Workspace
from tests.journeys.conftest import PHRASE, Hands
from tests.ui.walk import cut, unnamed

Open = Callable[[], Hands]
SIZES = ((683, 384), (1366, 768))


@pytest.fixture
def space(vault: Path, open_window: Open) -> Iterator[tuple[Hands, Workspace]]:
    hands = open_window()
    session = open_vault(vault, passphrase=PHRASE, paths=hands.window.paths)
    student = session.students.page(StudentQuery())[0].id
    session.projects.add(student, "ppre", {"debut": "2026-11-02", "fin": "2026-12-18"})
    session.meetings.add("equipe_educative", "2026-11-24", [student], {"objet": "Faire le point", "heure": "16:30"})
    session.students.enrol(student, year="2025-2026", school=session.schools.all()[0].id, level="CE1", class_name="02 CE1")
    hands.window.open_session(session)
    hands.settle()
    workspace = hands.window.workspace
    assert workspace is not None
    yield hands, workspace


def pages(hands: Hands, workspace: Workspace) -> Iterator[str]:
    """Go from page to page; the name of each as it is shown."""
    workspace.show_tab(1)
    hands.settle()
    students = workspace.page()
    assert isinstance(students, StudentsTab)
    students.open_record("student", workspace.session.students.page(StudentQuery())[0].id)
    hands.settle()
    for index, page in enumerate(PAGES):
        students.sheet.tabs.setCurrentIndex(index)
        hands.settle()
        yield page
    acts: dict[str, Callable[[], object]] = {
        "new": students.new_here, "edit": students.edit_here, "merge": students._merge, "rectify": students._rectify,
            "who": students._who, "guardian": lambda: students._edit_guardian(""), "place": lambda: students._edit_place("")}
    for name, act in acts.items():
        act()
        hands.settle()
        yield name
        students.back()
        hands.settle()
    for index, kind in ((3, MeetingsTab), (4, ProjectsTab)):
        workspace.show_tab(index)
        hands.settle()
        tab = workspace.page()
        assert isinstance(tab, kind)
        tab.open_id(tab.listing.paged.row_at(0).id)
        tab.show_sheet()
        hands.settle()
        assert tab.sheet.view is not None
        tab.sheet.view.build_all()
        yield f"sheet {index}"
        tab.sheet.toggle_side()
        hands.settle()
        yield f"side {index}"
        tab.sheet.toggle_side()
        tab.show_history()
        hands.settle()
        yield f"versions {index}"
        tab.back()
        tab.new_here()
        hands.settle()
        yield f"new {index}"
        tab.back()


def ask(session: Session) -> dict[str, str]:
    """A request in each moment of its life, a group with its hours."""
    student = session.students.page(StudentQuery())[0].id
    said = {"sujet": "Entrée dans la lecture", "faits": "Elle s’arrête sur les mots longs.", "essaye": "Lire à deux.",
            "parents_informes_le": "2026-11-16"}
    draft = session.requests.add("class", class_name="CE2 A", level="CE2", answers={"sujet": "Le calme"}).created[0]
    sent = session.requests.add("pupil", students=[student], requester="Mme Guérin", answers=said).created[0]
    session.requests.submit(sent)
    session.requests.contribute(sent, author="Mme Roy", function="orthophoniste", date="2026-11-18",
                                answers={"faits": "Elle nomme les images sans hésiter."})
    decided = session.requests.add("pupil", students=[student], requester="Mme Guérin", answers=said).created[0]
    session.requests.submit(decided)
    session.requests.acknowledge(decided)
    session.concertation.decide(decided, {"indications": ["maitre_e"], "phrase": "Un groupe deux fois par semaine."})
    group = session.helping.add("group", "Groupe lecture CE2", students=[student], since="2026-11-02").created[0]
    session.helping.start(group)
    session.helping.note_sitting(group, "2026-11-20", {student: "present"}, note="Sons longs et sons brefs.")
    session.timetable.add(2, "10:30", "11:15", intervention_id=group)
    return {"draft": draft, "sent": sent, "decided": decided, "group": group}


def request_pages(hands: Hands, workspace: Workspace, ids: dict[str, str]) -> Iterator[str]:
    """Everything of « Demandes », page after page, then what opens over the tabs."""
    tab = on_requests(hands, workspace)
    for mode, name in enumerate(("board", "list", "helps", "to resume")):
        tab.set_mode(mode)
        hands.settle()
        yield name
    for state in ("draft", "sent", "decided"):
        tab.set_mode(0)
        tab.open_card(ids[state])
        hands.settle()
        assert tab.pane.request_sheet.view is not None
        tab.pane.request_sheet.view.build_all()
        yield f"request {state}"
        tab.pane.request_sheet.toggle_side()
        hands.settle()
        yield f"follow {state}"
        tab.pane.request_sheet.toggle_side()
    acts = tab.acts
    for name, act in {"propose": acts.propose, "decide": acts.decide, "complete": acts.complete, "news": acts.news,
                      "answered": acts.answered, "contribute": acts.contribute, "who asks": acts.edit, "close": acts.close,
                      "decline": acts.decline, "give back": acts.give_back}.items():
        tab.open_card(ids["sent"])
        hands.settle()
        act(ids["sent"])
        hands.settle()
        yield name
        tab.back()
    tab.new_here()
    hands.settle()
    page = tab.pane.page()
    assert isinstance(page, NewRequestPage)
    yield "new request"
    page.toggle_further()
    page.who.toggle_other()
    page.view.build_all()
    hands.settle()
    yield "new request, further"
    page.leave()
    tab.prepare_concertation_of()
    hands.settle()
    yield "agenda"
    tab.back()
    for command in ("danger", "pole_settings"):
        hands.window.command(command)
        hands.settle()
        yield command
        workspace.over.close()
    yield from _help_pages(hands, on_requests(hands, workspace), ids)


def _help_pages(hands: Hands, tab: RequestsTab, ids: dict[str, str]) -> Iterator[str]:
    tab.set_mode(HELP)
    page = tab._later[HELP]
    assert isinstance(page, HelpPage)
    page.open_record("intervention", ids["group"])
    hands.until(lambda: page.helps.group_sheet.loaded is not None)
    page.helps.show_sheet()
    hands.settle()
    yield "group"
    value = page.helps.group_sheet.value
    assert value is not None
    page.helps.note_sitting(None)
    hands.settle()
    yield "attendance"
    page.helps.back_to_sheet()
    for what in ("join", "leave", "member", "end", "review", "edit"):
        page.helps.ask_page(what, value.members[0].id)
        hands.settle()
        yield f"group, {what}"
        page.helps.back_to_sheet()
    page.new_here()
    hands.settle()
    yield "new help"
    page.helps.back_to_sheet()
    page.show_timetable("", "", "")
    hands.settle()
    yield "week"
    page.week.new_slot()
    hands.settle()
    yield "new hours"
    page.week.back_to_week()


def on_requests(hands: Hands, workspace: Workspace) -> RequestsTab:
    workspace.show_tab(2)
    hands.settle()
    tab = workspace.page()
    assert isinstance(tab, RequestsTab)
    return tab


@pytest.mark.parametrize("size", SIZES)
def test_nothing_of_requests_is_unnamed_and_nothing_is_cut(space: tuple[Hands, Workspace], size: tuple[int, int]) -> None:
    hands, workspace = space
    ids = ask(workspace.session)
    hands.window.resize(*size)
    hands.settle()
    wrong: list[str] = []
    for page in request_pages(hands, workspace, ids):
        wrong += [f"{page} : {one}" for one in (*unnamed(workspace), *cut(workspace))]
        assert hands.window.width() == size[0], f"{page} pushes the window to {hands.window.width()}"
    assert wrong == []


def test_requests_in_large_text_scroll_and_are_never_cut(space: tuple[Hands, Workspace]) -> None:
    hands, workspace = space
    ids = ask(workspace.session)
    hands.window.preferences.change(text_size=160)
    hands.window.resize(1024, 640)
    hands.settle()
    assert [f"{page} : {one}" for page in request_pages(hands, workspace, ids) for one in cut(workspace)] == []


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_unnamed_and_nothing_is_cut(space: tuple[Hands, Workspace], size: tuple[int, int]) -> None:
    hands, workspace = space
    hands.window.resize(*size)
    hands.settle()
    wrong: list[str] = []
    for page in pages(hands, workspace):
        wrong += [f"{page} : {one}" for one in (*unnamed(workspace), *cut(workspace))]
        assert hands.window.width() == size[0], f"{page} pushes the window to {hands.window.width()}"
    assert wrong == []


def test_large_text_scrolls_and_is_never_cut(space: tuple[Hands, Workspace]) -> None:
    hands, workspace = space
    hands.window.preferences.change(text_size=160)
    hands.window.resize(1024, 640)
    hands.settle()
    assert [f"{page} : {one}" for page in pages(hands, workspace) for one in cut(workspace)] == []


def test_the_search_ignores_accents_and_says_its_count(space: tuple[Hands, Workspace]) -> None:
    from desktop.ui.accessible import said

    hands, workspace = space
    workspace.show_tab(1)
    hands.settle()
    students = workspace.page()
    assert isinstance(students, StudentsTab)
    students.search.setText("hadd ce2 moulin")
    hands.until(lambda: students.listing.paged.total() == 1)
    hands.until(lambda: "1 élève" in said)
    students.search.setText("personne de ce nom")
    hands.until(lambda: students.listing.paged.total() == 0)
    assert students.back() is not None


def test_only_one_answer_wins_when_one_types_fast(space: tuple[Hands, Workspace]) -> None:
    hands, workspace = space
    workspace.show_tab(1)
    hands.settle()
    students = workspace.page()
    assert isinstance(students, StudentsTab)
    for text in ("zzz", "yyy", "haddad"):
        students.search.setText(text)
        students.reload()
    hands.until(lambda: students.listing.paged.total() == 1)


def test_two_texts_are_shown_and_one_is_kept(space: tuple[Hands, Workspace]) -> None:
    hands, workspace = space
    session = workspace.session
    student = session.students.page(StudentQuery())[0].id
    seen = session.students.get(student).seen
    session.students.update(student, {"strengths": "Retient ce qu’il entend"}, seen)
    session.commun.own_units.clear()  # as if it came from another laptop
    session.students.update(student, {"strengths": "Calcule vite de tête"}, seen)
    workspace.navigate("student", student)
    hands.until(lambda: bool(hands.window.findChildren(QWidget, "conflit_0")))
    card = hands.see(QWidget, "conflit_0")
    assert "Points d’appui" in card.accessibleName()
    keep = [one for one in card.findChildren(QPushButton) if "Calcule" in one.accessibleName()]
    assert len(keep) == 1
    keep[0].setFocus()
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: not session.students.get(student).conflicts)
    assert session.students.get(student).strengths == "Calcule vite de tête"


def test_a_school_is_added_on_the_way_to_a_pupil(space: tuple[Hands, Workspace]) -> None:
    hands, workspace = space
    workspace.show_tab(1)
    hands.settle()
    students = workspace.page()
    assert isinstance(students, StudentsTab)
    students.new_here()
    hands.until(lambda: hands.keys_are_on("champ_last_name"))
    hands.write("Durand")
    hands.on("nouvel_eleve_ecole")
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: hands.keys_are_on("champ_uai"))
    hands.write("0000000X")
    hands.control(Qt.Key.Key_Return)
    page = students._page
    assert isinstance(page, EditPage)
    hands.until(lambda: page.fields.errors["uai"].isVisible())
    hands.see(QLineEdit, "champ_uai").clear()
    hands.on("champ_uai")
    hands.write("0620102" + uai_letter("0620102"))
    hands.press(Qt.Key.Key_Tab)
    hands.write("École Victor Hugo")
    hands.control(Qt.Key.Key_Return)
    hands.until(lambda: hands.keys_are_on("champ_last_name"))
    hands.until(lambda: hands.see(QLineEdit, "champ_last_name").text() == "Durand")


def test_a_selection_prints_as_one_document(space: tuple[Hands, Workspace]) -> None:
    hands, workspace = space
    session = workspace.session
    for first_name in ("Awa", "Noé"):
        session.students.add(last_name="KONÉ", first_name=first_name, birth_date="2018-01-02")
    workspace.show_tab(1)
    hands.settle()
    students = workspace.page()
    assert isinstance(students, StudentsTab)
    students.listing.selectAll()
    hands.settle()
    assert hands.see(QPushButton, "eleves_selection").accessibleName() == "Imprimer pour 3 élèves"
    students.print_selection("student-sheet")
    hands.until(lambda: bool([w for w in hands.window.findChildren(QWidget, "apercu") if w.isVisible()]))
    hands.press(Qt.Key.Key_Escape)
    students.print_selection("ppre")
    hands.until(lambda: "2 élèves sans PPRE" in workspace.notices.last())
