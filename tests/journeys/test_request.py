"""One request from its first word to its closing: two people, one encrypted vault, real keys, every paper read back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from desktop.paths import Paths
from desktop.security.short_code import Passed
from desktop.services import opening
from desktop.services.opening import accept_invitation, create_vault, open_vault
from desktop.services.request_values import InterventionValue, RequestQuery, RequestValue
from desktop.services.session import Session
from desktop.ui import messages
from desktop.ui.unlock import UnlockScreen
from tests.importers.filled import fill
from tests.journeys.acts import (
    DAY,
    MOST_TABS,
    Flashes,
    MorningClock,
    do,
    labels,
    paper,
    press_on,
    read,
    room_paper,
    session_of,
    tab_to,
    visible,
)
from tests.journeys.conftest import PHRASE, UAI, Hands
from tests.journeys.test_morning import title
from tests.ui.test_exchange_coming import dropped

Open = Callable[[], Hands]
HERS = "violon sapin tambour nuage lucarne cerise moulin"
SIX = ("Haddad Yanis", "Barbier Gaëlle", "Costa Mila", "Diallo Aminata", "Pereira Hugo", "Traoré Issa")
SUBJECT = "Entrée dans la lecture"
FACTS = "Lit « le » et « la », s’arrête sur « cœur »."
TRIED = "Lire à deux : il va au bout d’une phrase."
SEEN = "Il range l’œuf et compte 3 € sans aide."
PHRASE_SAID = "Petit groupe de lecture, deux fois par semaine"
GROUP = "Groupe lecture CE1"
IN_CLASS = "Le sous-main des sons reste sur sa table"
NOTE = "secret du parloir"
STREET = "9 rue du Muguet"
MOTHER = "4 avenue Foch"


@dataclass
class Pole:
    """A vault with a director and a maître E, six children, two parents who live apart."""

    vault: Path
    child: str
    papers: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def pole(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pole]:
    monkeypatch.setattr(opening, "SystemClock", MorningClock)
    made = create_vault(paths.data / "pole.coffre", name="Paul Lambert", roles=["director"], login="plambert",
                        passphrase=PHRASE, paths=paths)
    made.schools.save({"uai": UAI, "name": "École Jean Moulin", "city": "Arras"})
    ids = []
    for name in SIX:
        last, first = name.split()
        ids.append(made.students.add(last_name=last, first_name=first, birth_date="2018-02-03", school=UAI, level="CE1",
                                     class_name="CE1 B").created[0])
    for first, relation, street in (("Samira", "mère", MOTHER), ("Karim", "père", STREET)):
        made.guardians.add(ids[0], last_name="Haddad", first_name=first, relation=relation, authority="yes",
                           kind="parent", address=street, confidential=first == "Karim")
    code = made.accounts.add("cmartin", "Claire Martin", ["specialist_e"]).code
    vault = Path(made.vault.directory)
    made.close(backup=False)
    hers = accept_invitation(vault, login="cmartin", invitation=code, passphrase=HERS, paths=paths)
    hers.notebook.quick(ids[0], NOTE)
    hers.helping.add("group", "Atelier du lundi", students=[ids[1]])
    hers.close(backup=False)
    yield Pole(vault, ids[0])


def come_in(hands: Hands, pole: Pole, login: str, phrase: str) -> None:
    screen = hands.window.show_unlock([pole.vault])
    assert isinstance(screen, UnlockScreen)
    hands.until(lambda: screen.login is not None and not hands.window.jobs.busy())
    assert screen.login is not None
    screen.login.setCurrentText(login)
    hands.on("phrase")
    hands.write(phrase)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: hands.window.workspace is not None and hands.window.workspace.page() is not None)


def request_of(session: Session) -> RequestValue:
    found = [row for view in ("all", "closed") for row in session.requests.list(RequestQuery(view=view))]
    assert len({row.id for row in found}) == 1
    return session.requests.get(found[0].id)


def group_of(session: Session) -> InterventionValue:
    return session.helping.get(next(row.id for row in session.helping.list() if row.title == GROUP))


# -- the director ------------------------------------------------------------------------------------------------------------
def say_it(hands: Hands, pole: Pole) -> None:
    """The four answers, by keyboard alone."""
    session = session_of(hands)
    hands.control(Qt.Key.Key_3)
    hands.control(Qt.Key.Key_N)
    hands.until(lambda: hands.keys_are_on("reunion_chercher_eleve"))
    hands.write("hadd")
    hands.qtbot.wait(120)
    hands.settle()
    hands.press(Qt.Key.Key_Return)
    tabs = 0
    for name, text in (("champ_sujet", SUBJECT), ("champ_faits", FACTS), ("champ_essaye", TRIED),
                       ("champ_parents_informes_le", "16/11/2026")):
        tabs += tab_to(hands, name)
        hands.write(text)
    tabs += tab_to(hands, "demande_envoyer")
    hands.press(Qt.Key.Key_Space)
    assert tabs <= MOST_TABS, tabs
    hands.until(lambda: bool(session.requests.list(RequestQuery())))
    asked = request_of(session)
    assert (asked.state, asked.student_ids, asked.requester) == ("submitted", (pole.child,), "Paul Lambert")
    assert asked.answers["faits"] == FACTS

    hands.until(lambda: hands.keys_are_on("colonne_submitted"))
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: title(hands, "demande_tete_titre") == "HADDAD Yanis")
    hands.control(Qt.Key.Key_P)
    pole.papers["request"] = paper(hands)
    assert hands.keys_are_on("demande_retour"), "the keyboard is back where it was"
    assert not visible(hands, "demande_suite"), "one does not answer one's own request"


# -- the maître E ----------------------------------------------------------------------------------------------------------
def receive(hands: Hands) -> None:
    """« Accuser réception », « Je prends »."""
    session = session_of(hands)
    hands.control(Qt.Key.Key_3)
    hands.until(lambda: visible(hands, "colonne_submitted"))
    for _ in range(3):
        if not hands.keys_are_on("colonne_submitted"):
            hands.press(Qt.Key.Key_F6)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: title(hands, "demande_tete_titre") == "HADDAD Yanis")
    press_on(hands, "demande_suite")
    hands.until(lambda: request_of(session).state == "acknowledged")
    press_on(hands, "demande_prendre")
    hands.until(lambda: request_of(session).state == "under_analysis")
    assert [one.person for one in request_of(session).proposals if one.answer == "taken"] == ["Claire Martin"]


def hear_others(hands: Hands, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF goes out, is filled by another program, and comes back by being dropped."""
    session = session_of(hands)
    monkeypatch.setattr(messages, "choose_save", lambda _parent, _title, name, _filters: folder / name)
    do(hands, "formulaire demander contribution")
    file = folder / "contribution.pdf"
    hands.until(file.exists)
    out = file.read_bytes()
    assert "Haddad" not in read(out) and "HADDAD" not in read(out) and NOTE not in read(out)
    back = folder / "retour.pdf"
    back.write_bytes(fill(out, {"contribution.cadre": "Étude du soir", "contribution.faits": SEEN,
                                "entete.demandeur": "Mme Roux", "entete.fonction": "AESH"}))
    handle = hands.window.windowHandle()
    assert handle is not None
    QApplication.sendEvent(handle, dropped(back))
    press_on(hands, "formulaire_reprendre")
    hands.until(lambda: len(request_of(session).contributions) == 1)
    (said,) = request_of(session).contributions
    assert (said.author, said.function, said.answers["faits"]) == ("Mme Roux", "AESH", SEEN)
    hands.until(lambda: title(hands, "demande_tete_titre") == "HADDAD Yanis")


