"""One window for each data folder: a second start wakes the first through a local socket (nothing of the network)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

WAIT = 300


def socket_name(state: Path) -> str:
    """A name of its own for each person and folder."""
    return "pole-ressource-" + hashlib.sha256(str(state.absolute()).encode()).hexdigest()[:16]


def wake_other(state: Path) -> bool:
    """Ask a window already open to come to the front; ``False`` when there is none."""
    socket = QLocalSocket()
    socket.connectToServer(socket_name(state))
    if not socket.waitForConnected(WAIT):
        return False
    socket.write(b"front\n")
    socket.waitForBytesWritten(WAIT)
    socket.disconnectFromServer()
    return True


class OneInstance(QObject):
    """Listens for second starts."""

    def __init__(self, state: Path, wake: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._wake = wake
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        name = socket_name(state)
        if not self._server.listen(name) and not wake_other(state):
            QLocalServer.removeServer(name)
            self._server.listen(name)
        self._server.newConnection.connect(self._called)

    def listening(self) -> bool:
        return self._server.isListening()

    def close(self) -> None:
        self._server.close()

    def _called(self) -> None:
        connection = self._server.nextPendingConnection()
        if connection is not None:
            connection.deleteLater()
            self._wake()
