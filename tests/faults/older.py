"""Older copies and second instances: told, refused, opened on request; never two writers, never a lock left behind."""

from __future__ import annotations

import json
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from acts import ACTS, drive
from common import QUICK, ROOT, Report, Said, World, answer, folder, forked, process, world

WRONG, OLDER, LOCKED = 3, 5, 6
CHEAPEST, MEMORY = 0.25, 64.0
"""Seconds of processor and mebibytes a guess must cost."""
SOON = 3.0
"""Seconds a refused command may take, the start of Python and of its imports being most of it."""


def _digest(made: World, *options: str) -> tuple[int, str, str]:
    said = process(made.words("--json", *options, "digest"), given=made.first_line)
    return said.code, str(answer(said).get("digest", "")), said.err


def _expect(report: Report, what: str, made: World, code: int, wanted: str = "", *options: str) -> None:
    report.counts["ouvertures"] += 1
    got, digest, err = _digest(made, *options)
    if got != code or (wanted and digest != wanted) or "Traceback" in err:
        report.fail(f"{what} : sort {got} au lieu de {code} {err.strip()[-160:]}", made.vault, made.data)
    elif code == OLDER and "--accept-older" not in err:
        report.fail(f"{what} : ne dit pas comment l’ouvrir quand même", made.vault)


def _put_back(former: Path, made: World, names: list[str]) -> None:
    for name in names:
        for journal in (made.vault / f"{name}-journal",):
            journal.unlink(missing_ok=True)
        shutil.copy(former / name, made.vault / name)


def rollback(report: Report, base: Path, *, secret: bool) -> None:
    """An older copy of everything, of one compartment, of the keys; then a backup given back in the same place."""
    origin = world(base, secret=secret)
    session = origin.open()
    files = {kind: box.path.name for kind, box in session.vault.compartments(session.identity).items()}
    session.drafts.keep_place({"onglet": "un"})
    session.close(backup=False)
    drive(origin, acts=ACTS[:3])
    kept = process(origin.words("--json", "backup", str(base / "copies")), given=origin.first_line)
    former = base / "avant"
    shutil.copytree(origin.vault, former)
    _, old_digest, _ = _digest(origin)
    session = origin.open()
    session.vault.add_recovery(session.identity)
    session.drafts.keep_place({"onglet": "deux"})
    session.close(backup=False)
    acts = [*ACTS[:1], *ACTS[4:6]]
    drive(origin, acts=[{**act, **({"student": "@1"} if "student" in act else {})} for act in acts])
    _, new_digest, _ = _digest(origin)
    tag = "avec phrase, " if secret else ""
    cases = {"tout le coffre": [*files.values(), "coffre.a.json", "coffre.b.json"], "le fichier commun": [files["commun"]],
             "le fichier personnel": [files["personal"]], "les deux fichiers": list(files.values()),
             "les clés": ["coffre.a.json", "coffre.b.json"]}
    for what, names in cases.items():
        with folder(base, "essai") as place:
            made = World(place / "essai.coffre", place / "donnees", secret)
            shutil.copytree(origin.vault, made.vault)
            _expect(report, f"{tag}{what} : la première ouverture", made, 0, new_digest)
            _put_back(former, made, names)
            _expect(report, f"{tag}{what}, plus ancien", made, OLDER)
            _expect(report, f"{tag}{what}, plus ancien, encore", made, OLDER)
            wanted = old_digest if files["commun"] in names else new_digest
            _expect(report, f"{tag}{what}, plus ancien, accepté", made, 0, wanted, "--accept-older")
            _expect(report, f"{tag}{what}, après avoir accepté", made, 0, wanted)
    with folder(base, "essai") as place:
        made = World(place / "essai.coffre", place / "donnees", secret)
        shutil.copytree(origin.vault, made.vault)
        _expect(report, f"{tag}avant la reprise", made, 0, new_digest)
        shutil.rmtree(made.vault)
        said = process(["restore", str(answer(kept)["backup"]), "--to", str(made.vault)])
        if said.code:
            report.fail(f"{tag}restore sort {said.code} {said.err}", base / "copies")
        _expect(report, f"{tag}sauvegarde reprise à la même place", made, OLDER)
        _expect(report, f"{tag}sauvegarde reprise, acceptée", made, 0, old_digest, "--accept-older")
        elsewhere = World(place / "ailleurs.coffre", place / "donnees", secret)
        process(["restore", str(answer(kept)["backup"]), "--to", str(elsewhere.vault)])
        _expect(report, f"{tag}sauvegarde reprise ailleurs", elsewhere, 0, old_digest)


