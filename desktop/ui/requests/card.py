"""A request as a card: who, what, what holds it, where and since when; painted by baselines."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.services.request_values import RequestRow
from desktop.texts import parse_day, short_date
from desktop.ui import icons, style
from desktop.ui.list_view import elided, left_text, right_text
from desktop.ui.paged_model import ROW_ROLE, Index, Line
from desktop.ui.students.columns import short_school

TALL, SHORT, GAP = 104, 84, 8
"""Four lines or three, the gap under the card counted."""
PADDING = 12
TAKE = "Je prends"


def mark_of(row: RequestRow) -> str:
    """A lateness that is not one's own is only something due."""
    return "due" if row.mark == "late" and not row.own_late else row.mark


def tone_of(row: RequestRow) -> str:
    """Red for one's own lateness only."""
    if row.own_late:
        return "bad"
    return "warn" if mark_of(row) in ("due", "incomplete") else ""


def since(row: RequestRow, today: date) -> str:
    """« aujourd’hui », « hier », « ven. 20 nov. », « 9 jours »; nothing once the help runs."""
    if row.days is None or row.column == "in_progress":
        return ""
    if row.days <= 1:
        return "hier" if row.days == 1 else "aujourd’hui"
    day = parse_day(row.sent_on)
    return short_date(day, today) if day is not None and row.days <= 3 else f"{row.days} jours"


def where(row: RequestRow, today: date) -> str:
    """« Jules Ferry · 9 jours »."""
    return " · ".join(part for part in (short_school(row.school), since(row, today)) if part)


def spoken(row: RequestRow, today: date) -> str:
    """The whole card, and who has it, for a screen reader."""
    who = "personne ne l’a prise" if row.free else f"prise par {', '.join(row.people)}" if row.people else ""
    told = (row.title, row.level, row.subject, row.state_label, icons.mark_words(mark_of(row)), row.holds, row.school,
            since(row, today), who)
    return ", ".join(part for part in told if part)


def line(row: RequestRow, today: date) -> Line:
    """The same in the list: who and level, what holds it, the school."""
    held = row.holds if row.holds != row.state_label else ""
    state = row.state_label[:1].upper() + row.state_label[1:]
    meaning = " · ".join(part for part in (state, held or ("à prendre" if row.free else row.subject)) if part)
    return Line(row.title, meaning, row.level, short_school(row.school), mark_of(row), tone_of(row),
                row.column == "closed", spoken(row, today))


def student_line(row: RequestRow, today: date) -> Line:
    """In a pupil's sheet: what is asked first."""
    day = parse_day(row.sent_on)
    state = row.state_label[:1].upper() + row.state_label[1:]
    meaning = " · ".join(part for part in (state, row.holds if row.holds != row.state_label else "") if part)
    when = short_date(day, today) if day is not None else "pas encore envoyée"
    told = ", ".join(part for part in (row.subject, row.state_label, icons.mark_words(mark_of(row)), row.holds, when,
                                       row.requester) if part)
    return Line(row.subject or "Demande à écrire", meaning, "", when, mark_of(row), tone_of(row), row.column == "closed", told)


