"""How the vectors of ``vectors/`` were made: ``python -m tests.exchange.make_vectors``. ``age`` draws, so bytes differ each time."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from desktop.exchange import age, card, pli
from desktop.exchange.entries import Author, Batch, Erased
from desktop.security.keyring import Identity
from desktop.security.keyring import canonical as canonical_bytes
from desktop.storage.heads import CREATED, Entry, canonical
from desktop.storage.journal import UnitMeta, entry_hash
from tests.exchange.bad_plis import WAYS, Scene

HERE = Path(__file__).parent / "vectors"
ANNE = Identity("00000000-0000-4000-8000-00000000000a", "anne", "00000000-0000-4000-8000-0000000000aa", bytes([1]) * 32)
BRUNO = Identity("00000000-0000-4000-8000-00000000000b", "bruno", "00000000-0000-4000-8000-0000000000bb", bytes([2]) * 32)
CHLOE = Identity("00000000-0000-4000-8000-00000000000c", "chloe", "00000000-0000-4000-8000-0000000000cc", bytes([3]) * 32)
OTHER = Identity("00000000-0000-4000-8000-0000000000ad", "anne", "00000000-0000-4000-8000-0000000000ae", bytes([4]) * 32)
"""Anne's other laptop."""
CHILD, ROW = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
PIECE = "00000000-0000-4000-8000-000000000003"
AT, DAY = "2026-11-22T09:00:00.000Z", "2026-11-22"
DEVICE = "0123456789abcdef"
BAD = {  # file: a way of bad_plis.py
    "bad-not-a-pli": "a picture", "bad-truncated": "cut in the header", "bad-altered": "a bit changed in what is sealed",
    "bad-cut": "cut in what is sealed", "bad-passphrase": "under a passphrase", "bad-header": "an ssh key",
    "bad-armoured": "armoured", "bad-not-for-you": "for somebody else", "bad-newer": "a later pli",
    "bad-newer-manifest": "a later format", "bad-manifest": "without id", "bad-too-big": "200 MB declared", "bad-ratio": "a bomb",
    "bad-too-many-parts": "501 parts", "bad-parts": "a part says path", "bad-tail": "bytes after the parts",
    "bad-signature": "signed by another", "bad-recipients": "closed again for me",
}


def _batch(*cells: tuple[str, str, str, object], bare: int = 0, emptied: int = 0) -> Batch:
    act = UnitMeta("00000000-0000-4000-8000-0000000000d1", DEVICE, "Fiche de l’élève modifiée", "hand", ANNE.account, AT)
    made = []
    for seq, (table, row, column, value) in enumerate(cells, 1):
        salt, text = bytes([seq]) * 16, canonical(value)
        bases = (f"{DEVICE}:{seq - 1}",) if column else ()
        link = entry_hash(salt, act.digest, CHILD, DEVICE, seq, table, row, column, text, ",".join(bases))
        whole = Entry(0, CHILD, DEVICE, seq, act.id, table, row, column, text, bases, salt, link)
        if seq == bare:
            whole = replace(whole, unit="", value=None, salt=None)
        elif seq == emptied:
            whole = replace(whole, value=None, salt=None)
        made.append(whole)
    return Batch([act], made, {CHILD: {DEVICE: f"1-{len(made)}" if len(made) > 1 else "1"}},
                 [Author(ANNE.account, "Anne Martin", ("director",))])


def _pli(batch: Batch | None, *readers: Identity, purpose: str = pli.SHARE, number: int = 1, instead: str = "",
         sender: Identity = ANNE, **more: Any) -> bytes:
    return pli.write(sender, id="00000000-0000-4000-8000-0000000000e1", name="Anne Martin", roles=("director",), purpose=purpose,
                     created=AT,
                     recipients=[pli.Recipient(one.account, one.card.pli, number, "1-2", instead) for one in readers],
                     **({"batches": {pli.COMMUN: batch} if batch else {}} | more))


NEW = ("student", CHILD, CREATED, {"last_name": "HADDAD", "first_name": "Yanis", "birth_date": "2018-05-06"})
NOTE = ("student", CHILD, "note", "Relit la consigne à voix basse.")
BYTES = b"\x89PNG, ou presque"
OWN = _batch(("attachment", PIECE, CREATED, {"student_id": CHILD, "title": "Dessin", "media_type": "image/png", "size": len(BYTES),
                                            "sha256": hashlib.sha256(BYTES).hexdigest()}))


