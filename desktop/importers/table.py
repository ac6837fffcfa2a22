"""Bytes to rows: CSV of every make, xlsx and JSON, read as a stream and never trusted."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from desktop.errors import InputError
from desktop.importers import source

Row = tuple[int, list[str]]
HEAD = 40
MAX_COLUMNS = 2_000
MAX_FIELD = 1_000_000
MAX_JSON = 12 * 1024 * 1024
_SEPARATORS = (";", ",", "\t", "|")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One way to read the file as a table. ``rows()`` starts again each time; each row comes with its line in the file."""

    form: str
    encoding: str
    separator: str
    name: str
    reader: Callable[[], Iterator[Row]]

    def rows(self) -> Iterator[Row]:
        """Rows that hold something, with their line numbers. Raises ``InputError`` naming the line it stumbles on."""
        for line, cells in self.reader():
            if len(cells) > MAX_COLUMNS:
                raise InputError(
                    f"Ligne {line} : {len(cells)} colonnes. Un export d’ONDE en a une trentaine ; ce fichier est abîmé.",
                    line=line,
                    column=str(MAX_COLUMNS + 1),
                )
            yield line, cells

    def head(self, count: int = HEAD) -> tuple[list[Row], InputError | None]:
        """The first rows, and what stopped them from being read, if anything did."""
        rows: list[Row] = []
        try:
            rows.extend(itertools.islice(self.rows(), count))
        except InputError as error:
            return rows, error
        return rows, None


def sheets(data: bytes) -> list[Sheet]:
    """Every way to read these bytes as a table. Raises ``InputError`` when there is none."""
    source.check_size(len(data))
    if data.startswith(b"PK"):
        from desktop.importers import workbook

        return [Sheet("xlsx", "", "", name, rows) for name, rows in workbook.worksheets(data)]
    source.refuse_other_kinds(data)
    encoding = source.detect(data)
    lines = max(data.count(b"\n"), data.count(b"\r"))
    if lines > source.MAX_LINES:
        raise InputError(
            f"Ce fichier a {lines} lignes, bien plus qu’une liste d’élèves ou d’écoles. Rien n’a été lu.", line=source.MAX_LINES
        )
    if len(data) < 65536 and not encoding.decode(data).strip('\ufeff \t\r\n;,|"'):
        raise InputError("Ce fichier est vide.")
    if data[:64].strip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"[", b"{") and encoding.name == "utf-8":
        return [_json(data, encoding)]
    if b"\r\r\n" in data and not encoding.name.startswith("utf-16"):
        data = data.replace(b"\r\r\n", b"\r\n")
    return [Sheet("csv", encoding.shown, separator, "", _csv(data, encoding, separator)) for separator in _SEPARATORS]


# -- CSV -------------------------------------------------------------------------------------------------------------------
def _csv(data: bytes, encoding: source.Encoding, separator: str) -> Callable[[], Iterator[Row]]:
    def rows() -> Iterator[Row]:
        csv.field_size_limit(MAX_FIELD)
        reader = csv.reader(_text_lines(data, encoding), delimiter=separator, strict=True)
        done = width = 0
        try:
            for cells in reader:
                line, now = done + 1, reader.line_num
                if now != line and _swallowed(cells, separator, width):
                    raise _unclosed(data, encoding, separator, line)
                done = now
                if len(cells) > width:
                    width = len(cells)
                if cells and any(cells):
                    yield line, cells
        except csv.Error as error:
            if "field larger" in str(error):
                raise InputError(
                    f"Ligne {done + 1} : un champ de plus d’un million de caractères. Ce fichier est abîmé.", line=done + 1
                ) from error
            raise _unclosed(data, encoding, separator, done + 1) from error
        except UnicodeError as error:
            raise InputError(f"Ligne {done + 1} : ce texte est abîmé.", line=done + 1) from error

    return rows


def _text_lines(data: bytes, encoding: source.Encoding) -> Iterable[str]:
    stream = io.TextIOWrapper(io.BytesIO(data), encoding=encoding.name, errors=encoding.errors, newline="")
    first = stream.readline().lstrip("\ufeff")
    return itertools.chain((first,), stream) if first else stream


def _swallowed(cells: list[str], separator: str, width: int) -> bool:
    """Whether a field running over several lines holds what looks like other rows: its quote was never closed."""
    enough = max(3, width // 3)
    return any(part.count(separator) >= enough for cell in cells if "\n" in cell or "\r" in cell for part in cell.splitlines())


def _unclosed(data: bytes, encoding: source.Encoding, separator: str, line: int) -> InputError:
    text = next(itertools.islice(_text_lines(data, encoding), line - 1, None), "")
    for number, cell in enumerate(text.rstrip("\r\n").split(separator)[:MAX_COLUMNS], 1):
        if cell.startswith('"') and not (len(cell) > 1 and cell.endswith('"')):
            return InputError(
                f"Ligne {line}, colonne {number} : un guillemet s’ouvre et ne se referme pas bien. "
                "Corrigez cette ligne ; rien n’a été lu.",
                line=line,
                column=str(number),
            )
    return InputError(f"Ligne {line} : un guillemet est mal placé. Corrigez cette ligne ; rien n’a été lu.", line=line)


# -- JSON ------------------------------------------------------------------------------------------------------------------
def _json(data: bytes, encoding: source.Encoding) -> Sheet:
    """The national register as its API gives it: a list of records, or that list under ``results`` or ``records``."""
    if len(data) > MAX_JSON:
        raise InputError("Ce fichier JSON est trop grand : prenez le même en CSV.")
    try:
        content = json.loads(encoding.decode(data).lstrip("\ufeff"), parse_constant=str)
    except RecursionError as error:
        raise InputError("Ce fichier JSON est imbriqué sans fin.") from error
    except ValueError as error:
        line = getattr(error, "lineno", None)
        raise InputError(f"Ligne {line or 1} : ce fichier JSON est abîmé.", line=line or 1) from error
    records = _records(content)
    if not records:
        raise InputError("Ce fichier JSON ne contient pas de liste d’écoles.")
    headers = list(dict.fromkeys(key for record in records for key in record))

    def rows() -> Iterator[Row]:
        yield 1, headers
        for number, record in enumerate(records, 2):
            yield number, [_plain(record.get(key)) for key in headers]

    return Sheet("json", encoding.shown, "", "", rows)


def _records(content: Any) -> list[dict[str, Any]]:
    if isinstance(content, dict):
        content = next((content[key] for key in ("results", "records") if isinstance(content.get(key), list)), [])
    found = []
    for item in content if isinstance(content, list) else []:
        if isinstance(item, dict):
            fields = item.get("fields")
            inner = fields if isinstance(fields, dict) else item
            found.append({str(key): value for key, value in inner.items()})
    return found


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return value if isinstance(value, str) else str(value)
