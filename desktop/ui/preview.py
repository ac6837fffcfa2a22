"""A paper on screen before it is printed: drawn from memory, page by page, printed or saved as PDF."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from desktop.errors import InputError, PoleError
from desktop.paths import disk_errors, write_atomically
from desktop.texts import plural
from desktop.ui import messages, style
from desktop.ui.accessible import announce, named
from desktop.ui.jobs import Jobs
from desktop.ui.operations import Operations, Progress
from desktop.ui.widgets import HLine, PlainLabel, VLine, first, hbox, icon_button, link, pane, quiet, vbox

PRINT_DPI = 300
KEPT = 12
ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)
_pdfium = threading.RLock()
"""PDFium takes one thread at a time."""


class Paper:
    """A PDF held in memory, drawn with pypdfium2 (loaded when a first paper is shown)."""

    def __init__(self, content: bytes) -> None:
        import pypdfium2

        self.content = content
        self._closed = False
        with _pdfium:
            try:
                self._document: Any = pypdfium2.PdfDocument(content)
            except pypdfium2.PdfiumError as exc:
                raise InputError("Ce document ne se laisse pas lire : recommencez l’impression.") from exc
            self.sizes = [self._document.get_page_size(i) for i in range(len(self._document))]
            self.title = str(self._document.get_metadata_value("Title") or "")

    def draw(self, page: int, scale: float) -> QImage:
        """A page as a picture; ``scale`` is pixels a point."""
        with _pdfium:
            if self._closed:
                return QImage()
            bitmap = self._document[page].render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
            data = bytes(bitmap.buffer)
            image = QImage(data, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGBX8888).copy()
            bitmap.close()
        return image

    def words(self, page: int) -> str:
        """The text of a page, for screen readers."""
        with _pdfium:
            if self._closed:
                return ""
            text = self._document[page].get_textpage()
            found = str(text.get_text_range())
            text.close()
        return found

    def close(self) -> None:
        with _pdfium:
            if not self._closed:
                self._closed = True
                self._document.close()


@dataclass(slots=True)
class _Picture:
    zoom: float
    image: QImage


class Pages(QAbstractScrollArea):
    """The pages one under another; only those in sight are drawn, in a thread."""

    page_changed = Signal(int)

    def __init__(self, paper: Paper, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paper, self._jobs = paper, jobs
        self.zoom = 0.0
        self._pictures: dict[int, _Picture] = {}
        self._asked: set[tuple[int, float]] = set()
        self._page = -1
        named(self, "pages", f"Document de {plural(len(paper.sizes), 'page')}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.verticalScrollBar().valueChanged.connect(self._moved)

    def page(self) -> int:
        return max(self._page, 0)

    def set_zoom(self, zoom: float) -> None:
        """Pixels at 96 dpi for one; 0 fits the width."""
        here = self.page()
        self.zoom = zoom
        self._lay_out()
        self.go_to(here)

    def step(self, by: int) -> None:
        now = self._factor()
        larger = [zoom for zoom in ZOOMS if (zoom > now + 0.01 if by > 0 else zoom < now - 0.01)]
        if larger:
            self.set_zoom(larger[0] if by > 0 else larger[-1])

    def go_to(self, page: int) -> None:
        rects = self._rects()
        if 0 <= page < len(rects):
            self.verticalScrollBar().setValue(rects[page].top() - 12)

    def _factor(self) -> float:
        widest = max((size[0] for size in self._paper.sizes), default=595) * 96 / 72
        fitted = (self.viewport().width() - 48) / widest
        return self.zoom or min(max(fitted, 0.3), 1.6)

    def _rects(self) -> list[QRect]:
        factor, top, rects = self._factor() * 96 / 72, 16, []
        for width, height in self._paper.sizes:
            w, h = round(width * factor), round(height * factor)
            rects.append(QRect(max((self.viewport().width() - w) // 2, 16), top, w, h))
            top += h + 16
        return rects

    def _lay_out(self) -> None:
        rects = self._rects()
        bottom = rects[-1].bottom() + 16 if rects else 0
        right = max((rect.right() + 16 for rect in rects), default=0)
        for bar, total, room in ((self.verticalScrollBar(), bottom, self.viewport().height()),
                                 (self.horizontalScrollBar(), right, self.viewport().width())):
            bar.setRange(0, max(total - room, 0))
            bar.setPageStep(room)
            bar.setSingleStep(40)
        self.viewport().update()
        self._moved(0)

    def _moved(self, _value: int) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        for number, rect in enumerate(self._rects()):
            if rect.bottom() + 16 >= middle:
                if number != self._page:
                    self._page = number
                    self.setAccessibleDescription(self._paper.words(number)[:4000])
                    self.page_changed.emit(number)
                break
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), style.color("ground"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        shift = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        zoom = self._factor()
        for number, rect in enumerate(self._rects()):
            place = rect.translated(-shift)
            if not place.intersects(self.viewport().rect()):
                continue
            painter.fillRect(place, Qt.GlobalColor.white)
            picture = self._pictures.get(number)
            if picture is not None:
                painter.drawImage(QRectF(place), picture.image)
            painter.setPen(style.color("line"))
            painter.drawRect(place.adjusted(0, 0, -1, -1))
            if picture is None or abs(picture.zoom - zoom) > 0.001:
                self._ask(number, zoom)

    def _ask(self, number: int, zoom: float) -> None:
        key = (number, zoom)
        if key in self._asked:
            return
        self._asked.add(key)
        scale = zoom * 96 / 72 * self.devicePixelRatioF()
        self._jobs.render(lambda: (number, zoom, self._paper.draw(number, scale)), self._drawn)

    def _drawn(self, answer: tuple[int, float, QImage]) -> None:
        number, zoom, image = answer
        self._asked.discard((number, zoom))
        self._pictures[number] = _Picture(zoom, image)
        for old in sorted(self._pictures, key=lambda n: abs(n - self.page()))[KEPT:]:
            del self._pictures[old]
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        steps = {Qt.Key.Key_Down: bar.singleStep(), Qt.Key.Key_Up: -bar.singleStep(), Qt.Key.Key_Space: bar.pageStep()}
        if event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.go_to(self.page() + (1 if event.key() == Qt.Key.Key_PageDown else -1))
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self.step(1 if event.key() == Qt.Key.Key_Plus else -1)
        elif Qt.Key(event.key()) in steps:
            bar.setValue(bar.value() + steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)


class Preview(QWidget):
    """The page with its bar: back, pages, zoom, « Imprimer », « Enregistrer en PDF »."""

    closed = Signal()
    printed = Signal()

    def __init__(self, content: bytes, title: str, jobs: Jobs, *, operations: Operations | None = None,
                 demonstration: bool = False, fail: Callable[[BaseException], object] | None = None,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "apercu", f"Aperçu : {title}")
        pane(self, "ground")
        self.paper = Paper(content)
        self._operations, self._fail = operations, fail or jobs.on_error
        self.pages = Pages(self.paper, jobs)
        self._where = PlainLabel("", size=13, tone="soft")
        self._title = PlainLabel(title, size=16, weight=style.MEDIUM, elide=True)
        self._build(demonstration)
        self.pages.page_changed.connect(self._say_page)

    def _build(self, demonstration: bool) -> None:
        back = link("Retour", name="apercu_retour", icon="arrow-left", clicked=self.leave)
        save = quiet("Enregistrer en PDF", name="apercu_enregistrer", icon="download", clicked=self.save)
        self.print_button = first("Imprimer", name="apercu_imprimer", icon="printer", clicked=self.print)
        less = icon_button("zoom-out", "Réduire", name="apercu_moins", clicked=partial(self.pages.step, -1))
        more = icon_button("zoom-in", "Agrandir", name="apercu_plus", clicked=partial(self.pages.step, 1))
        self._fit = quiet("Largeur", name="apercu_largeur", clicked=partial(self.pages.set_zoom, 0.0),
                          tip="Ajuster à la largeur")
        bar = pane(QWidget(), "ground")
        demo = PlainLabel("démonstration", size=13, tone="demo")
        demo.setVisible(demonstration)
        hbox(bar, back, VLine(), self._title, demo, self._where, less, more, self._fit, save, self.print_button,
             margins=(16, 8, 16, 8), spacing=10)
        self._short = (self._where, less, more, self._fit)
        vbox(self, bar, HLine(), self.pages)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for widget in self._short:
            widget.setVisible(self.width() >= style.px(760))

    def leave(self) -> None:
        self.closed.emit()

    def print(self) -> None:
        """The system's own dialog, then each page at 300 dpi."""
        from PySide6.QtGui import QPageLayout, QPageSize
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setResolution(PRINT_DPI)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        width, height = self.paper.sizes[0] if self.paper.sizes else (595, 842)
        printer.setPageOrientation(QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait)
        printer.setFullPage(True)
        printer.setDocName(self.paper.title or "Pôle Ressource")
        printer.setFromTo(1, len(self.paper.sizes))
        dialog = QPrintDialog(printer, self)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        if dialog.exec() != QPrintDialog.DialogCode.Accepted:
            return
        first_page = max(printer.fromPage(), 1)
        last_page = min(printer.toPage() or len(self.paper.sizes), len(self.paper.sizes))
        work = partial(paint_pages, self.paper, printer, range(first_page - 1, last_page))
        if self._operations is None:
            work(lambda _done, _total: True)
            self._sent(None)
        else:
            self._operations.run(self, work, "Impression", self._sent, self._fail)

    def save(self) -> None:
        """A PDF where the person says, whole or not at all."""
        path = messages.choose_save(self, "Enregistrer en PDF", f"{self.neutral_name()}.pdf")
        if path is None:
            return
        try:
            with disk_errors():
                write_atomically(path, self.paper.content)
        except PoleError as error:
            self._fail(error)
            return
        announce(self, "Document enregistré.")
        self.printed.emit()

    def let_go(self) -> None:
        """The paper leaves memory with its page."""
        self.paper.close()
        self.deleteLater()

    def neutral_name(self) -> str:
        """A file name without any pupil's name: the paper's own neutral title."""
        kept = "".join(sign if sign.isalnum() or sign in " -_" else " " for sign in self.paper.title)
        return " ".join(kept.split())[:60] or "document"

    def _sent(self, _value: object) -> None:
        announce(self, "Envoyé à l’imprimante.")
        self.printed.emit()

    def _say_page(self, page: int) -> None:
        self._where.setText(f"page {page + 1} sur {len(self.paper.sizes)}")

    def sizeHint(self) -> QSize:
        return QSize(900, 700)


def paint_pages(paper: Paper, printer: Any, pages: range, progress: Progress) -> int:
    """Send ``pages`` to a printer as pictures; gives how many were sent."""
    painter = QPainter()
    if not painter.begin(printer):
        raise InputError("L’imprimante n’a pas répondu : vérifiez qu’elle est allumée, ou enregistrez en PDF.")
    sent = 0
    try:
        for page in pages:
            if not progress(sent, len(pages)):
                printer.abort()
                break
            if sent:
                printer.newPage()
            painter.drawImage(QRectF(painter.viewport()), paper.draw(page, printer.resolution() / 72))
            sent += 1
    finally:
        painter.end()
    return sent
