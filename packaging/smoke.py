"""Does a built bundle live? Runs the main job with its own command: demonstration, list, papers, verify, digest twice."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """``smoke.py DOSSIER/pole-ressource-cli`` (or any command that speaks like ``pole-ressource``)."""
    if len(sys.argv) < 2:
        print("usage : smoke.py COMMANDE…", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="pole-smoke-") as name:
        folder = Path(name)

        def run(*words: str) -> str:
            options = ["--data-dir", str(folder / "d"), "--vault", str(folder / "demo.coffre")]
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
        run("verify")
        if run("digest") != before:
            raise SystemExit("l'empreinte a changé sans que rien ne soit écrit")
    print("Le paquet fait le travail : démonstration, listes, papiers, vérification.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
