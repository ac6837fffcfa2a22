"""``make faults``: kill, starve, damage, go back, look; prints what was tried and found, fails when a bar is missed."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import clear
import coffres
import convergence
import damage
import folder
import keys
import kill
import memory
import older
import people
import plis
import power
import several
import space
from common import KEPT, ROOT, SEED, Report, loaded

FAMILIES = (
    ("kill", kill.main, 200, "200 arrêts kill -9, ≥ 100 dans une transaction : 0 acquitté perdu, 0 acte à moitié"),
    ("power", power.main, 400, "400 coupures de courant, secteurs perdus ou déchirés : 0 acquitté perdu, 0 abîmé"),
    ("space", space.main, 10, "disque plein ou en panne : sortie 7 ou 8, ancien ou nouveau, la suite reprend"),
    ("damage", damage.main, 500, "500 fichiers abîmés : sortie 3, 4 ou 5, ou la même empreinte ; original intact"),
    ("older", older.main, 1, "copie plus ancienne : sortie 5, --accept-older ouvre ; deuxième instance : sortie 6"),
    ("keys", keys.main, 20, "une phrase fausse coûte ≥ 0,25 s et ≥ 64 Mio, rien d’autre n’en dépend ; rien de moins cher"),
    ("coffres", coffres.main, 500, "500 « coffre » changés, quatre comptes : sortie 3, 4, 5 ou la même empreinte ; suspendu dehors"),
    ("people", people.main, 8, "accueil, départ, phrase, feuille, secours, transmission : tués ou affamés, chacun ouvre encore"),
    ("clear", clear.main, 1, "0 mot planté hors des papiers demandés, 0 prise réseau"),
    ("memory", memory.main, 2, "après le verrou : 0 copie d’une note, de la phrase de passe, d’une clé en mémoire"),
    ("several", several.main, 1, "deux comptes : 0 mot d’elle hors de ses papiers, son fichier ouvert par elle seule"),
    ("folder", folder.main, 50, "deux coffres par un dossier, l’un tué 50 fois : 0 acquitté perdu, même empreinte, puis le silence"),
    ("convergence", convergence.main, 1000, "1 000 histoires de 3 ordinateurs : même empreinte, mêmes conflits, aucun texte acquitté perdu"),
    ("plis", plis.main, 1000, "1 000 mauvais plis : chacun refusé avec sa classe, empreinte et fichiers intacts, rien d’écrit nulle part"),
)
FEW = {"kill": 20, "power": 60, "space": 3, "damage": 60, "older": 0, "keys": 4, "coffres": 60, "people": 1, "clear": 1, "several": 1, "folder": 6,
       "convergence": 60, "plis": 120}


def main() -> int:
    """``run.py [kill|power|space|damage|older|keys|coffres|people|clear|several|folder|convergence|plis …] [--few] [--seed N]``."""
    if shutil.which("strace") is None:
        print("Il faut strace : apt-get install strace", file=sys.stderr)
        return 1
    words = sys.argv[1:]
    seed = int(words.pop(words.index("--seed") + 1)) if "--seed" in words else SEED
    asked = [word for word in words if not word.startswith("-")] or [family[0] for family in FAMILIES]
    unknown = set(asked) - {family[0] for family in FAMILIES}
    if unknown:
        print(f"Inconnu : {', '.join(sorted(unknown))}. Il y a {', '.join(family[0] for family in FAMILIES)}.", file=sys.stderr)
        return 1
    os.environ["PYTHONHASHSEED"] = "0"
    shutil.rmtree(KEPT, ignore_errors=True)
    loaded()
    print(f"Graine {seed} (make faults : toujours celle-ci ; une autre : tests/faults/run.py --seed N)", flush=True)
    done: list[tuple[Report, str, float]] = []
    for name, work, count, bar in FAMILIES:
        if name in asked:
            start = time.monotonic()
            print(f"{name} : {bar}", flush=True)
            done.append((work(FEW[name] if "--few" in words else count, seed), bar, time.monotonic() - start))
    return _table(done, seed)


def _table(done: list[tuple[Report, str, float]], seed: int) -> int:
    lines = [f"graine {seed}", ""]
    for report, bar, seconds in done:
        verdict = "tenu" if not report.failures else f"{len(report.failures)} MANQUÉ"
        lines += [f"{report.name:8} {verdict:10} {seconds:5.0f} s  {bar}",
                  "         " + ", ".join(f"{key} {value}" for key, value in sorted(report.counts.items()))]
        lines += [f"         {line}" for line in report.told]
        lines += [f"         ✗ {failure}" for failure in report.failures[:20]]
    text = "\n".join(lines)
    print("\n" + text)
    KEPT.mkdir(parents=True, exist_ok=True)
    (KEPT / "table.txt").write_text(text + "\n", "utf-8")
    print(f"\n{(KEPT / 'table.txt').relative_to(ROOT)}")
    return 1 if any(report.failures for report, _, _ in done) else 0


if __name__ == "__main__":
    sys.exit(main())
