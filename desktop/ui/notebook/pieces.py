"""Pieces joined to a note or a bilan: added, seen, taken out by an act; a picture keeps its pixels and loses the rest."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QImageWriter, QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from desktop.changes import Changes
from desktop.errors import InputError
from desktop.paths import disk_errors, write_atomically
from desktop.services.personal_values import Piece
from desktop.ui import messages, style
from desktop.ui.accessible import announce, named
from desktop.ui.context import Context
from desktop.ui.dialog import Dialog
from desktop.ui.records import verbs
from desktop.ui.records.loose import loosely_with
from desktop.ui.widgets import PlainLabel, action, clear, first, hbox, link, menu_button, vbox

MOST = 10 * 1024 * 1024
PIXELS = 40_000_000
FILTERS = "PDF, image ou texte (*.pdf *.png *.jpg *.jpeg *.txt)"
KINDS = {"application/pdf": "PDF", "image/png": "image", "image/jpeg": "image", "text/plain": "texte"}


def read_piece(path: Path) -> bytes:
    """The bytes to join: a picture is drawn again, so that nothing of its camera, place or former crop stays."""
    with disk_errors():
        size = path.stat().st_size
        if size > 8 * MOST:
            raise InputError("Ce fichier dépasse 10 Mo\u00a0: joignez-en une version plus légère.", column="data")
        content = path.read_bytes()
    if content[:8] == b"\x89PNG\r\n\x1a\n" or content[:3] == b"\xff\xd8\xff":
        content = drawn_again(content)
    if len(content) > MOST:
        raise InputError("Cette pièce dépasse 10 Mo\u00a0: joignez-en une version plus légère.", column="data")
    return content


def drawn_again(content: bytes) -> bytes:
    """A picture by its pixels alone; more than 40 million are refused before they are read."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size: QSize = reader.size()
    if size.isValid() and size.width() * size.height() > PIXELS:
        raise InputError("Cette image dépasse 40 millions de points\u00a0: joignez-en une version plus petite.", column="data")
    image: QImage = reader.read()
    if image.isNull():
        raise InputError("Cette image ne se laisse pas lire\u00a0: enregistrez-la de nouveau en PNG ou en JPEG.", column="data")
    clean = QImage(image.size(), QImage.Format.Format_ARGB32 if image.hasAlphaChannel() else QImage.Format.Format_RGB32)
    clean.fill(Qt.GlobalColor.transparent if image.hasAlphaChannel() else Qt.GlobalColor.white)
    painter = QPainter(clean)
    painter.drawImage(0, 0, image)
    painter.end()
    target = QBuffer()
    target.open(QIODevice.OpenModeFlag.WriteOnly)
    jpeg = content[:3] == b"\xff\xd8\xff"
    writer = QImageWriter(target, QByteArray(b"jpeg" if jpeg else b"png"))
    writer.setQuality(90 if jpeg else -1)
    if not writer.write(clean):
        raise InputError("Cette image ne se laisse pas récrire\u00a0: enregistrez-la de nouveau en PNG.", column="data")
    return bytes(target.data().data())


