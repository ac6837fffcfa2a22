"""Laptops without encryption, for a shared folder: a journal is a set of words, a pli is a line of JSON. Same calls as the real ones."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from desktop.changes import Changes
from desktop.clock import FixedClock, stamp
from desktop.errors import RefusedError
from desktop.exchange.bad import BadPliError, NotForYouError
from desktop.ids import Ids
from desktop.services.exchange_values import Answers, Arriving, Contact, Parcel, Preview, Selection, Sent, Taken, Trust
from desktop.services.shared_folder import SharedFolder
from desktop.storage.store import Store
from tests.services.conftest import KEY, Claire


class Moving:
    """A clock that tests move on."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 9, 42, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def today(self) -> Any:
        return FixedClock(self.at).today()

    def later(self, **much: float) -> None:
        self.at += timedelta(**much)


@dataclass
class Laptop:
    """What ``SharedFolder`` asks of a session, and no more."""

    account: str
    personal: Store
    vault: Any
    clock: Moving
    others: list[Contact] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    """Each word, and from whom it came."""
    looked: int = 0
    prepared: int = 0
    doubles: tuple[str, ...] = ()
    refuse: str = ""

    def __post_init__(self) -> None:
        self.device = None
        self.own_file = self.personal
        self.actor = SimpleNamespace(id=self.account, roles=("director",))
        self.contacts = SimpleNamespace(list=lambda: tuple(self.others), get=self._get)
        self.receiving = SimpleNamespace(look=self._look, take=self._take)
        self.sending = FakeSending(self)
        self.shared_folder = SharedFolder(self)  # type: ignore[arg-type]
        self.rows = 0

    @property
    def commun(self) -> Any:
        """Marks of a journal: how many words."""
        return SimpleNamespace(mark=lambda: (0, str(len(self.words)), ""), one=lambda *_: (len(self.words), 0, 0, 0))

    def write(self, word: str) -> None:
        self.words[word] = self.account

    def knows(self, *others: Laptop, trust: Trust = Trust.CONFIRMED) -> None:
        for other in others:
            self.others.append(Contact(other.account, other.account, f"Paul {other.account.title()}", ("director",), (), trust,
                                       "words" if trust is Trust.CONFIRMED else ""))

    def _get(self, login: str) -> Contact:
        for one in self.others:
            if one.login == login:
                return one
        raise RefusedError

    def log(self, **row: Any) -> None:
        with self.personal.transaction(quiet=True) as sql:
            sql.execute(f"INSERT INTO pli ({', '.join(row)}) VALUES ({','.join('?' * len(row))})", tuple(row.values()))

    # -- receiving -----------------------------------------------------------------------------------------------------
    def _look(self, data: bytes) -> Preview:
        self.looked += 1
        if not data.endswith(b"}\n"):
            raise BadPliError("truncated")
        said = json.loads(data)
        if said["to"] != self.account:
            raise NotForYouError
        sender = next((one for one in self.others if one.account == said["from"]), None)
        if sender is None:
            raise BadPliError("unknown_sender")
        again = bool(self.personal.one("SELECT 1 FROM pli WHERE id=? AND way='in'", (said["id"],)))
        arriving = tuple(Arriving(word, word, "", "double" if word in self.doubles else "new") for word in said["words"])
        return Preview(said["id"], sender, "", said["purpose"], said["number"], again, arriving, 0, 0, 0, len(said["words"]), (), (), 0,
                       (), (), (), work=said)

    def _take(self, preview: Preview, answers: Answers) -> Taken:
        said = preview.work
        if self.refuse:
            raise RefusedError(self.refuse)
        new = [word for word in said["words"] if word not in self.words]
        self.words.update(dict.fromkeys(new, said["from"]))
        self.log(id=said["id"], way="in", contact=said["from"], number=said["number"], at=stamp(self.clock.now()),
                 purpose=said["purpose"])
        with self.personal.transaction(quiet=True) as sql:
            for number in said["got"]:
                sql.execute("UPDATE pli SET acked_on=? WHERE way='out' AND contact=? AND number=? AND coalesce(acked_on, '')=''",
                            (stamp(self.clock.now()), said["from"], number))
        return Taken(said["id"], len(new), len(new), 0, 0, (), Changes(touched=frozenset(("word", word) for word in new)))


