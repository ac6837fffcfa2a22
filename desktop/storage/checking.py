"""What does not hold in a compartment: hashes, chains, acts, rows that no longer say what was written; the first comes first."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from desktop.errors import DamagedError
from desktop.storage.derived import INDEXES
from desktop.storage.heads import CREATED, Entry, RowHeads
from desktop.storage.journal import UnitMeta, chain_hash, entry_hash
from desktop.storage.unit import ENTRY_COLUMNS, SHAPES, read_entry

Sql = Callable[[str], list[Any]]
Came = Callable[[int], bool]
RECTIFIED = "Rectification"
"""The label of the act that may empty a former value (``services.labels``; a test compares them)."""
_UNITS = "SELECT id, device, label, kind, actor, at, coalesce(undoes,'') FROM main.unit"
_ENTRIES = f"SELECT {ENTRY_COLUMNS} FROM main.entry"


def check(sql: Sql) -> list[str]:
    """Every problem of a compartment, read with ``sql``; empty when all is well. Tables are ``main``'s, whoever reads."""
    problems = file_problems(sql)
    metas = {row[0]: UnitMeta(*row) for row in sql(_UNITS)}
    came = _came(sql)
    return problems + _journal(sql, metas, came) + _acts(sql, metas) + _rows(sql, metas, came)


def _came(sql: Sql) -> Came:
    """Whether an entry came in a pli: what a pli leaves out leaves holes, and bare entries, that nothing here explains."""
    ends = sorted((row[0], row[1]) for row in sql("SELECT from_n, to_n FROM main.received"))
    starts = [first for first, _ in ends]

    def came(n: int) -> bool:
        place = bisect_right(starts, n) - 1
        return place >= 0 and n <= ends[place][1]

    return came


def file_problems(sql: Sql) -> list[str]:
    """The file itself. A connection that searched before another wrote keeps a stale index: it looks there first."""
    for index in INDEXES:
        with suppress(DamagedError):
            sql(f"SELECT 1 FROM main.{index} WHERE {index} MATCH 'a' LIMIT 1")
    return [str(row[0]) for row in sql("PRAGMA main.quick_check") if row[0] != "ok"]


def _journal(sql: Sql, metas: dict[str, UnitMeta], came: Came) -> list[str]:
    problems: list[tuple[int, str]] = []
    holes: list[tuple[tuple[str, str], int]] = []
    chains: dict[tuple[str, str], tuple[int, bytes, int]] = {}
    broken: set[tuple[str, str]] = set()
    foreign: set[tuple[str, str]] = set()
    for record in sql(f"{_ENTRIES} ORDER BY root, device, seq"):
        e = read_entry(record)
        key = (e.root, e.device)
        last, previous, _ = chains.get(key, (0, b"", 0))
        if came(e.n):
            foreign.add(key)
        if e.seq == last + 1:
            chains[key] = (e.seq, chain_hash(previous, bytes(e.hash or b"")), e.n)
        elif key not in broken:
            broken.add(key)
            holes.append((key, e.n))
        if e.salt is not None and e.hash != _link(e, metas, e.salt):
            problems.append((e.n, f"l’écriture {e.n} n’est plus celle qui a été faite"))
    problems += [(n, f"trou dans le journal avant l’écriture {n}") for key, n in holes if key not in foreign]
    kept = {(row[0], row[1]): (row[2], row[3]) for row in sql("SELECT root, device, seq, hash FROM main.chain")}
    problems += [(n, f"une chaîne du journal est coupée après l’écriture {n}") for key, (seq, link, n) in chains.items()
                 if kept.get(key) != (seq, link)]
    return [told for _, told in sorted(problems)] + ["une chaîne du journal est orpheline" for key in kept if key not in chains]


def _link(e: Entry, metas: dict[str, UnitMeta], salt: bytes) -> bytes:
    meta = metas.get(e.unit)
    if meta is None:
        return b""
    return entry_hash(salt, meta.digest, e.root, e.device, e.seq, e.table, e.row, e.column, e.value, ",".join(e.bases))