def good() -> dict[str, tuple[bytes, Identity]]:
    gone = _batch(NEW)
    gone.erased.append(Erased("00000000-0000-4000-8000-000000000009", "", AT, "Anne Martin"))
    return {
        "one-field": (_pli(_batch(NEW, NOTE), BRUNO), BRUNO), "two-readers": (_pli(_batch(NEW), BRUNO, CHLOE), CHLOE),
        "receipt": (_pli(None, BRUNO, purpose=pli.RECEIPT), BRUNO),
        "ask": (_pli(None, BRUNO, purpose=pli.ASK, wants={CHILD: {DEVICE: "2-3,7"}}), BRUNO),
        "bare": (_pli(_batch(NEW, NOTE, NOTE, bare=2), BRUNO), BRUNO),
        "emptied": (_pli(_batch(NEW, NOTE, NOTE, emptied=2), BRUNO), BRUNO),
        "newer-table": (_pli(_batch(NEW, ("seance", ROW, CREATED, {"theme": "jeux"})), BRUNO), BRUNO),
        "newer-column": (_pli(_batch(NEW, ("student", CHILD, "humeur", "gaie")), BRUNO), BRUNO),
        "erased": (_pli(gone, BRUNO), BRUNO), "until": (_pli(_batch(NEW), BRUNO, until=DAY), BRUNO),
        "instead": (_pli(_batch(NEW), BRUNO, number=5, instead="2-3"), BRUNO),
        "own-notes": (_pli(None, BRUNO, own=True, batches={pli.PERSONAL: OWN}, blobs={PIECE: BYTES}), BRUNO),
    }


def bad() -> dict[str, tuple[bytes, Identity, str]]:
    scene = Scene(_pli(_batch(NEW, NOTE), BRUNO), ANNE, BRUNO, CHLOE, Random(4))
    local, common = ("account", ROW, CREATED, {"login": "x"}), ("note", ROW, CREATED, {"title": "à elle"})
    return {name: (WAYS[way][0](scene), BRUNO, WAYS[way][1]) for name, way in BAD.items()} | {
        "for-another": (_pli(_batch(NEW), BRUNO), CHLOE, "not_for_you"),
        "bad-content": (_pli(_batch(NEW, ("student", CHILD, "note", 5)), BRUNO), BRUNO, "content"),
        "bad-forbidden": (_pli(_batch(NEW, local), BRUNO), BRUNO, "forbidden"),
        "bad-forbidden-note": (_pli(_batch(NEW, common), BRUNO), BRUNO, "forbidden"),
        "bad-forbidden-own": (_pli(None, BRUNO, CHLOE, own=True, batches={pli.PERSONAL: OWN}), BRUNO, "forbidden"),
        "bad-unknown-sender": (_pli(_batch(NEW), BRUNO, sender=CHLOE), BRUNO, "unknown_sender"),
        "bad-revoked": (_pli(_batch(NEW), BRUNO, sender=OTHER), BRUNO, "revoked"),
        "bad-expired": (_pli(_batch(NEW), BRUNO, until="2026-11-21"), BRUNO, "expired"),
    }


def cards() -> dict[str, tuple[bytes, str]]:
    mine = card.of(ANNE, "Anne Martin", ("director",), AT)
    other = card.of(OTHER, "Anne Martin", ("director",), AT)
    changed = card.dump(mine).replace(b"Anne Martin", b"Jean Martin")
    later = canonical_bytes(json.loads(card.dump(mine)) | {"format": 2})
    return {
        "card.json": (card.dump(mine), "ok"), "card.txt": (card.qr_text(mine).encode(), "ok"),
        "card-other-laptop.json": (card.dump(card.vouch(ANNE, other)), "ok"),
        "card-naming-a-lost-laptop.json": (card.dump(card.revoke(mine, OTHER.account), ANNE), "ok"),
        "bad-card-manifest.json": (card.dump(mine)[:-1], "manifest"), "bad-card-signature.json": (changed, "signature"),
        "bad-card-newer.json": (later, "newer"),
    }


def main() -> None:
    HERE.mkdir(exist_ok=True)
    made = {name: (data, reader, "ok") for name, (data, reader) in good().items()} | bad()
    plis = {}
    for name, (data, reader, kind) in made.items():
        key = reader.pli.private_bytes_raw()
        (HERE / f"{name}.pli").write_bytes(data)
        said: dict[str, Any] = {"file": f"{name}.pli", "reader": {"account": reader.account, "key": key.hex()}, "class": kind}
        if kind == "ok":
            found = pli.read(data, key, reader.account)
            said["plain"] = hashlib.sha256(age.open_(data, key)).hexdigest()
            said["entries"] = [f"{e.root} {e.device} {e.seq} {e.hash.hex()}" for b in found.batches.values() for e in b.entries]
            said["units"] = [f"{u.id} {u.digest}" for b in found.batches.values() for u in b.units]
        plis[name] = said
    for name, (raw, _) in cards().items():
        (HERE / name).write_bytes(raw)
    index = {"day": DAY, "contacts": {"card.json": "confirmed", "card-other-laptop.json": "revoked"}, "plis": plis,
             "cards": {name: {"class": kind} for name, (_, kind) in cards().items()}}
    (HERE / "vectors.json").write_text(json.dumps(index, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
