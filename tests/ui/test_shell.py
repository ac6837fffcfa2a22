"""Theme, text size, crash page, relaunch, one instance, papers on screen, questions."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop.errors import InputError
from desktop.ui import icons, relaunch, style
from desktop.ui.crash import CrashPage, describe
from desktop.ui.instance import OneInstance, wake_other
from desktop.ui.jobs import Jobs
from desktop.ui.preferences import Preferences
from desktop.ui.preview import Paper, Preview
from desktop.ui.widgets import PlainLabel, quiet
from tests.ui.walk import unnamed


def luminance(color: str) -> float:
    values = [channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4
              for channel in QColor(color).getRgbF()[:3]]
    return 0.2126 * values[0] + 0.7152 * values[1] + 0.0722 * values[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [style.LIGHT, style.DARK], ids=["clair", "sombre"])
def test_words_are_readable_on_every_ground(tokens: style.Tokens) -> None:
    for ground in (tokens.paper, tokens.ground):
        for ink in (tokens.ink, tokens.ink_soft, tokens.ink_faint, tokens.accent, tokens.good, tokens.warn, tokens.bad):
            assert round(contrast(ink, ground), 2) >= 4.5, (ink, ground)
    for name in ("good", "warn", "bad"):
        assert contrast(getattr(tokens, name), getattr(tokens, f"{name}_soft")) >= 4.5
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert contrast(tokens.field, tokens.paper) >= 3


@pytest.mark.parametrize("tokens", [style.LIGHT, style.DARK], ids=["clair", "sombre"])
def test_high_contrast_is_higher(tokens: style.Tokens) -> None:
    strong = style.contrasted(tokens)
    for ink in (strong.ink, strong.ink_soft, strong.ink_faint, strong.accent, strong.field):
        assert contrast(ink, strong.paper) >= 7


def test_theme_and_text_size_change_at_once(preferences: Preferences, qapp: QApplication) -> None:
    preferences.now = preferences.now.change(theme="dark", text_size=150)
    preferences.dress(qapp)
    assert style.tokens() is style.DARK
    assert style.font(14).pixelSize() == 21
    preferences.now = preferences.now.change(theme="light", text_size=100)
    preferences.dress(qapp)
    assert style.tokens() is style.LIGHT


def test_every_mark_has_its_own_shape(preferences: Preferences) -> None:
    pictures = {bytes(icons.mark_pixmap(mark, 24).toImage().constBits()) for mark in icons.MARK_WORDS if mark != "none"}
    assert len(pictures) == 8


def test_every_icon_shipped_can_be_drawn(preferences: Preferences) -> None:
    from desktop.ui.assets import asset

    for path in asset("icons").glob("*.svg"):
        assert not icons.pixmap(path.stem).isNull()


def test_a_label_never_reads_markup(qtbot: QtBot, preferences: Preferences) -> None:
    label = PlainLabel("<b>gras</b> <3/10")
    qtbot.addWidget(label)
    assert label.textFormat().name == "PlainText"
    assert label.text() == "<b>gras</b> <3/10"


def test_an_elided_label_keeps_its_whole_text_for_screen_readers(qtbot: QtBot, preferences: Preferences) -> None:
    label = PlainLabel("Un très long nom d’école qui ne tient pas <i>", elide=True)
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    assert label.text().endswith("…")
    assert label.accessibleName() == "Un très long nom d’école qui ne tient pas <i>"
    assert "&lt;i&gt;" in label.toolTip()


def test_the_crash_page_names_nobody(qtbot: QtBot, preferences: Preferences) -> None:
    try:
        raise KeyError("HADDAD Yanis")
    except KeyError as caught:
        error = caught
    page = CrashPage(error)
    qtbot.addWidget(page)
    page.show()
    assert "HADDAD" not in page.report.toPlainText()
    assert "KeyError" in page.report.toPlainText()
    assert "test_shell.py" in page.report.toPlainText()
    assert unnamed(page) == []
    page.copy()
    assert QApplication.clipboard().text() == describe(error)


def test_a_relaunch_carries_only_the_vault(tmp_path: Path) -> None:
    assert relaunch.command(tmp_path / "x.coffre", None) == [sys.executable, "-m", "desktop", "--vault",
                                                             str(tmp_path / "x.coffre")]


def test_a_second_start_wakes_the_first(qtbot: QtBot, tmp_path: Path, qapp: QApplication) -> None:
    from PySide6.QtCore import QObject

    woken: list[bool] = []
    host = QObject()
    one = OneInstance(tmp_path, lambda: woken.append(True), host)
    assert one.listening()
    assert wake_other(tmp_path)
    qtbot.waitUntil(lambda: bool(woken))
    one.close()
    assert not wake_other(tmp_path / "autre")


def _pdf() -> bytes:
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out)
    canvas.setTitle("PPRE : exemple/neutre")
    for page in range(3):
        canvas.drawString(72, 700, f"Page numero {page + 1}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_a_paper_is_shown_read_and_saved(qtbot: QtBot, preferences: Preferences, jobs: Jobs, tmp_path: Path,
                                         monkeypatch: pytest.MonkeyPatch) -> None:
    page = Preview(_pdf(), "PPRE de Yanis", jobs, demonstration=True)
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.show()
    qtbot.wait(20)
    assert unnamed(page) == []
    page.pages.go_to(2)
    assert "Page numero 3" in page.pages.accessibleDescription()
    page.pages.step(1)
    page.pages.step(-1)
    target = tmp_path / "sortie.pdf"
    monkeypatch.setattr("desktop.ui.messages.choose_save", lambda *_: target)
    save = page.findChild(QPushButton, "apercu_enregistrer")
    assert save is not None
    save.click()
    assert target.read_bytes() == page.paper.content
    assert page.neutral_name() == "PPRE exemple neutre"
    page.let_go()


def test_pages_are_sent_to_a_printer_and_can_be_stopped(qapp: QApplication, tmp_path: Path) -> None:
    from PySide6.QtPrintSupport import QPrinter

    from desktop.ui.preview import paint_pages

    paper = Paper(_pdf())
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(72)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "papier.pdf"))
    assert paint_pages(paper, printer, range(3), lambda done, _total: done < 2) == 2
    paper.close()


def test_what_is_not_a_pdf_is_a_sentence() -> None:
    with pytest.raises(InputError):
        Paper(b"pas un pdf")


def test_a_button_lets_its_window_go(qtbot: QtBot, preferences: Preferences) -> None:
    import gc
    import weakref

    from PySide6.QtWidgets import QWidget

    class Screen(QWidget):
        def __init__(self) -> None:
            super().__init__()
            self.made = quiet("Faire", name="faire", clicked=self.act)
            self.made.setParent(self)

        def act(self) -> None:
            return None

    screen = Screen()
    watch = weakref.ref(screen)
    button = screen.made
    button.setParent(None)
    del screen
    gc.collect()
    assert watch() is None
    button.click()
    button.deleteLater()