def decide_together(hands: Hands, open_window: Open, pole: Pole) -> Hands:
    """Préparer, commencer, one situation, the sheet of decisions and its copy without names."""
    do(hands, "préparer une concertation")
    hands.until(lambda: visible(hands, "preparer_enregistrer") and hands.see(QWidget, "preparer_enregistrer").isEnabled())
    hands.control(Qt.Key.Key_Return)
    hands.until(lambda: title(hands, "reunion_tete_titre") != "")
    press_on(hands, "reunion_concertation")
    passed = hands.window.locking.passed
    assert passed, "another process takes its place"
    hands.window.hide()
    room = open_window()
    room.window.go_on(pole.vault, Passed.from_bytes(passed))
    room.until(lambda: room.keys_are_on("concertation_indications"))
    session = session_of(room)
    assert not session.personal_open
    assert SEEN[:12] in labels(room) and NOTE not in labels(room)
    room.write("1")
    room.press(Qt.Key.Key_Tab)
    room.write(PHRASE_SAID)
    for _ in range(2):
        room.press(Qt.Key.Key_Tab)
    room.write("30/11")
    room.control(Qt.Key.Key_Return)
    room.until(lambda: room.keys_are_on("concertation_imprimer"))
    press_on(room, "concertation_imprimer")
    pole.papers["decisions"] = room_paper(room)
    press_on(room, "concertation_sans_noms")
    pole.papers["nameless"] = room_paper(room)
    assert request_of(session).state == "decided"
    session.close(backup=False)
    room.window.workspace = None
    room.window.hide()
    after = open_window()
    come_in(after, pole, "cmartin", HERS)
    return after


