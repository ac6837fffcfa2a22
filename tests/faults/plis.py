"""Bad plis against a real vault: each refused with its class, in memory alone, before anything of the vault or of the disk changes."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import tempfile
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from common import Report, World, answer, forked, loaded
from folder import pair

from desktop.errors import PoleError
from desktop.exchange import card, pli
from desktop.exchange.bad import class_of
from desktop.exchange.entries import Batch
from desktop.security import keyring
from desktop.security.keyring import Identity
from desktop.services.session import Session
from desktop.storage.heads import CREATED, Entry
from tests.exchange.bad_lines import CONTENT, FORBIDDEN
from tests.exchange.bad_plis import ENVELOPE, MANIFEST, NOBODY, PARTS, PEOPLE, WAYS, Scene
from tests.exchange.drafts import AT, Draft, uuid
from tests.services.laptops import LINA, SWEPT, YANIS, Hand, batch, child, entries

SAMPLE = 60
EXITS = {"not_for_you": 2, "newer": 10}
LOST = Identity(uuid(777), "perdu", uuid(778), bytes([77]) * 32)
NAMES = ("HADDAD", "MOREAU", "Yanis", "Lina")


@dataclass
class Meeting:
    """Who sends, whose vault it is, and what the hostile contact knows of it: two children, a project of the first."""

    one: Session
    two: Session
    id: str
    other: str
    draw: random.Random
    honest: list[bytes]

    def hand(self) -> Hand:
        return Hand(self.one, self.two, f"{self.draw.getrandbits(64):016x}")

    @property
    def project(self) -> str:
        return str(self.two.commun.sql("SELECT id FROM project")[0][0])

    def scene(self) -> Scene:
        return Scene(self.draw.choice(self.honest), self.one.identity, self.two.identity, NOBODY, self.draw)


# -- what only this vault can say ----------------------------------------------------------------------------------------
def _said(root: Callable[[Meeting], str], table: str, row: Callable[[Meeting], str], column: str,
          value: Callable[[Meeting], object]) -> Callable[[Meeting], bytes]:
    """A well-formed entry that may not be said here, after one that may."""
    def way(meeting: Meeting) -> bytes:
        hand = meeting.hand()
        act = hand.act()
        _, fine = hand.pupil(act)
        return hand.file(batch([act], [*fine, hand.entry(act, root(meeting), table, row(meeting), column, value(meeting))]))
    return way


def _new(meeting: Meeting) -> str:
    return str(meeting.one.ids.new())


def _mine(meeting: Meeting) -> Entry:
    return meeting.draw.choice(entries(meeting.two, meeting.draw.choice([meeting.id, meeting.other])))


def _contradicts(meeting: Meeting) -> bytes:
    """Another text under a number that is here, whichever."""
    mine, hand = _mine(meeting), meeting.hand()
    act = hand.act(device=mine.device)
    value = LINA if mine.column == CREATED else "x"
    made = hand.entry(act, mine.root, mine.table, mine.row, mine.column, value, mine.bases, seq=mine.seq, device=mine.device)
    return hand.file(batch([act], [made]))


def _act_changed(meeting: Meeting) -> bytes:
    mine, hand = _mine(meeting), meeting.hand()
    act = replace(meeting.two.commun.unit_meta(mine.unit), label="autre")
    return hand.file(batch([act], [hand.entry(act, meeting.id, "student", meeting.id, "note", "x")]))


def _from(identity: Identity, account: str = "") -> Callable[[Meeting], bytes]:
    """A pli with these keys in it, told of that account."""
    def way(meeting: Meeting) -> bytes:
        draft = Draft(meeting.honest[0], meeting.two.identity)
        keys = {name: keyring.to_text(getattr(identity.card, name)) for name in ("coffre", "pli", "signature")}
        known = meeting.one.identity
        draft.said["sender"] |= {"account": known.account if account == "known" else identity.account, "keys": keys,
                                 "vault": known.vault_id if account == "known" else identity.vault_id}
        return draft.sealed(identity)
    return way


def _other_vault(meeting: Meeting) -> bytes:
    draft = Draft(meeting.honest[0], meeting.two.identity)
    draft.said["sender"]["vault"] = NOBODY.vault_id
    return draft.sealed(meeting.one.identity)


def _own(meeting: Meeting, *, several: bool, piece: bytes = b"vrai") -> bytes:
    hand = meeting.hand()
    act, note, blob = hand.act(), _new(meeting), _new(meeting)
    said = {"owner": note, "title": "dessin.png", "media_type": "image/png", "size": 4, "sha256": hashlib.sha256(b"vrai").hexdigest()}
    made = batch([act], [hand.entry(act, note, "note", note, CREATED, {"kind": "note"}),
                         hand.entry(act, note, "attachment", blob, CREATED, said)])
    people = [pli.Recipient(who.account, who.card.pli, 1) for who in ((meeting.two.identity, LOST) if several else (meeting.two.identity,))]
    return hand.file(Batch(), made, blobs={blob: piece}, recipients=people)


KNOWN: dict[str, tuple[Callable[[Meeting], bytes], str]] = {
    "too late": (lambda m: m.scene().manifest(until=f"20{m.draw.randrange(10, 25)}-12-31"), "expired"),
    "of somebody unknown": (_from(NOBODY), "unknown_sender"),
    "of oneself": (lambda m: Hand(m.two, m.two).file(), "unknown_sender"), "of a lost laptop": (_from(LOST), "revoked"),
    "of her account, under other keys": (_from(NOBODY, "known"), "signature"),
    "of another vault of hers": (_other_vault, "signature"),
    "her own things for several": (lambda m: _own(m, several=True), "forbidden"),
    "a piece that is another": (lambda m: _own(m, several=False, piece=b"faux"), "content"),
    "contradicts an entry of ours": (_contradicts, "content"), "changes an act of ours": (_act_changed, "content"),
    "moves a project under another child": (_said(lambda m: m.other, "project", lambda m: m.project, "state", lambda m: "clos"), "content"),
    "makes a task of a project": (_said(lambda m: m.id, "task", lambda m: m.project, CREATED, lambda m: {"title": "x"}), "content"),
    "a pupil inside another": (_said(lambda m: m.id, "student", _new, CREATED, lambda m: LINA), "content"),
    "a project of another": (_said(lambda m: m.id, "project", _new, CREATED, lambda m: {"student_id": m.other, "kind": "ppre"}), "content"),
    "gives a project to another": (_said(lambda m: m.id, "project", lambda m: m.project, "student_id", lambda m: m.other), "content"),
    "a line elsewhere": (_said(lambda m: m.other, "line", _new, CREATED,
                               lambda m: {"owner": m.project, "key": "objectifs", "rank": 1, "cells.objectif": "x"}), "content"),
}
_OFTEN = {name: ENVELOPE[name] for name in list(ENVELOPE)[:4]}
_LINES = [name for name in WAYS if name.startswith("entries: ")]
assert len(_LINES) == len(CONTENT) + len(FORBIDDEN)


def _order(count: int, draw: random.Random) -> list[str]:
    """Every way once, then again by kinds, flips and cuts more often."""
    names = [*WAYS, *KNOWN]
    draw.shuffle(names)
    kinds = (list(_OFTEN), list(ENVELOPE), list(MANIFEST), list(PEOPLE), list(PARTS), _LINES, list(KNOWN))
    while len(names) < count:
        names.append(draw.choice(draw.choices(kinds, (25, 5, 10, 20, 10, 10, 20))[0]))
    return names[:count]


def _made(meeting: Meeting, name: str) -> tuple[bytes, set[str]]:
    if name in KNOWN:
        made, kind = KNOWN[name]
        return made(meeting), {kind}
    way, kind = WAYS[name]
    return way(meeting.scene()), set(kind.split("|"))


# -- what may not change -------------------------------------------------------------------------------------------------
def looked_at(*places: Path) -> dict[str, object]:
    """Each file by its bytes and its date, each folder by its date: a file made and taken away again is seen too."""
    found: dict[str, object] = {}
    for place in places:
        for path in (place, *sorted(place.rglob("*"))):
            with contextlib.suppress(FileNotFoundError):
                said = path.stat()
                found[str(path)] = (said.st_mtime_ns, said.st_size, b"" if path.is_dir() else hashlib.sha256(path.read_bytes()).digest())
    return found


def changed(before: dict[str, object], after: dict[str, object]) -> set[str]:
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


@contextlib.contextmanager
def elsewhere(base: Path) -> Iterator[tuple[Path, Path]]:
    """A working folder and a temporary one that are ours alone, to see whether anything is left there."""
    here, kept, asked = Path.cwd(), tempfile.tempdir, os.environ.get("TMPDIR")
    cwd, tmp = base / "cwd", base / "tmp"
    cwd.mkdir()
    tmp.mkdir()
    os.chdir(cwd)
    os.environ["TMPDIR"] = tempfile.tempdir = str(tmp)
    try:
        yield cwd, tmp
    finally:
        os.chdir(here)
        tempfile.tempdir = kept
        os.environ.pop("TMPDIR")
        if asked is not None:
            os.environ["TMPDIR"] = asked


# -- the campaign --------------------------------------------------------------------------------------------------------
def main(count: int = 1000, seed: int = 0, limit: float = 900) -> Report:
    """That many bad plis looked at in one session, then some of them through the command line."""
    loaded()
    report, draw = Report("plis", limit), random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="pole-faults-") as name:
        base = Path(name).resolve()
        first, second = pair(base)
        with elsewhere(base) as places:
            kept = _in_session(report, first, second, places, count, draw)
            _by_commands(report, second, places, base, kept)
    return report


def _in_session(report: Report, first: World, second: World, places: tuple[Path, Path], count: int,
                draw: random.Random) -> list[tuple[str, bytes, set[str]]]:
    one, two = first.open(), second.open()
    kept: list[tuple[str, bytes, set[str]]] = []
    try:
        meeting = _meet(one, two, draw)
        for data in meeting.honest:
            two.receiving.look(data)
        report.counts["plis sains lus"] = len(meeting.honest)
        chosen, met = set(draw.sample(range(count), min(SAMPLE - 18, count))), set[str]()
        digest, before = two.digest(), looked_at(second.vault, second.data, *places)
        for number, name in enumerate(_order(count, draw)):
            if report.late():
                break
            data, kinds = _made(meeting, name)
            _look(report, two, name, data, kinds)
            after = looked_at(second.vault, second.data, *places)
            if touched := changed(before, after):
                report.fail(f"{name} : changé sur le disque : {sorted(touched)}", second.vault)
                before = after
            if two.digest() != digest:
                report.fail(f"{name} : l’empreinte a changé", second.vault)
                digest = two.digest()
            if number in chosen or (len(kinds) == 1 and not met.issuperset(kinds)):
                kept.append((name, data, kinds))
                met |= kinds if len(kinds) == 1 else set()
            if number % 200 == 199:
                print(f"  {number + 1}/{count} plis, {len(report.failures)} défauts, {report.limit - report.left():.0f} s", flush=True)
        for data in meeting.honest:
            two.receiving.take(two.receiving.look(data))
        if two.digest() == digest or not changed(before, looked_at(second.vault, second.data, *places)):
            report.fail("le témoin : prendre des plis sains ne se voit pas", second.vault)
        if problems := two.verify():
            report.fail(f"après les plis sains : {problems}", second.vault)
    finally:
        for session in (one, two):
            session.close(backup=False)
    return kept


def _meet(one: Session, two: Session, draw: random.Random) -> Meeting:
    """Children on both sides; plis that are sound: all of it, a child by hand, her own things with a piece."""
    id, other = child(two, **YANIS), child(two, **LINA)
    two.projects.add(id)
    two.students.update(id, {"note": "premier"})
    sent = child(one, last_name="NGUYEN", first_name="Alix", birth_date="2018-01-02")
    one.projects.add(sent)
    lost, _ = two.contacts.add(card.dump(card.of(LOST, "Ordinateur perdu", ("director",), AT)))
    two.contacts.confirm(lost.login, None)
    two.contacts.revoke(lost.login)
    meeting = Meeting(one, two, id, other, draw, [])
    hand = meeting.hand()
    act = hand.act()
    parcel = one.sending.prepare([one.contacts.list()[0].login], SWEPT)
    made = one.sending.seal(parcel)
    one.sending.placed(made.sent.id, made.sent.file)
    meeting.honest += [made.data, hand.file(batch([act], hand.pupil(act, {"last_name": "PETIT", "first_name": "Zoé"})[1]))]
    return meeting


def _look(report: Report, two: Session, name: str, data: bytes, kinds: set[str]) -> None:
    try:
        two.receiving.look(data)
    except PoleError as error:
        kind = class_of(error)
        report.counts[kind or "sans classe"] += 1
        if kind not in kinds:
            report.fail(f"{name} : classe {kind!r}, il fallait {sorted(kinds)}")
        elif error.exit_code != EXITS.get(kind, 9):
            report.fail(f"{name} : sortie {error.exit_code}")
        elif any(word in str(error) for word in NAMES):
            report.fail(f"{name} : un nom d’enfant dans la phrase")
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        report.fail(f"{name} : {traceback.format_exc(limit=-3)}")
    else:
        report.fail(f"{name} : accepté")


def _by_commands(report: Report, second: World, places: tuple[Path, Path], base: Path, kept: list[tuple[str, bytes, set[str]]]) -> None:
    """The same through ``exchange open``: its exit, its class, and nothing written but what opening a vault writes."""
    folder = base / "plis"
    folder.mkdir()
    watched = (second.vault, second.data, folder, *places)
    said = forked(second.words("--json", "digest"))
    digest, before = answer(said), looked_at(*watched)
    forked(second.words("--json", "digest"))
    usual = changed(before, looked_at(*watched))
    for number, (name, data, kinds) in enumerate(kept):
        if report.late():
            break
        file = folder / f"{number}.pli"
        file.write_bytes(data)
        before = looked_at(*watched)
        said = forked(second.words("--json", "exchange", "open", str(file)))
        told = answer(said)
        kind = str(told.get("class", ""))
        report.counts["commandes"] += 1
        report.counts[f"sortie {said.code}"] += 1
        if kind not in kinds or said.code != EXITS.get(kind, 9) or told.get("exit") != said.code:
            report.fail(f"commande, {name} : sortie {said.code}, classe {kind!r}, il fallait {sorted(kinds)}", file)
        if "Traceback" in said.err or any(word in said.err + said.out for word in NAMES):
            report.fail(f"commande, {name} : {said.err[-300:]}", file)
        if more := changed(before, looked_at(*watched)) - usual:
            report.fail(f"commande, {name} : changé sur le disque : {sorted(more)}", file)
        file.unlink()
    if answer(forked(second.words("--json", "digest"))) != digest:
        report.fail("l’empreinte a changé par les commandes", second.vault)
    touched = sorted(str(Path(path).relative_to(base)) for path in usual)
    report.told.append(f"ouvrir un coffre par une commande touche {', '.join(touched)} ; un mauvais pli, rien d’autre")
