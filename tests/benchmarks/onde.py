"""An ONDE file of ten thousand pupils: preview and write, against the same rows put in the same encrypted profile."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

from common import TODAY, Line, median, ms

HEAD = ("Nom élève;Nom d'usage élève;Prénom élève;Date naissance;Sexe;INE;Adresse1;Cp1;Commune1;Pays1;Adresse2;Cp2;Commune2;Pays2;"
        " Cycle;Niveau;Libellé classe;Identifiant classe;Attestation fournie;Autorisation associations;Autorisation photo;"
        "Décision de passage")
LEVELS = ("CP", "CE1", "CE2", "CM1", "CM2")


def extraction(count: int) -> bytes:
    """An extraction as ONDE writes it."""
    from desktop.content.demonstration import demonstration

    demo, random = demonstration(), Random(3)
    lines = [HEAD]
    for number in range(count):
        level = number % 5
        lines.append(f"{random.choice(demo.families)};;{random.choice(demo.girls)};{2020 - level}-{number % 12 + 1:02d}-{number % 28 + 1:02d};F;"
                     f"{999000000 + number}AB;{number % 90 + 1} rue des Prés;78990;VALBRUNE;FRANCE;;;;;CYCLE II;{LEVELS[level]};"
                     f"Classe {number % 400:03d};{77000 + number % 400};Oui;Oui;Non;")
    return ("\r\n".join(lines) + "\r\n").encode("latin-1", "replace")


def _session(folder: Path, name: str) -> Any:
    from desktop.clock import fixed_on
    from desktop.paths import Paths
    from desktop.services.opening import create_vault

    return create_vault(folder / f"{name}.coffre", name="Mesure", roles=["director"], login="mesure", passphrase=None,
                        paths=Paths.under(folder / "donnees"), clock=fixed_on(TODAY), demonstration=True)


def _imported(folder: Path, name: str, data: bytes) -> tuple[float, float, Any]:
    session = _session(folder, name)
    start = time.perf_counter()
    plan = session.imports.plan(data, school="0789901N", year="2026-2027")
    read = time.perf_counter()
    session.imports.write(plan, None)
    end = time.perf_counter()
    return end - read, end - start, session


def _same_rows(folder: Path, name: str, source: Any) -> float:
    """The rows an import leaves in its tables, read from one vault and put in another with bare statements."""
    tables = ("student", "enrolment", "school", "entry", "student_list")
    rows = {}
    for table in tables[:3]:
        rows[table] = [tuple(row)[1:] for row in source.commun.sql(f"SELECT * FROM {table}")]
    session = _session(folder, name)
    sql = session.commun.writer
    start = time.perf_counter()
    sql.execute("BEGIN IMMEDIATE")
    for table, content in rows.items():
        columns = [row[1] for row in sql.execute(f"PRAGMA table_info({table})").fetchall()][1:]
        sql.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", content)
    sql.execute("COMMIT")
    spent = time.perf_counter() - start
    session.close(backup=False)
    return spent


def main(few: bool) -> list[Line]:
    writes, wholes, bares = [], [], []
    data = extraction(1000 if few else 10_000)
    with tempfile.TemporaryDirectory(prefix="pole-mesures-") as name:
        folder = Path(name)
        for turn in range(2 if few else 5):
            written, whole, session = _imported(folder, f"import-{turn}", data)
            bares.append(_same_rows(folder, f"nu-{turn}", session))
            session.close(backup=False)
            writes.append(written)
            wholes.append(whole)
    bare = median(bares)
    return [Line("fichier ONDE de 10 000 élèves : écrire, contre les mêmes lignes dans le même profil", f"{ms(median(writes))} contre {ms(bare)}",
                 median(writes) / bare, 4),
            Line("le même : aperçu et écriture", f"{ms(median(wholes))} contre {ms(bare)}", median(wholes) / bare, 8)]
