"""A hundred thousand pupils: the search service against the same SQL, a key against its painted page, the cost of encryption."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from common import Bench, Line, Screen, interleaved, large_vault, median, ms, p95

WORDS = ("mar", "martin", "jade", "be sa", "cm2 moulin", "louise curie", "le", "d almeida", "thi", "dupont emma")


def _sql(session: Any, word: str) -> tuple[str, tuple[Any, ...]]:
    """The statement the service sends for its first page."""
    from desktop.services import students
    from desktop.services.values import StudentQuery

    service, query = session.students, StudentQuery(search=word)
    source, where, parameters = service._where(query)
    text = f"SELECT {students._ROW} FROM {source} WHERE {where} ORDER BY {service._order(query)} LIMIT ? OFFSET ?"
    return text, (*parameters, 100, 0)


def service_against_sql(session: Any, rounds: int) -> Line:
    from desktop.services.values import StudentQuery
    from desktop.storage import engine

    box = session.vault.compartments(session.identity)["commun"]
    raw = engine.connect(box.path, box.key_hex, readonly=True)
    ours, theirs = [], []
    for word in WORDS:
        text, parameters = _sql(session, word)
        a, b = interleaved([lambda word=word: session.students.page(StudentQuery(search=word)),
                            lambda text=text, parameters=parameters: raw.execute(text, parameters).fetchall()], rounds)
        ours.append(median(a))
        theirs.append(median(b))
    raw.close()
    return Line("100 000 élèves : le service de recherche contre la même requête", f"{ms(sum(ours) / len(ours))} contre {ms(sum(theirs) / len(theirs))}",
                sum(ours) / sum(theirs), 3)


def key_to_paint(session: Any, folder: Path, rounds: int) -> Line:
    """Type words into the list of pupils; from each key to the first page on screen."""
    screen = Screen(session, folder)
    tab = screen.tab(1)
    spent = screen.typed(tab.search, tab.listing, WORDS * rounds)
    screen.close()
    return Line("100 000 élèves : d'une touche à la première page peinte, 95e centile", f"médiane {ms(median(spent))}, {len(spent)} touches",
                p95(spent) * 1000, 50, "ms")


def encryption(session: Any, folder: Path, rounds: int) -> Line:
    """The list queries on the encrypted file and on the same file in clear, same driver, same profile."""
    from sqlcipher3 import dbapi2

    from desktop.services.values import StudentQuery
    from desktop.storage import engine

    box = session.vault.compartments(session.identity)["commun"]
    sealed = engine.connect(box.path, box.key_hex, readonly=True)
    plain_path = folder / "clair.db"
    maker = dbapi2.connect(str(box.path), isolation_level=None)
    maker.execute(f"PRAGMA key=\"x'{box.key_hex}'\"")
    maker.execute(f"ATTACH DATABASE '{plain_path}' AS clair KEY ''")
    maker.execute("SELECT sqlcipher_export('clair')").fetchall()
    maker.close()
    plain = dbapi2.connect(str(plain_path), isolation_level=None)
    plain.execute("PRAGMA cache_size=-32000")
    plain.execute("PRAGMA temp_store=MEMORY")
    service = session.students
    numbers = service.numbers(StudentQuery())[50_000:50_100]
    works: list[tuple[str, tuple[Any, ...]]] = [_sql(session, word) for word in ("", *WORDS)]
    works.append((f"SELECT * FROM student_list WHERE n IN ({','.join('?' * len(numbers))})", tuple(numbers)))
    works.append(("SELECT count(*) FROM student_list WHERE hidden = 0 AND left = 0", ()))
    works.append(("SELECT n FROM student_list WHERE hidden = 0 AND left = 0 ORDER BY sort_key, n", ()))
    total = [0.0, 0.0]
    for text, parameters in works:
        times = interleaved([lambda text=text, parameters=parameters: sealed.execute(text, parameters).fetchall(),
                             lambda text=text, parameters=parameters: plain.execute(text, parameters).fetchall()], rounds)
        total[0] += median(times[0])
        total[1] += median(times[1])
    sealed.close()
    plain.close()
    return Line("coffre chiffré contre SQLite en clair, requêtes des listes", f"{ms(total[0])} contre {ms(total[1])}, {len(works)} requêtes",
                total[0] / total[1], 1.6)


def main(bench: Bench) -> list[Line]:
    with tempfile.TemporaryDirectory(prefix="pole-mesures-") as name:
        folder = Path(name)
        session = large_vault(folder, 10_000 if bench.few else 100_000, bench.seed)
        rounds = 3 if bench.few else 15
        lines = [service_against_sql(session, rounds), encryption(session, folder, rounds),
                 key_to_paint(session, folder, 1 if bench.few else 3)]
        session.close(backup=False)
    return lines
