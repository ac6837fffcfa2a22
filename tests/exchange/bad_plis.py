"""Bad plis, made from an honest one: a way to spoil it, and the class it must be refused with. Used by ``tests/faults/plis.py`` too."""

from __future__ import annotations

import copy
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any, Final

import pyrage

from desktop.exchange import age, pli
from desktop.security import keyring
from desktop.security.keyring import Identity
from tests.exchange.bad_lines import CONTENT, FORBIDDEN, Change
from tests.exchange.drafts import Draft, uuid, written

NOBODY = Identity(uuid(666), "personne", uuid(667), bytes([66]) * 32)


@dataclass
class Scene:
    """An honest pli of ``sender``, for ``reader`` alone; ``other`` is somebody else."""

    data: bytes
    sender: Identity
    reader: Identity
    other: Identity
    draw: Random

    @property
    def draft(self) -> Draft:
        """The pli taken apart, to be changed at will."""
        return copy.deepcopy(self._draft)

    @cached_property
    def _draft(self) -> Draft:
        return Draft(self.data, self.reader)

    @property
    def body(self) -> int:
        """Where what is sealed begins, after the header."""
        return self.data.find(b"\n--- ") + 1 + 4 + 43 + 1

    def closed(self, draft: Draft, **how: Any) -> bytes:
        return draft.sealed(self.sender, **how)

    def manifest(self, **changed: Any) -> bytes:
        """Another manifest, truly signed: a value for a name, ``...`` to take it out."""
        draft = self.draft
        draft.said = {name: value for name, value in (draft.said | changed).items() if value is not ...}
        return self.text(keyring.canonical(draft.said))

    def text(self, text: bytes) -> bytes:
        return self.draft.sealed(self.sender, text=text)

    def lines(self, change: Change) -> bytes:
        draft = self.draft
        return self.closed(draft.put(0, written(change(draft.lines()))))


Way = Callable[[Scene], bytes]
BITS, CUTS = "a bit changed in what is sealed", "cut in what is sealed"


# -- the envelope --------------------------------------------------------------------------------------------------------
def _bit(first: Callable[[Scene], int], last: Callable[[Scene], int]) -> Way:
    def way(scene: Scene) -> bytes:
        data = bytearray(scene.data)
        data[scene.draw.randrange(first(scene), last(scene))] ^= 1 << scene.draw.randrange(8)
        return bytes(data)
    return way


def _header(*stanzas: str, rest: bytes | None = None) -> Way:
    """Stanzas put before those of the pli."""
    def way(scene: Scene) -> bytes:
        head, rest_of = scene.data.split(b"\n", 1)
        return head + b"\n" + "".join(f"{one}\n{'A' * 43}\n" for one in stanzas).encode() + (rest_of if rest is None else rest)
    return way


def _raw_seal(scene: Scene, keys: int) -> bytes:
    people = [pyrage.x25519.Identity.generate().to_public() for _ in range(keys)]
    mine = pyrage.x25519.Recipient.from_str(age.recipient_text(scene.reader.card.pli))
    return bytes(pyrage.encrypt(scene.draft.plain, [mine, *people]))


def _plain(change: Callable[[bytes], bytes]) -> Way:
    return lambda scene: age.seal(change(scene.draft.plain), [scene.reader.card.pli])


