"""An ONDE file of ten thousand pupils: preview and write, against the same rows put raw in the same encrypted profile."""

from __future__ import annotations

import gc
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

from common import TODAY, Bench, Line, median, ms, ratio

HEAD = ("Nom élève;Nom d'usage élève;Prénom élève;Date naissance;Sexe;INE;Adresse1;Cp1;Commune1;Pays1;Adresse2;Cp2;Commune2;Pays2;"
        " Cycle;Niveau;Libellé classe;Identifiant classe;Attestation fournie;Autorisation associations;Autorisation photo;"
        "Décision de passage")
LEVELS = ("CP", "CE1", "CE2", "CM1", "CM2")
SCHOOL, YEAR = "0789901N", "2026-2027"
ROWS, LISTS = ("school", "student", "enrolment"), ("student_list",)
JOURNAL = ("unit", "entry")


def extraction(count: int, seed: int) -> bytes:
    """An extraction as ONDE writes it."""
    from desktop.content.demonstration import demonstration

    demo, random = demonstration(), Random(seed)
    lines = [HEAD]
    for number in range(count):
        level = number % 5
        lines.append(f"{random.choice(demo.families)};;{random.choice(demo.girls)};{2020 - level}-{number % 12 + 1:02d}-"
                     f"{number % 28 + 1:02d};F;{999000000 + number}AB;{number % 90 + 1} rue des Prés;78990;VALBRUNE;FRANCE;;;;;CYCLE II;"
                     f"{LEVELS[level]};Classe {number % 400:03d};{77000 + number % 400};Oui;Oui;Non;")
    return ("\r\n".join(lines) + "\r\n").encode("latin-1", "replace")


def _session(folder: Path, name: str) -> Any:
    from desktop.clock import fixed_on
    from desktop.paths import Paths
    from desktop.services.opening import create_vault

    return create_vault(folder / f"{name}.coffre", name="Mesure", roles=["director"], login="mesure", passphrase=None,
                        paths=Paths.under(folder / "donnees"), clock=fixed_on(TODAY), demonstration=True)


def _imported(folder: Path, name: str, data: bytes) -> tuple[float, float, Any]:
    session = _session(folder, name)
    gc.collect()
    start = time.perf_counter()
    plan = session.imports.plan(data, school=SCHOOL, year=YEAR)
    read = time.perf_counter()
    session.imports.write(plan, None)
    end = time.perf_counter()
    return end - read, end - start, session


def _raw(folder: Path, name: str, source: Any, tables: tuple[str, ...]) -> float:
    """The rows an import leaves, already made, put in another vault's tables by ``executemany`` in one transaction."""
    rows = {table: [tuple(row)[1:] for row in source.commun.sql(f"SELECT * FROM {table}")] for table in tables}
    words = source.commun.sql("SELECT n, text FROM student_list") if LISTS[0] in tables else []
    session = _session(folder, name)
    sql = session.commun.writer
    gc.collect()
    start = time.perf_counter()
    sql.execute("BEGIN IMMEDIATE")
    for table, content in rows.items():
        columns = [row[1] for row in sql.execute(f"PRAGMA table_info({table})").fetchall()][1:]
        quoted = ", ".join(f'"{column}"' for column in columns)
        sql.executemany(f"INSERT OR IGNORE INTO {table} ({quoted}) VALUES ({', '.join('?' * len(columns))})", content)
    sql.executemany("INSERT INTO student_fts(rowid, text) VALUES(?, ?)", words)
    sql.execute("COMMIT")
    spent = time.perf_counter() - start
    session.close(backup=False)
    return spent


def main(bench: Bench) -> list[Line]:
    writes, wholes, raws, journaled, alone = [], [], [], [], []
    data = extraction(1000 if bench.few else 10_000, bench.seed)
    with tempfile.TemporaryDirectory(prefix="pole-mesures-") as name:
        folder = Path(name)
        for turn in range(2 if bench.few else 6):
            written, whole, session = _imported(folder, f"import-{turn}", data)
            raw = _raw(folder, f"nu-{turn}", session, (*ROWS, *LISTS))
            more = _raw(folder, f"journal-{turn}", session, (*ROWS, *LISTS, *JOURNAL))
            least = _raw(folder, f"seuls-{turn}", session, ROWS)
            session.close(backup=False)
            if turn:
                alone.append(least)
                writes.append(written)
                wholes.append(whole)
                raws.append(raw)
                journaled.append(more)
    told = "mêmes lignes : école, élèves, inscriptions, liste dérivée et son index plein texte, toutes faites, une transaction"
    return [Line("fichier ONDE de 10 000 élèves : écrire, contre les mêmes lignes dans le même profil chiffré",
                 f"{ms(median(writes))} contre {ms(median(raws))} ({told})", ratio(writes, raws), 4),
            Line("le même : aperçu et écriture", f"{ms(median(wholes))} contre {ms(median(raws))}", ratio(wholes, raws), 8),
            Line("pour mémoire : écrire, contre ces lignes et celles du journal (actes, écritures)",
                 f"{ms(median(writes))} contre {ms(median(journaled))}", ratio(writes, journaled), None),
            Line("pour mémoire : écrire, contre école, élèves et inscriptions seuls, sans liste ni index plein texte",
                 f"{ms(median(writes))} contre {ms(median(alone))}", ratio(writes, alone), None)]
