"""Backups with requests and helps: counted before giving back, the same once given back; older ones still looked at."""

from __future__ import annotations

import shutil
from pathlib import Path

from desktop.paths import Paths
from desktop.services.opening import open_vault
from desktop.storage import engine, sight
from desktop.storage.sight import Limits
from tests.services.conftest import KEY
from tests.services.laptops import PHRASE, Laptops, child
from tests.services.test_requests import FOUR


def test_requests_are_counted_and_come_back(tmp_path: Path) -> None:
    laptops = Laptops(tmp_path)
    session = laptops.open("martin", "director")
    yanis = child(session)
    asked = session.requests.add("pupil", students=[yanis], answers=FOUR).created[0]
    session.requests.submit(asked)
    group = session.helping.add("group", "Lecture", students=[yanis], since="2026-01-05").created[0]
    session.helping.note_sitting(group, "2026-01-12", {yanis: "present"}, note="relu")
    before, kept = session.digest(), session.backups.make()
    session.requests.take(asked)
    session.requests.add("class", class_name="CP A", answers=FOUR)
    session.helping.remove(group)
    preview = session.backups.preview(kept)
    assert (preview.students, preview.requests, preview.helps) == ((1, 1), (1, 2), (1, 0))
    session.backups.restore_here(kept)
    laptops.all.remove(session)
    again = open_vault(tmp_path / "martin.coffre", login="martin", passphrase=PHRASE, accept_older=True,
                       paths=Paths.under(tmp_path / "donnees-martin"))
    try:
        assert again.digest() == before and again.verify() == []
        assert again.requests.get(asked).state == "submitted" and again.helping.get(group).sittings[0].note == "relu"
    finally:
        again.close(backup=False)
        laptops.close()


def test_a_file_older_than_some_tables_is_looked_at_by_who_sees_a_school(service_file: Path, tmp_path: Path) -> None:
    shutil.copyfile(service_file, tmp_path / "old.db")
    sql = engine.connect(tmp_path / "old.db", KEY)
    for table in ("request", "concerned", "step", "proposal", "decision", "contribution", "agenda", "intervention", "member",
                  "sitting", "presence", "slot", "aid", "setting"):
        sql.execute(f"DROP TABLE {table}")
    sight.apply(sql, Limits("claire", "Claire", (("ecole", ""),), ("2026-2027",)))
    for table in ("student", "meeting", "project", "unit"):
        assert sql.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    sql.close()