ENVELOPE: Final[dict[str, tuple[Way, str]]] = {
    BITS: (_bit(lambda s: s.body, lambda s: len(s.data)), "altered"),
    "a bit changed in the header": (_bit(lambda s: 0, lambda s: s.body), "header|not_for_you|not_a_pli|truncated"),
    CUTS: (lambda s: s.data[:s.draw.randrange(s.body + 32, len(s.data))], "altered"),
    "cut in the header": (lambda s: s.data[:s.draw.randrange(1, s.body + 32)], "truncated"),
    "bytes after": (lambda s: s.data + s.draw.randbytes(s.draw.randrange(1, 99)), "altered"),
    "bytes in the middle": (lambda s: s.data[:s.body + 40] + b"\0" + s.data[s.body + 40:], "altered"),
    "two plis one after the other": (lambda s: s.data * 2, "altered"),
    "nothing": (lambda s: b"", "not_a_pli"), "noise": (lambda s: b"\1" + s.draw.randbytes(900), "not_a_pli"),
    "a picture": (lambda s: b"\x89PNG\r\n\x1a\n" + s.draw.randbytes(900), "not_a_pli"),
    "an archive": (lambda s: b"PK\3\4" + s.data, "not_a_pli"), "a database": (lambda s: b"SQLite format 3\0" + bytes(900), "not_a_pli"),
    "a card": (lambda s: b'{"account":"x"}', "not_a_pli"), "not even sealed": (lambda s: s.draft.plain, "not_a_pli"),
    "armoured": (lambda s: b"-----BEGIN AGE ENCRYPTED FILE-----\n" + s.data, "header"),
    "a later age": (lambda s: s.data.replace(b"/v1", b"/v2", 1), "header"),
    "under a passphrase": (_header("-> scrypt AAAAAAAAAAAAAAAAAAAAAA 30"), "passphrase"),
    "an ssh key": (_header("-> ssh-ed25519 AAAAAA AAAA"), "header"), "a plugin": (_header("-> yubikey AAAA"), "header"),
    "a header without end": (_header(*["-> x-grease"] * 400), "header"), "too many stanzas": (lambda s: _raw_seal(s, 64), "header"),
    "for somebody else": (lambda s: age.seal(s.draft.plain, [s.other.card.pli]), "not_for_you"),
    "another thing sealed for me": (lambda s: age.seal(b"une photo", [s.reader.card.pli]), "not_a_pli"),
    "too big": (lambda s: bytes(age.SEALED_LIMIT + 1), "too_big"),
    "a later pli": (_plain(lambda p: p.replace(b"pli 1\n", b"pli 2\n", 1)), "newer"),
    **{f"manifest of {size!r}"[:40]: ((lambda s, size=size: s.closed(s.draft, size=size)), kind) for size, kind in (
        (b"0", "manifest"), (b"-1", "manifest"), (b"", "manifest"), (b"x", "manifest"), (b" 9", "manifest"), (b"010", "manifest"),
        (b"9999999", "too_big"), (b"99999999999", "manifest"), (b"262144", "manifest"), (b"+12", "manifest"), (b"12", "manifest"))},
    "cut inside the envelope": (lambda s: age.seal(s.draft.plain[:s.draw.randrange(22, len(s.draft.text) + 90)], [s.reader.card.pli]),
                                "manifest"),
}


# -- the manifest --------------------------------------------------------------------------------------------------------
def _inside(*path: Any, value: Any) -> Way:
    """Another value deep in the manifest; ``...`` takes it out."""
    def way(scene: Scene) -> bytes:
        draft = scene.draft
        place = draft.said
        for step in path[:-1]:
            place = place[step]
        if value is ...:
            del place[path[-1]]
        else:
            place[path[-1]] = value
        return scene.text(keyring.canonical(draft.said))
    return way


def _spelled(old: bytes, new: bytes) -> Way:
    return lambda scene: scene.text(scene.draft.text.replace(old, new, 1))


_TYPES = (None, 5, -1, "é\n", True, [], [5], {}, {"a": 1})
_NAMES = {"id": (), "created": (), "format": (5,), "parts": ([], [5]), "purpose": (), "recipients": (), "sender": ()}
MANIFEST: Final[dict[str, tuple[Way, str]]] = {name: (way, "manifest") for name, way in {
    **{f"without {name}": _inside(name, value=...) for name in _NAMES},
    **{f"{name} is {value!r}": _inside(name, value=value) for name, lawful in _NAMES.items() for value in _TYPES
       if value not in lawful or (value is True and name == "format")},
    **{f"{name} is {value!r}": _inside(name, value=value) for name, values in {
        "until": (5, None, "demain", "2026-1-1", "2026-01-01T00:00:00Z", []), "own": (1, None, "oui", 0), "format": ("1", 0),
        "wants": (5, "x", [], None, {"x": {}}, {uuid(1): []}, {uuid(1): 5}, {uuid(1): {"x": "1"}}, {uuid(1): {"b" * 16: "0"}},
                  {uuid(1): {"b" * 16: 5}}, {uuid(1): {"b" * 16: None}}), "id": (uuid(1)[:-1], "../../x"), "purpose": ("Share", "x y"),
        "created": ("2026-11-22", "2026-11-22T09:00:00Z", "2026-02-31T09:00:00.000Z", "2026-11-22T29:00:00.000Z", "0000-01-01T09:00:00.000Z")}.items() for value in values},
    **{f"sender {name} is {value!r}"[:60]: _inside("sender", name, value=value) for name, values in {
        "account": (..., 5, "x"), "vault": (..., "x"), "login": (..., "", "a\nb", "x" * 65, 5, "a\u202eb"), "roles": (..., "x", ["A"]),
        "name": (..., 5, "a\nb", "x" * 201, "e\u0301", "a\u202eb", "a\0"), "keys": (..., 5, [], {}, "x")}.items() for value in values},
    **{f"key {name} is {value!r}"[:60]: _inside("sender", "keys", name, value=value) for name in ("coffre", "pli", "signature")
       for value in (..., 5, "", "x", "A" * 44, keyring.to_text(bytes(31)))},
    **{f"recipient {name} is {value!r}"[:60]: _inside("recipients", 0, name, value=value) for name, values in {
        "account": (..., 5, "x", None), "pli": (..., 5, "", None, [], "é"), "number": (..., -1, "1", True, None, 2 ** 53),
        "got": (..., 5, 0, None, [], "0", "2-1", "1,2")}.items() for value in values},
    **{f"written {new!r}"[:60]: _spelled(old, new) for old, new in (
        (b",", b", "), (b'{"', b'{ "'), (b'"created"', b'"created" '), (b'"format":1', b'"format":1.0'), (b'"format":1', b'"format":NaN'),
        (b'"format":1', b'"format":1e0'), (b'"format":1', b'"format":01'), (b'"format":1', b'"format":1,"format":1'),
        (b'"format":1', b'"format":' + b"1" * 5000), (b'"format":1', b'"format":-0'), (b'"format":1', b'"format":Infinity'),
        (b'"format":1', b'"format":' + b"[" * 9 + b"]" * 9), (b'"format":1', b'"format":' + b"[" * 50_000), (b'"id"', b'"\\u0069d"'),
        (b'{"', b'\xef\xbb\xbf{"'), (b'"share"', b'"sh\xffare"'), (b'"share"', b'"\\ud800"'), (b"}", b"}}"))},
    "not written at all": lambda s: s.text(b"x"), "a list": lambda s: s.text(b"[]"), "nothing in it": lambda s: s.text(b"{}"),
    "a key that is not NFC": _inside("e\u0301", value=1), "deep": lambda s: s.manifest(later=[[[[[[[[1]]]]]]]]),
    "a recipient twice": lambda s: _twice(s, "account", "pli"), "an account twice": lambda s: _twice(s, "account"),
    "a key twice": lambda s: _twice(s, "pli"),
}.items()}
MANIFEST["a later format"] = (_inside("format", value=2), "newer")


