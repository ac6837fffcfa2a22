"""A pli of 20,000 edits: sealed, opened, taken in, and its size beside the bare JSON of the same entries."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from common import Bench, Line, interleaved, median, ms, ratio

from desktop.clock import FixedClock
from desktop.exchange import pli
from desktop.exchange.entries import Batch, dump, load
from desktop.ids import Ids
from desktop.models import Student
from desktop.security.keyring import Identity
from desktop.storage import merge, migrate
from desktop.storage.store import Store

EDITS = 20_000
PUPILS = 1_000
KEY = "5a" * 48


class _Nobody:
    account = "00000000-0000-4000-8000-000000000001"

    def sign(self, _message: bytes) -> bytes:
        return bytes(64)


def _store(folder: Path, name: str) -> Store:
    clock = FixedClock(datetime(2026, 11, 23, 9, 42, tzinfo=UTC))
    path = folder / f"{name}.db"
    if not (folder / "blank").exists():
        migrate.create(folder / "blank", KEY)
    shutil.copyfile(folder / "blank", path)
    return Store(path, KEY, ids=Ids(clock), clock=clock, device=lambda: name * 16, signer=_Nobody(), vault_id="v", compartment="c")


def _edited(store: Store, edits: int) -> None:
    """Pupils, then edits a tenth at a time, as an import and forty busy days would leave them."""
    with store.unit("élèves") as unit:
        rows = [unit.new(Student, {"last_name": f"NOM{i}", "first_name": f"Prénom{i}", "birth_date": f"2018-0{1 + i % 9}-11"})
                for i in range(PUPILS)]
    for start in range(0, edits - PUPILS, 500):
        with store.unit("Fiche modifiée") as unit:
            for i in range(start, min(start + 500, edits - PUPILS)):
                unit.put(Student, rows[i % PUPILS], {"note": f"relit la consigne à voix basse, essai {i}"})


def _bare(batch: Batch) -> bytes:
    """The same entries as JSON anybody would write."""
    said = [{"root": e.root, "device": e.device, "seq": e.seq, "unit": e.unit, "table": e.table, "row": e.row, "column": e.column,
             "value": json.loads(e.value or "null"), "bases": list(e.bases)} for e in batch.entries]
    return zlib.compress(json.dumps(said, ensure_ascii=False).encode(), 9)


def main(bench: Bench) -> list[Line]:
    """The lines of this family."""
    edits, rounds = (2_000, 2) if bench.few else (EDITS, 3)
    me = Identity("00000000-0000-4000-8000-000000000001", "a", "00000000-0000-4000-8000-0000000000aa", os.urandom(32))
    her = Identity("00000000-0000-4000-8000-000000000002", "b", "00000000-0000-4000-8000-0000000000bb", os.urandom(32))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        a = _store(folder, "a")
        _edited(a, edits)
        units, entries = merge.export(a)
        batch = Batch(units=units, entries=entries)
        sealed = seal(me, her, batch)
        bare = _bare(batch)
        one = Batch(units=units[-1:], entries=[e for e in entries if e.unit == units[-1].id][:1])
        times = interleaved((lambda: seal(me, her, batch), lambda: opened(her, sealed), lambda: _bare(batch),
                             lambda: load(dump(batch))), rounds)
        taken = []
        for index in range(rounds):
            b = _store(folder, "bcdef"[index])
            begun = time.perf_counter()
            merge.receive(b, units, entries, merge.Origin("p", "s", "t", ""))
            taken.append(time.perf_counter() - begun)
            b.close()
        a.close()
    told = f"{len(entries)} écritures : sceller {ms(median(times[0]))}, ouvrir {ms(median(times[1]))}, reprendre {ms(median(taken))}"
    return [
        Line(f"un pli de {len(entries)} écritures, par le JSON nu compressé", f"{len(sealed) // 1024} ko pour {len(bare) // 1024} ko",
             len(sealed) / len(bare), 5),
        Line("sceller un pli, par son JSON nu compressé", told, ratio(times[0], times[2]), None),
        Line("ouvrir un pli, par son JSON nu compressé", told, ratio(times[1], times[2]), None),
        Line("un pli d’une seule case", f"{len(seal(me, her, one))} octets", len(seal(me, her, one)) / 2000, 1),
    ]


def seal(me: Identity, her: Identity, batch: Batch) -> bytes:
    """A pli of these entries."""
    return pli.write(me, id="00000000-0000-4000-8000-0000000000cc", name="A", roles=("director",), purpose=pli.SHARE,
                     recipients=[pli.Recipient(her.account, her.card.pli, 1)], created="2026-11-23T09:42:00.000Z",
                     batches={pli.COMMUN: batch})


def opened(her: Identity, sealed: bytes) -> Any:
    """The same, read and checked."""
    return pli.read(sealed, her.pli.private_bytes_raw(), her.account)
