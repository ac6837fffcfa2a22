"""The theme changes while pages that were let go wait for the collector: the program must live through it."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import gc
from PySide6.QtWidgets import QComboBox, QTabBar, QWidget
from desktop import app as program
application = program.application()
from desktop.ui import icons
gc.collect()
gc.disable()
for _ in range(300):
    page = QWidget()
    box, tabs = QComboBox(page), QTabBar(page)
    box.setEditable(True)
    page.itself = page
del page, box, tabs
gc.set_threshold(gc.get_count()[0] + 300, 1, 1)
gc.enable()
icons.refresh()
print("alive", gc.isenabled())
"""


def test_a_page_let_go_does_not_take_the_program_with_it() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "alive True"), done.stderr[-500:]
