"""Worksheets of an xlsx, read as a stream without trusting the archive: no entity, no link, no bomb, no formula run."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from xml.parsers import expat

from desktop.errors import InputError

MAX_MEMBERS = 1_000
MAX_UNPACKED = 96 * 1024 * 1024
MAX_RATIO = 150
MAX_DEPTH = 64
MAX_CELLS = 2_500_000
MAX_TEXTS = 1_000_000
MAX_COLUMN = 2_000
_PIECE = 64 * 1024
_ADVICE = "Enregistrez le tableau en CSV, ou de nouveau en xlsx."
_DATE_FORMATS = frozenset(range(14, 18)) | frozenset(range(27, 37)) | frozenset(range(50, 59)) | {22}
_REFERENCE = re.compile(r"([A-Z]{1,3})\d*")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')
_Rows = Callable[[], Iterator[tuple[int, list[str]]]]
_HOSTILE = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    KeyError,
    OSError,
    OverflowError,
    IndexError,
)
"""What a damaged or hostile archive makes the standard library raise; all become one sentence."""


def worksheets(data: bytes) -> list[tuple[str, _Rows]]:
    """Each worksheet's name and rows, in the workbook's order. Raises ``InputError``."""
    try:
        return _worksheets(data)
    except InputError:
        raise
    except _HOSTILE as error:
        raise InputError(f"Ce classeur est abîmé ou n’en est pas un. {_ADVICE}") from error


def _worksheets(data: bytes) -> list[tuple[str, _Rows]]:
    if data.count(b"PK\x01\x02") > 4 * MAX_MEMBERS:
        raise InputError("Ce classeur contient des milliers de fichiers : ce n’est pas une liste d’élèves. Rien n’a été lu.")
    archive = zipfile.ZipFile(io.BytesIO(data))
    members = archive.infolist()
    _check(members)
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names:
        what = "un classeur LibreOffice (ods)" if "content.xml" in names else "une archive ou un autre document"
        raise InputError(f"Ce fichier n’est pas un tableau : c’est {what}. Enregistrez le tableau en CSV ou en xlsx.")
    book = _Book()
    _parse(archive, "xl/workbook.xml", book)
    links = _Links()
    _parse(archive, "xl/_rels/workbook.xml.rels", links)
    styles = _Styles()
    if "xl/styles.xml" in names:
        _parse(archive, "xl/styles.xml", styles)
    shared: list[str] = []

    def reader(path: str) -> _Rows:
        def rows() -> Iterator[tuple[int, list[str]]]:
            try:
                if not shared and "xl/sharedStrings.xml" in names:
                    strings = _Strings()
                    _parse(archive, "xl/sharedStrings.xml", strings)
                    shared.extend(strings.found)
                sheet = _Cells(shared, styles.formats, book.since_1904)
                for piece in _pieces(archive, path):
                    sheet.feed(piece)
                    yield from sheet.take()
            except InputError:
                raise
            except _HOSTILE as error:
                raise InputError(f"Ce classeur est abîmé. {_ADVICE}") from error

        return rows

    found = [(name, reader(links.targets[link])) for name, link in book.sheets if links.targets.get(link, "") in names]
    if not found:
        raise InputError(f"Ce classeur n’a pas de feuille de calcul. {_ADVICE}")
    return found


def _check(members: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive that would unpack to far more than a class list."""
    if len(members) > MAX_MEMBERS:
        raise InputError(f"Ce classeur contient {len(members)} fichiers : ce n’est pas une liste d’élèves. Rien n’a été lu.")
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise InputError("Ce classeur se déplie en un fichier démesuré. Rien n’a été lu.")
    for member in members:
        if member.file_size > 1_000_000 and member.file_size > MAX_RATIO * max(member.compress_size, 1):
            raise InputError("Ce classeur est comprimé d’une façon anormale. Rien n’a été lu.")
        if member.flag_bits & 1:
            raise InputError("Ce classeur est protégé par un mot de passe : enregistrez-le sans, ou en CSV.")


def _pieces(archive: zipfile.ZipFile, path: str) -> Iterator[bytes]:
    """A member's bytes, little by little; text that is not UTF-8 could hide a document type, so it is refused."""
    unpacked = 0
    with archive.open(path) as stream:
        while piece := stream.read(_PIECE):
            if unpacked == 0 and (piece.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in piece[:64]):
                raise InputError(f"Ce classeur est écrit d’une façon inconnue. {_ADVICE}")
            unpacked += len(piece)
            if unpacked > MAX_UNPACKED:
                raise InputError("Ce classeur se déplie en un fichier démesuré. Rien n’a été lu.")
            yield piece


def _parse(archive: zipfile.ZipFile, path: str, reader: _Reader) -> None:
    for piece in _pieces(archive, path):
        reader.feed(piece)


class _Reader:
    """A walk through one XML part: bounded depth, no document type, no entity."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self.text
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self._depth = 0

    def feed(self, piece: bytes) -> None:
        self._parser.Parse(piece, False)

    def _refuse(self, *_: object) -> None:
        raise InputError(f"Ce classeur contient une définition de document : il n’est pas lu. {_ADVICE}")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise InputError(f"Ce classeur est imbriqué sans fin. {_ADVICE}")
        self.start(name.rpartition(" ")[2], attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self.end(name.rpartition(" ")[2])

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens."""

    def end(self, name: str) -> None:
        """An element closes."""

    def text(self, text: str) -> None:
        """Characters between two marks."""