def _acts(sql: Sql, metas: dict[str, UnitMeta]) -> list[str]:
    """An act keeps its entries; entries go, and leave a hole in their numbers, only with a child that the ledger names, or
    with a pli taken out again."""
    written = {row[0] for row in sql("SELECT DISTINCT unit FROM main.entry")}
    problems = [f"l’acte du {meta.at[:10]} a perdu ses écritures" for id, meta in metas.items() if id not in written]
    count, last = sql("SELECT count(*), coalesce(max(n), 0) FROM main.entry")[0]
    highest = max((row[0] for row in sql("SELECT seq FROM main.sqlite_sequence WHERE name='entry'")), default=last)
    out = sum(len(seqs) for (undone,) in sql("SELECT undone FROM main.received WHERE undone_on IS NOT NULL")
              for devices in json.loads(undone or "{}").values() for seqs in devices.values())
    if count + out < max(last, highest) and not sql("SELECT 1 FROM main.ledger WHERE row='' LIMIT 1"):
        problems.append("des écritures manquent au journal")
    return problems


def _rows(sql: Sql, metas: dict[str, UnitMeta], came: Came) -> list[str]:
    """Every table against its entries, and every emptied entry against what allows it."""
    problems = []
    erased = {(row[0], row[1]) for row in sql("SELECT root, row FROM main.ledger")}
    wanted: dict[str, dict[str, tuple[Any, ...]]] = {name: {} for name in SHAPES}
    for table, row, entries in _grouped(sql):
        problems += [f"l’écriture {e.n} a été vidée sans que rien ne le dise" for e in entries
                     if e.salt is None and not _allowed(e, entries, erased, metas, came)]
        if table not in SHAPES:
            continue  # of a newer version: kept in the journal alone
        try:
            stored = _stored(table, entries)
        except (ValueError, TypeError, AttributeError, KeyError):
            problems.append(f"l’écriture {entries[0].n} et celles qui la suivent ne se lisent plus")
            continue
        if stored is not None:
            wanted[table][row] = stored
    for name, rows in wanted.items():
        columns = ", ".join(f'"{column}"' for column in ("id", "root", *SHAPES[name].columns))
        found = {record[0]: tuple(record[1:]) for record in sql(f"SELECT {columns} FROM main.{name}")}
        if found != rows:
            problems.append(f"la table {name} ne dit pas ce que dit le journal")
    return problems


def _stored(table: str, entries: list[Entry]) -> tuple[Any, ...] | None:
    """A row as its entries say it, ``None`` when they say that there is none."""
    heads = RowHeads(entries)
    if not heads.alive:
        return None
    stored = SHAPES[table].stored(heads.current())
    return (entries[0].root, *(stored.get(column) for column in SHAPES[table].columns))


def _allowed(e: Entry, entries: list[Entry], erased: set[tuple[str, str]], metas: dict[str, UnitMeta], came: Came) -> bool:
    """Whether an entry without its salt was erased with its row, rectified by a later act, or came without its words: bare, or
    emptied in part by a rectification that its author kept."""
    if (e.root, e.row) in erased or (e.root, "") in erased or ((not e.unit or e.value is not None) and came(e.n)):
        return True
    later = [other for other in entries if (other.n > e.n or came(e.n)) and other.unit in metas
             and metas[other.unit].label == RECTIFIED]
    return any(e.column in (other.column, CREATED) for other in later)


def _grouped(sql: Sql) -> Iterator[tuple[str, str, list[Entry]]]:
    group: list[Entry] = []
    for record in sql(f"{_ENTRIES} ORDER BY tbl, row, n"):
        entry = read_entry(record)
        if group and (group[0].table, group[0].row) != (entry.table, entry.row):
            yield group[0].table, group[0].row, group
            group = []
        group.append(entry)
    if group:
        yield group[0].table, group[0].row, group
