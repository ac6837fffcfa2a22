"""The days of a pôle: the director's, who imports a school, then those that a psychologist and a doctor work for themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from desktop.importers.source import read_file
from desktop.services.opening import accept_invitation, create_vault
from desktop.services.request_values import RequestQuery
from desktop.services.session import Session
from desktop.services.values import StudentQuery
from tests.leaks.outputs import ONDE, UAI
from tests.leaks.world import PHRASES, World

CHILD, FIRST, NOTE, PIECE, DRAFT = "Zéphyrinaud", "Kanarïvore", "quintefeuillard", "wyxbroumette", "thrombalisque"
SCORE, REQUEST, GUARDIAN, ADVICE = "hurluberlingue", "falbaladour", "Ombelliférac", "mirliflorette"
CANARIES = (CHILD, FIRST, NOTE, PIECE, DRAFT, SCORE, REQUEST, GUARDIAN, ADVICE)
"""Words that no file of the program holds; each said in one kind of record, and all by her alone."""


@dataclass
class Planted:
    """The ids of what somebody wrote for herself."""

    ids: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)

    def keep(self, changes: Any) -> str:
        self.units.append(changes.unit)
        self.ids += [id for id in changes.created if id not in self.ids]
        return str(changes.created[-1]) if changes.created else ""

    def private(self, session: Session) -> Planted:
        """Without the ids of what she copied from the common file, under the same id."""
        common = {row[0] for row in session.commun.sql("SELECT DISTINCT row FROM entry")}
        return Planted([id for id in dict.fromkeys(self.ids) if id not in common], [unit for unit in self.units if unit])


def prepare(world: World) -> None:
    """A director's vault with a school imported and some work, a psychologist and a doctor invited and come once each."""
    session = create_vault(world.vault, name="Anne Dupont", roles=["director"], login="dupont", passphrase=PHRASES["dupont"],
                           paths=world.paths)
    session.imports.write(session.imports.plan(read_file(ONDE), school=UAI, year="2026-2027"), None)
    ids = [row.id for row in session.students.page(StudentQuery())]
    session.guardians.add(ids[0], last_name="DUMONT", first_name="Samira", kind="parent", relation="mère")
    session.meetings.add("equipe_educative", "2026-11-30", ids[:2], {"objet": "Faire le point"})
    session.projects.add(ids[0], "ppre", {"besoins": "Automatiser"})
    session.tasks.add("Appeler la famille", owner="Anne Dupont", due="2026-11-25", student_id=ids[0])
    session.tasks.add("Convier l’équipe", owner="Anne Dupont", due="2026-11-20", student_id=ids[1])
    _pole(session, ids)
    session.students.remove(ids[5])
    codes = {login: session.accounts.add(login, name, [role]).code
             for login, name, role in (("psy", "Inès Roche", "psychologist"), ("doc", "Paul Vidal", "doctor"))}
    session.close()
    for login, code in codes.items():
        accept_invitation(world.vault, login=login, invitation=code, passphrase=PHRASES[login], paths=world.paths).close()
    for login in ("dupont", *codes):  # each opens once more, and looks
        looked = world.open(login)
        looked.students.page(StudentQuery())
        looked.close()


FOUR = {"sujet": "Entrée dans la lecture", "faits": "Neuf lettres reconnues", "essaye": "APC le lundi", "parents_informes_le": "2026-11-20"}


def _pole(session: Session, ids: list[str]) -> None:
    """What the pôle did in the common file: requests, a contribution, a decision in a meeting, a group, its hours, aids."""
    asked = [session.requests.add("pupil", students=[id], answers=FOUR).created[0] for id in ids[:3]]
    for one in asked[:2]:
        session.requests.submit(one)
    session.requests.contribute(asked[0], author="Mme Roux", answers={"cadre": "CP", "faits": "Lit trois mots"})
    meeting = session.concertation.prepare("2026-11-23", asked[:2]).created[0]
    session.concertation.decide(asked[0], {"indications": ["maitre_e"], "phrase": "Un petit groupe le mardi."}, meeting)
    group = session.helping.add("group", "Groupe lecture", function="specialist_e", students=ids[:3], since="2026-11-16",
                                request_id=asked[0]).created[0]
    session.helping.note_sitting(group, "2026-11-17", dict.fromkeys(ids[:3], "present"))
    session.timetable.add(2, "10:30", "11:15", intervention_id=group)
    session.aids.note(ids[0], "2025-2026", "apc")


