"""Random histories of laptops that write apart and exchange: edits, deletions, erasures, plis lost, doubled, late, taken out,
copies and restores. What must hold once everything was exchanged is said in ``judge``."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from desktop.clock import FixedClock
from desktop.ids import Ids
from desktop.models import JOURNALED, Aid, Intervention, Presence, Proposal, Request, Sitting, Step, Student, Task
from desktop.models.base import Journaled
from desktop.services import labels
from desktop.services.arriving_joins import together
from desktop.storage import merge
from desktop.storage.heads import CREATED, DELETED, Entry
from desktop.storage.journal import UnitMeta
from desktop.storage.merge import Origin
from desktop.storage.store import Store
from desktop.storage.unit import ENTRY_COLUMNS, read_entry

KEY = "5a" * 48
COLUMNS = ("last_name", "first_name", "note", "strengths")
PUPILS, GROUPS, PARTS, MOST = 6, 2, 6, 5
KINDS: dict[str, tuple[type[Journaled], tuple[str, ...]]] = {
    "s": (Student, COLUMNS), "g": (Intervention, ("title", "helper", "state")), "t": (Task, ("title", "detail")),
    "q": (Request, ("state", "requester", "answers.faits")), "e": (Step, ("kind", "note")), "p": (Proposal, ("answer", "reason")),
    "a": (Aid, ("state", "detail")), "z": (Sitting, ("state", "note")), "x": (Presence, ("state", "note")),
}
"""By the first letter of an id, the table of a row and what is written there."""
OWN, OF_PUPIL, OF_GROUP = "sg", "ttqqepax", "zzx"
STATES = ("submitted", "decided", "closed", "present", "held")
AT = "2026-11-23T09:42:00.000Z"
Text = tuple[str, str, object]


class Someone:
    """An account that signs with nothing."""

    account = "someone"

    def sign(self, message: bytes) -> bytes:
        return bytes(64)


@dataclass(frozen=True)
class Pli:
    """What one laptop sent: acts, entries, and what was erased there."""

    id: str
    sender: str
    units: list[UnitMeta]
    entries: list[Entry]
    erased: list[tuple[str, str]]


@dataclass
class Laptop:
    """A vault's file on a computer. ``device`` is drawn again when the file is not the one it last wrote."""

    path: Path
    rng: Random
    name: str
    device: str = ""
    asked: set[tuple[str, str]] = field(default_factory=set)
    """Erased elsewhere, not answered yet."""
    store: Store = field(init=False)
    saved: Path | None = None

    def __post_init__(self) -> None:
        self.draw()
        self.open()

    def draw(self) -> None:
        self.device = self.rng.randbytes(8).hex()

    def open(self) -> None:
        clock = FixedClock(datetime(2026, 11, 23, 9, 42, tzinfo=UTC))
        self.store = Store(self.path, KEY, ids=Ids(clock, self.rng.randbytes), clock=clock, device=lambda: self.device,
                           signer=Someone(), vault_id="v", compartment="c")
        self.store.local = lambda: {self.device}
        self.store.redraw = self.draw

    def replace_file(self, change: Callable[[], object]) -> None:
        """While the file is closed, another takes its place or it goes elsewhere."""
        self.store.close()
        change()
        self.open()

    # -- what is in it ---------------------------------------------------------------------------------------------------
    def ledger(self) -> set[tuple[str, str]]:
        return {(row[0], row[1]) for row in self.store.sql("SELECT root, row FROM ledger")}

    def entries(self) -> list[Entry]:
        return [read_entry(row) for row in self.store.sql(f"SELECT {ENTRY_COLUMNS} FROM entry ORDER BY n")]

    def alive(self, table: str = "student") -> list[str]:
        return [row[0] for row in self.store.sql(f"SELECT id FROM {table} ORDER BY id")]

    def texts(self) -> set[Text]:
        return texts(self.entries())