def _twice(scene: Scene, *same: str) -> bytes:
    draft = scene.draft
    one = draft.said["recipients"][0]
    two = {**one, "account": scene.other.account, "pli": keyring.to_text(scene.other.card.pli)}
    draft.said["recipients"].append(two | {name: one[name] for name in same})
    return scene.closed(draft, keys=[scene.reader.card.pli, scene.other.card.pli])


# -- who sends, who receives ---------------------------------------------------------------------------------------------
def _forwarded(scene: Scene) -> bytes:
    """Truly written for ``other``, who closes it again for me."""
    draft = scene.draft
    draft.said["recipients"] = [{"account": scene.other.account, "pli": keyring.to_text(scene.other.card.pli), "number": 1, "got": ""}]
    return scene.closed(draft, keys=[scene.reader.card.pli])


def _both(scene: Scene) -> bytes:
    """Said to be for both, closed for me alone."""
    draft = scene.draft
    draft.said["recipients"].append({"account": scene.other.account, "pli": keyring.to_text(scene.other.card.pli), "number": 1, "got": ""})
    return scene.closed(draft, keys=[scene.reader.card.pli])


def _renamed(scene: Scene) -> bytes:
    draft = scene.draft
    draft.said["sender"]["keys"] = {name: keyring.to_text(getattr(scene.other.card, name)) for name in ("coffre", "pli", "signature")}
    return draft.sealed(scene.sender)


def _bent(scene: Scene) -> bytes:
    signature = bytearray(scene.draft.signature)
    signature[scene.draw.randrange(64)] ^= 1 << scene.draw.randrange(8)
    return scene.closed(scene.draft, signature=bytes(signature))


def _retold(scene: Scene) -> bytes:
    draft = scene.draft
    signature, draft.said["created"] = draft.signature, "2026-11-22T09:00:00.001Z"
    return scene.closed(draft, signature=signature)


PEOPLE: Final[dict[str, tuple[Way, str]]] = {
    "signed by another": (lambda s: s.draft.sealed(s.other), "signature"), "a bent signature": (_bent, "signature"),
    "no signature": (lambda s: s.closed(s.draft, signature=bytes(64)), "signature"), "told otherwise": (_retold, "signature"),
    "signed without its label": (lambda s: s.closed(s.draft, signature=s.sender.sign(s.draft.text)), "signature"),
    "other keys than those that signed": (_renamed, "signature"),
    "closed again for me": (_forwarded, "recipients"), "for others too, it says": (_both, "recipients"),
    "for others too, it does not say": (
        lambda s: s.closed(s.draft, keys=[s.reader.card.pli, s.other.card.pli]), "recipients"),
    "for me, under another key": (
        lambda s: Draft.sealed(_keyed(s), s.sender, keys=[s.reader.card.pli]), "recipients"),
    "for my key, under another name": (lambda s: _inside("recipients", 0, "account", value=s.other.account)(s), "recipients"),
}


def _keyed(scene: Scene) -> Draft:
    draft = scene.draft
    draft.said["recipients"][0]["pli"] = keyring.to_text(scene.other.card.pli)
    return draft


