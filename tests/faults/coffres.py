"""Both copies of ``coffre`` of a vault of four accounts, one invited, one suspended, changed 500 ways: never followed."""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from common import Report, Said, World, answer, folder, forked
from damage import ANY, _some_field, _sum

from desktop.paths import Paths
from desktop.security import keyring
from desktop.security.keyring import KdfParams
from desktop.services.opening import accept_invitation, create_vault, open_vault
from desktop.storage import coffre
from desktop.storage.vault import Vault

Change = Callable[[Path, random.Random], None]
CODES = (3, 4, 5)
PHRASES = {login: f"rivage cerise moulin tonnerre lucarne bosquet {login}x" for login in ("dupont", "psy", "parti")}
CHEAP = KdfParams(64, 1)


@contextmanager
def cheap() -> Iterator[None]:
    """Derivations at no price in this process and its forks: what is tried here is what a changed ``coffre`` makes of them."""
    kept = keyring.FLOOR, keyring.DEFAULT
    keyring.FLOOR = keyring.DEFAULT = CHEAP
    try:
        yield
    finally:
        keyring.FLOOR, keyring.DEFAULT = kept


class Pole:
    """The director, the psychologist, somebody suspended, somebody invited; what each says of the vault, untouched."""

    def __init__(self, base: Path) -> None:
        self.made = World(base / "essai.coffre", base / "donnees", secret=True)
        paths = Paths.under(self.made.data)
        session = create_vault(self.made.vault, name="Anne Dupont", roles=["director"], login="dupont",
                               passphrase=PHRASES["dupont"], paths=paths)
        session.students.add(last_name="TÉMOIN", first_name="Alix", birth_date="2019-01-02", level="CE1", class_name="CE1 A")
        invitations = {login: session.accounts.add(login, login.capitalize(), [role]).code
                       for login, role in (("psy", "psychologist"), ("parti", "specialist_e"), ("invite", "doctor"))}
        session.close(backup=False)
        for login in ("psy", "parti"):
            accept_invitation(self.made.vault, login=login, invitation=invitations[login], passphrase=PHRASES[login],
                              paths=paths).close(backup=False)
        self.invitation = invitations["invite"]
        session = open_vault(self.made.vault, paths=paths, login="dupont", passphrase=PHRASES["dupont"])
        session.accounts.suspend("parti")
        self.commun_key = session.vault._commun_key(session.identity)
        session.close(backup=False)
        self.truth = {login: str(answer(ask(self.made, login))["digest"]) for login in ("dupont", "psy")}


def ask(made: World, login: str, what: str = "digest") -> Said:
    return forked(["--data-dir", str(made.data), "--vault", str(made.vault), "--as", login, "--password-fd", "0", "--json", what],
                  f"{PHRASES[login]}\n".encode())


# -- ways to change a coffre ---------------------------------------------------------------------------------------------
def reseal(file: Path, draw: random.Random) -> None:
    """Who knows the format and has no key: a field changed, of the accounts most often, and the sum made right."""
    value = json.loads(file.read_bytes())
    _change(value, draw)
    value["sum"] = _sum(value)
    file.write_text(json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False) + "\n", "utf-8")


