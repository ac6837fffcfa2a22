"""A two-page PPRE against the same text on a bare canvas and against LibreOffice; five hundred PPRE in one PDF."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
import time
from html import escape
from pathlib import Path
from typing import Any

from common import ROOT, TODAY, Line, interleaved, median, ms

MANY = """
import re, sys, time
sys.path.insert(0, {root!r})
sys.path.insert(0, {here!r})
import papers
from pathlib import Path
session = papers.vault(Path(sys.argv[1]))
ids = [row.id for row in session.projects.list()]
papers.drawn(session, ids[:2])
def spent(count):
    start = time.process_time()
    content = session.printing.many("ppre", (ids * count)[:count])
    return time.process_time() - start, len(content)
few = sorted(spent(50)[0] for _ in range(5))[2]
many, size = spent(500)
print(few, many, size, re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""


def vault(folder: Path) -> Any:
    """A small demonstration."""
    from desktop.paths import Paths
    from desktop.services.demo import build_demo

    return build_demo(folder / "papiers.coffre", paths=Paths.under(folder / "donnees"), students=320, today=TODAY)


def drawn(session: Any, ids: list[str]) -> list[bytes]:
    return [session.printing.ppre(id) for id in ids]


def two_pages(session: Any) -> str:
    """A PPRE that fills two pages."""
    from pypdf import PdfReader

    for row in session.projects.list():
        content = session.printing.ppre(row.id)
        if len(PdfReader(io.BytesIO(content)).pages) == 2:
            return str(row.id)
    raise RuntimeError("aucun PPRE de deux pages dans la démonstration")


Run = tuple[float, float, float, str, str]
"""Where a run of text stands, its size, its font's file name and its words."""


def bare(pages: list[list[Run]]) -> bytes:
    """The same words at the same places in the same fonts, on a canvas and nothing else."""
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target)
    for page in pages:
        for x, y, size, font, text in page:
            canvas.setFont(font, size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def words_of(content: bytes) -> list[list[Run]]:
    """Where each run of text stands on each page; its font is registered for the canvas."""
    from pypdf import PdfReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    files = {file.stem: file for file in (ROOT / "resources" / "fonts").rglob("*.ttf")}
    pages = []
    for page in PdfReader(io.BytesIO(content)).pages:
        runs: list[Run] = []

        def seen(text: str, _cm: Any, tm: Any, font: Any, size: float, runs: list[Run] = runs) -> None:
            name = str((font or {}).get("/BaseFont", "")).rpartition("+")[2]
            if text.strip() and name in files:
                if name not in pdfmetrics.getRegisteredFontNames():
                    pdfmetrics.registerFont(TTFont(name, str(files[name])))
                runs.append((tm[4], tm[5], size or 10, name, text.replace("\n", " ")))

        page.extract_text(visitor_text=seen)
        pages.append(runs)
    return pages


def libreoffice(folder: Path, pages: list[list[Run]]) -> float | None:
    """Seconds for LibreOffice to make a PDF of an equal document, its profile already made."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return None
    source = folder / "ppre.html"
    rows = "".join("<table border=1>" + "".join(f"<tr><td>{escape(text)}</td></tr>" for *_, text in page) + "</table>" for page in pages)
    source.write_text(f"<html><meta charset=utf-8><body>{rows}</body></html>", "utf-8")
    command = [office, f"-env:UserInstallation=file://{folder}/profil", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    spent = []
    for _ in range(4):
        start = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        spent.append(time.perf_counter() - start)
    return median(spent[1:])


def main(few: bool) -> list[Line]:
    from desktop.reports.ppre import ppre_pdf

    rounds = 10 if few else 60
    with tempfile.TemporaryDirectory(prefix="pole-mesures-") as name:
        folder = Path(name)
        session = vault(folder)
        project = two_pages(session)
        pages = words_of(session.printing.ppre(project))
        data = session.printing._ppre(project)
        ours, nude = interleaved([lambda: ppre_pdf(data), lambda: bare(pages)], rounds, time.process_time)
        office = libreoffice(folder, pages)
        session.close(backup=False)
        code = MANY.format(root=str(ROOT), here=str(Path(__file__).resolve().parent))
        done = subprocess.run([sys.executable, "-c", code, str(folder / "cinq-cents")], capture_output=True, text=True, check=True)
        fifty, many, size, memory = (float(word) for word in done.stdout.split()[-4:])
    one = median(ours)
    return [
        Line("un PPRE de deux pages contre le même texte sur un canevas nu", f"{ms(one)} contre {ms(median(nude))}", one / median(nude), 2.2),
        Line("le même contre LibreOffice sans fenêtre, document égal", "LibreOffice absent" if office is None else f"{ms(one)} contre {ms(office)}",
             None if office is None else office / one, 20, "× plus vite", at_least=True),
        Line("500 PPRE en un PDF : t(500) / t(50)", f"{many:.1f} s, {size / 1e6:.1f} Mo".replace(".", ","), many / fifty, 11),
        Line("500 PPRE en un PDF : mémoire la plus haute", "", memory / 1024, 300, "Mio")]