def _looks(session: Session) -> list[str]:
    """What anybody does in the morning: lists, a search, the sheets of pupils."""
    ids = [row.id for row in session.students.page(StudentQuery())]
    session.students.counts(StudentQuery(search="du"))
    session.search.everything("dumont")
    for id in ids[:4]:
        session.students.get(id)
        session.students.timeline(id)
        session.reads.note("student", id, id)
    session.meetings.list()
    session.tasks.list()
    session.requests.board(RequestQuery())
    session.resuming.list()
    return ids


def psychologist(world: World) -> Planted:
    """A whole day: notes, a follow-up, a child she alone knows, agreements, a bilan, a piece, drafts, her papers, a backup."""
    session, planted = world.open("psy"), Planted()
    ids = _looks(session)
    book = session.notebook
    planted.keep(book.quick(ids[0], f"Vue ce matin, {NOTE}"))
    note = planted.keep(book.add("observation", "2026-11-23", ids[1], {"faits": f"{NOTE} " * 40, "reussites": NOTE}))
    book.save(note, {"faits": f"{NOTE} puis {NOTE}"}, book.get(note).seen)
    alone = book.add_student(CHILD, FIRST, "2018-05-06", "CE2", "").created[0]
    planted.ids.append(alone)
    planted.keep(book.add("demande_famille", "2026-11-23", alone, {"qui": GUARDIAN, "demande": REQUEST}))
    planted.keep(book.add("conseil", "2026-11-23", "", {"demande_par": "ien", "sujet": ADVICE, "conseil": ADVICE}))
    gone = planted.keep(book.add("note", "2026-11-23", ids[3], {"texte": f"{NOTE} à ôter"}))
    book.remove(gone)
    planted.keep(book.attach(note, f"{PIECE}.txt", f"{PIECE} {PIECE}\n".encode() * 50))
    for student, purpose in ((ids[1], "psychologue_bilan"), (ids[2], "psychologue_suivi"), (alone, "psychologue_bilan")):
        planted.keep(session.agreements.add(student, guardian_name=GUARDIAN, purpose=purpose, date="2026-11-20", mode="written",
                                            state="given", mine=True))
    planted.keep(book.add("suivi", "2026-11-23", ids[2], {"objet": NOTE}))
    bilan = planted.keep(session.assessments.add(ids[1], "wisc5", "2026-11-23", {"question": SCORE}))
    session.assessments.save(bilan, {"attitude": SCORE, "points_appui": SCORE, "reponse": SCORE,
                                     "scores": [{"code": "ICV", "nom": SCORE, "genre": "indice", "score": 93, "bas": 86, "haut": 101}]},
                             session.assessments.get(bilan).seen)
    planted.keep(session.assessments.add(alone, "wisc5", "2026-11-23", {"question": SCORE}))
    session.printing.psychological_report(bilan)
    session.printing.school_note(bilan)
    session.drafts.keep("note", "nouvelle", ids[0], {"texte": f"{DRAFT} encore"}, 0, f"Note {DRAFT}")
    session.drafts.keep("assessment", bilan, ids[1], {"reponse": DRAFT}, 0, "Bilan")
    session.drafts.keep_place({"onglet": "carnet", "eleve": alone})
    book.students(CHILD[:4])
    book.list(search=NOTE)
    book.find(CHILD[:3])
    book.day_sheet("2026-11-23")
    private = planted.private(session)
    session.close()
    return private


def doctor(world: World) -> Planted:
    """The same of a doctor: meetings of health, a child he alone knows, a request, a piece, drafts; nothing transmitted."""
    session, planted = world.open("doc"), Planted()
    ids = _looks(session)
    book = session.notebook
    meeting = planted.keep(book.add("sante", "2026-11-23", ids[0], {"constats": f"{NOTE} " * 30, "besoins": NOTE}))
    alone = book.add_student(CHILD, FIRST, "2019-02-03", "CP", "").created[0]
    planted.ids.append(alone)
    planted.keep(book.add("demande_famille", "2026-11-23", alone, {"qui": GUARDIAN, "demande": REQUEST}))
    planted.keep(book.add("prevention", "2026-11-23", "", {"theme": ADVICE, "classes": "CP", "enfants": 24}))
    planted.keep(book.attach(meeting, f"{PIECE}.txt", f"{PIECE}\n".encode() * 50))
    session.drafts.keep("note", "nouvelle", ids[0], {"constats": f"{DRAFT} encore"}, 0, f"Note {DRAFT}")
    session.drafts.keep_place({"onglet": "sante", "eleve": alone})
    book.list(search=NOTE)
    private = planted.private(session)
    session.close()
    return private