# -- parts ---------------------------------------------------------------------------------------------------------------
def _part(change: Callable[[dict[str, Any]], object]) -> Way:
    """The first part told otherwise."""
    def way(scene: Scene) -> bytes:
        draft = scene.draft
        change(draft.said["parts"][0])
        return scene.closed(draft)
    return way


def _told(**said: Any) -> Way:
    return _part(lambda part: part.update(said))


def _again(scene: Scene) -> bytes:
    draft = scene.draft
    return scene.closed(draft.put(len(draft.stored), draft.part(0)))


def _stored(change: Callable[[bytes], bytes]) -> Way:
    def way(scene: Scene) -> bytes:
        draft = scene.draft
        raw = draft.part(0) * 3
        return scene.closed(draft.put(0, raw, change(zlib.compress(raw, 9))))
    return way


def _bomb(size: int, said: int | None = None) -> Way:
    def way(scene: Scene) -> bytes:
        raw = b'["later","' + b"a" * size + b'"]\n'
        return scene.closed(scene.draft.put(0, raw, zlib.compress(raw, 9), **({} if said is None else {"size": said})))
    return way


def _many(count: int) -> Way:
    def way(scene: Scene) -> bytes:
        draft = scene.draft
        for place in range(len(draft.stored), count):
            draft.put(place, b"", b"")
        return scene.closed(draft)
    return way


def _blob(count: int = 1, size: int = 4, **said: Any) -> Way:
    def way(scene: Scene) -> bytes:
        draft = scene.draft
        for _ in range(count):
            raw, place = scene.draw.randbytes(size), len(draft.stored)
            draft.put(place, raw, raw, **({"kind": pli.BLOBS, "compartment": pli.PERSONAL, "id": uuid(4)} | said))
        return scene.closed(draft)
    return way


_PART_TYPES: dict[str, tuple[Any, ...]] = {
    "number": (0, 2, -1, "1", True, None), "kind": (5, "", "Entries", None, "a/b", []), "compartment": (5, "", "../x", None),
    "size": (-1, "1", True, None, 0, 1), "stored": (-1, "1", True, None, 0, 1),
    "sha256": (5, "", None, "A" * 63, "0" * 64, [])}
PARTS: Final[dict[str, tuple[Way, str]]] = {
    **{f"{name} is {value!r}": (_told(**{name: value}), "parts") for name, values in _PART_TYPES.items() for value in values},
    **{f"a part without {name}": (_part(lambda part, name=name: part.pop(name)), "parts") for name in _PART_TYPES},
    **{f"a part says {name}": (_told(**{name: "../../etc/x"}), "parts") for name in ("name", "path", "id", "file")},
    **{f"a part that is {one!r}": ((lambda s, one=one: s.manifest(parts=[one])), "parts") for one in (5, None, "x", [], {})},
    "a part twice": (_again, "parts"), "a part missing": (lambda s: s.manifest(parts=[]), "parts"),
    "bytes after the parts": (lambda s: s.closed(s.draft, tail=s.draw.randbytes(9)), "parts"),
    "parts cut": (_plain(lambda p: p[:-7]), "parts"), "parts changed": (_plain(lambda p: p[:-7] + bytes(7)), "parts"),
    "packed otherwise": (_stored(lambda p: p[::-1]), "parts"), "packed twice": (_stored(lambda p: zlib.compress(p) + b"\0"), "parts"),
    "packed, cut": (_stored(lambda p: p[:-3]), "parts"), "packed, more after": (_stored(lambda p: p + b"x"), "parts"),
    "a bomb": (_bomb(9_000_000), "ratio"), "a bomb of 150 MB": (_bomb(150_000_000), "ratio"),
    "a bomb that says it is small": (_bomb(9_000_000, 60_000), "parts"),
    "200 MB declared": (_told(size=pli.LIMIT + 1), "too_big"), "200 MB in all": (_told(size=pli.LIMIT - 1, stored=pli.LIMIT // 2), "parts"),
    "501 parts": (_many(501), "too_many_parts"),
    "a piece whose id is a path": (_blob(id="../../x"), "parts"), "a piece without id": (_blob(id=None), "parts"),
    "a piece twice": (_blob(2), "parts"), "a piece in the common part": (_blob(compartment="commun"), "parts"),
    "a piece that says its name": (_blob(name="x.png"), "parts"), "a piece of eleven megabytes": (_blob(size=11 * 1024 * 1024), "parts"),
}
WAYS: Final[dict[str, tuple[Way, str]]] = {
    **ENVELOPE, **MANIFEST, **PEOPLE, **PARTS,
    **{f"entries: {name}": ((lambda s, change=change: s.lines(change)), kind)
       for changes, kind in ((CONTENT, "content"), (FORBIDDEN, "forbidden")) for name, change in changes.items()},
}


