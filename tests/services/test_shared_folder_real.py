"""Real vaults through a shared folder: same digest, same conflicts, then silence; half a file, a copy, a pli taken out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import DiskError
from desktop.exchange import card as cards
from desktop.paths import Paths
from desktop.security.keyring import Identity
from desktop.services import folder_files
from desktop.services.exchange_values import Selection, Trust
from desktop.services.opening import create_vault
from desktop.services.session import Session

SWEPT = Selection(swept=True)
PHRASE = "cerise tambour nuage lucarne violon abricot sapin"
CHILD = {"last_name": "HADDAD", "first_name": "Yanis", "birth_date": "2018-05-06"}


class Pole:
    """Vaults of people who know each other, and a folder between them."""

    def __init__(self, place: Path) -> None:
        self.place, self.folder = place, place / "partage"
        self.folder.mkdir()
        self.all: list[Session] = []

    def open(self, login: str, role: str = "director") -> Session:
        session = create_vault(self.place / f"{login}.coffre", name=f"Paul {login.title()}", roles=[role], login=login,
                               passphrase=PHRASE, paths=Paths.under(self.place / f"donnees-{login}"))
        for other in self.all:
            know(session, other)
            know(other, session)
        self.all.append(session)
        return session

    def settle(self, rounds: int = 12) -> int:
        for number in range(rounds):
            done = [one.shared_folder.sync(self.folder) for one in self.all]
            assert not any(passed.problem or passed.skipped for passed in done), done
            if not any(passed.taken or passed.written for passed in done):
                return number
        raise AssertionError("they never stop writing to each other")

    @property
    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}


def know(here: Session, other: Session) -> None:
    contact, _ = here.contacts.add(other.contacts.my_card())
    assert here.contacts.confirm(contact.login, None).trust is Trust.CONFIRMED


@pytest.fixture
def pole(tmp_path: Path) -> Iterator[Pole]:
    made = Pole(tmp_path)
    yield made
    for session in made.all:
        session.close(backup=False)


def _full(*_: object) -> Path:
    raise DiskError("Le dossier n’a plus de place.")


def conflicts(session: Session) -> list[tuple[str, ...]]:
    return sorted(session.commun.sql("SELECT tbl, row, col FROM main.conflict"))


def test_two_vaults_end_with_the_same_digest_and_in_silence(pole: Pole) -> None:
    one, two = pole.open("martin"), pole.open("lambert")
    child = one.students.add(**CHILD).created[0]
    two.students.add(last_name="MOREAU", first_name="Lina", birth_date="2017-02-03")
    pole.settle()
    assert one.digest() == two.digest() and one.verify() == two.verify() == []
    one.students.update(child, {"note": "lit mieux"})
    two.students.update(child, {"note": "aime le dessin"})
    pole.settle()
    assert one.digest() == two.digest() and conflicts(one) == conflicts(two) != []
    before, marks = pole.files, [(session.commun.mark(), session.personal.mark()) for session in pole.all]
    for _ in range(3):
        for session in pole.all:
            done = session.shared_folder.sync(pole.folder)
            assert (done.taken, done.written, done.skipped, done.waiting) == ((), (), (), ())
    assert pole.files == before
    assert marks == [(session.commun.mark(), session.personal.mark()) for session in pole.all], "regarder n’écrit rien"


def test_three_vaults_in_a_row_pass_things_on(pole: Pole) -> None:
    one, two, three = pole.open("martin"), pole.open("lambert"), pole.open("durand")
    for number, session in enumerate(pole.all):
        session.students.add(last_name=f"ENFANT{'ABC'[number]}", first_name="Alix", birth_date=f"2018-05-0{number + 1}")
    pole.settle()
    assert one.digest() == two.digest() == three.digest()


def test_nothing_of_a_child_is_in_clear(pole: Pole) -> None:
    one, _ = pole.open("martin"), pole.open("lambert")
    one.students.add(**CHILD, note="porte des lunettes")
    one.shared_folder.sync(pole.folder)
    assert pole.files
    for name, content in pole.files.items():
        assert b"HADDAD" not in content and b"lunettes" not in content and name.startswith("pli-") and "HADDAD" not in name
        assert (pole.folder / name).stat().st_mode & 0o077 == 0


def test_half_a_file_is_taken_once_whole(pole: Pole) -> None:
    one, two = pole.open("martin"), pole.open("lambert")
    one.students.add(**CHILD)
    one.shared_folder.sync(pole.folder)
    (name, whole), = pole.files.items()
    path = pole.folder / name
    for cut in (0, 10, 150, 300, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:cut])
        done = two.shared_folder.sync(pole.folder, write=False)
        assert done.taken == () and len(done.skipped) == 1, cut
        path.write_bytes(whole[:cut] + bytes(len(whole) - cut))
        assert two.shared_folder.sync(pole.folder, write=False).taken == (), cut
    path.write_bytes(whole)
    shutil.copy(path, pole.folder / f"{path.stem} (copie en conflit).pli")
    assert len(two.shared_folder.sync(pole.folder).taken) == 1
    assert one.digest() == two.digest()


def test_a_pli_taken_out_does_not_come_back_by_itself(pole: Pole) -> None:
    one, two = pole.open("martin"), pole.open("lambert")
    one.students.add(**CHILD)
    one.shared_folder.sync(pole.folder)
    taken, = two.shared_folder.sync(pole.folder).taken
    two.receiving.undo(taken.pli)
    for _ in range(3):
        assert two.shared_folder.sync(pole.folder).taken == ()
    assert two.commun.one("SELECT count(*) FROM student")[0] == 0


def test_the_same_child_typed_twice_waits_for_somebody(pole: Pole) -> None:
    one, two = pole.open("martin"), pole.open("lambert")
    for session in pole.all:
        session.students.add(**CHILD)
    two.shared_folder.set(pole.folder)
    one.shared_folder.sync(pole.folder)
    done = two.shared_folder.sync()
    assert done.taken == () and len(done.waiting) == 1 and len(two.shared_folder.waiting()) == 1
    assert two.commun.one("SELECT count(*) FROM student")[0] == 1


def test_a_vault_given_back_from_a_backup_loses_nothing(pole: Pole, tmp_path: Path) -> None:
    one, two = pole.open("martin"), pole.open("lambert")
    first = one.students.add(**CHILD).created[0]
    pole.settle()
    two.students.update(first, {"note": "après la copie"})
    pole.settle()
    two.students.add(last_name="MOREAU", first_name="Lina", birth_date="2017-02-03")
    os.utime(pole.folder / next(iter(pole.files), "."), ns=(1, 1))
    pole.settle()
    assert one.digest() == two.digest()


def test_what_a_later_pli_holds_again_is_not_told_as_lost(pole: Pole) -> None:
    one, two = pole.open("martin"), pole.open("lambert")
    child = one.students.add(**CHILD).created[0]
    for text in ("un", "deux", "trois"):
        one.students.update(child, {"note": text})
        one.shared_folder.sync(pole.folder)
    assert len(pole.files) == 1
    two.shared_folder.sync(pole.folder)
    assert two.contacts.get("martin").missing == () and one.digest() == two.digest()
    pole.settle()
    assert not any(sent.again for sent in one.contacts.log())


def test_a_passage_somebody_asks_for_serves_contacts_to_confirm_too(pole: Pole) -> None:
    one, two = pole.open("martin"), pole.open("lambert")
    for here, other in ((one, two), (two, one)):
        here.contacts.forget(other.identity.login)
        here.contacts.add(other.contacts.my_card())
    one.students.add(**CHILD)
    one.shared_folder.sync(pole.folder)
    assert not pole.files
    assert one.shared_folder.sync(pole.folder, everyone=True).unconfirmed == ("Paul Lambert",)
    two.shared_folder.sync(pole.folder, everyone=True)
    assert one.digest() == two.digest()


def test_a_lost_or_changed_card_takes_no_part_even_when_asked(pole: Pole, tmp_path: Path) -> None:
    one, two, three = pole.open("martin"), pole.open("lambert"), pole.open("durand")
    one.contacts.revoke("lambert")
    mine = three.identity
    forged = Identity(mine.account, mine.login, mine.vault_id, b"\x07" * 32)
    one.contacts.add(cards.dump(cards.of(forged, "Paul Durand", ("director",), "2026-11-25T08:00:00.000Z")))
    one.contacts.add(pole.open("petit").contacts.my_card())
    one.students.add(**CHILD)
    done = one.shared_folder.sync(pole.folder, everyone=True)
    assert [sent.contact for sent in done.written] == ["petit"] and two is not three


def test_what_is_in_the_folder_is_not_sent_again_by_hand(pole: Pole, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = pole.open("martin"), pole.open("lambert")
    one.students.add(**CHILD)
    with monkeypatch.context() as patched:
        patched.setattr(folder_files, "put", _full)
        assert one.shared_folder.sync(pole.folder).problem and not pole.files
    assert one.sending.prepare(["lambert"], SWEPT).entries, "rien n’est dans le dossier"
    one.shared_folder.sync(pole.folder)
    assert pole.files and not one.sending.prepare(["lambert"], SWEPT).entries
    one.students.add(last_name="MOREAU", first_name="Lina", birth_date="2017-02-03")
    assert one.sending.prepare(["lambert"], SWEPT).students == 1
    one.shared_folder.sync(pole.folder)
    assert len(pole.files) == 1 and not one.sending.prepare(["lambert"], SWEPT).entries
    two.shared_folder.sync(pole.folder)
    assert one.digest() == two.digest() and two.contacts.get("martin").missing == ()


def test_a_passage_that_somebody_waits_for_stops_and_goes_on_at_the_next(pole: Pole) -> None:
    one, two = pole.open("martin"), pole.open("lambert")
    one.students.add(**CHILD)
    done = one.shared_folder.sync(pole.folder, stop=lambda: True)
    assert not done.written and not pole.files
    one.shared_folder.sync(pole.folder)
    assert not two.shared_folder.sync(pole.folder, stop=lambda: True).taken
    pole.settle()
    assert one.digest() == two.digest()
