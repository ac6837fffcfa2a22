"""The look in one place: tokens, palette, style sheet, fonts and text size, following the system's theme.

``Qt`` is not imported here: building that namespace of 93 enums takes as long as painting the first screen.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, fields, replace
from typing import Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.assets import asset

Theme = Literal["system", "light", "dark"]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of look.md, by their names there."""

    dark: bool
    ground: str
    paper: str
    sunk: str
    hover: str
    ink: str
    ink_soft: str
    ink_faint: str
    line: str
    hair: str
    field: str
    accent: str
    accent_strong: str
    on_accent: str
    accent_soft: str
    good: str
    warn: str
    bad: str
    good_soft: str
    warn_soft: str
    bad_soft: str

    def color(self, name: str) -> QColor:
        """A token by name, with dashes or underscores."""
        return QColor(getattr(self, name.replace("-", "_")))


LIGHT = Tokens(
    dark=False, ground="#F7F6F3", paper="#FFFFFF", sunk="#FBFAF8", hover="#F1EFEA", ink="#1F2328", ink_soft="#565D66",
    ink_faint="#6B727B", line="#DAD7D0", hair="#E9E6E0", field="#838891", accent="#1F5FA8", accent_strong="#184C88",
    on_accent="#FFFFFF", accent_soft="#E4EEF9", good="#2B6E3F", warn="#8A5A00", bad="#A4262C", good_soft="#E8F2EA",
    warn_soft="#FBF1DC", bad_soft="#FBEAEA")
DARK = Tokens(
    dark=True, ground="#1C1D20", paper="#26272B", sunk="#212226", hover="#2F3136", ink="#ECEBE8", ink_soft="#B4B6BA",
    ink_faint="#9A9DA3", line="#3A3C42", hair="#313338", field="#7C8089", accent="#7FB4F0", accent_strong="#A3CAF6",
    on_accent="#0F1B28", accent_soft="#24364B", good="#7CC794", warn="#E3B35B", bad="#F08A8A", good_soft="#22342A",
    warn_soft="#3A3020", bad_soft="#40282A")

MEDIUM, BOLD = 500, 600
FUSION = "fusion"
"""Property of an application started with Qt's Fusion style: setting it later costs a few milliseconds more."""


class _Look(QObject):
    """What is on now. ``changed`` tells every painted thing to draw itself again."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tokens = LIGHT
        self.theme: Theme = "system"
        self.percent = 100
        self.system_factor = 1.0
        self.family = ""
        self.applied = False
        self.contrast = False
        self.system_dark = False


_look: _Look | None = None


def look() -> _Look:
    """The one look of this process."""
    global _look
    if _look is None:
        _look = _Look()
    return _look


def tokens() -> Tokens:
    """The colours on now."""
    return look().tokens


def color(name: str) -> QColor:
    """A colour on now, by token name."""
    return look().tokens.color(name)


def scale() -> float:
    """How much larger than the reference text is: the person's setting times the system's."""
    current = look()
    return current.percent / 100 * current.system_factor


def px(length: float) -> int:
    """A reference length (at 100 %) that must grow with the text."""
    return round(length * scale())


def font(size: float = 14, weight: int = 400, *, italic: bool = False) -> QFont:
    """The program's font at a reference size in pixels, tabular figures on; never under 11.5."""
    result = QFont(look().family) if look().family else QFont(QApplication.font())
    result.setPixelSize(max(round(max(size, 11.5) * scale()), 9))
    result.setWeight(QFont.Weight(weight))
    result.setItalic(italic)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result


def apply(app: QApplication, theme: Theme = "system", percent: int = 100) -> None:
    """Dress the whole application; call again to change theme or text size."""
    current = look()
    if not current.applied:
        if not app.property(FUSION):
            app.setStyle("Fusion")
        current.system_dark = app.palette().color(QPalette.ColorRole.Window).lightness() < 128
        current.family = _family(app)
        current.system_factor = _system_factor(app)
        app.styleHints().colorSchemeChanged.connect(_follow_system)
        current.applied = True
    current.theme = theme
    current.percent = min(max(percent, 90), 160)
    _dress(app)


def is_dark_wanted() -> bool:
    """Whether the theme asked for, or the system's, is dark."""
    theme = look().theme
    return theme == "dark" if theme != "system" else look().system_dark


def wants_contrast() -> bool:
    """Whether the system asks for high contrast (known since Qt 6.10)."""
    accessibility = getattr(QApplication.styleHints(), "accessibility", None)
    asked = accessibility().contrastPreference() if accessibility is not None else None
    return bool(asked is not None and asked.name == "HighContrast")