def texts(entries: Iterable[Entry]) -> set[Text]:
    """Everything these entries say."""
    found: set[Text] = set()
    for entry in entries:
        if entry.value is None or entry.column == DELETED:
            continue
        said = json.loads(entry.value)
        found |= {(entry.row, c, v) for c, v in said.items()} if entry.column == CREATED else {(entry.row, entry.column, said)}
    return found


class History:
    """One history: three laptops at first, what they wrote, what is on the way."""

    def __init__(self, folder: Path, blank: Path, seed: int) -> None:
        self.rng = Random(seed)
        self._folder, self._blank = folder, blank
        self._made = self._plis = 0
        self.laptops = [self._laptop() for _ in range(3)]
        self.post: list[tuple[Laptop, Pli]] = []
        self.acked: set[Text] = set()
        self.rectified: set[tuple[str, str]] = set()
        self.done: dict[str, int] = {}

    def _laptop(self, file: Path | None = None) -> Laptop:
        self._made += 1
        path = self._folder / f"{self._made}.db"
        shutil.copyfile(file or self._blank, path)
        return Laptop(path, self.rng, f"l{self._made}")

    def close(self) -> None:
        for laptop in self.laptops:
            laptop.store.close()
            laptop.path.unlink()
            if laptop.saved is not None:
                laptop.saved.unlink()

    # -- a step ----------------------------------------------------------------------------------------------------------
    def step(self) -> None:
        """One thing happens to one laptop."""
        laptop = self.rng.choice(self.laptops)
        draw = self.rng.random()
        for share, act in self._acts():
            if draw < share:
                self.done[act.__name__.strip("_")] = self.done.get(act.__name__.strip("_"), 0) + 1
                act(laptop)
                return
            draw -= share

    def _acts(self) -> tuple[tuple[float, Callable[[Laptop], None]], ...]:
        return ((.12, self._add), (.26, self._edit), (.05, self._delete), (.04, self._take_back), (.04, self._settle), (.03, self._join),
                (.03, self._erase), (.02, self._rectify), (.15, self._send), (.15, self._deliver), (.03, self._lose),
                (.03, self._take_out), (.02, self._save), (.02, self._restore), (.01, self._copy))

    def _value(self, column: str = "") -> str:
        """A state is a state; any other text is never twice the same."""
        return self.rng.choice(STATES) if column == "state" else f"v{self.rng.randrange(10**9)}"

    def _row(self, laptop: Laptop, kinds: str) -> str:
        """A row that is there, of one of these kinds; empty when there is none."""
        rows = laptop.alive(KINDS[self.rng.choice(kinds)][0].__tablename__)
        return self.rng.choice(rows) if rows else ""

    def _add(self, laptop: Laptop) -> None:
        gone = laptop.ledger()
        owners = [*laptop.alive(), *laptop.alive("intervention")]
        if self.rng.random() < .6 or not owners:
            kind, most = ("s", PUPILS) if self.rng.random() < .8 else ("g", GROUPS)
            row, root = f"{kind}{self.rng.randrange(most)}", None
        else:
            root = self.rng.choice(owners)
            kind = self.rng.choice(OF_PUPIL if root[0] == "s" else OF_GROUP)
            row = f"{kind}{self.rng.randrange(PARTS)}-{root}"
        if {(row, ""), (root or row, ""), (root or row, row)} & gone:
            return
        model, columns = KINDS[kind]
        values = {column: self._value(column) for column in columns[:2]}
        links = {"student_id": root} if kind == "q" else {}
        with laptop.store.unit("créé") as unit:
            unit.new(model, {**values, **links}, id=row, root=root)
        self.acked |= {(row, column, value) for column, value in values.items()}

    def _edit(self, laptop: Laptop) -> None:
        row = self._row(laptop, "sssgtqqepazx")
        if not row:
            return
        model, columns = KINDS[row[0]]
        cells = {column: self._value(column) for column in self.rng.sample(columns, self.rng.choice((1, 1, 2)))}
        now = laptop.store.seen()
        seen = now if self.rng.random() < .7 else max(0, now - self.rng.randrange(6))
        with laptop.store.unit("changé") as unit:
            unit.put(model, row, cells, seen)
        self.acked |= {(row, column, value) for column, value in cells.items()}

    def _delete(self, laptop: Laptop) -> None:
        row = self._row(laptop, "ssgqz")
        if row:
            with laptop.store.unit("supprimé") as unit:
                for model, _ in [KINDS[kind] for kind in dict.fromkeys(OF_PUPIL + OF_GROUP)] if row[0] in OWN else []:
                    for (part,) in laptop.store.sql(f"SELECT id FROM {model.__tablename__} WHERE root=?", (row,)):
                        unit.remove(model, part)
                unit.remove(KINDS[row[0]][0], row, max(0, laptop.store.seen() - self.rng.choice((0, 0, 3))))

    def _take_back(self, laptop: Laptop) -> None:
        units = [row[0] for row in laptop.store.sql("SELECT id FROM unit WHERE device=?", (laptop.device,))]
        if units:
            laptop.store.undo(self.rng.choice(units), "annulé")

    def _settle(self, laptop: Laptop) -> None:
        found = laptop.store.sql("SELECT tbl, row, col FROM conflict ORDER BY 1, 2, 3")
        if found:
            table, row, column = self.rng.choice(found)
            value = self._value(column) if column not in ("same_as", "student_id") else ""
            with laptop.store.unit("choisi") as unit:
                unit.put(JOURNALED[table], row, {column: value}, settle=True)
            if value:
                self.acked.add((row, column, value))

    def _join(self, laptop: Laptop) -> None:
        rows = laptop.alive()
        if len(rows) > 1:
            one, other = self.rng.sample(rows, 2)
            with laptop.store.unit("réunis", kind="system") as unit:
                unit.put(Student, one, {"same_as": other})

    def _erase(self, laptop: Laptop) -> None:
        row = self._row(laptop, "sgtqpzx")
        if row:
            self._answer(laptop, (row.partition("-")[2] or row, row if "-" in row else ""))

    def _answer(self, laptop: Laptop, told: tuple[str, str]) -> None:
        root, row = told
        laptop.asked.discard(told)
        if (root, "") in laptop.ledger() or told in laptop.ledger():
            return
        if laptop.store.sql("SELECT 1 FROM entry WHERE root=? AND (?='' OR row=?) LIMIT 1", (root, row, row)):
            laptop.store.erase_row(KINDS[row[0]][0].__tablename__, row) if row else laptop.store.erase_root(root)
        else:
            with laptop.store.transaction() as sql:
                sql.execute("INSERT OR IGNORE INTO ledger (root, row, at, signer, signature) VALUES (?,?,?,?,?)",
                            (root, row, AT, "someone", bytes(64)))

    def _rectify(self, laptop: Laptop) -> None:
        rows = laptop.alive()
        if rows:
            row, column, value = self.rng.choice(rows), self.rng.choice(COLUMNS), self._value()
            with laptop.store.unit(labels.RECTIFIED) as unit:
                laptop.store.rectify(unit, "student", row, column, value)
            self.rectified.add((row, column))
            self.acked.add((row, column, value))

    # -- plis ------------------------------------------------------------------------------------------------------------
    def pli(self, laptop: Laptop, *, whole: bool = False) -> Pli:
        """Everything, or some roots, the last entries, a part of them; some without their words."""
        self._plis += 1
        gone = laptop.ledger()
        entries = [e for e in laptop.entries() if (e.root, e.row) not in gone]
        if not whole:
            draw = self.rng.random()
            if draw < .3:
                roots = {e.root for e in entries if self.rng.random() < .5}
                entries = [e for e in entries if e.root in roots]
            elif draw < .6:
                since = self.rng.randrange(laptop.store.seen() + 1)
                entries = [e for e in entries if e.n > since]
            elif draw < .8:
                entries = [e for e in entries if self.rng.random() < .7]
            kept = self.rng.choice(sorted({e.device for e in entries}) or [""]) if self.rng.random() < .15 else ""
            entries = [replace(e, unit="", value=None, salt=None) if e.device == kept else e for e in entries]
            self.rng.shuffle(entries)
        wanted = {e.unit for e in entries}
        units = [UnitMeta(*row) for row in laptop.store.sql(
            "SELECT id, device, label, kind, actor, at, coalesce(undoes, '') FROM unit ORDER BY n") if row[0] in wanted]
        return Pli(f"p{self._plis}", laptop.name, units, entries, sorted(gone))

    def _send(self, laptop: Laptop) -> None:
        pli = self.pli(laptop)
        for other in self.laptops:
            if other is not laptop and self.rng.random() < .6:
                self.post.append((other, pli))

    def _deliver(self, _laptop: Laptop) -> None:
        """Any of those on the way, late or not; it may come again."""
        if self.post:
            place = self.rng.randrange(len(self.post))
            to, pli = self.post[place]
            self.take(to, pli)
            if self.rng.random() < .7:
                del self.post[place]

    def _lose(self, _laptop: Laptop) -> None:
        if self.post:
            del self.post[self.rng.randrange(len(self.post))]

    def take(self, laptop: Laptop, pli: Pli) -> None:
        """Take a pli in; what was never here is refused from then on, the rest of what was erased is asked about."""
        origin = Origin(pli.id, pli.sender, "someone", AT)
        with together(laptop.store):
            merge.receive(laptop.store, pli.units, pli.entries, origin)
        for root, row in pli.erased:
            known = laptop.store.sql("SELECT 1 FROM entry WHERE root=? AND (?='' OR row=?) LIMIT 1", (root, row, row))
            if not known or self.rng.random() < .3:
                self._answer(laptop, (root, row))
            else:
                laptop.asked.add((root, row))

    def _take_out(self, laptop: Laptop) -> None:
        plis = [row[0] for row in laptop.store.sql("SELECT DISTINCT pli FROM received WHERE undone_on IS NULL ORDER BY 1")]
        if plis:
            pli = self.rng.choice(plis)
            intervals = laptop.store.sql("SELECT from_n, to_n FROM received WHERE pli=? AND undone_on IS NULL", (pli,))
            brought = texts(e for e in laptop.entries() if any(first <= e.n <= last for first, last in intervals))
            merge.take_out(laptop.store, pli, AT)
            self._forget(brought)

    # -- files -----------------------------------------------------------------------------------------------------------
    def _save(self, laptop: Laptop) -> None:
        laptop.saved = laptop.saved or self._folder / f"{laptop.name}.copie"
        saved = laptop.saved
        laptop.replace_file(lambda: shutil.copyfile(laptop.path, saved))

    def _restore(self, laptop: Laptop) -> None:
        """An older file takes the place: what it did not hold is gone from here, and another name of device is drawn."""
        if laptop.saved is None:
            return
        saved, before, gone = laptop.saved, laptop.texts(), laptop.ledger()
        laptop.replace_file(lambda: shutil.copyfile(saved, laptop.path))
        laptop.draw()
        for told in sorted(gone - laptop.ledger()):  # the ledger is replayed on a restore
            self._answer(laptop, told)
        self._forget(before)

    def _copy(self, laptop: Laptop) -> None:
        if len(self.laptops) < MOST:
            with_file = self._folder / "copie.db"
            laptop.replace_file(lambda: shutil.copyfile(laptop.path, with_file))
            self.laptops.append(self._laptop(with_file))
            with_file.unlink()

    def _forget(self, gone: set[Text]) -> None:
        """What a restore or a pli taken out took from the only file that held it was nobody's any more."""
        for laptop in self.laptops:
            gone = gone - laptop.texts()
        self.acked -= gone

    # -- the end ---------------------------------------------------------------------------------------------------------
    def exchange_all(self) -> None:
        """Each gives all to each, and every erasure is answered, until nothing moves."""
        for _ in range(2):
            for source in self.laptops:
                for target in self.laptops:
                    if source is not target:
                        self.take(target, self.pli(source, whole=True))
            for laptop in self.laptops:
                for told in sorted(laptop.asked):
                    self._answer(laptop, told)

    def judge(self) -> list[str]:
        """What does not hold."""
        problems = []
        first = self.laptops[0]
        for what, ask in _SAME.items():
            told = [ask(laptop) for laptop in self.laptops]
            if any(one != told[0] for one in told):
                problems.append(f"{what} : {' ≠ '.join(str(one)[:200] for one in told)}")
        gone = first.ledger()
        lost = {(row, column, value) for row, column, value in self.acked - first.texts()
                if not _erased(row, gone) and (row, column) not in self.rectified}
        if lost:
            problems.append(f"textes perdus : {sorted(lost, key=str)[:5]}")
        problems += [f"{laptop.name} : {problem}" for laptop in self.laptops for problem in laptop.store.check()[:2]]
        problems += self._all_hidden(first)
        before = first.store.digest()
        marks = first.store.mark()
        self.take(first, self.pli(self.laptops[1], whole=True))
        if first.store.digest() != before or first.store.mark() != marks:
            problems.append("le même pli, dix fois, change quelque chose")
        return problems

    def _all_hidden(self, laptop: Laptop) -> list[str]:
        """Of records joined together, one shows."""
        joined = dict(laptop.store.sql("SELECT id, same_as FROM student"))
        shown = {row[0] for row in laptop.store.sql("SELECT student_id FROM student_list WHERE hidden=0")}
        problems = []
        for id in joined:
            path = [id]
            while joined.get(path[-1]) in joined and joined[path[-1]] not in path:
                path.append(joined[path[-1]])
            if not shown & set(path):
                problems.append(f"personne ne se montre parmi {path}")
        return problems


