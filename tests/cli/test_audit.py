"""``audit``: whether the journal holds, one's own acts and reads, and who read what one wrote."""

from __future__ import annotations

from pathlib import Path

from desktop.paths import Paths
from desktop.services.opening import open_vault
from tests.cli.conftest import Pole, acts

UNKNOWN = "0199f7a0-0000-7000-8000-000000000000"


def test_a_vault_that_holds_says_so(demo: Pole) -> None:
    said = demo("audit", "verify")
    assert said.code == 0
    assert said.value["ok"] is True and said.value["checked"] > 100 and said.value["first"] == ""
    assert demo("audit", "verify").out == said.out


def test_what_was_changed_by_hand_is_told_and_where_first(demo: Pole, tmp_path: Path) -> None:
    session = open_vault(tmp_path / "essai.coffre", paths=Paths.under(tmp_path / "donnees"))
    n = session.commun.one("SELECT min(n) FROM main.entry WHERE tbl='student' AND salt IS NOT NULL")[0]
    session.commun.writer.execute("UPDATE entry SET value='{\"last_name\":\"AUTRE\"}' WHERE n=?", (n,))
    session.close(backup=False)
    said = demo("audit", "verify")
    assert said.code == 5
    assert said.value["ok"] is False and f"l’écriture {n} " in said.value["first"]


def test_ones_reads_and_acts_are_told(demo: Pole) -> None:
    pupil = demo("list", "students").lines[0]["id"]
    refused = demo("audit", "show", "--id", UNKNOWN)
    assert refused.code == 2 and refused.err == demo("show", UNKNOWN).err
    assert demo("show", pupil).code == 0
    assert [line["how"] for line in demo("audit", "show").lines if line["how"] != "écrit"] == ["lu à l’écran"]
    mine = demo("batch", stdin=acts({"op": "student.update", "student": pupil, "note": "Vue"}))
    assert mine.code == 0
    lines = demo("audit", "show", "--id", pupil).lines
    assert lines[0]["how"] == "écrit" and lines[-1]["how"] == "lu à l’écran"
    assert set(lines[0]) == {"at", "who", "what", "how"}


def test_listing_writes_nothing(demo: Pole, tmp_path: Path) -> None:
    before = {file.name: file.read_bytes() for file in (tmp_path / "essai.coffre").iterdir() if file.name != "verrou"}
    for words in (("list", "students"), ("list", "meetings"), ("audit", "verify"), ("audit", "show"), ("digest",)):
        demo(*words)
    assert {file.name: file.read_bytes() for file in (tmp_path / "essai.coffre").iterdir() if file.name != "verrou"} == before
