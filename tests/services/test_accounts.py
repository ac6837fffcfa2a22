"""Several people in one vault: invited, come in, confirmed, set aside, gone, and a notebook handed over."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.clock import FixedClock, fixed_on
from desktop.errors import DamagedError, InputError, OlderVaultError, RefusedError, TamperedError, WrongSecretError
from desktop.models import Note
from desktop.paths import Paths
from desktop.security import cards, keyring, recovery
from desktop.services.accounts import MANY, RULE
from desktop.services.opening import accept_invitation, create_vault, open_vault, recover
from desktop.services.personal_values import AccountRow, Scope
from desktop.services.session import Session
from desktop.storage import coffre, engine, migrate
from desktop.storage.members import grant, shown
from desktop.storage.vault import Vault

TODAY = date(2026, 11, 23)
PHRASES = {
    "claire": "cerise tambour nuage lucarne violon abricot sapin",
    "anne": "hibou lucarne framboise trottinette cerise nuage boussole",
    "paul": "girafe parapluie escalier mandarine brouillard tournevis coquille",
    "zoe": "pluie tambour orchidée cabane vitesse moutarde lanterne",
}
ROLES = {"claire": ["director"], "anne": ["psychologist"], "paul": ["specialist_e"], "zoe": ["psychologist"]}


@dataclass
class House:
    """A vault on a computer, and the people who use it one after the other."""

    root: Path
    clock: FixedClock = field(default_factory=lambda: fixed_on(TODAY))

    @property
    def place(self) -> Path:
        return self.root / "pole.coffre"

    @property
    def paths(self) -> Paths:
        return Paths.under(self.root / "donnees")

    def create(self) -> Session:
        return create_vault(self.place, name="Claire Martin", roles=ROLES["claire"], login="claire", passphrase=PHRASES["claire"],
                            paths=self.paths, clock=self.clock)

    def open(self, login: str, place: Path | None = None, **more: Any) -> Session:
        return open_vault(place or self.place, paths=self.paths, login=login, passphrase=PHRASES[login], clock=self.clock, **more)

    def accept(self, login: str, code: str, place: Path | None = None) -> Session:
        return accept_invitation(place or self.place, login=login, invitation=code, passphrase=PHRASES[login], paths=self.paths,
                                 clock=self.clock)

    def welcome(self, *logins: str) -> None:
        """Claire invites them, each comes in."""
        for login in logins:
            session = self.open("claire")
            code = session.accounts.add(login, login.capitalize(), ROLES[login]).code
            session.close(backup=False)
            self.accept(login, code).close(backup=False)

    def body(self) -> dict[str, Any]:
        return dict(json.loads((self.place / "coffre.a.json").read_text("utf-8")))


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = House(tmp_path)
    made.create().close(backup=False)
    return made


def row(session: Session, login: str) -> AccountRow:
    return next(one for one in session.accounts.list() if one.login == login)


def write_note(session: Session, title: str) -> str:
    with session.personal.unit("note") as unit:
        return unit.new(Note, {"kind": "observation", "date": "2026-11-23", "title": title})


def titles(session: Session) -> list[str]:
    return sorted(cell[0] for cell in session.personal.sql("SELECT title FROM note"))


def forge(house: House, login: str, change: Any, key: bytes) -> None:
    """What a member who opens ``commun`` can do: change ``coffre`` and seal it again."""
    for name in coffre.COPIES:
        body = json.loads((house.place / name).read_text("utf-8"))
        change(next(account for account in body["accounts"] if account["login"] == login), body)
        (house.place / name).write_bytes(coffre.serialise(coffre.sealed(body, key)))


def seal_key(house: House, login: str) -> bytes:
    vault = Vault.read(house.place)
    box = vault.compartments(vault.unlock(login, PHRASES[login]))["commun"]
    return keyring.mac_key(bytes.fromhex(box.key_hex), vault.id)


# -- coming in -----------------------------------------------------------------------------------------------------------
def test_the_first_account_manages_and_the_vault_stays_of_the_first_format(house: House) -> None:
    assert house.body()["format"] == 1
    session = house.open("claire")
    me = row(session, "claire")
    assert (me.manager, me.state, me.confirmed, len(me.words)) == (True, "active", "self", 6)
    session.close(backup=False)


def test_an_invited_person_draws_her_own_keys_and_file(house: House) -> None:
    session = house.open("claire")
    made = session.accounts.add("anne", "Anne Petit", ["psychologist"])
    assert (made.login, made.notice) == ("anne", "") and made.until.startswith("2026-12-23")
    assert (row(session, "anne").state, row(session, "anne").words) == ("invited", ())
    files = set(session.vault.files.values())
    session.close(backup=False)
    assert house.body()["format"] == 2
    anne = house.accept("anne", made.code.lower())
    assert (anne.actor.name, anne.actor.roles) == ("Anne Petit", ("psychologist",))
    assert not row(anne, "anne").manager
    fresh = set(anne.vault.files.values()) - files
    sizes = {(house.place / name).stat().st_size for name in anne.vault.files.values()}
    assert len(fresh) == 1 and len(sizes) == 1
    assert "invitation" not in (house.place / "coffre.a.json").read_text("utf-8")
    write_note(anne, "à moi seule")
    assert anne.verify() == []
    anne.close(backup=False)
    again = house.open("anne")
    assert titles(again) == ["à moi seule"]
    again.close(backup=False)
    session = house.open("claire")
    assert (row(session, "anne").state, row(session, "anne").confirmed) == ("active", "invitation")
    assert session.verify() == []
    assert titles(session) == []
    session.close(backup=False)


def test_the_day_one_files_and_the_invitation_never_open_what_is_hers(house: House, tmp_path: Path) -> None:
    session = house.open("claire")
    code = session.accounts.add("anne", "Anne Petit", ["psychologist"]).code
    session.close(backup=False)
    shutil.copytree(house.place, tmp_path / "premier-jour.coffre")
    anne = house.accept("anne", code)
    write_note(anne, "ce que personne ne sait")
    hers = anne.personal.path
    keys = {keyring.from_text(grant["sealed"]) for account in house.body()["accounts"] for grant in account["grants"]}
    anne.close(backup=False)
    with pytest.raises(WrongSecretError):
        house.accept("anne", code)
    old = Vault.read(tmp_path / "premier-jour.coffre")
    invitation = next(account for account in old._body["accounts"] if account["login"] == "anne")["invitation"]
    secret = keyring.from_text(invitation["kdf"]["salt"])
    from desktop.security.recovery import INVITATION

    opened = keyring.open_invitation(invitation, INVITATION.read(code), vault_id=old.id, account=old.account_of("anne"))
    with pytest.raises(Exception, match="abîmé"):
        engine.connect(hers, opened.hex())
    again = house.accept("anne", code, tmp_path / "premier-jour.coffre")
    assert titles(again) == []
    second = again.vault.compartments(again.identity)["personal"]
    with pytest.raises(Exception, match="abîmé"):
        engine.connect(hers, second.key_hex)
    again.close(backup=False)
    vault = Vault.read(house.place)
    with pytest.raises(TamperedError):
        vault.compartments(again.identity)
    for piece in (INVITATION.read(code), opened, secret):
        assert all(piece not in path.read_bytes() and piece.hex().encode() not in path.read_bytes()
                   for path in house.place.iterdir() if path.is_file())
        assert not any(piece in key for key in keys)


def test_an_invitation_is_for_her_once_and_thirty_days(house: House) -> None:
    session = house.open("claire")
    code = session.accounts.add("anne", "Anne", ["psychologist"]).code
    sheet = session.accounts.new_recovery()
    session.close(backup=False)
    with pytest.raises(InputError, match="feuille de secours"):
        house.accept("anne", sheet)
    with pytest.raises(InputError, match="faute de frappe"):
        house.accept("anne", code[:-1] + ("0" if code[-1] != "0" else "1"))
    for login in ("claire", "personne"):
        with pytest.raises(WrongSecretError):
            accept_invitation(house.place, login=login, invitation=code, passphrase=PHRASES["anne"], paths=house.paths)
    with pytest.raises(WrongSecretError):
        house.open("anne")
    with pytest.raises(InputError):
        accept_invitation(house.place, login="anne", invitation=code, passphrase="Ecole2024!", paths=house.paths, clock=house.clock)
    house.clock = fixed_on(TODAY + timedelta(days=31))
    with pytest.raises(InputError, match="trente jours"):
        house.accept("anne", code)
    session = house.open("claire")
    second = session.accounts.add("anne", "Anne Petit", ["psychologist"]).code
    session.close(backup=False)
    with pytest.raises(WrongSecretError):
        house.accept("anne", code)
    house.accept("anne", second).close(backup=False)


def test_only_who_keeps_the_accounts_invites(house: House) -> None:
    house.welcome("anne")
    anne = house.open("anne")
    for act in (lambda: anne.accounts.add("paul", "Paul", ["teacher"]), lambda: anne.accounts.suspend("claire"),
                lambda: anne.accounts.remove("claire"), lambda: anne.accounts.set_roles("anne", ["director"])):
        with pytest.raises(RefusedError):
            act()
    anne.close(backup=False)
    claire = house.open("claire")
    with pytest.raises(InputError):
        claire.accounts.add("anne", "Une autre Anne", ["teacher"])
    with pytest.raises(InputError):
        claire.accounts.add("x", "X", ["roi"])
    claire.close(backup=False)


def test_scopes_have_days_and_many_schools_are_told(house: House) -> None:
    session = house.open("claire")
    for uai, name in (("0789901H", "Moulin"), ("0789902J", "Prévert")):
        from desktop.services.places import uai_letter

        uai = uai[:7] + uai_letter(uai[:7])
        session.schools.save({"uai": uai, "name": name, "city": "Valmont"})
    first, second = [one.uai for one in session.schools.all()]
    with pytest.raises(InputError, match="quelle école"):
        session.accounts.add("paul", "Paul", ["teacher"], classes=["CE1 A"])
    made = session.accounts.add("paul", "Paul", ["teacher"], schools=[first], classes=["CE1 A"], since="2026-09-01",
                                until="2026-12-19")
    assert made.notice == RULE
    scope = row(session, "paul").scopes[0]
    assert (scope.school, scope.class_name, scope.since, scope.until) == ("Moulin", "CE1 A", "2026-09-01", "2026-12-19")
    session.accounts.set_scopes("paul", [scope, Scope(session.schools.id_of(second), half_days="mardi matin")])
    assert [one.school for one in row(session, "paul").scopes] == ["Prévert", "Moulin"]
    session.accounts.set_roles("paul", ["specialist_e", "teacher"])
    assert row(session, "paul").roles == ("specialist_e", "teacher")
    assert not session.accounts.many_schools()
    for number, uai in enumerate((first, second)):
        session.students.add(last_name=f"N{number}", first_name="A", birth_date="2018-05-06", level="CE1", school=uai)
    assert session.accounts.many_schools()
    assert session.accounts.add("zoe", "Zoé", ["teacher"]).notice == f"{MANY} {RULE}"
    session.close(backup=False)


# -- cards ---------------------------------------------------------------------------------------------------------------
def test_six_words_confirm_a_card_once(house: House) -> None:
    house.welcome("anne", "paul")
    paul = house.open("paul")
    words = row(paul, "paul").words
    assert row(paul, "anne").confirmed == "no"
    paul.close(backup=False)
    anne = house.open("anne")
    assert row(anne, "paul").words == words
    with pytest.raises(InputError, match="six mots"):
        anne.accounts.confirm("paul", " ".join(reversed(words)))
    anne.accounts.confirm("paul", ", ".join(words).upper())
    assert row(anne, "paul").confirmed == "words"
    anne.close(backup=False)


@pytest.mark.parametrize("pinned_by", ["invitation", "words"])
def test_a_swapped_key_opens_nothing(house: House, pinned_by: str) -> None:
    house.welcome("anne", "paul", "zoe")
    claire = house.open("claire")
    if pinned_by == "words":
        claire.accounts.confirm("zoe", " ".join(row(claire, "zoe").words))
    claire.close(backup=False)
    mine = keyring.Identity("x", "x", "x", bytes(32)).card

    def swap(account: Any, _body: Any) -> None:
        account["keys"] = {name: keyring.to_text(getattr(mine, name)) for name in ("coffre", "pli", "signature")}

    forge(house, "zoe", swap, seal_key(house, "paul"))
    before = {path.name: path.read_bytes() for path in house.place.glob("*") if path.suffix in (".db", ".json")}
    claire = house.open("claire")
    assert row(claire, "zoe").confirmed == "changed"
    for trust in (False, True):
        with pytest.raises(TamperedError):
            claire.accounts.remove("anne", trust_unconfirmed=trust)
    with pytest.raises(TamperedError):
        claire.accounts.hand_over("zoe")
    claire.accounts.suspend("paul")
    claire.accounts.resume("paul")
    claire.close(backup=False)
    assert [account["keys"]["pli"] for account in house.body()["accounts"] if account["login"] == "zoe"] == [keyring.to_text(mine.pli)]
    assert len([name for name in before if name.endswith(".db")]) == len(list(house.place.glob("*.db")))
    with pytest.raises(TamperedError):
        house.open("zoe")


def test_her_file_replaced_by_one_a_member_can_read_is_seen(house: House) -> None:
    house.welcome("anne", "paul")
    key = bytes(48)
    vault = Vault.read(house.place)

    def put_mine(account: Any, body: Any) -> None:
        grant = next(one for one in account["grants"] if body["compartments"][one["compartment"]]["kind"] == "personal")
        grant["sealed"] = keyring.seal_grant(key, vault.card("anne").coffre, vault_id=vault.id, compartment=grant["compartment"],
                                             epoch=1, account=account["id"])

    forge(house, "anne", put_mine, seal_key(house, "paul"))
    with pytest.raises(TamperedError):
        house.open("anne")


# -- aside, back, gone ---------------------------------------------------------------------------------------------------
def test_a_suspended_account_does_not_open_and_is_taken_back(house: House) -> None:
    house.welcome("anne")
    claire = house.open("claire")
    with pytest.raises(InputError):
        claire.accounts.suspend("claire")
    claire.accounts.suspend("anne")
    assert row(claire, "anne").state == "suspended"
    claire.close(backup=False)
    with pytest.raises(RefusedError, match="suspendu"):
        house.open("anne")
    with pytest.raises(WrongSecretError):
        open_vault(house.place, paths=house.paths, login="anne", passphrase=PHRASES["paul"])
    claire = house.open("claire")
    claire.accounts.resume("anne")
    claire.close(backup=False)
    house.open("anne").close(backup=False)


def test_the_last_who_keeps_the_accounts_stays(house: House) -> None:
    claire = house.open("claire")
    code = claire.accounts.add("anne", "Anne", ["psychologist"], manager=True).code
    claire.close(backup=False)
    house.accept("anne", code).close(backup=False)
    anne = house.open("anne")
    anne.accounts.suspend("claire")
    anne.close(backup=False)
    anne = house.open("anne")
    with pytest.raises(InputError):
        anne.accounts.suspend("anne")
    anne.close(backup=False)


def test_a_departure_changes_the_key_and_the_open_session_goes_on(house: House) -> None:
    house.welcome("anne", "paul")
    claire = house.open("claire")
    claire.students.add(last_name="AVANT", first_name="Lou", birth_date="2018-05-06", level="CE1")
    former, epoch = claire.commun.path, claire.vault.epoch
    paul = claire.vault.account_of("paul")
    shutil.copytree(house.place, house.root / "copie-de-paul.coffre")
    claire.accounts.remove("paul")
    assert claire.commun.path != former and claire.vault.epoch == epoch + 1
    claire.students.add(last_name="APRES", first_name="Lou", birth_date="2018-05-06", level="CE1")
    assert row(claire, "paul").state == "left" and "paul" not in claire.vault.logins and paul in claire.vault.signers()
    assert claire.verify() == []
    claire.close()
    assert not former.exists(), "a verified backup was made: the former file goes"
    with pytest.raises(RefusedError, match="quitté"):
        house.open("paul")
    for login in ("claire", "anne"):
        again = house.open(login)
        assert [cell[0] for cell in again.commun.sql("SELECT last_name FROM student ORDER BY n")] == ["AVANT", "APRES"]
        assert again.verify() == []
        again.close(backup=False)


def test_a_leaver_who_puts_the_former_keys_back_is_seen(house: House) -> None:
    house.welcome("anne", "paul")
    key = seal_key(house, "paul")
    shutil.copytree(house.place, house.root / "copie.coffre")
    kept = {path.name: path.read_bytes() for path in house.place.iterdir() if path.is_file()}
    old_grants = next(account for account in house.body()["accounts"] if account["login"] == "paul")["grants"]
    claire = house.open("claire")
    claire.accounts.remove("paul")
    claire.close(backup=False)
    now = {path.name: path.read_bytes() for path in house.place.iterdir() if path.is_file()}

    def again(account: Any, _body: Any) -> None:
        account["state"], account["grants"] = "active", old_grants

    forge(house, "paul", again, key)
    for login in ("claire", "paul"):
        with pytest.raises(TamperedError):
            house.open(login)
    for name, content in (now | kept).items():
        (house.place / name).write_bytes(content)

    def ahead(_account: Any, body: Any) -> None:
        body["number"] = 90

    forge(house, "paul", ahead, key)
    (path,) = (house.paths.state / "appareils").iterdir()
    said = json.loads(path.read_text("utf-8"))
    for login in ("claire", "anne"):
        with pytest.raises(OlderVaultError):
            house.open(login)
    assert json.loads(path.read_text("utf-8"))["seen"]["coffre"] == said["seen"]["coffre"]


def test_who_stays_must_be_confirmed_before_the_key_changes(house: House) -> None:
    claire = house.open("claire")
    code = claire.accounts.add("anne", "Anne", ["psychologist"], manager=True).code
    claire.close(backup=False)
    house.accept("anne", code).close(backup=False)
    house.welcome("paul", "zoe")
    anne = house.open("anne")
    with pytest.raises(InputError, match="claire, zoe"):
        anne.accounts.remove("paul")
    assert anne.vault.epoch == 1
    for login in ("claire", "zoe"):
        anne.accounts.confirm(login, " ".join(row(anne, login).words))
    anne.accounts.remove("paul")
    assert anne.vault.epoch == 2
    anne.accounts.suspend("zoe")
    with pytest.raises(InputError):
        anne.accounts.suspend("zoe")
    anne.close(backup=False)
    house.open("claire").close(backup=False)


def test_an_invitation_taken_back_changes_the_key_and_ones_own_others_still_serve(house: House) -> None:
    claire = house.open("claire")
    code = claire.accounts.add("anne", "Anne", ["psychologist"], manager=True).code
    pauls = claire.accounts.add("paul", "Paul", ["specialist_e"]).code
    claire.accounts.add("zoe", "Zoé", ["psychologist"])
    changes = claire.accounts.remove("zoe")
    assert changes.skipped == () and claire.vault.epoch == 2 and "zoe" not in claire.vault.states
    claire.close(backup=False)
    anne = house.accept("anne", code)
    changes = anne.accounts.remove("paul", trust_unconfirmed=True)
    anne.close(backup=False)
    with pytest.raises(WrongSecretError):
        house.accept("paul", pauls)


def test_others_invitations_fall_with_the_key_and_it_is_told(house: House) -> None:
    claire = house.open("claire")
    code = claire.accounts.add("anne", "Anne", ["psychologist"], manager=True).code
    claire.close(backup=False)
    house.accept("anne", code).close(backup=False)
    house.welcome("zoe")
    claire = house.open("claire")
    pauls = claire.accounts.add("paul", "Paul", ["specialist_e"]).code
    claire.close(backup=False)
    anne = house.open("anne")
    assert "paul" in anne.accounts.remove("zoe", trust_unconfirmed=True).skipped[0]
    anne.close(backup=False)
    with pytest.raises(WrongSecretError):
        house.accept("paul", pauls)


# -- handing over --------------------------------------------------------------------------------------------------------
def test_a_notebook_is_handed_to_a_successor_who_finds_it(house: House) -> None:
    house.welcome("anne", "zoe")
    anne = house.open("anne")
    note = write_note(anne, "suivi d’Anne")
    with anne.personal.transaction() as sql:
        sql.execute("INSERT INTO blob (id, content) VALUES ('piece', ?)", (b"une piece",))
    anne.drafts.keep("note", note, "", {"texte": "brouillon d’Anne"})
    with pytest.raises(InputError, match="six mots"):
        anne.accounts.hand_over("zoe")
    with pytest.raises(InputError):
        anne.accounts.hand_over("zoe", "un deux trois quatre cinq six")
    anne.accounts.hand_over("zoe", " ".join(row(anne, "zoe").words))
    assert titles(anne) == ["suivi d’Anne"]
    anne.close(backup=False)
    claire = house.open("claire")
    assert claire.verify() == [] and set(claire.vault.compartments(claire.identity)) == {"commun", "personal"}
    claire.close(backup=False)
    assert len(list(house.place.glob("*.db"))) == 5
    zoe = house.open("zoe")
    assert titles(zoe) == ["suivi d’Anne"] and zoe.drafts.all() == () and not zoe.accounts._confirmed("anne")[1]
    assert zoe.personal.one("SELECT content FROM blob")[0] == b"une piece"
    assert zoe.verify() == [] and zoe.vault.handed(zoe.identity) == ()
    zoe.close(backup=False)
    assert len(list(house.place.glob("*.db"))) == 4
    anne = house.open("anne")
    assert titles(anne) == ["suivi d’Anne"] and len(anne.drafts.all()) == 1
    anne.close(backup=False)


def test_a_notebook_received_twice_is_there_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.welcome("anne", "zoe")
    anne = house.open("anne")
    write_note(anne, "suivi")
    anne.accounts.hand_over("zoe", " ".join(row(anne, "zoe").words))
    anne.close(backup=False)

    def cut(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Vault, "drop_handed", cut)
        with pytest.raises(KeyboardInterrupt):
            house.open("zoe")
    zoe = house.open("zoe")
    assert titles(zoe) == ["suivi"] and zoe.verify() == []
    zoe.close(backup=False)
    assert len(list(house.place.glob("*.db"))) == 4


# -- one's own secrets ---------------------------------------------------------------------------------------------------
def test_a_passphrase_and_a_sheet_are_ones_own(house: House) -> None:
    house.welcome("anne")
    anne = house.open("anne")
    with pytest.raises(WrongSecretError):
        anne.accounts.change_passphrase(PHRASES["claire"], PHRASES["paul"])
    assert not anne.accounts.has_recovery()
    first, code = anne.accounts.new_recovery(), anne.accounts.new_recovery()
    slots = {account["login"]: account.get("slots") for account in house.body()["accounts"]}
    anne.accounts.change_passphrase(PHRASES["anne"], PHRASES["paul"])
    anne.close(backup=False)
    changed = [login for login, kept in slots.items()
               if kept != next(account for account in house.body()["accounts"] if account["login"] == login).get("slots")]
    assert changed == ["anne"]
    with pytest.raises(WrongSecretError):
        recover(house.place, login="anne", code=first, passphrase=PHRASES["zoe"])
    assert recover(house.place, login="anne", code=code, passphrase=PHRASES["zoe"]) == "anne"
    said = " ".join(recovery.in_words(recovery.read(code)))
    assert recover(house.place, login="anne", code=said, passphrase=PHRASES["zoe"]) == "anne", "by the words of the same sheet"
    open_vault(house.place, paths=house.paths, login="anne", passphrase=PHRASES["zoe"]).close(backup=False)


# -- backups -------------------------------------------------------------------------------------------------------------
def _told(house: House) -> tuple[Any, ...]:
    claire = house.open("claire")
    listed = [(one.made, one.reason, one.size) for one in claire.backups.list()]
    last = claire.backups.last()
    due = claire.backups.second_place_due()
    claire.close(backup=False)
    return listed, last.made if last else "", due


def test_what_one_writes_for_herself_does_not_show_in_anothers_backups(house: House, tmp_path: Path) -> None:
    house.welcome("anne", "paul")
    claire = house.open("claire")
    claire.students.add(last_name="UN", first_name="A", birth_date="2018-05-06", level="CE1")
    (tmp_path / "cle").mkdir()
    claire.close()
    claire = house.open("claire")
    claire.backups.to_second_place(tmp_path / "cle")
    claire.close(backup=False)
    before = _told(house)
    for day in range(1, 15):
        house.clock = fixed_on(TODAY + timedelta(days=day))
        anne = house.open("anne")
        write_note(anne, f"jour {day}")
        anne.close()
        anne = house.open("anne")
        anne.backups.to_second_place(tmp_path / "cle")
        assert anne.backups.list()[0].made.startswith(house.clock.now().date().isoformat())
        assert not anne.backups.second_place_due()
        anne.close(backup=False)
    house.clock = fixed_on(TODAY)
    assert _told(house) == before
    house.clock = fixed_on(TODAY + timedelta(days=14))
    assert _told(house)[2], "for Claire nothing new was taken there"


def test_a_backup_from_before_somebody_came_in_is_not_offered_to_her(house: House) -> None:
    claire = house.open("claire")
    claire.students.add(last_name="UN", first_name="A", birth_date="2018-05-06", level="CE1")
    claire.close()
    house.welcome("anne")
    anne = house.open("anne")
    assert anne.backups.list() == () and anne.backups.last() is None
    made = anne.backups.make()
    assert [one.path for one in anne.backups.list()] == [made.path] and anne.backups.preview(made).students == (1, 1)
    anne.close(backup=False)
    claire = house.open("claire")
    assert len(claire.backups.list()) == 2
    claire.close(backup=False)


def test_every_file_is_copied_and_anothers_is_given_back_unread(house: House, tmp_path: Path) -> None:
    house.welcome("anne")
    anne = house.open("anne")
    write_note(anne, "gardée")
    anne.close(backup=False)
    claire = house.open("claire")
    claire.students.add(last_name="UN", first_name="A", birth_date="2018-05-06", level="CE1")
    made = claire.backups.make()
    assert {path.name for path in made.path.glob("*.db")} == set(claire.vault.files.values())
    claire.close(backup=False)
    from desktop.storage import backup

    backup.restore(made.path, tmp_path / "rendu.coffre")
    again = house.open("anne", tmp_path / "rendu.coffre")
    assert titles(again) == ["gardée"]
    again.close(backup=False)


def test_a_file_that_is_not_hers_and_not_whole_is_told_without_its_key(house: House) -> None:
    house.welcome("anne")
    claire = house.open("claire")
    mine = {box.path.name for box in claire.vault.compartments(claire.identity).values()}
    (other,) = set(claire.vault.files.values()) - mine
    content = (house.place / other).read_bytes()
    for bad in (content[:-100], b""):
        (house.place / other).write_bytes(bad)
        assert claire.verify() == ["un fichier personnel d’un autre compte est abîmé"]
    (house.place / other).unlink()
    assert claire.verify() == ["un fichier personnel d’un autre compte manque ou ne se lit pas"]
    claire.close(backup=False)


def test_a_backup_from_before_a_departure_is_given_back(house: House) -> None:
    house.welcome("anne", "paul")
    claire = house.open("claire")
    claire.students.add(last_name="UN", first_name="A", birth_date="2018-05-06", level="CE1")
    made = claire.backups.make()
    claire.accounts.remove("paul")
    claire.students.add(last_name="DEUX", first_name="B", birth_date="2018-05-06", level="CE1")
    claire.backups.restore_here(made)
    again = house.open("claire", accept_older=True)
    assert [cell[0] for cell in again.commun.sql("SELECT last_name FROM student")] == ["UN"]
    assert row(again, "paul").state == "left" and again.verify() == []
    again.close(backup=False)


def test_somebody_else_may_keep_the_accounts_but_one_always_does(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.create().close(backup=False)
    house.welcome("anne", "paul")
    session = house.open("claire")
    with pytest.raises(InputError, match="dernière personne"):
        session.accounts.set_manager("claire", False)
    session.accounts.set_manager("anne", True)
    assert session.accounts.get("anne").manager
    session.accounts.set_manager("claire", False)
    with pytest.raises(RefusedError):
        session.accounts.set_manager("paul", True)
    session.close(backup=False)


def test_places_are_written_with_the_account_never_after_it(tmp_path: Path) -> None:
    house = House(tmp_path)
    session = house.create()
    school = session.schools.save({"uai": "0781234T", "name": "Jean Moulin"}).created[0]
    session.accounts.add("paul", "Paul", ["teacher"], places=(Scope(school, class_name="CE2 A", since="2026-09-01"),))
    assert session.accounts.get("paul").scopes[0].class_name == "CE2 A"
    session.accounts.add("paul", "Paul", ["teacher"])
    assert session.accounts.get("paul").scopes[0].class_name == "CE2 A", "another code is no wider than the first"
    with pytest.raises(InputError):
        session.accounts.add("anne", "Anne", ["teacher"], places=(Scope(""),))
    assert "anne" not in session.vault.states
    session.close(backup=False)


# -- what anybody can write in the directory -------------------------------------------------------------------------------
def reseal(house: House, change: Any, key: bytes) -> None:
    """Both copies of ``coffre`` changed and sealed again under a key of one's own, newer than those that were there."""
    for name in coffre.COPIES:
        body = json.loads((house.place / name).read_text("utf-8"))
        change(body)
        body["number"] += 1
        (house.place / name).write_bytes(coffre.serialise(coffre.sealed(body, keyring.mac_key(key, body["vault"]))))