def contrasted(base: Tokens) -> Tokens:
    """The same with black or white ink, and every border drawn in full ink."""
    ink, paper = ("#FFFFFF", "#000000") if base.dark else ("#000000", "#FFFFFF")
    return replace(base, ground=paper, paper=paper, sunk=paper, ink=ink, ink_soft=ink, ink_faint=ink, line=ink, hair=ink,
                   field=ink, accent="#9CCBFF" if base.dark else "#003F8A")


def repolish(widget: QWidget) -> None:
    """Read the style sheet again after a dynamic property changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def see_system(app: QApplication) -> None:
    """After the first paint, which guessed by the system's palette: what the system says, asked through ``Qt``'s enums."""
    current = look()
    known = current.system_dark, current.contrast
    current.system_dark = QApplication.styleHints().colorScheme().name == "Dark"
    current.contrast = wants_contrast()
    if known[1] != current.contrast or (known[0] != current.system_dark and current.theme == "system"):
        _dress(app)


def _follow_system() -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        see_system(app)


def _dress(app: QApplication) -> None:
    current = look()
    current.tokens = DARK if is_dark_wanted() else LIGHT
    if current.contrast:
        current.tokens = contrasted(current.tokens)
    app.setFont(font(14))
    app.setPalette(_palette(current.tokens))
    wanted = sheet(current.tokens)
    if app.styleSheet() != wanted:  # each widget there is would be dressed again
        app.setStyleSheet(wanted)
    current.changed.emit()


def _family(app: QApplication) -> str:
    """The system's own font on Windows and macOS; Inter, shipped, elsewhere."""
    if sys.platform in ("win32", "darwin"):
        return app.font().family()
    found = ""
    for weight in ("Regular", "Medium", "SemiBold"):
        number = QFontDatabase.addApplicationFont(str(asset(f"fonts/Inter/Inter-{weight}.otf")))
        families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
        found = found or (families[0] if families else "")
    return found or app.font().family()


def add_italic() -> None:
    """The one face the first screen has no use for."""
    if sys.platform not in ("win32", "darwin"):
        QFontDatabase.addApplicationFont(str(asset("fonts/Inter/Inter-Italic.otf")))


def _system_factor(app: QApplication) -> float:
    """Larger text asked of the system, where Qt's own scaling does not already carry it."""
    if sys.platform == "win32":
        factor = app.font().pointSizeF() / 9
    elif sys.platform == "darwin":
        factor = app.font().pointSizeF() / 13
    else:
        screen = app.primaryScreen()
        factor = screen.logicalDotsPerInch() / 96 if screen is not None and app.platformName() == "xcb" else 1.0
    return min(max(factor, 1.0), 1.6)


def _palette(t: Tokens) -> QPalette:
    role = QPalette.ColorRole
    wanted = {
        role.Window: t.ground, role.WindowText: t.ink, role.Base: t.paper, role.AlternateBase: t.sunk,
        role.Text: t.ink, role.Button: t.paper, role.ButtonText: t.ink, role.BrightText: t.bad,
        role.Highlight: t.accent_soft, role.HighlightedText: t.ink, role.Link: t.accent, role.LinkVisited: t.accent,
        role.PlaceholderText: t.ink_faint, role.ToolTipBase: t.paper, role.ToolTipText: t.ink, role.Light: t.paper,
        role.Midlight: t.hair, role.Mid: t.line, role.Dark: t.field, role.Shadow: t.line, role.Accent: t.accent,
    }
    palette = QPalette()
    for which, value in wanted.items():
        palette.setColor(which, QColor(value))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(t.ink_faint))
    return palette


def sheet(t: Tokens) -> str:
    """The style sheet: ``resources/style/main.qss`` with tokens and lengths filled in."""
    text = asset("style/main.qss").read_text(encoding="utf-8")
    values = {f.name: getattr(t, f.name) for f in fields(t) if f.name != "dark"}
    for name in sorted(values, key=len, reverse=True):
        text = text.replace(f"@{name}", str(values[name]))
    for picture in ("check", "chevron"):
        text = text.replace(f"@{picture}", asset(f"style/{picture}-{'dark' if t.dark else 'light'}.svg").as_posix())
    for length in (48, 42, 38, 34, 32, 30, 26, 24, 22):
        text = text.replace(f"@{length}px", f"{px(length)}px")
    return text