def swap(file: Path, draw: random.Random) -> None:
    """Slots, grants, keys, states or logins of two accounts exchanged, or one account's copied over another's."""
    value = json.loads(file.read_bytes())
    _exchange(value, draw)
    value["sum"] = _sum(value)
    file.write_text(json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _change(value: dict, draw: random.Random) -> None:
    at, key = _some_field(value["accounts"] if draw.random() < 0.7 else value, draw)
    now = at[key]
    if isinstance(now, bool):
        at[key] = not now
    elif isinstance(now, int):
        at[key] = draw.choice((0, -1, now + 1, now * 2, 10 ** 9, 10 ** 30))
    elif isinstance(now, str):
        at[key] = draw.choice((now[::-1], "", now + "A", "../../etc/passwd", "active", "left", "suspended", now[:-4] + "AAAA"))
    else:
        at[key] = draw.choice((None, [], {}, "x", [now, now]))


def _exchange(value: dict, draw: random.Random) -> None:
    one, other = draw.sample(value["accounts"], 2)
    keys = sorted((one.keys() | other.keys()) - {"id"})
    for key in draw.sample(keys, draw.randrange(1, 3)):
        kept, theirs = one.pop(key, None), other.get(key)
        if theirs is not None:
            one[key] = theirs
        if draw.random() < 0.5:
            other.pop(key, None)
            if kept is not None:
                other[key] = kept


def by_a_fellow(pole: Pole) -> Change:
    """Who opens ``commun`` and can seal: the seal is right. The psychologist must be told, or have her own files whole."""
    def change(file: Path, draw: random.Random) -> None:
        value = json.loads(file.read_bytes())
        (_change if draw.random() < 0.6 else _exchange)(value, draw)
        try:
            value = coffre.sealed(value, keyring.mac_key(pole.commun_key, str(value.get("vault"))))
        except (ValueError, UnicodeError):
            value["sum"] = _sum(value)
        file.write_text(json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False) + "\n", "utf-8")

    change.__name__ = "rescellé par un membre"
    return change


# -- trying --------------------------------------------------------------------------------------------------------------
def attempt(report: Report, pole: Pole, made: World, login: str, what: str) -> None:
    """The psychologist or the director opens: the same digest as before, or a refusal of ours."""
    said = ask(made, login)
    report.counts[f"sortie {said.code}"] += 1
    told = said.out + said.err
    if "Traceback" in told or "inattendue" in told:
        report.fail(f"{what}, {login} : {told.strip()[-200:]}", made.vault, made.data)
    elif said.code == 0 and answer(said).get("digest") != pole.truth[login]:
        report.fail(f"{what}, {login} : une autre empreinte", made.vault, made.data)
    elif said.code not in (0, *CODES):
        report.fail(f"{what}, {login} : sort {said.code} {said.err.strip()[-160:]}", made.vault, made.data)
    elif said.code == 0:
        report.counts["même empreinte"] += 1


def shut_out(report: Report, pole: Pole, made: World, what: str) -> None:
    """Who is suspended stays out, whatever was written in ``coffre``; an invitation never opens a personal file that is there."""
    said = ask(made, "parti")
    report.counts["suspendu essayé"] += 1
    if said.code == 0 or "Traceback" in said.err or "inattendue" in said.err:
        report.fail(f"{what} : un compte suspendu ouvre ({said.code}) {said.err.strip()[-160:]}", made.vault, made.data)


def main(count: int = 500, seed: int = 0, limit: float = 600) -> Report:
    """``count`` changed ``coffre``: two in five by damage, two in five resealed by who has no key, one in five by a member."""
    report, draw = Report("coffres", limit), random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="pole-faults-") as name, cheap():
        base = Path(name)
        (base / "origine").mkdir()
        pole = Pole(base / "origine")
        states = Vault.read(pole.made.vault).states
        report.told.append(f"comptes : {', '.join(f'{login} {state}' for login, state in sorted(states.items()))}")
        if said := ask(pole.made, "parti"):
            report.told.append(f"un compte suspendu sort {said.code} : {said.err.strip()}")
            if said.code == 0:
                report.fail("un compte suspendu ouvre le coffre")
        fellow = by_a_fellow(pole)
        ways: list[Change] = [*ANY]
        for number in range(count):
            if report.late():
                break
            with folder(base, "essai") as place:
                made = pole.made.copy(place)
                copies = sorted(made.vault.glob("coffre.*.json"))
                change = (draw.choice(ways), draw.choice(ways), reseal, swap, fellow)[number % 5]
                chosen = [draw.choice(copies)] if draw.random() < 0.25 else copies
                state = draw.getstate()
                for file in chosen:
                    draw.setstate(state)
                    change(file, draw)
                what = f"n° {number}, {change.__name__} de {'une copie' if len(chosen) == 1 else 'les deux'}"
                report.counts["mutations"] += 1
                attempt(report, pole, made, "psy" if change is fellow or draw.random() < 0.5 else "dupont", what)
                if change is not fellow:
                    shut_out(report, pole, made, what)
            shutil.rmtree(base / "essai", ignore_errors=True)
    return report