def another_commun(file: str, key: bytes) -> Any:
    """A change of ``coffre``: another file and key for ``commun``, sealed to everybody's public card; those who left are back."""
    def change(body: dict[str, Any]) -> None:
        id, box = next((id, box) for id, box in body["compartments"].items() if box["kind"] == "commun")
        box |= {"epoch": box["epoch"] + 1, "file": file}
        for account in body["accounts"]:
            card = keyring.Card(*(keyring.from_text(account["keys"][name]) for name in ("coffre", "pli", "signature")))
            account["grants"] = [one for one in account["grants"] if one["compartment"] != id]
            account["grants"].append(grant(body["vault"], account["id"], card, id, box["epoch"], key))
            account["state"] = "active"

    return change


def test_a_common_file_brought_by_who_left_or_by_a_stranger_is_seen(house: House) -> None:
    """Seals to public cards, numbers and epochs as high as one likes: what is missing is the signature of somebody known."""
    house.welcome("anne", "paul")
    paul = house.open("paul")
    former, key = paul.commun.path.read_bytes(), paul.vault.compartments(paul.identity)["commun"].key_hex
    paul.close(backup=False)
    claire = house.open("claire")
    claire.accounts.remove("paul")
    claire.close(backup=False)
    house.open("anne").close(backup=False)
    (house.place / f"{'ab' * 16}.db").write_bytes(former)
    reseal(house, another_commun(f"{'ab' * 16}.db", bytes.fromhex(key)), bytes.fromhex(key))
    shutil.rmtree(house.paths.state)  # this computer remembers nothing, or it is another one
    for login in ("claire", "anne"):
        with pytest.raises(OlderVaultError, match="personne que vous connaissiez"):
            house.open(login)
    taken = house.open("anne", accept_older=True)
    taken.close(backup=False)
    house.open("anne").close(backup=False)