def _erased(row: str, gone: set[tuple[str, str]]) -> bool:
    root = row.partition("-")[2] or row
    return (root, "") in gone or (root, row) in gone


def _rows(text: str) -> Callable[[Laptop], Any]:
    return lambda laptop: laptop.store.sql(text)


_SAME: dict[str, Callable[[Laptop], Any]] = {
    "empreinte": lambda laptop: laptop.store.digest(),
    "conflits": _rows("SELECT tbl, row, col FROM conflict ORDER BY 1, 2, 3"),
    "élèves": _rows("SELECT id, last_name, first_name, note, strengths, same_as FROM student ORDER BY id"),
    "tâches": _rows("SELECT id, root, title, detail FROM task ORDER BY id"),
    "demandes": _rows("SELECT id, root, state, requester, answers FROM request ORDER BY id"),
    "étapes": _rows("SELECT id, kind, note FROM step UNION SELECT id, answer, reason FROM proposal ORDER BY 1"),
    "aides": _rows("SELECT id, title, helper, state FROM intervention UNION SELECT id, state, detail, lane FROM aid ORDER BY 1"),
    "séances": _rows("SELECT id, state, note FROM sitting UNION SELECT id, state, note FROM presence ORDER BY 1"),
    "liste": _rows("SELECT student_id, last_name, hidden, status FROM student_list ORDER BY 1"),
    "recherche": _rows("SELECT tbl, row, student_id, title, detail, text FROM search_doc ORDER BY 1, 2"),
    "effacés": lambda laptop: sorted(one for one in laptop.ledger() if not (one[1] and (one[0], "") in laptop.ledger())),
}


def live(folder: Path, blank: Path, seed: int, steps: int | None = None) -> tuple[list[str], dict[str, int]]:
    """One history to its end: what does not hold, and how many times each thing happened."""
    history = History(folder, blank, seed)
    try:
        for _ in range(steps if steps is not None else history.rng.randrange(10, 45)):
            history.step()
        history.exchange_all()
        return history.judge(), history.done
    finally:
        history.close()
