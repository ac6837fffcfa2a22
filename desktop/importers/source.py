"""What kind of file the bytes are, and in which encoding its text was written."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from desktop.errors import DiskError, InputError

MAX_BYTES = 64 * 1024 * 1024
"""The whole national register of schools is 40 MB; a school's ONDE file is far below one."""
MAX_LINES = 250_000
_SAMPLE = 256 * 1024
_CHUNK = 1024 * 1024

_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "un document PDF"),
    (b"\x89PNG", "une image"),
    (b"\xff\xd8\xff", "une image"),
    (b"GIF8", "une image"),
    (b"\xd0\xcf\x11\xe0", "un classeur de l’ancien Excel (xls) ou un document Office protégé"),
    (b"{\\rtf", "un document RTF"),
    (b"\x1f\x8b", "un fichier compressé"),
    (b"7z\xbc\xaf", "un fichier compressé"),
    (b"Rar!", "un fichier compressé"),
    (b"SQLite format 3", "une base de données"),
    (b"MZ", "un programme"),
    (b"\x7fELF", "un programme"),
)
_MARKUP = re.compile(rb"\s*<(?:\?xml|!doctype|!--|html|head|body|table|svg)", re.IGNORECASE)
_ADVICE = "Choisissez le fichier CSV extrait d’ONDE, ou enregistrez le tableau en CSV ou en xlsx."
_LATIN, _MIXED = "pole-latin", "pole-mixed"


def _as_latin(error: UnicodeError) -> tuple[str, int]:
    """The five bytes Windows leaves undefined are read as ISO-8859-1 does."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """In a UTF-8 file, a line pasted from elsewhere is read as Windows does."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", _LATIN), error.end


codecs.register_error(_LATIN, _as_latin)
codecs.register_error(_MIXED, _as_windows)


def read_file(path: Path) -> bytes:
    """A chosen file's bytes; its size is looked at before. Raises ``InputError`` or ``DiskError``."""
    try:
        if not path.is_file():
            raise InputError("Il n’y a pas de fichier à cet endroit.")
        check_size(path.stat().st_size)
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise DiskError("Ce fichier ne se laisse pas lire.") from error


def check_size(size: int) -> None:
    """Raise ``InputError`` when a file is empty or far too big to be a list of pupils or schools."""
    if size == 0:
        raise InputError("Ce fichier est vide.")
    if size > MAX_BYTES:
        raise InputError(
            f"Ce fichier fait {size // 1_000_000} Mo : un export d’ONDE en fait moins de 5, l’annuaire national moins de 50. "
            "Rien n’a été lu."
        )


def refuse_other_kinds(data: bytes) -> None:
    """Raise ``InputError`` when the bytes are plainly something else than a table."""
    for start, name in _KINDS:
        if data.startswith(start):
            raise InputError(f"Ce fichier n’est pas un tableau : c’est {name}. {_ADVICE}")
    head = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")
    if _MARKUP.match(head):
        raise InputError(f"Ce fichier n’est pas un tableau : c’est une page web ou un fichier XML. {_ADVICE}")


class Encoding:
    """How to read the text: Python's name of the encoding, what to do with odd bytes, and how it is told."""

    __slots__ = ("errors", "name", "shown")

    def __init__(self, name: str, errors: str = "strict", shown: str = "") -> None:
        self.name, self.errors, self.shown = name, errors, shown or name

    def decode(self, data: bytes) -> str:
        return data.decode(self.name, self.errors)


def detect(data: bytes) -> Encoding:
    """The encoding of a text file. Raises ``InputError`` for bytes that are no text, naming the line."""
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return _checked(data, Encoding("utf-32"))
    if data.startswith(b"\xff\xfe"):
        return _checked(data, Encoding("utf-16-le"))
    if data.startswith(b"\xfe\xff"):
        return _checked(data, Encoding("utf-16-be"))
    if data.startswith(b"\xef\xbb\xbf"):
        return _checked(data, Encoding("utf-8", _MIXED, "utf-8-sig"))
    wide = _without_mark(data)
    if wide is not None:
        return _checked(data, wide)
    _refuse_nul(data)
    valid, broken = _utf8(data)
    if valid and not broken:
        return Encoding("utf-8")
    if valid > 8 * broken:
        return Encoding("utf-8", _MIXED, "utf-8, et quelques octets d’ailleurs")
    return _eight_bits(data)