class _Book(_Reader):
    """Sheets in order, hidden ones last, and the date system."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str]] = []
        self.since_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.since_1904 = attributes.get("date1904", "") in ("1", "true")
        elif name == "sheet":
            link = next((value for key, value in attributes.items() if key.endswith(" id")), "")
            place = len(self.sheets) if attributes.get("state", "visible") == "visible" else len(self.sheets) + 1
            self.sheets.insert(place, (attributes.get("name", ""), link))


class _Links(_Reader):
    """Where each sheet is in the archive; links going out of it are left."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode", "") != "External":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if attributes.get("Type", "").endswith("/worksheet"):
                self.targets[attributes.get("Id", "")] = path


class _Styles(_Reader):
    """For each cell style: ``date``, a count of zeros to show (postal codes), or nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.formats: list[str] = []
        self._codes: dict[int, str] = {}
        self._inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self._codes[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            number = int(attributes.get("numFmtId", "0"))
            code = _QUOTED.sub("", self._codes.get(number, "")).split(";")[0].lower()
            if number in _DATE_FORMATS or re.search(r"[dy]|mmm|j+/|a{2,}", code):
                self.formats.append("date")
            else:
                self.formats.append(str(len(code)) if re.fullmatch(r"0{2,}", code) else "")

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._inside = False


class _Strings(_Reader):
    """The shared texts; phonetic readings are left."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._parts: list[str] = []
        self._reading = self._phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._reading = not self._phonetic

    def end(self, name: str) -> None:
        if name == "si":
            self.found.append("".join(self._parts))
            if len(self.found) > MAX_TEXTS:
                raise InputError("Ce classeur a plus d’un million de textes : ce n’est pas une liste d’élèves.")
        elif name == "rPh":
            self._phonetic = False
        elif name == "t":
            self._reading = False

    def text(self, text: str) -> None:
        if self._reading:
            self._parts.append(text)


class _Cells(_Reader):
    """Rows of one sheet, cells as text: days as ``AAAA-MM-JJ``, whole numbers without decimals, formulas as last shown."""

    def __init__(self, shared: list[str], formats: list[str], since_1904: bool) -> None:
        super().__init__()
        self._shared, self._formats, self._since_1904 = shared, formats, since_1904
        self._rows: list[tuple[int, list[str]]] = []
        self._row: list[str] = []
        self._line = self._column = self._count = 0
        self._kind = self._style = ""
        self._parts: list[str] = []
        self._reading = self._phonetic = False

    def take(self) -> list[tuple[int, list[str]]]:
        rows, self._rows = self._rows, []
        return rows

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._more(1)
            self._column = _column(attributes.get("r", ""), len(self._row))
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            self._parts = []
        elif name == "row":
            given = attributes.get("r", "")
            self._line = int(given) if given.isdigit() and len(given) < 9 else self._line + 1
            self._row = []
        elif name == "rPh":
            self._phonetic = True
        elif name in ("v", "t"):
            self._reading = not self._phonetic

    def end(self, name: str) -> None:
        if name == "c":
            text = self._value("".join(self._parts))
            if text:
                if self._column >= MAX_COLUMN:
                    raise InputError(
                        f"Ligne {self._line} : une cellule au-delà de la colonne {MAX_COLUMN}. Ce classeur n’est pas une "
                        "liste d’élèves.",
                        line=self._line,
                        column=str(self._column + 1),
                    )
                missing = self._column + 1 - len(self._row)
                if missing > 1:
                    self._more(missing)
                self._row.extend([""] * missing)
                self._row[self._column] = text
        elif name == "row":
            if any(self._row):
                self._rows.append((self._line, self._row))
        elif name == "rPh":
            self._phonetic = False
        elif name in ("v", "t"):
            self._reading = False

    def text(self, text: str) -> None:
        if self._reading:
            self._parts.append(text)

    def _more(self, cells: int) -> None:
        self._count += cells
        if self._count > MAX_CELLS:
            raise InputError("Cette feuille a des millions de cellules : prenez le même tableau en CSV.", line=self._line)

    def _value(self, text: str) -> str:
        if self._kind == "s":
            number = int(text) if text.isdigit() and len(text) < 10 else -1
            return self._shared[number] if 0 <= number < len(self._shared) else ""
        if self._kind in ("n", "") and text:
            style = int(self._style) if self._style.isdigit() and len(self._style) < 7 else 0
            return _number(text, self._formats[style] if style < len(self._formats) else "", self._since_1904)
        if self._kind == "d":
            return text[:10]
        return "" if self._kind == "e" else text


def _column(reference: str, following: int) -> int:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return following
    number = 0
    for letter in match.group(1):
        number = number * 26 + ord(letter) - 64
    return number - 1


def _number(text: str, style: str, since_1904: bool) -> str:
    try:
        value = float(text)
    except ValueError:
        return text
    if style == "date" and 0 < value < 2_958_466:
        day = date(1904, 1, 1) if since_1904 else date(1899, 12, 30)
        return (day + timedelta(days=int(value))).isoformat()
    if value.is_integer() and abs(value) < 1e15:
        whole = str(int(value))
        return whole.zfill(int(style)) if style.isdigit() else whole
    return text