class PiecesBox(QWidget):
    """The pieces of one record."""

    changed = Signal()

    def __init__(self, context: Context, *, name: str = "pieces", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, name, "Pièces jointes")
        self._context = context
        self._name = name
        self._owner = ""
        self._rows = vbox(None, spacing=4)
        self.add_button = link("Joindre une pièce…", name=f"{name}_joindre", icon="plus", clicked=self.choose)
        self.add_button.setAccessibleDescription("PDF, image ou texte, 10 Mo au plus")
        vbox(self, PlainLabel("Pièces jointes", size=13, tone="soft"), self._rows, self.add_button, spacing=4)

    def load(self, owner: str) -> None:
        self._owner = owner
        self.refresh()

    def refresh(self) -> None:
        if self._owner:
            session: Any = self._context.session
            self._context.jobs.read(partial(session.notebook.pieces, self._owner), self._show, self._context.fail,
                                    key=(self, "pieces"))

    def _show(self, pieces: tuple[Piece, ...]) -> None:
        clear(self._rows)
        for number, piece in enumerate(pieces):
            self._rows.addWidget(PieceRow(piece, number, self))

    def choose(self) -> None:
        path = messages.choose_open(self, "Joindre une pièce", FILTERS)
        if path is not None:
            self.join(path)

    def join(self, path: Path) -> None:
        """Read in a thread, drawn again when it is a picture, joined as one act."""
        session: Any = self._context.session
        owner = self._owner

        def work() -> Changes:
            changes: Changes = session.notebook.attach(owner, path.name, read_piece(path))
            return changes

        verbs.write(self._context, work, self, loosely_with(self._joined))

    def _joined(self, _changes: Changes) -> None:
        self.refresh()
        self.changed.emit()

    def see(self, piece: Piece) -> None:
        session: Any = self._context.session
        self._context.jobs.read(partial(session.notebook.piece, piece.id), self._see, self._context.fail)

    def _see(self, found: tuple[str, str, bytes]) -> None:
        title, media, content = found
        if media == "application/pdf":
            self._context.preview(content, title)
        else:
            PieceDialog(self, title, media, content).open()

    def export(self, piece: Piece) -> None:
        """Out of the vault, by one's own act."""
        if not messages.ask(self, "Enregistrer cette pièce hors du coffre ?",
                            "La copie ne sera plus protégée par votre phrase de passe.", yes="Enregistrer"):
            return
        path = messages.choose_save(self, "Enregistrer la pièce", f"piece{_ending(piece)}", "Tous les fichiers (*)")
        if path is not None:
            session: Any = self._context.session
            self._context.jobs.read(partial(session.notebook.piece, piece.id), partial(self._write_out, path), self._context.fail)

    def _write_out(self, path: Path, found: tuple[str, str, bytes]) -> None:
        with disk_errors():
            write_atomically(path, found[2])
        announce(self, "Pièce enregistrée.")

    def remove(self, piece: Piece) -> None:
        session: Any = self._context.session
        verbs.write(self._context, partial(session.notebook.detach, piece.id), self, loosely_with(self._joined))


class PieceRow(QWidget):
    """One piece: its name opens it, its menu keeps or removes it."""

    def __init__(self, piece: Piece, number: int, box: PiecesBox) -> None:
        super().__init__()
        self._piece, self._box = piece, box
        small = piece.size < 1024 * 1024
        size = f"{max(piece.size // 1024, 1)} Ko" if small else f"{piece.size / 1048576:.1f} Mo".replace(".", ",")
        facts = f"{KINDS.get(piece.media_type, 'pièce')}, {size}"
        title = link(piece.title, name=f"piece_{number}", icon="file-text", clicked=self._see,
                     accessible=f"Voir {piece.title}, {facts}")
        more = menu_button("", [action("Voir", self._see, icon="eye", name=f"piece_{number}_voir"),
                                action("Enregistrer hors du coffre…", self._export, icon="download",
                                       name=f"piece_{number}_sortir"),
                                action("Retirer", self._remove, icon="trash-2", name=f"piece_{number}_retirer")],
                           "icon", name=f"piece_{number}_menu", icon="ellipsis",
                           accessible=f"{piece.title}\u00a0: autres actions")
        hbox(self, title, PlainLabel(facts, size=12.5, tone="soft"), None, more, spacing=8)

    def _see(self) -> None:
        self._box.see(self._piece)

    def _export(self) -> None:
        self._box.export(self._piece)

    def _remove(self) -> None:
        self._box.remove(self._piece)


class PieceDialog(Dialog):
    """A picture or a text, from memory."""

    def __init__(self, parent: QWidget, title: str, media: str, content: bytes) -> None:
        super().__init__(title, name="piece_vue", width=760, height=560, parent=parent)
        if media.startswith("image/"):
            picture = QPixmap()
            picture.loadFromData(content)
            label = QLabel()
            label.setPixmap(picture.scaled(style.px(700), style.px(1600), Qt.AspectRatioMode.KeepAspectRatio,
                                           Qt.TransformationMode.SmoothTransformation))
            label.setAccessibleName(title)
            self.body.addWidget(label)
        else:
            text = QPlainTextEdit(content.decode("utf-8", "replace"))
            text.setReadOnly(True)
            text.setMinimumHeight(style.px(360))
            self.body.addWidget(named(text, "piece_texte", title))
        self.set_buttons([first("Fermer", name="piece_fermer", clicked=self.close)])


def _ending(piece: Piece) -> str:
    return {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}.get(piece.media_type, ".txt")