class FakeSending:
    """Plis of words: all that one has, but what came from that very contact and what she acknowledged."""

    def __init__(self, laptop: Laptop) -> None:
        self._laptop = laptop

    def prepare(self, logins: list[str], selection: Selection, *, acked_only: bool = False) -> Parcel:
        assert selection.swept and acked_only and len(logins) == 1
        here = self._laptop
        here.prepared += 1
        acked: set[str] = set()
        for (reach,) in here.personal.sql("SELECT reach FROM pli WHERE way='out' AND contact=? AND acked_on <> ''", (logins[0],)):
            acked.update(json.loads(reach))
        words = sorted(word for word, source in here.words.items() if source != logins[0] and word not in acked)
        if selection.own:
            words.append("mes notes")
        return Parcel(selection, (here.contacts.get(logins[0]),), (), (), (), len(words), 0, work=words)

    def seal(self, parcel: Parcel) -> tuple[bytes, Sent]:
        return self._made(parcel.contacts[0].account, "share", parcel.work)

    def receipt(self, login: str) -> tuple[bytes, Sent]:
        return self._made(login, "receipt", [])

    def placed(self, pli: str, file: str) -> None:
        with self._laptop.personal.transaction(quiet=True) as sql:
            assert sql.execute("UPDATE pli SET file=? WHERE id=? AND way='out'", (file, pli)).rowcount == 1

    def _made(self, to: str, purpose: str, words: list[str]) -> tuple[bytes, Sent]:
        here = self._laptop
        number = here.personal.one("SELECT count(*) FROM pli WHERE way='out' AND contact=?", (to,))[0] + 1
        got = [row[0] for row in here.personal.sql("SELECT number FROM pli WHERE way='in' AND contact=?", (to,))]
        id = hashlib.sha256(f"{here.account} {to} {number}".encode()).hexdigest()[:8]
        said = {"id": id, "from": here.account, "to": to, "number": number, "purpose": purpose, "words": words, "got": got}
        at = stamp(here.clock.now())
        here.log(id=id, way="out", contact=to, number=number, at=at, purpose=purpose, swept=int(purpose == "share"),
                 reach=json.dumps(words), acked_on="")
        return json.dumps(said).encode() + b"\n", Sent(id, "out", to, number, at, purpose, f"pli-{id.upper()}.pli", ())


class Desk:
    """Laptops and the folder between them."""

    def __init__(self, place: Path, blank: Path) -> None:
        self.place, self._blank = place, blank
        self.folder = place / "commun"
        self.folder.mkdir()
        self.clock = Moving()
        self._stores: list[Store] = []

    def laptop(self, account: str) -> Laptop:
        path = self.place / f"{account}.db"
        shutil.copyfile(self._blank, path)
        store = Store(path, KEY, ids=Ids(self.clock), clock=self.clock, device=lambda: account, signer=Claire(), vault_id="v",
                      compartment=account)
        self._stores.append(store)
        vault = SimpleNamespace(zone="Europe/Paris", directory=self.place / f"{account}.coffre")
        return Laptop(account, store, vault, self.clock)

    def pair(self) -> tuple[Laptop, Laptop]:
        one, two = self.laptop("martin"), self.laptop("haddad")
        one.knows(two)
        two.knows(one)
        return one, two

    @property
    def names(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())

    def close(self) -> None:
        for store in self._stores:
            store.close()


def settled(folder: Path, *laptops: Laptop, rounds: int = 12) -> int:
    """Passages in turn until nobody takes or writes anything; gives how many rounds it took."""
    for number in range(rounds):
        done = [one.shared_folder.sync(folder) for one in laptops]
        if not any(one.taken or one.written for one in done):
            return number
    raise AssertionError("they never stop writing to each other")