def test_a_new_keeper_of_accounts_who_removes_the_former_one_is_known_by_who_invited_him(house: House) -> None:
    house.welcome("anne")
    house.open("anne").close(backup=False)
    claire = house.open("claire")
    code = claire.accounts.add("paul", "Paul", ["director"], manager=True).code
    claire.close(backup=False)
    paul = house.accept("paul", code)
    paul.accounts.confirm("anne", " ".join(row(paul, "anne").words))
    paul.accounts.remove("claire")
    paul.students.add(last_name="KONÉ", first_name="Awa")
    paul.close(backup=False)
    anne = house.open("anne")
    assert [one.last_name for one in [anne.students.get(id) for (id,) in anne.commun.sql("SELECT id FROM student")]] == ["KONÉ"]
    anne.close(backup=False)
    with pytest.raises(RefusedError):
        house.open("claire")


def test_a_notebook_that_nobody_signed_is_not_taken_in(house: House) -> None:
    house.welcome("anne")
    vault = Vault.read(house.place)
    card, account = vault.card("anne"), vault.account_of("anne")
    key, id, name = keyring.new_compartment_key(), "0199f7a0-0000-7000-8000-00000000abcd", f"{'cd' * 16}.db"
    migrate.create(house.place / name, key.hex())

    def change(body: dict[str, Any]) -> None:
        body["compartments"][id] = {"kind": "handed", "owner": account, "epoch": 1, "file": name}
        anne = next(one for one in body["accounts"] if one["login"] == "anne")
        anne["grants"].append(grant(body["vault"], account, card, id, 1, key))

    reseal(house, change, bytes.fromhex(_commun_key(house)))
    with pytest.raises(TamperedError, match="signé"):
        house.open("anne")