def _checked(data: bytes, encoding: Encoding) -> Encoding:
    """The encoding, once sure that it reads every byte and meets no null character."""
    if encoding.name == "utf-8":
        _refuse_nul(data)
        return encoding
    try:
        text = encoding.decode(data)
    except UnicodeDecodeError as error:
        done = data[: error.start].decode(encoding.name, "replace")
        line = _lines(done)
        raise InputError(
            f"Ligne {line} : ce fichier est annoncé en {encoding.name.upper()} mais il est abîmé.", line=line
        ) from error
    place = text.find("\0")
    if place >= 0:
        _nul(text[:place])
    return encoding


def _without_mark(data: bytes) -> Encoding | None:
    """UTF-16 without its mark: nearly every second byte of French text is null, on the same side."""
    head = data[: 4096 - 4096 % 2]
    half = len(head) // 2
    if half < 8:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.6 * half and even < 0.1 * half:
        return Encoding("utf-16-le")
    if even > 0.6 * half and odd < 0.1 * half:
        return Encoding("utf-16-be")
    return None


def _refuse_nul(data: bytes) -> None:
    place = data.find(b"\0")
    if place >= 0:
        _nul(data[:place].decode("latin-1"))


def _nul(before: str) -> None:
    line = _lines(before)
    start = max(before.rfind("\n"), before.rfind("\r")) + 1
    last = before[start:]
    column = max(last.count(sign) for sign in ";,\t") + 1
    raise InputError(
        f"Ligne {line}, colonne {column} : un caractère nul. Ce fichier est abîmé ou n’est pas du texte. {_ADVICE}",
        line=line,
        column=str(column),
    )


def _lines(text: str) -> int:
    return max(text.count("\n"), text.count("\r")) + 1


def _utf8(data: bytes) -> tuple[int, int]:
    """How many characters beyond ASCII read as UTF-8 (1 when the text is plain ASCII), and how many bytes do not."""
    try:
        for start in range(0, len(data), _CHUNK):
            if not data[start : start + _CHUNK].isascii():
                break
        else:
            return 1, 0
        decoder = codecs.getincrementaldecoder("utf-8")()
        for start in range(0, len(data), _CHUNK):
            decoder.decode(data[start : start + _CHUNK], start + _CHUNK >= len(data))
        return 1, 0
    except UnicodeDecodeError:
        sample = data[:_SAMPLE]
        text = sample.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        return sum(1 for c in text if c > "\x7f") - broken, broken


# -- eight bits ------------------------------------------------------------------------------------------------------------
_WEIGHTS = dict.fromkeys("öûùüÇÎÔœŒæÿŸñÀÂ°«»–äÄËÏÖÜ", 2) | dict.fromkeys("êàçëïîôÈÊ’", 4) | {"è": 6, "É": 6, "é": 10}
_CAPITAL_INSIDE = re.compile(r"[a-z][À-ÖØ-ÞŒŸ](?=[a-z])")
_BETWEEN_LETTERS = re.compile(rb"(?<=[A-Za-z])[\xbc\xbd](?=[A-Za-z])")
_HIGH = re.compile(rb"[^\x80-\xff]{0,2}[\x80-\xff]+[^\x80-\xff]{0,2}")


def _eight_bits(data: bytes) -> Encoding:
    """ISO-8859-1, Windows, Mac Roman or MS-DOS, whichever makes the most French of the accents."""
    pieces = b"\n".join(_HIGH.findall(data[:_SAMPLE])[:4000])
    windows, mac, dos = (_french(pieces.decode(name, _LATIN)) for name in ("cp1252", "mac_roman", "cp850"))
    if mac > windows and mac >= dos:
        return Encoding("mac_roman")
    if dos > windows and dos > mac:
        return Encoding("cp850")
    if _BETWEEN_LETTERS.search(pieces):
        return Encoding("iso8859-15", shown="iso-8859-15")
    return Encoding("cp1252", _LATIN, "cp1252" if re.search(rb"[\x80-\x9f]", data) else "iso-8859-1")


def _french(text: str) -> int:
    score = 0
    for c in text:
        if c > "\x7f":
            score += _WEIGHTS.get(c, -12 if c < "\xa0" else -3)
    return score - 12 * len(_CAPITAL_INSIDE.findall(text))