class CardDelegate(QStyledItemDelegate):
    """Paints a ``RequestRow``."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today = today

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(style.px(120), height_of(index.data(ROW_ROLE)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, RequestRow):
            return
        rect: QRect = option.rect
        rect = rect.adjusted(2, 2, -2, -style.px(GAP) + 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._box(painter, rect, option.state)
        self._words(painter, rect, row, bool(option.state & QStyle.StateFlag.State_Selected))
        painter.restore()

    def _box(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        focus = chosen and bool(state & QStyle.StateFlag.State_HasFocus)
        hover = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setBrush(style.color("accent_soft" if chosen else "hover" if hover else "paper"))
        painter.setPen(QPen(style.color("accent" if chosen else "line"), 2 if focus else 1))
        edge = 1.0 if focus else 0.5
        painter.drawRoundedRect(QRectF(rect).adjusted(edge, edge, -edge, -edge), 6, 6)

    def _words(self, painter: QPainter, rect: QRect, row: RequestRow, chosen: bool) -> None:
        left, right = rect.left() + style.px(PADDING), rect.right() - style.px(PADDING)
        ink, soft = style.color("ink"), style.color("ink_soft")
        name, level = style.font(14, style.BOLD), style.font(13.5, style.MEDIUM)
        told, second = rect.top() + style.px(23), rect.top() + style.px(44)
        asked = QFontMetrics(name).horizontalAdvance(row.title) + QFontMetrics(level).horizontalAdvance(row.level) + 6
        wide = asked > right - left  # a long name has the line, the level goes under it
        width = right_text(painter, right, second if wide else told, row.level, level, ink)
        left_text(painter, left, right if wide else right - width - 6, told, row.title, name, ink)
        left_text(painter, left, right - width - 6 if wide else right, second, row.subject or "Sujet à écrire", style.font(13),
                  ink if row.subject else soft)
        if row.holds:
            foot = rect.top() + style.px(64)
            self._holds(painter, left, right, foot, row)
            foot = rect.top() + style.px(84)
        else:
            foot = rect.top() + style.px(64)
        room = self._who(painter, rect, row, foot, chosen)
        self._where(painter, left, right - room - 6, foot, row)

    def _where(self, painter: QPainter, left: int, right: int, foot: int, row: RequestRow) -> None:
        """Where and since when: the school gives way first."""
        font, soft, told = style.font(13), style.color("ink_soft"), since(row, self.today)
        school, metrics = short_school(row.school), QFontMetrics(font)
        if school and told and metrics.horizontalAdvance(where(row, self.today)) > right - left:
            if metrics.horizontalAdvance(told) > right - left and row.days:
                told = f"{row.days} j"
            tail = f" · {told}"
            room = right - left - metrics.horizontalAdvance(tail) - style.px(2)
            shown = elided(font, school, room) if room >= metrics.horizontalAdvance("Aaa…") else ""
            left_text(painter, left, right, foot, f"{shown}{tail}" if shown else told, font, soft)
        else:
            left_text(painter, left, right, foot, where(row, self.today), font, soft)

    def _holds(self, painter: QPainter, left: int, right: int, foot: int, row: RequestRow) -> None:
        mark, size = mark_of(row), style.px(12)
        if mark not in ("", "none"):
            center = QPointF(left + size / 2, foot - style.px(4.6))
            icons.draw_mark(painter, center, mark, size, style.color("bad") if row.own_late else None)
            left += size + style.px(5)
        tone = tone_of(row)
        left_text(painter, left, right, foot, row.holds, style.font(13), style.color(tone or "ink_soft"))

    def _who(self, painter: QPainter, rect: QRect, row: RequestRow, foot: int, chosen: bool) -> int:
        """Initials in a round, or « Je prends » when nobody has it; gives the width taken."""
        right = rect.right() - style.px(PADDING)
        if row.free:
            return right_text(painter, right, foot, TAKE, style.font(13), style.color("accent"))
        if not row.initials:
            return 0
        size = style.px(22)
        round_ = QRectF(right - size + 2, foot - style.px(4.6) - size / 2, size, size)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.color("paper" if chosen else "accent_soft" if row.mine else "hair"))
        painter.drawEllipse(round_)
        painter.setPen(QColor(style.color("accent" if row.mine else "ink_soft")))
        painter.setFont(style.font(11.5, style.MEDIUM))
        painter.drawText(round_, Qt.AlignmentFlag.AlignCenter, row.initials[:3])
        return size


def height_of(row: object) -> int:
    return style.px(TALL if isinstance(row, RequestRow) and row.holds else SHORT)


def take_zone(rect: QRect) -> QRect:
    """Where « Je prends » is painted in a card's room."""
    width = QFontMetrics(style.font(13)).horizontalAdvance(TAKE) + style.px(PADDING) + 8
    height = style.px(26)
    return QRect(QPoint(rect.right() - width, rect.bottom() - style.px(GAP) - height), QSize(width, height + 4))


__all__ = ["CardDelegate", "height_of", "line", "mark_of", "since", "spoken", "student_line", "take_zone", "tone_of",
           "where"]
