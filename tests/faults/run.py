"""``make faults``: kill, starve, damage; prints what was tried and what was found, and fails when something was."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import damage
import kill
import space


def main() -> int:
    """``run.py [kill|space|damage …] [--few]``."""
    if shutil.which("strace") is None:
        print("Il faut strace : apt-get install strace", file=sys.stderr)
        return 1
    os.environ["PYTHONHASHSEED"] = "0"
    few = "--few" in sys.argv
    asked = [word for word in sys.argv[1:] if not word.startswith("-")] or ["kill", "space", "damage"]
    faults = 0
    for name, work, count in (("kill", kill.main, 200), ("space", space.main, 40), ("damage", damage.main, 500)):
        if name not in asked:
            continue
        start = time.monotonic()
        print(f"{name}…", flush=True)
        told = work(max(6, count // 10) if few else count)
        faults += told.get("faults", 0)
        told.setdefault("faults", 0)
        print(f"{name} : {', '.join(f'{key} {value}' for key, value in sorted(told.items()))}, en {time.monotonic() - start:.0f} s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
