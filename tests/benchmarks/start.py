"""From the start of the process to the passphrase screen, and from Enter to the first page, beside a bare Qt window."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from common import ROOT, Bench, Line, median, ms, ratio

BARE = """
from PySide6.QtWidgets import QApplication, QWidget, QVBoxLayout, QLineEdit, QPushButton
from PySide6.QtCore import QTimer
import os
app = QApplication([])
window = QWidget()
box = QVBoxLayout(window)
box.addWidget(QLineEdit()); box.addWidget(QPushButton("Ouvrir"))
window.resize(1366, 768)
def told(): os.write(1, b"painted\\n"); os._exit(0)
class Shown(QWidget):
    def paintEvent(self, event): QTimer.singleShot(0, told)
shown = Shown(); box.addWidget(shown)
window.show()
app.exec()
"""
OURS = """
import os, sys
from desktop import cli, app
def told(*_): os.write(1, b"painted\\n"); os._exit(0)
app.after_paint = told
sys.exit(cli.run(sys.argv[1:]))
"""
ENTER = """
import os, sys, time
from pathlib import Path
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from desktop import app as program, paths
from desktop.security import keyring
from desktop.ui.preferences import Preferences
spent = [0.0]
stretch = keyring._stretch
def timed(*args):
    start = time.perf_counter()
    try: return stretch(*args)
    finally: spent[0] += time.perf_counter() - start
keyring._stretch = timed
app = program.application()
found = paths.find(Path(sys.argv[2]))
window = program.build(found, Preferences(found.settings), vault=Path(sys.argv[1]), demo=False)
window.resize(1366, 768); window.show()
program.warm_up()
def settle(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end: app.processEvents(); time.sleep(0.002)
settle(0.6)
field = next(one for one in window.findChildren(QLineEdit) if one.isVisible() and one.echoMode() == QLineEdit.EchoMode.Password)
field.setText(sys.argv[3]); field.setFocus(); settle(0.1)
class Painted: at = 0.0
start = time.perf_counter()
QTest.keyClick(field, Qt.Key.Key_Return)
while time.perf_counter() - start < 30:
    app.processEvents()
    page = window.workspace.page() if window.workspace is not None else None
    if page is not None and not window.jobs.busy():
        window.repaint(); app.processEvents()
        break
print(time.perf_counter() - start - spent[0], flush=True)
os._exit(0)
"""
PHRASE = "tilleul marmite cascade bougie renard violon escargot"


def _until_painted(code: str, *words: str) -> float:
    start = time.perf_counter()
    child = subprocess.Popen([sys.executable, "-c", code, *words], stdout=subprocess.PIPE, cwd=ROOT,
                             env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, stderr=subprocess.DEVNULL)
    assert child.stdout is not None
    line = child.stdout.readline()
    spent = time.perf_counter() - start
    child.stdout.close()
    child.wait()
    if line != b"painted\n":
        raise RuntimeError("la fenêtre ne s'est pas peinte")
    return spent


def main(bench: Bench) -> list[Line]:
    from desktop.paths import Paths
    from desktop.services.opening import create_vault

    rounds = 3 if bench.few else 15
    with tempfile.TemporaryDirectory(prefix="pole-mesures-") as name:
        folder = Path(name)
        vault = folder / "donnees" / "coffres" / "mesure.coffre"
        create_vault(vault, name="Mesure", roles=["director"], login="mesure", passphrase=PHRASE,
                     paths=Paths.under(folder / "donnees")).close(backup=False)
        words = ["--data-dir", str(folder / "donnees"), "--vault", str(vault)]
        bare, ours, enter, beside = [], [], [], []
        for turn in range(rounds + 1):
            theirs, mine = _until_painted(BARE), _until_painted(OURS, *words)
            opened = _enter(vault, folder) if turn % 2 == 0 else None
            if turn:  # the first round warms the disk
                bare.append(theirs)
                ours.append(mine)
                if opened is not None:
                    enter.append(opened)
                    beside.append(theirs)
    return [
        Line("du lancement à l’écran de la phrase peint, contre une fenêtre Qt nue", f"{ms(median(ours))} contre {ms(median(bare))}, "
             f"{rounds} tours", ratio(ours, bare), 1.5),
        Line("d’Entrée à la première page peinte, sans la dérivation de clé, contre la même fenêtre",
             f"{ms(median(enter))} contre {ms(median(beside))}", ratio(enter, beside), 4)]


def _enter(vault: Path, folder: Path) -> float:
    done = subprocess.run([sys.executable, "-c", ENTER, str(vault), str(folder / "donnees"), PHRASE], cwd=ROOT, check=True,
                          env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True)
    return float(done.stdout.split()[-1])