def to_request(hands: Hands) -> None:
    workspace = hands.window.workspace
    assert workspace is not None
    workspace.navigate("request", request_of(workspace.session).id)
    hands.until(lambda: title(hands, "demande_tete_titre") == "HADDAD Yanis")


def answer(hands: Hands, pole: Pole) -> None:
    to_request(hands)
    for name, words in (("school", "réponse à l’école"), ("parents", "lettre aux parents")):
        do(hands, words)
        pole.papers[name] = paper(hands)


def help_six(hands: Hands, pole: Pole) -> None:
    """A group of six from the request, its place in the week, two sessions, a review, the return to class."""
    session = session_of(hands)
    press_on(hands, "demande_suite")
    press_on(hands, "choix_kind_group")
    hands.on("champ_title")
    hands.write(GROUP)
    hands.on("champ_since")
    hands.control(Qt.Key.Key_A)
    hands.write("16/11/2026")
    for name in SIX[1:]:
        hands.on("reunion_chercher_eleve")
        hands.write(name.split()[0].lower())
        hands.qtbot.wait(90)
        hands.settle()
        hands.press(Qt.Key.Key_Return)
    press_on(hands, "nouvelle_aide_enregistrer")
    hands.until(lambda: any(row.title == GROUP for row in session.helping.list()))
    group = group_of(session)
    assert len(group.members) == 6 and group.request_id == request_of(session).id
    hands.until(lambda: title(hands, "aide_tete_titre") == GROUP)
    hands.until(lambda: hands.keys_are_on("aide_noter_seance"))
    assert title(hands, "aide_tete_titre") == GROUP, "the one just made, not the first of the list"
    sit(hands, "16/11/2026", (Qt.Key.Key_2,), "")
    sit(hands, "", (), "Jeu de l’oie des sons")
    first, second = sorted(group_of(session).sittings, key=lambda one: one.date)
    assert [sum(p.state == "present" for p in one.presences) for one in (first, second)] == [5, 6]
    assert (first.date, second.date, second.note) == ("2026-11-16", "2026-11-23", "Jeu de l’oie des sons")
    assert request_of(session).state == "in_progress"

    week(hands, pole)
    do(hands, "faire un bilan")
    hands.until(lambda: visible(hands, "aide_bilan_page"))
    hands.on("champ_constat")
    hands.write("Lit seul six mots sur dix")
    hands.control(Qt.Key.Key_Return)
    hands.until(lambda: bool(group_of(session).answers.get("bilans")))
    press_on(hands, "aide_terminer")
    hands.until(lambda: visible(hands, "aide_fin"))
    hands.on("champ_transfert")
    hands.write(IN_CLASS)
    hands.control(Qt.Key.Key_Return)
    hands.until(lambda: group_of(session).state == "ended")
    hands.until(lambda: title(hands, "aide_tete_titre") == GROUP and not visible(hands, "aide_noter_seance"))
    assert group_of(session).answers["transfert"] == IN_CLASS
    assert {one.outcome for one in group_of(session).members} == {"class"}
    assert request_of(session).state == "in_progress", "a request closes only if one says so"


def sit(hands: Hands, day: str, absent: tuple[Qt.Key, ...], note: str) -> None:
    session = session_of(hands)
    before = len(group_of(session).sittings)
    press_on(hands, "aide_noter_seance")
    hands.until(lambda: hands.keys_are_on("seance_presences"))
    if day:
        hands.on("champ_date")
        hands.control(Qt.Key.Key_A)
        hands.write(day)
        hands.on("seance_presences")
    for key in absent:
        hands.press(key)
    if note:
        hands.on("seance_note")
        hands.write(note)
    hands.control(Qt.Key.Key_Return)
    hands.until(lambda: len(group_of(session).sittings) == before + 1)
    hands.until(lambda: visible(hands, "aide_noter_seance"))


