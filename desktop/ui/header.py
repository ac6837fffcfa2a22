"""The head of the window: whose vault, the search for everything, who is here; the tabs under it. It folds when short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from desktop.ui import icons, style
from desktop.ui.accessible import named
from desktop.ui.tabs import Tabs
from desktop.ui.widgets import Avatar, HLine, PlainLabel, VLine, hbox, icon_button, icon_label, pane, vbox


class SearchButton(QPushButton):
    """Looks like a field, opens the search: the real field is in the palette."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "quiet")
        self.setAutoDefault(False)
        named(self, "chercher_partout", "Rechercher partout, Ctrl+K")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedWidth(style.px(340))
        word = PlainLabel("Rechercher partout…", tone="faint")
        key = PlainLabel("Ctrl K", size=12, tone="key")
        for label in (word, key):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        hbox(self, icon_label("search"), word, None, key, margins=(10, 2, 8, 2), spacing=8)


class WhoButton(QPushButton):
    """Who is here, and what she can do about it."""

    def __init__(self, name: str, function: str, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "plain")
        self.setAutoDefault(False)
        named(self, "compte", f"{name}, {function} : menu du compte")
        self.name = PlainLabel(name)
        self._row = hbox(self, Avatar(name), self.name, icon_label("chevron-down", size=14), margins=(4, 2, 4, 2),
                         spacing=7)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMenu(menu)
        self._fit()
        style.look().changed.connect(self._fit)

    def _fit(self) -> None:
        self.setFixedWidth(self._row.sizeHint().width())

    def fold(self, folded: bool) -> None:
        self.name.setVisible(not folded)
        self._fit()


class Header(QWidget):
    """``tab_chosen(index)``; ``fold(narrow, short)`` makes one bar of everything."""

    tab_chosen = Signal(int)
    search_asked = Signal()

    def __init__(self, labels: Sequence[str], name: str, function: str, account: QMenu, *, demonstration: bool,
                 icons: Mapping[int, str] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "entete", "En-tête")
        pane(self, "ground")
        self._labels = list(labels)
        self._narrow = self._short = False
        self.brand = PlainLabel("Pôle Ressource", size=15, weight=style.BOLD)
        self.place = PlainLabel("", elide=True)
        self.place_count = PlainLabel("", tone="soft")
        self.demo = PlainLabel("démonstration", size=13, tone="demo")
        self.search = SearchButton()
        self.search_icon = icon_button("search", "Rechercher partout, Ctrl+K", name="chercher_partout_court")
        self.who = WhoButton(name, function, account)
        self.tabs = Tabs(labels, name="onglets", accessible="Onglets")
        for index, icon in (icons or {}).items():
            self.tabs.set_icon(index, icon)
        self._build_tab_button()
        self._build()
        self.demo.setVisible(demonstration)
        self.tabs.currentChanged.connect(self._picked)
        self.search.clicked.connect(self._search)
        self.search_icon.clicked.connect(self._search)
        style.look().changed.connect(self._dress)
        self._dress()

    def _build_tab_button(self) -> None:
        self.tab_button = QPushButton("")
        self.tab_button.setProperty("kind", "quiet")
        self.tab_button.setAutoDefault(False)
        self.tab_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        icons.set_icon(self.tab_button, "chevron-down", "ink_soft", 14)
        named(self.tab_button, "onglets_menu", "Onglets")
        menu = QMenu(self.tab_button)
        menu.setAccessibleName("Onglets")
        for index, label in enumerate(self._labels):
            act = QAction(label, menu)
            act.setData(index)
            menu.addAction(act)
        menu.triggered.connect(self._menu_picked)
        self.tab_button.setMenu(menu)

    def _build(self) -> None:
        self._bar = pane(QWidget(), "ground")
        self._logo = icon_label("brand", "accent", 22)
        self._split = VLine()
        self._split.setFixedHeight(18)
        hbox(self._bar, self._logo, self.brand, 6, self._split, 6, self.place, self.place_count, self.demo,
             self.tab_button, None, self.search, self.search_icon, 12, self.who, margins=(20, 0, 14, 0), spacing=8)
        self._tab_row = pane(QWidget(), "ground")
        hbox(self._tab_row, self.tabs, None, margins=(7, 0, 7, 0))
        self.place.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        vbox(self, self._bar, self._tab_row, HLine())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """The search gives room to the name of the place when the window is not wide."""
        self.search.setFixedWidth(style.px(340 if self.width() >= style.px(1180) else 252))

    def _dress(self) -> None:
        self._share()
        self.tabs.setFont(style.font(14))
        self.fold(self._narrow, self._short)

    def set_place(self, name: str, count: str) -> None:
        """« Antenne Nord » « 6 écoles »."""
        self.place.setText(name)
        self.place_count.setText(count)

    def fold(self, narrow: bool, short: bool) -> None:
        """Narrow: the tabs are one button. Short: one bar of 40."""
        self._narrow, self._short = narrow, short
        one_bar = narrow or short
        self._bar.setFixedHeight(style.px(40 if short else 48))
        self._tab_row.setVisible(not one_bar)
        self.tab_button.setVisible(one_bar)
        self.brand.setVisible(not one_bar)
        for widget in (self._split, self.place, self.place_count):
            widget.setVisible(not one_bar)
        self.search.setVisible(not narrow)
        self.search_icon.setVisible(narrow)
        self.who.fold(narrow)

    def show_tab(self, index: int) -> None:
        """Tell which tab is on, without choosing it."""
        self.tabs.blockSignals(True)
        self.tabs.setCurrentIndex(index)
        self.tabs.blockSignals(False)
        self.tab_button.setText(f"{self._labels[index]}  ")
        self.tab_button.setAccessibleName(f"Onglet {self._labels[index]}, en changer")

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.ignore()

    def _picked(self, index: int) -> None:
        self.tab_chosen.emit(index)

    def _menu_picked(self, act: QAction) -> None:
        self.tab_chosen.emit(int(act.data()))

    def _search(self) -> None:
        self.search_asked.emit()
