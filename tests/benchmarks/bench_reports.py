"""Papers against a bare canvas and LibreOffice, and many against few: ratios of one run, for the closing note.

``python -m tests.benchmarks.bench_reports`` from the root of the repository.
"""

from __future__ import annotations

import dataclasses
import io
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.pdfgen.canvas import Canvas

from desktop.reports import style as s
from desktop.reports.items import Page
from desktop.reports.ppre import many_ppre, ppre_pages, ppre_pdf
from desktop.reports.sheet import Sheet, _around
from tests.reports.samples import ordinary

ROUNDS, TIMES = 5, 30
FODT = ('<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>{}</office:text></office:body>'
        '</office:document>')


def bare(sheet: Sheet, pages: list[Page]) -> bytes:
    """The same words at the same places with the same fonts, nothing else."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(s.PAGE_WIDTH, s.PAGE_HEIGHT), pageCompression=1, invariant=1)
    for page in pages:
        for x, baseline, size, _, runs in page.texts:
            for name, text in runs:
                canvas.setFont(name, size)
                canvas.drawString(x, s.PAGE_HEIGHT - baseline, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def timed(act: Callable[[int], object], times: int = TIMES) -> float:
    began = time.perf_counter()
    for number in range(times):
        act(number)
    return (time.perf_counter() - began) / times


def office(words: str) -> float | None:
    """One document through LibreOffice headless, as a person would have to; ``None`` without LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "ppre.fodt"
        body = "".join(f"<text:p>{escape(line)}</text:p>" for line in words.split("\n"))
        source.write_text(FODT.format(body), encoding="utf-8")
        command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf", "--outdir",
                   folder, str(source)]
        subprocess.run(command, check=True, capture_output=True)
        return timed(lambda _: subprocess.run(command, check=True, capture_output=True), 3)


def main() -> None:
    data = ordinary()
    sheet, pages = ppre_pages(data)
    for number, page in enumerate(pages, 1):
        _around(page, sheet, number, len(pages))
    bare(sheet, pages)
    ppre_pdf(data)
    floors, ours = [], []
    for turn in range(ROUNDS):
        floors.append(timed(lambda _: bare(sheet, pages)))
        codes = [f"PPRE-{turn}{number:04d}" for number in range(TIMES)]
        ours.append(timed(lambda number, codes=codes: ppre_pdf(dataclasses.replace(data, code=codes[number]))))
    floor, our = sorted(floors)[ROUNDS // 2], sorted(ours)[ROUNDS // 2]
    print(f"PPRE de {len(pages)} pages : {our * 1000:.1f} ms ; mêmes mots, toile nue : {floor * 1000:.1f} ms ; "
          f"rapport {our / floor:.2f} (barre 2,2)")
    words = "\n".join(text for page in pages for *_, runs in page.texts for _, text in runs)
    slow = office(words)
    print("LibreOffice : absent" if slow is None else f"LibreOffice : {slow * 1000:.0f} ms, {slow / our:.0f} fois plus lent (barre 20)")

    def batch(count: int) -> float:
        """Seconds of processor: what other programs do does not count."""
        papers = (dataclasses.replace(data, code=f"PPRE-{n:06d}") for n in range(count))
        began = time.process_time()
        many_ppre(papers, count)
        return time.process_time() - began

    batch(50)
    rounds = [(batch(50), batch(500)) for _ in range(3)]
    fifty, many = (sorted(times)[1] for times in zip(*rounds, strict=True))
    print(f"500 PPRE en un PDF : {many:.2f} s ; t(500)/t(50) = {many / fifty:.1f} (barre 11) ; "
          f"mémoire au plus {_peak()} Mio (barre 300)")


def _peak() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) // 1024
    return 0


if __name__ == "__main__":
    main()
