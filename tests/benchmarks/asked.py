"""Five thousand requests: a page, a filter, the board, and from a key to the painted page."""

from __future__ import annotations

import tempfile
import time
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from common import TODAY, Bench, Line, Screen, large_vault, median, ms, p95

WORDS = ("lecture", "mar", "attention ce1", "moulin", "be")
SUBJECTS = ("Entrée dans la lecture", "Mise au travail", "Langage oral", "Attention en classe", "Calcul", "Relations en récréation")


def requests_vault(folder: Path, count: int, seed: int) -> Any:
    """A vault of pupils and of ``count`` requests in every state, each with its steps and half with who took it."""
    from desktop.forms.request_kinds import STATES
    from desktop.ids import named
    from desktop.models import Proposal, Request, Step

    session = large_vault(folder, max(count, 2_000), seed)
    random, states = Random(seed), list(STATES)
    pupils = session.commun.sql("SELECT student_id, school_id, class_name, level FROM student_list LIMIT ?", (count,))
    with session.commun.unit("Demandes", kind="demo") as unit:
        for student, school, name, level in pupils:
            sent = TODAY - timedelta(days=random.randrange(1, 300))
            state = random.choice(states)
            id = unit.new(Request, {"about": "pupil", "student_id": student, "school_id": school, "class_name": name, "level": level,
                                    "year": "2026-2027", "origin": "teacher", "requester": "Mme Guérin", "state": state,
                                    "sent_on": "" if state == "draft" else sent.isoformat(),
                                    "answers": {"sujet": random.choice(SUBJECTS), "faits": "Lit trois mots sur dix." * 8}}, root=student)
            for days in range(random.randrange(1, 5)):
                on = (sent + timedelta(days=days * 6)).isoformat()
                unit.new(Step, {"request_id": id, "student_id": student, "kind": "news", "date": on, "at": f"{on}T10:00:00.000Z"},
                         root=student)
            if random.random() < 0.5:
                unit.new(Proposal, {"request_id": id, "student_id": student, "account_id": session.actor.id, "person": "Claire Martin",
                                    "function": "specialist_e", "answer": "taken", "answered_on": sent.isoformat()},
                         id=named("proposal", id, session.actor.id), root=student)
    return session


def service(session: Any, rounds: int) -> list[Line]:
    from desktop.services.request_values import RequestQuery

    school = session.commun.sql("SELECT id FROM school LIMIT 1")[0][0]
    queries = {"toutes": RequestQuery(), "les miennes": RequestQuery(view="mine"), "à prendre": RequestQuery(view="free"),
               "sans mouvement": RequestQuery(view="still"), "une école": RequestQuery(school=school), "un niveau": RequestQuery(level="CE1"),
               "un état": RequestQuery(state="under_analysis"), "un mot": RequestQuery(search="lecture mar"),
               "plus de 30 jours": RequestQuery(older_than=30), "closes": RequestQuery(view="closed")}
    filters, pages = [], []
    for query in queries.values():
        for _ in range(rounds):
            start = time.perf_counter()
            session.requests.page(query, 0, 100)
            session.requests.numbers(query)
            filters.append(time.perf_counter() - start)
        start = time.perf_counter()
        session.requests.page(query, 400, 100)
        pages.append(time.perf_counter() - start)
    counted = []
    for _ in range(rounds):
        start = time.perf_counter()
        session.requests.counts(RequestQuery())
        session.requests.board(RequestQuery())
        counted.append(time.perf_counter() - start)
    return [Line("5 000 demandes : un filtre, 95e centile", f"médiane {ms(median(filters))}, {len(queries)} filtres", p95(filters) * 1000, 50, "ms"),
            Line("5 000 demandes : une page plus loin, 95e centile", f"médiane {ms(median(pages))}", p95(pages) * 1000, 50, "ms"),
            Line("5 000 demandes : le tableau et ses comptes, 95e centile", f"médiane {ms(median(counted))}", p95(counted) * 1000, 50, "ms")]


def window(session: Any, folder: Path, rounds: int) -> list[Line]:
    """The real tab: from a key typed in its search to its list painted, and from a turn of the wheel to the rows painted."""
    screen = Screen(session, folder)
    tab = screen.tab(2)
    tab.see_requests()
    screen.settle()
    listing = tab.pane.listing
    typed = screen.typed(tab.pane.search, listing, WORDS * rounds)
    bar, scrolled = listing.verticalScrollBar(), []
    for step in range(60 * rounds):
        start = time.perf_counter()
        bar.setValue((step * 977) % max(1, bar.maximum()))
        screen.app.processEvents()
        listing.repaint()
        scrolled.append(time.perf_counter() - start)
        screen.pause(0.01)
    screen.close()
    return [Line("5 000 demandes : d'une touche à la liste peinte, 95e centile", f"médiane {ms(median(typed))}, {len(typed)} touches",
                 p95(typed) * 1000, 50, "ms"),
            Line("5 000 demandes : un défilement peint, 95e centile", f"médiane {ms(median(scrolled))}", p95(scrolled) * 1000, 50, "ms")]


def main(bench: Bench) -> list[Line]:
    with tempfile.TemporaryDirectory(prefix="pole-mesures-") as name:
        folder = Path(name)
        session = requests_vault(folder, 1_000 if bench.few else 5_000, bench.seed)
        rounds = 2 if bench.few else 6
        lines = [*service(session, rounds), *window(session, folder, 1 if bench.few else 3)]
        session.close(backup=False)
    return lines
