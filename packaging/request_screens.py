"""The pages of « Demandes », as somebody of the pôle meets them on the demonstration vault."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.services.request_values import RequestQuery, RequestRow
from desktop.services.values import StudentQuery
from desktop.ui.requests.dropped_form import open_file
from desktop.ui.requests.filters import ON_BOARD, VIEWS
from desktop.ui.requests.wording_help import PairCard
from desktop.ui.students.sheet import PAGES

LOGIN = "maitre_e"
"""Somebody of the pôle: who takes, decides and helps."""
TAB, STUDENTS, MEETINGS = 2, 1, 3
WATCHED = "Il est sûrement dyslexique, QI de 84, il est paresseux le matin. Il recopie la date et s’arrête."
SAID = {"sujet": "Entrée dans la lecture", "faits": WATCHED, "essaye": "Consigne redite à deux, chaque matin.",
        "parents": "Ils le trouvent fatigué le soir."}


def walk(camera: Any, workspace: Any) -> None:
    """Every page of requests, then what they bring elsewhere; a page that fails leaves the others to be drawn."""
    workspace.show_tab(0)
    camera.take("accueil-pole")
    for act in (_board, _list, _sheets, _new, _words, _helps, _resuming, _pages, _returned, _pupil, _prepare, _concertation):
        try:
            act(camera, workspace)
        except Exception as error:  # noqa: BLE001 - the other screens are still worth drawing
            print(f"  {camera.look.name}, {act.__name__} : {type(error).__name__} {error}")


def requests_tab(camera: Any, workspace: Any, mode: int = 0) -> Any:
    """« Demandes », in one of its four views."""
    workspace.show_tab(TAB)
    tab = workspace.page()
    camera.settle()
    tab.set_mode(mode)
    camera.settle()
    return tab


def _board(camera: Any, workspace: Any) -> None:
    tab = requests_tab(camera, workspace)
    tab.board.focus_cards()
    camera.take("demandes-tableau")
    for code, _ in VIEWS[1:ON_BOARD]:
        tab.filters.set(view=code)
        camera.take(f"demandes-tableau-{code}")
    tab.filters.set(view="all", level="CM2", function="psychologist", older_than=90)
    camera.take("demandes-tableau-rien")
    tab.filters.clear()
    tab.filters.set(school=workspace.session.schools.all()[0].id)
    camera.take("demandes-tableau-ecole")
    tab.filters.set(school="")
    camera.settle()


def _list(camera: Any, workspace: Any) -> None:
    tab = requests_tab(camera, workspace, 1)
    camera.take("demandes-liste")
    for code, _ in VIEWS[1:]:
        tab.filters.set(view=code)
        camera.take(f"demandes-liste-{code}")
    tab.filters.set(view="all")
    tab.pane.search.setText("personne de ce nom")
    QTest.qWait(250)
    camera.take("demandes-liste-vide")
    tab.pane.search.setText("")
    QTest.qWait(250)
    camera.settle()


def of_state(session: Any, state: str) -> RequestRow | None:
    """The first request of a state."""
    found = session.requests.page(RequestQuery(state=state), 0, 1)
    return found[0] if found else None


def _sheets(camera: Any, workspace: Any) -> None:
    session = workspace.session
    states = ("submitted", "acknowledged", "returned_for_completion", "under_analysis", "waiting_consent", "waiting_list",
              "decided", "in_progress", "closed", "redirected", "cancelled")
    tab = requests_tab(camera, workspace)
    for state in states:
        row = of_state(session, state)
        if row is not None:
            tab.open_card(row.id)
            camera.take(f"demande-{state}")
            tab.back()
            tab.back()
    draft = session.requests.add("pupil", students=(_child(session),), answers={"sujet": SAID["sujet"]}).created[0]
    tab.open_card(draft)
    camera.take("demande-draft")
    tab.back()
    tab.back()
    row = of_state(session, "under_analysis")
    if row is None:
        return
    for name in ("propose", "decide", "complete", "news", "answered", "contribute", "edit", "close"):
        tab.open_card(row.id)
        camera.settle()
        getattr(tab.acts, name)(row.id)
        camera.take(f"demande-acte-{name}")
        tab.back()
        tab.back()
    _contribution(camera, tab, session)


def _contribution(camera: Any, tab: Any, session: Any) -> None:
    for row in session.requests.page(RequestQuery(), 0, 40):
        value = session.requests.get(row.id)
        if value.contributions:
            tab.open_card(row.id)
            camera.settle()
            tab.acts.open_contribution(value, value.contributions[0])
            camera.take("demande-contribution")
            tab.back()
            tab.back()
            return


def _child(session: Any) -> str:
    return str(session.students.page(StudentQuery())[0].id)


def _new(camera: Any, workspace: Any) -> None:
    tab = requests_tab(camera, workspace)
    tab.new_here()
    camera.take("demande-nouvelle")
    page = tab.pane.page()
    row = workspace.session.students.page(StudentQuery())[3]
    page.set_student(row.id, f"{row.last_name} {row.first_name}")
    page.view.fill(SAID)
    page.view.editor("faits").focus_target().setFocus()
    QTest.qWait(700)
    camera.take("demande-nouvelle-remplie")
    page.toggle_further()
    camera.take("demande-nouvelle-plus-loin")
    page.toggle_further()
    page.who.toggle_other()
    camera.take("demande-nouvelle-autrui")
    page.start_again()
    tab.back()
    tab.back()


def _words(camera: Any, workspace: Any) -> None:
    tab = requests_tab(camera, workspace)
    tab._words()
    shown = camera.window.findChild(QWidget, "aide_mots")
    camera.take("aide-mots", shown)
    shown.situation.setCurrentIndex(1)
    camera.settle()
    area = shown.findChild(QScrollArea)
    area.ensureWidgetVisible(shown.findChildren(PairCard)[-1])
    camera.take("aide-mots-situation", shown)
    shown.close()


def _helps(camera: Any, workspace: Any) -> None:
    session = workspace.session
    tab = requests_tab(camera, workspace, 2)
    camera.take("aides")
    page = tab._later[2]
    for kind in ("group", "individual", "prevention"):
        rows = [row for row in session.helping.list() if row.kind == kind]
        if not rows:
            continue
        page.open_record("intervention", rows[0].id)
        page.helps.show_sheet()
        camera.take(f"aide-{kind}")
        if kind != "group":
            continue
        page.helps.note_sitting(None)
        camera.take("aide-seance")
        page.helps.back_to_sheet()
        value = page.helps.group_sheet.value
        for what in ("join", "end", "review", "edit", "leave", "member"):
            page.helps.ask_page(what, value.members[0].id)
            camera.take(f"aide-{what}")
            page.helps.back_to_sheet()
    page.new_here()
    camera.take("aide-nouvelle")
    page.helps.back_to_sheet()
    page.helps.new_boost()
    camera.take("aide-coup-de-pouce")
    page.helps.back_to_sheet()
    page.back()
    for chip, _ in page.helps.chips:
        page.helps.pick_chip(chip)
        page.helps.reload()
        camera.take(f"aides-{chip}")
    page.show_timetable("", "", "")
    camera.take("emploi-du-temps")
    page.week.new_slot()
    camera.take("emploi-du-temps-creneau")
    page.week.back_to_week()
    page.show_helps()


def _resuming(camera: Any, workspace: Any) -> None:
    requests_tab(camera, workspace, 3)
    camera.take("a-reprendre")


def _pages(camera: Any, workspace: Any) -> None:
    for command, name in (("danger", "danger"), ("pole_settings", "reglages-du-pole")):
        camera.window.command(command)
        camera.take(name)
        workspace.over.close()
        camera.settle()


def _returned(camera: Any, workspace: Any) -> None:
    session = workspace.session
    row = of_state(session, "returned_for_completion") or of_state(session, "acknowledged")
    assert row is not None
    with tempfile.TemporaryDirectory(prefix="pole-formulaire-") as folder:
        for name, data in (("formulaire-recu", session.paper_forms.blank(request_id=row.id, named=True, filled=True)),
                           ("formulaire-vide", session.paper_forms.blank()), ("formulaire-refuse", b"%PDF-1.7 rien de bon")):
            file = Path(folder) / f"{name}.pdf"
            file.write_bytes(data)
            open_file(camera.window, file)
            camera.take(name)
    workspace.over.close()
    camera.settle()


def _pupil(camera: Any, workspace: Any) -> None:
    session = workspace.session
    rows = [row for row in session.requests.page(RequestQuery(), 0, 40) if len(row.student_ids) == 1]
    child = max({row.student_ids[0] for row in rows},
                key=lambda id: (len(session.students.ribbon(id).bars), id))
    workspace.show_tab(STUDENTS)
    tab = workspace.page()
    tab.open_record("student", child)
    camera.settle()
    tab.sheet.tabs.setCurrentIndex(0)
    camera.take("eleve-ruban")
    tab.sheet._ribbon_table()
    camera.take("eleve-ruban-tableau")
    tab.sheet.tabs.setCurrentIndex(PAGES.index("demandes"))
    camera.take("eleve-demandes")
    asked = {id for row in session.requests.list(RequestQuery()) for id in row.student_ids}
    without = next(row.id for row in session.students.page(StudentQuery(), 5, 50) if row.id not in asked)
    tab.open_record("student", without)
    camera.take("eleve-sans-demande")
    tab.sheet.tabs.setCurrentIndex(0)


def _prepare(camera: Any, workspace: Any) -> None:
    tab = requests_tab(camera, workspace)
    tab.prepare_concertation_of("")
    camera.take("concertation-preparer")
    workspace.page().back()
    workspace.page().back()
    camera.settle()


def synthesis(session: Any) -> str:
    """The concertation of the day."""
    day = session.clock.today().isoformat()
    return next(str(row.id) for row in session.meetings.list() if row.kind == "synthese" and row.date == day)


def _concertation(camera: Any, workspace: Any) -> None:
    meeting = synthesis(workspace.session)
    workspace.show_tab(MEETINGS)
    tab = workspace.page()
    tab.open_id(meeting)
    tab.show_sheet()
    camera.take("concertation-reunion")
    camera.window.locking.sit(meeting, 30)
    room = camera.window.rooms.currentWidget()
    screen = room.screen_page
    camera.take("concertation-situation")
    for digit in "14":
        screen.zone.press_digit(digit)
    screen.zone.phrase.setText("Petit groupe de lecture deux fois par semaine.")
    camera.take("concertation-decision")
    screen.note()
    camera.settle()
    camera.take("concertation-suivante")
    screen.zone.press_digit("0")
    camera.take("concertation-autre")
    room.show_neutral()
    camera.take("concertation-neutre")
    room.leave_neutral()
    screen.show_end()
    camera.take("concertation-fin")
    room.leave_to(camera.window)
    camera.settle()
