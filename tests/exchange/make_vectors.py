"""How the vectors of ``vectors/`` were made: ``python -m tests.exchange.make_vectors``. ``age`` draws, so bytes differ each time."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from desktop.exchange import pli
from desktop.exchange.entries import Author, Batch, Erased
from desktop.security.keyring import Identity
from desktop.storage.heads import Entry, canonical
from desktop.storage.journal import UnitMeta, entry_hash
from tests.exchange.bad_plis import WAYS, Scene

HERE = Path(__file__).parent / "vectors"
ANNE = Identity("00000000-0000-4000-8000-00000000000a", "anne", "00000000-0000-4000-8000-0000000000aa", bytes([1]) * 32)
BRUNO = Identity("00000000-0000-4000-8000-00000000000b", "bruno", "00000000-0000-4000-8000-0000000000bb", bytes([2]) * 32)
CHLOE = Identity("00000000-0000-4000-8000-00000000000c", "chloe", "00000000-0000-4000-8000-0000000000cc", bytes([3]) * 32)
CHILD, ROW = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
AT = "2026-11-22T09:00:00.000Z"
DEVICE = "0123456789abcdef"


def _batch(*cells: tuple[str, str, str, object], bare: int = 0) -> Batch:
    act = UnitMeta("00000000-0000-4000-8000-0000000000d1", DEVICE, "Fiche de l’élève modifiée", "hand", ANNE.account, AT)
    made = []
    for seq, (table, row, column, value) in enumerate(cells, 1):
        salt, text = bytes([seq]) * 16, canonical(value)
        bases = (f"{DEVICE}:{seq - 1}",) if column else ()
        link = entry_hash(salt, act.digest, CHILD, DEVICE, seq, table, row, column, text, ",".join(bases))
        words = ("", None, None) if seq == bare else (act.id, text, salt)
        made.append(Entry(0, CHILD, DEVICE, seq, words[0], table, row, column, words[1], bases, words[2], link))
    return Batch([act], made, {CHILD: {DEVICE: f"1-{len(made)}" if len(made) > 1 else "1"}},
                 [Author(ANNE.account, "Anne Martin", ("director",))])


def _pli(batch: Batch | None, *readers: Identity, purpose: str = pli.SHARE, number: int = 1) -> bytes:
    return pli.write(ANNE, id="00000000-0000-4000-8000-0000000000e1", name="Anne Martin", roles=("director",), purpose=purpose,
                     created=AT, recipients=[pli.Recipient(one.account, one.card.pli, number, "1-2") for one in readers],
                     batches={pli.COMMUN: batch} if batch else {})


NEW = ("student", CHILD, "", {"last_name": "HADDAD", "first_name": "Yanis", "birth_date": "2018-05-06"})
NOTE = ("student", CHILD, "note", "Relit la consigne à voix basse.")


def main() -> None:
    HERE.mkdir(exist_ok=True)
    gone = _batch(NEW)
    gone.erased.append(Erased("00000000-0000-4000-8000-000000000009", "", AT, "Anne Martin"))
    made: dict[str, tuple[bytes, Identity, str]] = {
        "one-field": (_pli(_batch(NEW, NOTE), BRUNO), BRUNO, "ok"), "two-readers": (_pli(_batch(NEW), BRUNO, CHLOE), CHLOE, "ok"),
        "receipt": (_pli(None, BRUNO, purpose=pli.RECEIPT), BRUNO, "ok"), "bare": (_pli(_batch(NEW, NOTE, NOTE, bare=2), BRUNO), BRUNO, "ok"),
        "newer-table": (_pli(_batch(NEW, ("seance", ROW, "", {"theme": "jeux"})), BRUNO), BRUNO, "ok"),
        "newer-column": (_pli(_batch(NEW, ("student", CHILD, "humeur", "gaie")), BRUNO), BRUNO, "ok"),
        "erased": (_pli(gone, BRUNO), BRUNO, "ok"), "for-another": (_pli(_batch(NEW), BRUNO), CHLOE, "not_for_you"),
    }
    scene = Scene(_pli(_batch(NEW, NOTE), BRUNO), ANNE, BRUNO, CHLOE, Random(4))
    done: set[str] = set()
    for way, (how, kind) in WAYS.items():
        if kind not in done and "|" not in kind and len(data := how(scene)) < 120_000:
            done.add(kind)
            made[f"bad-{kind.replace('_', '-')}"] = (data, BRUNO, kind)
            print(kind, ":", way)
    index = {}
    for name, (data, reader, kind) in made.items():
        (HERE / f"{name}.pli").write_bytes(data)
        index[name] = {"reader": {"account": reader.account, "key": reader.pli.private_bytes_raw().hex()}, "class": kind}
        if kind == "ok":
            found = pli.read(data, reader.pli.private_bytes_raw(), reader.account)
            index[name]["entries"] = [f"{e.root} {e.device} {e.seq} {e.hash.hex()}" for b in found.batches.values() for e in b.entries]
    (HERE / "index.json").write_text(json.dumps(index, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