def test_an_intercepted_invitation_is_told_to_her_and_serves_no_more_once_her_card_was_seen(house: House) -> None:
    claire = house.open("claire")
    code = claire.accounts.add("anne", "Anne", ["psychologist"]).code
    claire.close(backup=False)
    house.accept("anne", code).close(backup=False)
    with pytest.raises(WrongSecretError, match="déjà servi"):
        house.accept("anne", code)
    with pytest.raises(WrongSecretError, match="plus récente"):
        house.accept("claire", code)
    claire = house.open("claire")
    assert row(claire, "anne").confirmed == "invitation"
    key = claire.vault.compartments(claire.identity)["commun"].key_hex
    claire.close(backup=False)
    vault = Vault.read(house.place)
    other = keyring.Identity(vault.account_of("anne"), "anne", vault.id, bytes(32))

    def change(body: dict[str, Any]) -> None:
        from desktop.security.recovery import INVITATION

        anne = next(one for one in body["accounts"] if one["login"] == "anne")
        anne["keys"] = shown(other.card)
        anne["proof"] = cards.proof(INVITATION.read(code), other.card, vault.id, anne["id"], "anne")

    reseal(house, change, bytes.fromhex(key))
    claire = house.open("claire")
    assert row(claire, "anne").confirmed == "changed"
    with pytest.raises(TamperedError):
        claire.accounts.hand_over("anne")
    claire.close(backup=False)


@pytest.mark.parametrize("way", ["no personal grant", "a login that is none", "two accounts of one id"])
def test_a_coffre_a_member_made_wrong_is_refused_in_a_sentence(house: House, way: str) -> None:
    house.welcome("anne")

    def change(body: dict[str, Any]) -> None:
        anne = next(one for one in body["accounts"] if one["login"] == "anne")
        if way == "no personal grant":
            anne["grants"] = [one for one in anne["grants"] if body["compartments"][one["compartment"]]["kind"] == "commun"]
        elif way == "a login that is none":
            body["accounts"][0]["login"] = "Claire M\n"
        else:
            body["accounts"][0]["id"] = anne["id"]

    reseal(house, change, bytes.fromhex(_commun_key(house)))
    with pytest.raises((TamperedError, DamagedError)):
        house.open("anne")


def _commun_key(house: House) -> str:
    vault = Vault.read(house.place)
    return vault.compartments(vault.unlock("claire", PHRASES["claire"]))["commun"].key_hex