def week(hands: Hands, pole: Pole) -> None:
    session = session_of(hands)
    do(hands, "ajouter un horaire")
    hands.until(lambda: visible(hands, "horaire"))
    press_on(hands, "choix_weekday_2")
    hands.control(Qt.Key.Key_Return)
    hands.until(lambda: bool(session.timetable.slots()))
    do(hands, "cette semaine, sans nom")
    pole.papers["timetable"] = paper(hands)
    hands.press(Qt.Key.Key_Escape)
    hands.until(lambda: visible(hands, "aide_noter_seance"))


def close(hands: Hands, pole: Pole) -> None:
    session = session_of(hands)
    to_request(hands)
    do(hands, "parcours d’aides")
    pole.papers["ribbon"] = paper(hands)
    do(hands, "clore")
    hands.until(lambda: visible(hands, "demande_clore"))
    hands.on("champ_reason")
    hands.press(Qt.Key.Key_Down)
    hands.control(Qt.Key.Key_Return)
    hands.until(lambda: request_of(session).state == "closed")


def look_back(hands: Hands) -> None:
    """The steps beside the request, then « Versions »."""
    session = session_of(hands)
    hands.until(lambda: "Close le 23 novembre" in labels(hands))
    kinds = [one.kind for one in request_of(session).steps]
    assert kinds.index("submitted") < kinds.index("acknowledged") < kinds.index("decided") < kinds.index("closed")
    do(hands, "versions")
    hands.until(lambda: visible(hands, "versions_liste"))
    hands.until(lambda: "Claire Martin" in labels(hands))
    assert "Paul Lambert" in labels(hands)
    hands.press(Qt.Key.Key_Escape)


def check(papers: dict[str, str]) -> None:
    """Right child, right words; nothing of a notebook, and no address but one's own."""
    for name, text in papers.items():
        assert NOTE not in text, name
        if name != "parents":
            assert STREET not in text and MOTHER not in text, name
    for name in ("request", "decisions", "school", "ribbon"):
        assert "Yanis" in papers[name] and "haddad" in papers[name].casefold(), name
    assert FACTS in papers["request"] and TRIED in papers["request"]
    assert PHRASE_SAID in papers["school"] and "Claire Martin" in papers["school"]
    assert PHRASE_SAID in papers["parents"] and "Samira" in papers["parents"]
    for name in ("nameless", "timetable"):
        for person in SIX:
            for word in person.split():
                assert word.casefold() not in papers[name].casefold(), (name, word)
    assert "élève 1" in papers["nameless"] and GROUP in papers["timetable"]
    for code in ("cognitives", "motivation"):
        assert code not in papers["parents"] and code not in papers["school"]


def check_letters(session: Session, request: str, child: str) -> None:
    """Each parent's letter bears her own street alone."""
    for one in session.guardians.of(child):
        text = read(session.printing.answer(request, to="parents", guardian_id=one.id))
        other = "Karim" if one.first_name == "Samira" else "Samira"
        assert one.first_name in text and other not in text
        assert (MOTHER in text, STREET in text) == (one.first_name == "Samira", one.first_name == "Karim")


def test_from_the_first_word_to_the_closing(pole: Pole, open_window: Open, tmp_path: Path, qapp: QApplication,
                                            monkeypatch: pytest.MonkeyPatch) -> None:
    flashes = Flashes(qapp)
    his = open_window()
    come_in(his, pole, "plambert", PHRASE)
    say_it(his, pole)
    his.window.close()
    assert his.window.workspace is None

    hers = open_window()
    come_in(hers, pole, "cmartin", HERS)
    receive(hers)
    hear_others(hers, tmp_path, monkeypatch)
    hers = decide_together(hers, open_window, pole)
    answer(hers, pole)
    help_six(hers, pole)
    close(hers, pole)
    look_back(hers)
    check(pole.papers)
    session = session_of(hers)
    asked = request_of(session)
    check_letters(session, asked.id, pole.child)
    assert asked.closing and asked.closed_on == DAY.isoformat()
    assert session.verify() == []
    hers.window.close()
    assert flashes.seen == []

    his_session = open_vault(pole.vault, paths=his.window.paths, login="plambert", passphrase=PHRASE)
    assert his_session.requests.get(asked.id).state == "closed"
    assert NOTE not in str(his_session.search.everything("parloir", 10))
    assert his_session.verify() == []
    his_session.close(backup=False)