def second_instance(report: Report, base: Path) -> None:
    """While one writes: every other command is refused at once and says who; killed, the vault is free at once."""
    made = world(base)
    drive(made, acts=ACTS[:1])
    holder = subprocess.Popen([sys.executable, "-m", "desktop", *made.words("batch")], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, cwd=ROOT, env=QUICK)
    assert holder.stdin and holder.stdout
    act = {**ACTS[0], "last_name": "OPAencore"}
    holder.stdin.write(json.dumps(act).encode() + b"\n")
    holder.stdin.flush()
    first = json.loads(holder.stdout.readline())
    for words in (["digest"], ["verify"], ["list", "students"], ["batch"], ["backup", str(base / "copies")],
                  ["show", first["id"]], ["--accept-older", "digest"]):
        report.counts["deuxièmes instances"] += 1
        said = process(made.words(*words))
        if said.code != LOCKED or "déjà ouvert" not in said.err:
            report.fail(f"{' '.join(words[:2])} pendant qu’un autre écrit : sort {said.code} {said.err.strip()[-120:]}", made.vault)
        if said.seconds > SOON:
            report.fail(f"{words[0]} refusé au bout de {said.seconds:.1f} s")
    holder.stdin.write(json.dumps({"op": "task.add", "title": "OPA", "student": first["id"]}).encode() + b"\n")
    holder.stdin.flush()
    if "ack" not in json.loads(holder.stdout.readline()):
        report.fail("celui qui tenait le coffre ne peut plus écrire", made.vault)
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    start = time.monotonic()
    code, _, err = _digest(made)
    if code or time.monotonic() - start > SOON:
        report.fail(f"un verrou est resté après la mort de son processus : sort {code} {err}", made.vault)


def guesses(report: Report, base: Path, times: int = 5) -> None:
    """A wrong phrase and an unknown login cost the same dear time and memory, and get the same sentence."""
    made = world(base, secret=True, kdf=None)
    spent: dict[str, list[Said]] = {"juste": [], "fausse": [], "inconnu": []}
    for _ in range(times):
        spent["juste"].append(forked(made.words("digest"), made.first_line))
        spent["fausse"].append(forked(made.words("digest"), b"une autre phrase de sept mots pourtant\n"))
        spent["inconnu"].append(forked(made.words("--as", "personne", "digest"), made.first_line))
    report.counts["phrases essayées"] += 3 * times
    costs = {name: statistics.median(said.processor for said in all_of_them) for name, all_of_them in spent.items()}
    if [said.code for said in spent["juste"]] != [0] * times or {said.code for said in spent["fausse"] + spent["inconnu"]} != {WRONG}:
        report.fail(f"sorties {[(name, said.code) for name, found in spent.items() for said in found]}", made.vault)
    if len({said.err for said in spent["fausse"] + spent["inconnu"]}) != 1 or len(spent["fausse"][0].err.splitlines()) != 1:
        report.fail(f"phrase fausse et identifiant inconnu ne disent pas la même chose : {spent['inconnu'][0].err}")
    least = min(said.mebibytes for found in spent.values() for said in found)
    if min(costs.values()) < CHEAPEST or least < MEMORY:
        report.fail(f"un essai ne coûte que {min(costs.values()):.2f} s de processeur et {least:.0f} Mio")
    if max(costs.values()) > 1.2 * min(costs.values()):
        report.fail(f"le temps trahit : {', '.join(f'{name} {cost:.2f} s' for name, cost in costs.items())}")


def crowd(report: Report, base: Path, rounds: int = 3, many: int = 4) -> None:
    """Several batches started at the same instant, tried again while refused: every act acknowledged is there once."""
    made = world(base)
    acked = 0
    for number in range(rounds):
        waiting = list(range(many))
        while waiting:
            line = {one: json.dumps({**ACTS[0], "last_name": f"OPA{number}x{one}"}).encode() + b"\n" for one in waiting}
            running = {one: subprocess.Popen([sys.executable, "-m", "desktop", *made.words("batch")], stdin=subprocess.PIPE,
                                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT, env=QUICK)
                       for one in waiting}
            for one, child in running.items():
                out, _ = child.communicate(line[one])
                report.counts["en même temps"] += 1
                if child.returncode == 0 and b'"ack"' in out:
                    acked += 1
                    waiting.remove(one)
                elif child.returncode != LOCKED:
                    report.fail(f"un lot parmi {many} sort {child.returncode}", made.vault, made.data)
                    waiting.remove(one)
            if report.late():
                return
    session = made.open()
    found = session.commun.one("SELECT count(*), count(DISTINCT last_name) FROM student")
    problems = session.verify()
    session.close(backup=False)
    if tuple(found) != (acked, acked) or problems:
        report.fail(f"{acked} acquittés, {found[0]} élèves ({found[1]} noms) ; {problems}", made.vault, made.data)


def main(count: int = 1, seed: int = 0, limit: float = 300) -> Report:
    """Every case once; with a passphrase too unless ``count`` is 0."""
    report = Report("older", limit)
    with tempfile.TemporaryDirectory(prefix="pole-faults-") as name:
        base = Path(name)
        for secret in ((False, True) if count else (False,)):
            with folder(base, "ancien") as place:
                rollback(report, place, secret=secret)
        with folder(base, "second") as place:
            second_instance(report, place)
        with folder(base, "phrases") as place:
            guesses(report, place)
        with folder(base, "foule") as place:
            crowd(report, place)
    return report


