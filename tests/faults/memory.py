"""After the lock, the memory of the process that took the other's place: no note, no passphrase, no personal key, no common key."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from common import PHRASE, ROOT, Report, World, folder

from desktop.paths import Paths
from desktop.security.keyring import KdfParams
from desktop.services.opening import create_vault

NOTE = "Kanarivore a parlé de Zéphyrinaud au goûter"
CODE = "738291"
WAIT = 60.0
DRIVER = '''
import json, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from desktop import app, settings
from desktop.paths import Paths
from desktop.security.short_code import Chosen
from desktop.services.opening import open_vault
vault, data, phrase, note, code, reason = Path(sys.argv[1]), Path(sys.argv[2]), *json.loads(sys.stdin.readline())
found = Paths.under(data)
real = app.build
def build(*words, **named):
    window = real(*words, **named)
    QTimer.singleShot(1500, lambda: go(window))
    return window
def go(window):
    session = open_vault(vault, paths=found, passphrase=phrase)
    window.open_session(session)
    session.notebook.quick("Zoé DURAND", note)
    workspace = window.workspace
    workspace.show_tab(len(workspace.specs) - 1)
    workspace.autosave.open("note", "essai", collect=lambda: {"texte": note}, title="Note").touch()
    today = session.clock.today()
    if code:
        window.locking.chosen = Chosen.choose(code, today)
    boxes = session.vault.compartments(session.identity)
    print(json.dumps({kind: box.key_hex for kind, box in boxes.items()} | {"seed": session.identity.seed.hex()}), flush=True)
    sys.stdin.readline()
    QTimer.singleShot(0, lambda: window.lock(reason))
app.build = build
sys.exit(app.run(vault=vault, data_dir=data))
'''


def needles(secrets: dict[str, str]) -> dict[str, list[bytes]]:
    """Every shape each secret takes in Python, Qt or SQLCipher."""
    found = {}
    for name, text in (("note", NOTE), ("phrase de passe", PHRASE), ("code", f"{CODE}")):
        found[name] = [text.encode(), text.encode("utf-16-le"), text.encode("utf-32-le"), text.encode("latin-1")]
    del found["code"]  # six digits are anywhere
    for name, key in secrets.items():
        raw = bytes.fromhex(key)
        found[f"clé {name}"] = [raw, raw[:32], key.encode(), key.upper().encode(), key.encode("utf-16-le")]
    return found


def copies(pid: int, wanted: dict[str, list[bytes]]) -> dict[str, int]:
    """How many times each secret is in the memory of a process."""
    found = dict.fromkeys(wanted, 0)
    shapes = {name: re.compile(b"|".join(re.escape(one) for one in dict.fromkeys(many))) for name, many in wanted.items()}
    place = Path(f"/proc/{pid}")
    with (place / "maps").open(encoding="utf-8") as maps, (place / "mem").open("rb", 0) as memory:
        for line in maps:
            limits, rights, *_ = line.split()
            if "r" not in rights or line.rstrip().endswith(("[vvar]", "[vsyscall]", "[vvar_vclock]")):
                continue
            start, end = (int(part, 16) for part in limits.split("-"))
            try:
                memory.seek(start)
                content = memory.read(end - start)
            except (OSError, OverflowError, ValueError):
                continue
            for name, shape in shapes.items():
                found[name] += len(shape.findall(content))
    return found


def replaced(pid: int) -> bool:
    """Whether the process became another program: its command line no longer has the driver."""
    try:
        return b"-c" not in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False


def once(report: Report, made: World, code: str, reason: str) -> None:
    """Open, write, lock, look."""
    name = f"{reason}{', avec un code' if code else ''}"
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    child = subprocess.Popen([sys.executable, "-c", DRIVER, str(made.vault), str(made.data)], stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, cwd=ROOT, env=env, text=True)
    assert child.stdin is not None and child.stdout is not None
    try:
        child.stdin.write(json.dumps([PHRASE, NOTE, code, reason]) + "\n")
        child.stdin.flush()
        line = child.stdout.readline()
        if not line:
            report.fail(f"{name} : la fenêtre ne s’est pas ouverte")
            return
        wanted = needles(json.loads(line))
        before = copies(child.pid, wanted)
        for secret, count in before.items():
            report.counts[f"{secret} : copies avant le verrou"] += count
        if not all(before[secret] for secret in ("note", "clé personal")):
            report.fail(f"{name} : le guet ne voit pas ce qu’il cherche {before}")
        child.stdin.write("\n")
        child.stdin.flush()
        end = time.monotonic() + WAIT
        while not replaced(child.pid) and time.monotonic() < end:
            time.sleep(0.1)
        time.sleep(4)
        if child.poll() is not None or not replaced(child.pid):
            report.fail(f"{name} : le processus n’a pas été remplacé")
            return
        words = Path(f"/proc/{child.pid}/cmdline").read_bytes().split(b"\0")
        if set(words) & {b"--password-fd", b"--demo"} or len([word for word in words if word.startswith(b"--")]) != 2:
            report.fail(f"{name} : ligne de commande {words}")
        open_files = [str(fd.readlink()) for fd in Path(f"/proc/{child.pid}/fd").iterdir()]
        if any("pole-ressource" in place and "memfd" in place for place in open_files):
            report.fail(f"{name} : la mémoire passée reste ouverte")
        report.counts["processus remplacés"] += 1
        for secret, count in copies(child.pid, wanted).items():
            report.counts[f"{secret} : copies après le verrou"] += count
            if count:
                report.fail(f"{name} : {count} copies de {secret} après le verrou")
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(timeout=20)


def main(count: int = 2, seed: int = 0, limit: float = 300) -> Report:
    """Each way to lock ``count`` times: Ctrl+L with a code, a pause without one, a suspend."""
    report = Report("memory", limit)
    with tempfile.TemporaryDirectory(prefix="pole-faults-") as name, folder(Path(name), "tout") as base:
        made = World(base / "essai.coffre", base / "donnees", secret=True)
        create_vault(made.vault, name="Hélène Essai", roles=["psychologist"], login="essai", passphrase=PHRASE,
                     paths=Paths.under(made.data), kdf=KdfParams(64 * 1024, 8)).close(backup=False)
        for _ in range(count):
            for code, reason in ((CODE, "lock"), ("", "idle"), (CODE, "suspend")):
                if report.left() > 30:
                    once(report, made, code, reason)
    if not report.counts["processus remplacés"]:
        report.fail("aucun processus remplacé")
    return report
