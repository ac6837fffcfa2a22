"""Does a built bundle live? Runs the main job with its own command: demonstration, papers, a pli sealed and opened."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path


def exchange(folder: Path, run: Callable[..., str], student: str) -> None:
    """One child goes from a vault to another: the library of plis is in the bundle, and works."""
    run("demo", "--students", "1", "--seed", "8", "--today", "2026-11-23", "--login", "psyen", who="autre")
    for who, other in (("demo", "autre"), ("autre", "demo")):
        run("card", "-o", str(folder / f"{who}.json"), who=who)
        run("contact", "add", str(folder / f"{who}.json"), who=other)
    login = json.loads(run("--json", "contact", "list").splitlines()[0])["login"]
    sent = json.loads(run("exchange", "seal", "--to", login, "--student", student, "-o", str(folder) + "/"))
    came = json.loads(run("exchange", "open", sent["file"], who="autre"))
    if came["entries"] != sent["entries"] or json.loads(run("show", student, who="autre"))["id"] != student:
        raise SystemExit("le pli n'a pas apporté ce qu'il disait")


def main() -> int:
    """``smoke.py DOSSIER/pole-ressource-cli`` (or any command that speaks like ``pole-ressource``)."""
    if len(sys.argv) < 2:
        print("usage : smoke.py COMMANDE…", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="pole-smoke-") as name:
        folder = Path(name)

        def run(*words: str, who: str = "demo") -> str:
            options = ["--data-dir", str(folder / f"d-{who}"), "--vault", str(folder / f"{who}.coffre")]
            done = subprocess.run([*sys.argv[1:], *options, *words], capture_output=True, encoding="utf-8", check=True)
            return done.stdout

        run("demo", "--students", "60", "--seed", "7", "--today", "2026-11-23")
        before = run("digest")
        student = json.loads(run("list", "students").splitlines()[0])["id"]
        child = ["--student", student]
        for paper, extra in (("interview-guide", child), ("ppre", ["--blank"]), ("student-sheet", child)):
            target = folder / f"{paper}.pdf"
            run("print", paper, *extra, "-o", str(target))
            if not target.read_bytes().startswith(b"%PDF-"):
                raise SystemExit(f"{paper} : pas un PDF")
        form = folder / "form.pdf"
        run("form", "request", "--student", student, "-o", str(form))
        if json.loads(run("--json", "form", "take", str(form), "--dry-run"))["kind"] != "request":
            raise SystemExit("le formulaire qui revient n'est pas reconnu")
        run("verify")
        if run("digest") != before:
            raise SystemExit("l'empreinte a changé sans que rien ne soit écrit")
        exchange(folder, run, student)
    print("Le paquet fait le travail : démonstration, listes, papiers, vérification, un pli fermé et ouvert.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
