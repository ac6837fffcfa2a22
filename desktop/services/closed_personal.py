"""A session on ``commun`` alone: who she is without her keys, her personal file closed, her drafts in memory and sealed aside."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from desktop.clock import stamp
from desktop.errors import PoleError, RefusedError
from desktop.services import values
from desktop.services.record import CLOSED, Drafts

if TYPE_CHECKING:
    from desktop.services.session import Session


def _refuse() -> NoReturn:
    raise RefusedError(CLOSED)


@dataclass(frozen=True, slots=True)
class ClosedIdentity:
    """Her account and her public card; whatever needs a private key asks for the passphrase."""

    account: str
    login: str
    vault_id: str
    card: Any
    commun_key: bytes = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        _refuse()

    @property
    def seed(self) -> bytes:
        _refuse()

    @property
    def coffre(self) -> Any:
        _refuse()

    @property
    def pli(self) -> Any:
        _refuse()

    @property
    def signature(self) -> Any:
        _refuse()


class ClosedPersonal:
    """Stands for the personal file: everything asked of it is refused in one sentence, but to be closed."""

    changed = False

    def close(self) -> None:
        """Nothing is open."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        _refuse()


class CarriedDrafts(Drafts):
    """Drafts of a session on ``commun`` alone: in memory, sealed aside at each change, moved in once the personal file opens."""

    def __init__(self, session: Session, drafts: Iterable[values.Draft], dropped: Iterable[tuple[str, str, str]],
                 place: Mapping[str, Any]) -> None:
        self._session = session
        self._lock = threading.RLock()
        self._kept = {(draft.table, draft.id): draft for draft in drafts}
        self._dropped = {(table, id): at for table, id, at in dropped}
        self._place = dict(place)
        self._real: Drafts | None = None

    # -- what every screen uses --------------------------------------------------------------------------------------
    def keep(self, table: str, id: str, student_id: str, values_: Mapping[str, Any], seen: int = 0, title: str = "") -> None:
        with self._lock:
            if self._real is not None:
                self._real.keep(table, id, student_id, values_, seen, title)
                return
            at = stamp(self._session.clock.now())
            self._kept[table, id] = values.Draft(table, id, student_id, dict(values_), at, seen, title)
            self._dropped.pop((table, id), None)
            self._seal()

    def get(self, table: str, id: str) -> values.Draft | None:
        real = self._real
        return real.get(table, id) if real is not None else self._kept.get((table, id))

    def all(self) -> tuple[values.Draft, ...]:
        """Newest first."""
        with self._lock:
            if self._real is not None:
                return self._real.all()
            return tuple(sorted(self._kept.values(), key=lambda draft: draft.at, reverse=True))

    def drop(self, table: str, id: str) -> None:
        with self._lock:
            if self._real is not None:
                self._real.drop(table, id)
                return
            known = self._kept.pop((table, id), None) is not None
            if known or (table, id) not in self._dropped:
                self._dropped[table, id] = stamp(self._session.clock.now())
            if known:
                with suppress(PoleError):  # offered once more at worst
                    self._seal()

    def dropped(self) -> tuple[tuple[str, str, str], ...]:
        """Drafts that became acts meanwhile."""
        with self._lock:
            return tuple((table, id, at) for (table, id), at in self._dropped.items())

    def place(self) -> dict[str, Any]:
        real = self._real
        return real.place() if real is not None else dict(self._place)

    def keep_place(self, place: Mapping[str, Any]) -> None:
        if self._real is not None:
            self._real.keep_place(place)
        else:
            self._place = dict(place)

    # -- their way into the personal file ----------------------------------------------------------------------------
    def _seal(self) -> None:
        from desktop.services import aside

        aside.seal_sitting(self._session, tuple(self._kept.values()), self.dropped())

    def move_in(self, real: Drafts) -> None:
        """The personal file is open: what is newer here goes there, what became acts leaves it."""
        from desktop.services import aside

        with self._lock:
            forget(real, self.dropped())
            for draft in self._kept.values():
                there = real.get(draft.table, draft.id)
                if there is None or there.at <= draft.at:
                    real.keep(draft.table, draft.id, draft.student_id, draft.values, draft.seen, draft.title)
            self._real = real
            self._kept.clear()
            self._dropped.clear()
            aside.drop_sitting(self._session)


def forget(drafts: Drafts, dropped: Iterable[tuple[str, str, str]]) -> None:
    """Drafts that became acts while the personal file was closed: those written before leave it."""
    for table, id, at in dropped:
        there = drafts.get(table, id)
        if there is not None and there.at <= at:
            drafts.drop(table, id)
