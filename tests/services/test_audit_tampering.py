"""Whoever holds the key of the common file and writes in it by hand is told by the journal, and where first."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.services import labels
from desktop.services.session import Session
from desktop.services.values import StudentQuery
from desktop.storage import checking, engine
from desktop.storage.journal import UnitMeta, chain_hash, entry_hash, seal_bytes
from desktop.storage.store import Store
from tests.services.conftest import KEY, UAI

MUTATIONS = 200
ACTS = 200
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
Hand = Callable[[Any, random.Random], None]


def work(session: Session, acts: int) -> None:
    """Acts of every kind, as people do them; closed now and then, as evenings do."""
    draw = random.Random(7)
    for number in range(acts):
        kind = draw.randrange(9)
        ids = [row.id for row in session.students.page(StudentQuery())]
        if kind < 3 or len(ids) < 3:
            session.students.add(last_name=f"NOM{number}", first_name="Lou", birth_date="2018-05-06", school=UAI, level="CE1",
                                 class_name="CE1 A")
        elif kind == 3:
            session.students.update(draw.choice(ids), {"note": f"note {number}"})
        elif kind == 4:
            session.tasks.add(f"Tâche {number}", student_id=draw.choice(ids))
        elif kind == 5:
            session.meetings.add("equipe_educative", "2026-12-01", [draw.choice(ids)], {"objet": f"objet {number}"})
        elif kind == 6:
            session.undo(session.last_act())
        elif kind == 7:
            session.erasure.rectify("student", draw.choice(ids), "first_name", f"Prénom{number}")
        else:
            session.erasure.erase("student", draw.choice(ids))
        if number % 20 == 19:
            session.commun.seal()


# -- what a hand can do in the file ----------------------------------------------------------------------------------------
def _entry(sql: Any, draw: random.Random, where: str = "1") -> tuple[int, ...]:
    found = sql.execute(f"SELECT n FROM entry WHERE {where} ORDER BY n").fetchall()
    return tuple(draw.choice(found))


def edit_value(sql: Any, draw: random.Random) -> None:
    (n,) = _entry(sql, draw, "salt IS NOT NULL")
    sql.execute("UPDATE entry SET value=? WHERE n=?", (json.dumps("autre"), n))


def edit_column(sql: Any, draw: random.Random) -> None:
    (n,) = _entry(sql, draw, "salt IS NOT NULL")
    column = draw.choice(("tbl", "row", "col", "bases", "salt", "hash", "unit"))
    sql.execute(f"UPDATE entry SET {column}=? WHERE n=?", (draw.randbytes(16) if column in ("salt", "hash") else "x", n))


def blank(sql: Any, draw: random.Random) -> None:
    (n,) = _entry(sql, draw, "value IS NOT NULL AND salt IS NOT NULL AND row NOT IN (SELECT row FROM entry WHERE salt IS NULL)")
    sql.execute("UPDATE entry SET value=NULL, salt=NULL WHERE n=?", (n,))


def rewrite_without_salt(sql: Any, draw: random.Random) -> None:
    (n,) = _entry(sql, draw, "value IS NOT NULL AND salt IS NOT NULL AND col='' AND row NOT IN (SELECT row FROM entry WHERE salt IS NULL)")
    sql.execute("UPDATE entry SET value=?, salt=NULL WHERE n=?", (json.dumps({"last_name": "AUTRE"}), n))


def edit_unit(sql: Any, draw: random.Random) -> None:
    column = draw.choice(("label", "kind", "actor", "at", "device", "undoes"))
    (n,) = draw.choice(sql.execute("SELECT n FROM unit WHERE id IN (SELECT unit FROM entry WHERE salt IS NOT NULL)").fetchall())
    sql.execute(f"UPDATE unit SET {column}='2020-01-01T00:00:00.000Z' WHERE n=?", (n,))


def delete_entry(sql: Any, draw: random.Random) -> None:
    (n,) = _entry(sql, draw)
    sql.execute("DELETE FROM entry WHERE n=?", (n,))


def delete_unit(sql: Any, draw: random.Random) -> None:
    (n,) = draw.choice(sql.execute("SELECT n FROM unit WHERE id IN (SELECT unit FROM entry WHERE salt IS NOT NULL)").fetchall())
    sql.execute("DELETE FROM unit WHERE n=?", (n,))


def truncate(sql: Any, draw: random.Random) -> None:
    """The last entries of a chain go, and what was signed stays."""
    root, device, seq = draw.choice(sql.execute("SELECT root, device, seq FROM chain").fetchall())
    sql.execute("DELETE FROM entry WHERE root=? AND device=? AND seq>?", (root, device, draw.randrange(seq)))


def truncate_and_continue(sql: Any, draw: random.Random) -> None:
    """The last entries go, the chain is made right, and the old signature left or taken off."""
    root, device, seq = draw.choice(sql.execute("SELECT root, device, seq FROM chain WHERE seq>1").fetchall())
    kept = draw.randrange(1, seq)
    sql.execute("DELETE FROM entry WHERE root=? AND device=? AND seq>?", (root, device, kept))
    _rechained(sql, root, device)


def _rechained(sql: Any, root: str, device: str) -> tuple[int, bytes]:
    link, last = b"", 0
    for seq, one in sql.execute("SELECT seq, hash FROM entry WHERE root=? AND device=? ORDER BY seq", (root, device)).fetchall():
        link, last = chain_hash(link, one), seq
    sql.execute("UPDATE chain SET seq=?, hash=? WHERE root=? AND device=?", (last, link, root, device))
    return last, link


def insert(sql: Any, draw: random.Random) -> None:
    """An entry more, its hash and its chain right, under an old signature."""
    _forge(sql, draw)


def _forge(sql: Any, draw: random.Random) -> tuple[str, str, int, bytes]:
    root, device, seq = draw.choice(sql.execute("SELECT root, device, seq FROM chain").fetchall())
    unit = draw.choice(sql.execute("SELECT id, device, label, kind, actor, at, coalesce(undoes,'') FROM unit").fetchall())
    row, table = sql.execute("SELECT row, tbl FROM entry WHERE root=? LIMIT 1", (root,)).fetchone()
    salt, value = draw.randbytes(16), json.dumps("ajouté")
    link = entry_hash(salt, UnitMeta(*unit).digest, root, device, seq + 1, table, row, "note", value, "")
    sql.execute("INSERT INTO entry (root, device, seq, unit, tbl, row, col, value, bases, salt, hash) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                (root, device, seq + 1, unit[0], table, row, "note", value, "", salt, link))
    return root, device, *_rechained(sql, root, device)


def sign_with_another_key(sql: Any, draw: random.Random) -> None:
    """An entry more, its chain signed by somebody who has no account, under the name of who has one."""
    root, device, seq, link = _forge(sql, draw)
    signed = STRANGER.sign(seal_bytes("v", "commun", root, device, seq, link))
    sql.execute("UPDATE chain SET signature=?, signer=? WHERE root=? AND device=?",
                (signed, draw.choice(("claire", "personne")), root, device))


def edit_signature(sql: Any, draw: random.Random) -> None:
    root, device = draw.choice(sql.execute("SELECT root, device FROM chain").fetchall())
    sql.execute("UPDATE chain SET signature=? WHERE root=? AND device=?", (draw.randbytes(64), root, device))


def reorder(sql: Any, draw: random.Random) -> None:
    """Two entries of a chain change places."""
    root, device = draw.choice(sql.execute("SELECT root, device FROM chain WHERE seq>1").fetchall())
    one, other = draw.sample(sql.execute("SELECT n, seq FROM entry WHERE root=? AND device=?", (root, device)).fetchall(), 2)
    sql.execute("UPDATE entry SET seq=-1 WHERE n=?", (one[0],))
    sql.execute("UPDATE entry SET seq=? WHERE n=?", (one[1], other[0]))
    sql.execute("UPDATE entry SET seq=? WHERE n=?", (other[1], one[0]))


def drop_chain(sql: Any, draw: random.Random) -> None:
    root, device = draw.choice(sql.execute("SELECT root, device FROM chain").fetchall())
    sql.execute("DELETE FROM chain WHERE root=? AND device=?", (root, device))


def drop_root(sql: Any, draw: random.Random) -> None:
    """A child with all that was written of it, without the ledger saying so."""
    (root,) = draw.choice(sql.execute("SELECT id FROM student").fetchall())
    for (table,) in sql.execute("SELECT name FROM sqlite_master WHERE type='table' AND sql LIKE '%root%' AND name NOT LIKE '%fts%'"
                                ).fetchall():
        sql.execute(f"DELETE FROM {table} WHERE root=?", (root,))


def edit_row(sql: Any, draw: random.Random) -> None:
    """What is shown changes, and the journal does not."""
    (id,) = draw.choice(sql.execute("SELECT id FROM student").fetchall())
    sql.execute("UPDATE student SET first_name='Autre' WHERE id=?", (id,))


def drop_row(sql: Any, draw: random.Random) -> None:
    (id,) = draw.choice(sql.execute("SELECT id FROM student").fetchall())
    sql.execute("DELETE FROM student WHERE id=?", (id,))


def edit_ledger(sql: Any, draw: random.Random) -> None:
    found = sql.execute("SELECT root, row FROM ledger").fetchall()
    root, row = draw.choice(found)
    sql.execute("UPDATE ledger SET at='2020-01-01T00:00:00.000Z' WHERE root=? AND row=?", (root, row))


HANDS: tuple[Hand, ...] = (edit_value, edit_column, blank, rewrite_without_salt, edit_unit, delete_entry, delete_unit, truncate,
                           truncate_and_continue, insert, sign_with_another_key, edit_signature, reorder, drop_chain, drop_root,
                           edit_row, drop_row, edit_ledger)


# -- trying ----------------------------------------------------------------------------------------------------------------
def audit(session: Session) -> Any:
    return session.reads.verify()


def again(session: Session, path: Path) -> Session:
    """The same session on another common file."""
    former = session.commun
    store = Store(path, KEY, ids=session.ids, clock=session.clock, device=lambda: "portable", signer=session.identity,
                  vault_id="v", compartment="commun")
    return Session(session.vault, session.identity, store, session.personal, session.actor, session.clock, session.ids,
                   session.paths, former and session.device)


def test_what_a_hand_changed_is_found_and_the_first_broken_link_named(session: Session, tmp_path: Path,
                                                                     capsys: pytest.CaptureFixture[str]) -> None:
    work(session, 60)
    session.commun.seal()
    assert audit(session).ok, audit(session)
    original = session.commun.path
    draw, missed, found = random.Random(11), [], Counter[str]()
    for number in range(MUTATIONS):
        hand = HANDS[number % len(HANDS)]
        path = tmp_path / f"{os.urandom(4).hex()}.db"
        shutil.copyfile(original, path)
        sql = engine.connect(path, KEY)
        hand(sql, draw)
        sql.commit()
        sql.close()
        changed = again(session, path)
        said = audit(changed)
        changed.commun.close()
        path.unlink()
        found[f"sortie {said.exit_code}"] += 1
        if said.ok or said.exit_code not in (4, 5) or not said.first:
            missed.append(f"{number} {hand.__name__} : {said}")
    assert missed == [], chr(10).join(missed)
    with capsys.disabled():
        print(f" [{MUTATIONS} mains dans le fichier, {dict(found)}]", end="")


def test_the_act_that_may_empty_a_value_has_one_name() -> None:
    assert labels.RECTIFIED == checking.RECTIFIED


def test_two_hundred_acts_of_people_raise_no_alarm(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(ACTS // 40):
        work(session, 40)
        said = audit(session)
        assert said.ok and said.exit_code == 0 and not said.first, said
    session.commun.seal()
    assert audit(session).ok
    with capsys.disabled():
        print(f" [{ACTS} actes, 0 fausse alerte]", end="")
