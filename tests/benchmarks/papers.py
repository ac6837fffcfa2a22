"""A two-page PPRE against the same text on a bare canvas and against LibreOffice; five hundred PPRE in one PDF."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any
from xml.sax.saxutils import escape

from common import ROOT, TODAY, Bench, Line, interleaved, median, ms, ratio

MANY = """
import re, sys, time
sys.path[:0] = [{root!r}, {here!r}]
import papers
from pathlib import Path
session = papers.vault(Path(sys.argv[1]), int(sys.argv[2]))
ids = [row.id for row in session.projects.list()]
session.printing.many("ppre", ids[:2], lambda done, total: True)
def spent(count):
    start = time.process_time()
    content = session.printing.many("ppre", (ids * count)[:count], lambda done, total: True)
    return time.process_time() - start, len(content)
rounds = [(spent(50)[0], *spent(500)) for _ in range(int(sys.argv[3]))]
print(sorted(few for few, _, _ in rounds)[len(rounds) // 2], sorted(many for _, many, _ in rounds)[len(rounds) // 2], rounds[0][2],
      re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""
ODT = ('<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
       'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
       'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.3" '
       'office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>{}</office:text></office:body>'
       '</office:document>')


def vault(folder: Path, seed: int) -> Any:
    """A demonstration of 320 pupils."""
    from desktop.paths import Paths
    from desktop.services.demo import build_demo

    return build_demo(folder / "papiers.coffre", paths=Paths.under(folder / "donnees"), students=320, seed=seed, today=TODAY)


def two_pages(session: Any) -> list[tuple[Any, Any, list[Any]]]:
    """The demonstration's PPRE of two pages: their values, and what stands on their pages, header and foot included."""
    from desktop.reports.ppre import ppre_pages
    from desktop.reports.sheet import _around

    found = []
    for row in session.projects.list():
        data = session.printing._ppre(row.id)
        sheet, pages = ppre_pages(data)
        if len(pages) == 2:
            for number, page in enumerate(pages, 1):
                _around(page, sheet, number, 2)
            found.append((data, sheet, pages))
    if not found:
        raise RuntimeError("aucun PPRE de deux pages dans la démonstration")
    return found


def bare(pages: list[Any]) -> bytes:
    """The same words at the same places in the same embedded fonts, by ``setFont`` and ``drawString``, nothing else."""
    from reportlab.pdfgen.canvas import Canvas

    from desktop.reports import style

    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(style.PAGE_WIDTH, style.PAGE_HEIGHT), pageCompression=1, invariant=1)
    for page in pages:
        for x, baseline, size, _, runs in page.texts:
            for name, text in runs:
                canvas.setFont(name, size)
                canvas.drawString(x, style.PAGE_HEIGHT - baseline, text)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def libreoffice(folder: Path, pages: list[Any]) -> float | None:
    """Seconds for LibreOffice to make a PDF of the same words, in a table a page, its profile already made."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return None
    tables = []
    for page in pages:
        cells = "".join(f"<table:table-row><table:table-cell><text:p>{escape(''.join(text for _, text in runs))}</text:p>"
                        "</table:table-cell></table:table-row>" for *_, runs in page.texts)
        tables.append(f"<table:table><table:table-column/>{cells}</table:table>")
    source = folder / "ppre.fodt"
    source.write_text(ODT.format("".join(tables)), "utf-8")
    command = [office, f"-env:UserInstallation=file://{folder}/profil", "--headless", "--convert-to", "pdf", "--outdir", str(folder),
               str(source)]
    spent = []
    for _ in range(4):
        start = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        spent.append(time.perf_counter() - start)
    return median(spent[1:])


def main(bench: Bench) -> list[Line]:
    from desktop.reports.ppre import ppre_pdf

    draw = Random(bench.seed)
    with tempfile.TemporaryDirectory(prefix="pole-mesures-") as name:
        folder = Path(name)
        session = vault(folder, bench.seed)
        found = two_pages(session)
        session.close(backup=False)
        many = min(len(found), 12)
        chosen = draw.sample(found, many)
        ours, nude = interleaved([lambda: [ppre_pdf(data) for data, _, _ in chosen], lambda: [bare(pages) for _, _, pages in chosen]],
                                 3 if bench.few else 9, time.process_time)
        one = median(ours) / many
        wall = []
        for data, _, _ in chosen[:5]:
            start = time.perf_counter()
            ppre_pdf(data)
            wall.append(time.perf_counter() - start)
        office = libreoffice(folder, chosen[0][2])
        code = MANY.format(root=str(ROOT), here=str(Path(__file__).resolve().parent))
        done = subprocess.run([sys.executable, "-c", code, str(folder / "cinq-cents"), str(bench.seed), "1" if bench.few else "3"],
                              capture_output=True, text=True, check=True)
        fifty, all_of_them, size, memory = (float(word) for word in done.stdout.split()[-4:])
    return [
        Line("PPRE de deux pages, contre le même texte sur un canevas nu",
             f"{ms(one)} contre {ms(median(nude) / many)} de processeur ; {many} PPRE différents de la démonstration", ratio(ours, nude), 2.2),
        Line("le même contre LibreOffice sans fenêtre, document égal",
             "LibreOffice absent" if office is None else f"{ms(median(wall))} contre {ms(office)}",
             None if office is None else office / median(wall), 20, "× plus vite", at_least=True),
        Line("500 PPRE en un PDF : t(500) / t(50)",
             f"{all_of_them:.1f} s contre {fifty:.2f} s de processeur, {size / 1e6:.1f} Mo".replace(".", ","), all_of_them / fifty, 11),
        Line("500 PPRE en un PDF : mémoire la plus haute du processus", "coffre ouvert compris", memory / 1024, 300, "Mio")]
