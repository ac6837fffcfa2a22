"""Accounts under faults: a kill, a full disk, a failing one at each step of what changes keys; each person still opens."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from coffres import cheap
from common import QUICK, ROOT, STRACE, Report, Said, World, calls, folder
from space import positions, touches

from desktop.errors import PoleError, RefusedError, WrongSecretError
from desktop.paths import Paths
from desktop.services.opening import accept_invitation, create_vault, open_vault, open_with
from desktop.services.session import Session
from desktop.storage.vault import Vault

PHRASES = {login: f"rivage cerise moulin tonnerre lucarne bosquet {login}x" for login in ("dupont", "psy", "parti", "doc", "neuve")}
NOTE = "ce qu’elle seule a écrit"
CHEAPLY = ("import sys; from desktop.security import keyring; keyring.FLOOR = keyring.DEFAULT = keyring.KdfParams(64, 1); "
           "from desktop.cli import run; sys.exit(run(sys.argv[1:]))")
KILLED, FULL, BROKEN = ("pwrite64", "fsync", "fdatasync", "rename", "unlink", "openat"), ("pwrite64", "write"), ("fsync", "fdatasync")


@dataclass(frozen=True)
class Step:
    """A command that changes keys: who runs it, its words, its standard input, and what must hold afterwards."""

    name: str
    login: str
    words: tuple[str, ...]
    given: str
    after: Callable[[World, bool], str]
    phrase: str = ""


def run(made: World, step: Step, under: tuple[str, ...] = ()) -> Said:
    """The command in a process of its own, derivations at no price, the passphrase on a descriptor of its own."""
    reading, writing = os.pipe()
    os.write(writing, (step.phrase or PHRASES[step.login]).encode() + b"\n")
    os.close(writing)
    done = subprocess.run([*under, sys.executable, "-c", CHEAPLY, "--data-dir", str(made.data), "--vault", str(made.vault), "--as",
                           step.login, "--password-fd", str(reading), *(word.replace("@", str(made.vault.parent)) for word in step.words)],
                          input=step.given.encode(), capture_output=True, cwd=ROOT, env=QUICK, check=False, pass_fds=(reading,))
    os.close(reading)
    return Said(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))


# -- the vault ---------------------------------------------------------------------------------------------------------------
def opened(made: World, login: str, phrase: str = "") -> Session:
    return open_vault(made.vault, paths=Paths.under(made.data), login=login, passphrase=phrase or PHRASES[login])


def origin(base: Path) -> tuple[World, list[Step]]:
    """A director, a psychologist who wrote, a doctor, somebody who will leave, somebody invited; and the steps to disturb."""
    made = World(base / "essai.coffre", base / "donnees", secret=True)
    paths = Paths.under(made.data)
    session = create_vault(made.vault, name="Anne Dupont", roles=["director"], login="dupont", passphrase=PHRASES["dupont"], paths=paths)
    session.students.add(last_name="TÉMOIN", first_name="Alix", birth_date="2019-01-02", level="CE1", class_name="CE1 A")
    codes = {login: session.accounts.add(login, login.capitalize(), [role]).code
             for login, role in (("psy", "psychologist"), ("doc", "psychologist"), ("parti", "specialist_e"), ("neuve", "nurse"))}
    session.close(backup=False)
    for login in ("psy", "doc", "parti"):
        accept_invitation(made.vault, login=login, invitation=codes[login], passphrase=PHRASES[login], paths=paths).close(backup=False)
    session = opened(made, "psy")
    session.notebook.quick("Camille Absente", NOTE)
    code = session.accounts.new_recovery()
    words = " ".join(session.accounts.get("doc").words)
    session.close(backup=False)
    new = "fauteuil glacier poulie marécage tambour olivier crayon neuf"

    def accepted(world: World, done: bool) -> str:
        if _opens(world, "neuve"):
            return ""
        if done:
            return "dit fait, et sa phrase n’ouvre pas"
        accept_invitation(world.vault, login="neuve", invitation=codes["neuve"], passphrase=PHRASES["neuve"],
                          paths=Paths.under(world.data)).close(backup=False)
        return "" if _opens(world, "neuve") else "l’invitation n’ouvre plus et la phrase non plus"

    def removed(world: World, done: bool) -> str:
        inside = _opens(world, "parti")
        if done and inside:
            return "dit fait, et qui est parti ouvre encore"
        if not done and Vault.read(world.vault).states["parti"] != "left":
            session = opened(world, "dupont")
            session.accounts.remove("parti", trust_unconfirmed=True)
            session.close(backup=False)
        return "qui est parti ouvre encore après avoir recommencé" if _opens(world, "parti") else ""

    def changed(world: World, done: bool) -> str:
        former, fresh = _opens(world, "psy"), _opens(world, "psy", new)
        return "" if former + fresh == 1 and (fresh or not done) else f"ancienne phrase {former}, nouvelle {fresh}, dit fait {done}"

    def sheet(world: World, done: bool) -> str:
        paper = world.vault.parent / "secours.pdf"
        if done and not paper.exists():
            return "dit fait, et la feuille n’est pas là"
        try:
            Vault.read(world.vault).unlock_with_recovery("psy", code)
        except WrongSecretError:
            return "" if paper.exists() or not done else "aucune feuille n’ouvre"
        return "l’ancienne feuille ouvre encore" if done else ""

    def handed(world: World, done: bool) -> str:
        session = opened(world, "doc")
        found = NOTE in repr([session.notebook.get(row.id) for row in session.notebook.list()])
        session.close(backup=False)
        return "dit fait, et le successeur n’a pas la note" if done and not found else ""

    def recovered(world: World, done: bool) -> str:
        wrong = changed(world, done)
        if wrong:
            return wrong
        vault = Vault.read(world.vault)
        open_with(vault, vault.unlock_with_recovery("psy", code), paths=Paths.under(world.data)).close(backup=False)
        return ""

    return made, [
        Step("accept", "neuve", ("account", "accept"), codes["neuve"] + "\n", accepted),
        Step("remove", "dupont", ("account", "remove", "parti", "--trust-unconfirmed"), "", removed),
        Step("passphrase change", "psy", ("passphrase", "change"), new + "\n", changed),
        Step("recovery-sheet", "psy", ("print", "recovery-sheet", "-o", "@/secours.pdf"), "", sheet),
        Step("recover", "psy", ("recover",), code + "\n", recovered, phrase=new),
        Step("handover", "psy", ("account", "handover", "--to", "doc", "--words", words), "", handed)]


def _opens(made: World, login: str, phrase: str = "") -> bool:
    try:
        opened(made, login, phrase).close(backup=False)
    except (WrongSecretError, RefusedError):
        return False
    return True


def everybody(made: World, step: Step, done: bool) -> str:
    """What is wrong for anybody: who must open opens, the vault holds, and what the psychologist wrote is there."""
    if wrong := step.after(made, done):
        return wrong
    phrase = PHRASES["psy"] if _opens(made, "psy") else "fauteuil glacier poulie marécage tambour olivier crayon neuf"
    for login, key in (("dupont", ""), ("psy", phrase), ("doc", "")):
        session = opened(made, login, key)
        try:
            problems = session.verify()
            kept = login != "psy" or NOTE in repr([session.notebook.get(row.id) for row in session.notebook.list()])
        finally:
            session.close(backup=False)
        if problems or not kept:
            return f"{login} : {problems or 'sa note n’est plus là'}"
    return ""


# -- trying ------------------------------------------------------------------------------------------------------------------
def disturb(report: Report, base: Path, made: World, step: Step, most: int, draw: random.Random) -> None:
    """One step undisturbed, then killed, starved and failed at calls spread over it."""
    names = tuple(dict.fromkeys((*KILLED, *FULL, *BROKEN)))
    with folder(base, "sonde") as place:
        copy, log = made.copy(place), place / "appels.log"
        said = run(copy, step, (*STRACE, "-y", "-s", "0", "-o", str(log), "-e", f"trace={','.join(names)}"))
        if said.code or (wrong := everybody(copy, step, done=True)):
            report.fail(f"{step.name} : ne tient pas même sans panne ({said.code}) {said.err.strip()[-200:]} {'' if said.code else wrong}",
                        copy.vault, copy.data)
            return
        found = [call for call in calls(log, names) if touches(call, place) and not re.search(r"/(etat|__pycache__)/", call.path)]
    plans = [("tué", "signal=SIGKILL", name) for name in KILLED] + [("plein", "error=ENOSPC", name) for name in FULL] + [
        ("en panne", "error=EIO", name) for name in BROKEN]
    for what, how, name in plans:
        seen = [call for call in found if call.name == name]
        for position in positions(len(seen), most, draw):
            if report.late():
                return
            call = seen[position - 1]
            with folder(base, "coup") as place:
                copy = made.copy(place)
                said = run(copy, step, (*STRACE, "-o", "/dev/null", "-e", f"trace={name}", "-e", f"inject={name}:{how}:when={call.rank}"))
                report.counts[f"{step.name} {what}"] += 1
                told = f"{step.name}, {what} à {name} n° {call.rank} ({Path(call.path).name})"
                if "Traceback" in said.err or "inattendue" in said.err:
                    report.fail(f"{told} : {said.err.strip()[-200:]}", copy.vault, copy.data)
                try:
                    wrong = everybody(copy, step, done=said.code == 0)
                except PoleError as error:
                    wrong = f"{type(error).__name__} {error}"
                if wrong:
                    report.fail(f"{told}, sort {said.code} : {wrong}", copy.vault, copy.data)


def main(count: int = 8, seed: int = 0, limit: float = 900) -> Report:
    """``count`` places at most for each call of each step."""
    report, draw = Report("people", limit), random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="pole-faults-") as name, cheap():
        base = Path(name)
        (base / "origine").mkdir()
        made, steps = origin(base / "origine")
        for step in steps:
            disturb(report, base, made, step, count, draw)
            print(f"  {step.name} : {len(report.failures)} défauts, {limit - report.left():.0f} s", flush=True)
    return report
