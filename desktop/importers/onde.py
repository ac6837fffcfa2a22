"""Pupils from ONDE, Base élèves, a custom extraction or a neighbour's CSV: rows to records, with remarks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from operator import itemgetter
from typing import NamedTuple

from desktop.importers import cells
from desktop.importers.ages import age_notes
from desktop.importers.headers import Layout
from desktop.importers.notes import Parsed
from desktop.importers.reading import MAX_FIELD, Reading
from desktop.texts import cut

MAX_PUPILS = 60_000
FIELDS = (
    "last_name",
    "usage_name",
    "first_name",
    "birth_date",
    "sex",
    "ine",
    "address",
    "postal_code",
    "city",
    "level",
    "mef",
    "class_name",
    "class_ref",
    "state",
)
_NOT_STORED = frozenset({"mef", "state"})


class PupilRecord(NamedTuple):
    """A row that can be imported; what the file does not say is empty. ``birth_date`` is ``AAAA-MM-JJ``, ``sex`` F or M."""

    line: int
    last_name: str
    usage_name: str
    first_name: str
    birth_date: str
    sex: str
    ine: str
    address: str
    postal_code: str
    city: str
    level: str
    class_name: str
    class_ref: str


class _Pupils(Reading[PupilRecord]):
    """The work of one file of pupils: what was already met, and labels with several spaces."""

    def __init__(self, layout: Layout) -> None:
        super().__init__(layout, "élève", MAX_PUPILS)
        self.by_ine: dict[str, PupilRecord] = {}
        self.by_name: dict[tuple[str, str, str], PupilRecord] = {}
        self.labels: Counter[str] = Counter()
        self.spaced: dict[str, int] = {}

    def no(self, line: int, raw: tuple[str, ...], field: str, code: str, message: str, short: str) -> None:
        """Refuse a row."""
        self.refuse(line, dict(zip(FIELDS, raw, strict=True)), field, code, f"{message} Cet élève n’est pas importé.", short)

    def leave(self, line: int, raw: tuple[str, ...], field: str, code: str, message: str, short: str) -> None:
        """Leave a row aside."""
        self.skip(line, dict(zip(FIELDS, raw, strict=True)), field, code, message, short)


def read_pupils(layout: Layout, year: str = "") -> Parsed[PupilRecord]:
    """Every row of a pupils' table. ``year`` is the school year it will be imported in. Raises ``InputError``."""
    reading = _Pupils(layout)
    take, last_read = _picker(layout), max(layout.columns.values())
    for line, row in reading.rows():
        _read(reading, line, take(row), row, last_read)
    for spaced, line in reading.spaced.items():
        count, label = reading.labels[spaced], cells.plain(spaced)
        lines = f" ({count} lignes)" if count > 1 else ""
        message = f"« {spaced} » a plusieurs espaces. Lu « {label} »{lines}."
        reading.note(line, "class_name", "class_spaces", message, short=f"lu « {label} »")
    implied, ages = age_notes(reading.records, year, layout.title("birth_date"), layout.line)
    reading.notes += ages
    return reading.finish(implied_year=implied, but=_NOT_STORED)


def _picker(layout: Layout) -> Callable[[list[str]], tuple[str, ...]]:
    """From a row to its cells in the order of ``FIELDS``, absent ones empty."""
    width = max(layout.columns.values()) + 1
    getter = itemgetter(*(layout.columns.get(field, width) for field in FIELDS))
    blank = [""] * (width + 1)

    def take(row: list[str]) -> tuple[str, ...]:
        picked: tuple[str, ...] = getter([*row[:width], *blank[min(len(row), width) :]])
        return picked

    return take


def _read(reading: _Pupils, line: int, raw: tuple[str, ...], row: list[str], last_read: int) -> None:
    last, usage, first, birth, sex, ine, address, postal, city, level, mef, class_name, class_ref, state = raw
    joined = "".join(raw)
    if (not joined.isprintable() or len(joined) > MAX_FIELD) and reading.too_long(
        line, dict(zip(FIELDS, raw, strict=True)), "Cet élève"
    ):
        return
    name, given = cells.plain(last), cells.plain(first)
    if not name or not given:
        missing, field, short = ("Prénom", "first_name", "pas de prénom") if name else ("Nom", "last_name", "pas de nom")
        reading.no(line, raw, field, "missing_name", f"{missing} vide.", short)
        return
    if state and cells.name_key(state).startswith("radi"):
        reading.leave(line, raw, "state", "struck_off", "Élève radié dans ce fichier : la ligne est laissée.", "radié")
        return
    number = cells.ine(ine)
    born = _birth(reading, line, raw, birth, number)
    if born is None:
        return
    grade = (cells.level(level) if level else "") or (cells.level(mef) if mef else "")
    odd_level = not grade and bool(level.strip())
    if len(row) > reading.layout.width and _shifted(reading, line, raw, row, odd_level):
        return
    if len(row) <= last_read:
        message = f"{len(row)} champs au lieu de {reading.layout.width} : les autres sont lus comme vides."
        reading.note(line, "", "short_line", message, short=f"{len(row)} champs")
    if odd_level:
        message = f"« {_shown(level)} » n’est pas un niveau connu. Laissé vide."
        reading.note(line, "level", "level_unknown", message, short="niveau inconnu, laissé vide")
    _keep(
        reading,
        raw,
        PupilRecord(
            line,
            name,
            cells.plain(usage) if usage else "",
            given,
            born,
            _sex(reading, line, sex) if sex else "",
            number,
            cells.plain(address),
            _postal_code(reading, line, postal) if postal else "",
            cells.plain(city),
            grade,
            _class(reading, line, class_name),
            cells.plain(class_ref),
        ),
    )


def _sex(reading: _Pupils, line: int, text: str) -> str:
    found = cells.sex(text)
    if not found and text.strip():
        reading.note(line, "sex", "sex_unknown", f"« {_shown(text)} » n’est ni F ni M. Laissé vide.", short="sexe inconnu")
    return found


def _postal_code(reading: _Pupils, line: int, text: str) -> str:
    code, repaired = cells.postal_code(text)
    if repaired:
        reading.repaired("postal_code", line)
    return cells.plain(code)


def _class(reading: _Pupils, line: int, text: str) -> str:
    label = cells.plain(text)
    if label != text and label != text.strip():
        reading.labels[text] += 1
        reading.spaced.setdefault(text, line)
    return label


def _birth(reading: _Pupils, line: int, raw: tuple[str, ...], birth: str, number: str) -> str | None:
    """The day of birth, empty when an INE stands for it, ``None`` when the row is refused."""
    found = cells.day(birth) if birth else cells.Day("")
    if found.iso:
        if found.serial:
            message = f"« {_shown(birth)} » est le nombre d’un tableur. Lu « {_french(found.iso)} »."
            reading.note(line, "birth_date", "date_serial", message, short=f"lu {_french(found.iso)}")
        return found.iso
    if birth.strip():
        message = f"« {_shown(birth)} » n’est pas une date."
        reading.no(line, raw, "birth_date", "bad_date", message, "cette date n’existe pas")
        return None
    if number:
        message = "Date de naissance vide. L’INE sert à retrouver l’élève."
        reading.note(line, "birth_date", "missing_birth", message, short="naissance vide")
        return ""
    reading.no(line, raw, "birth_date", "missing_birth", "Ni date de naissance ni INE.", "pas de date de naissance")
    return None


def _shifted(reading: _Pupils, line: int, raw: tuple[str, ...], row: list[str], odd_level: bool) -> bool:
    """Fields beyond the titles: empty, they are left; filled, or with a level that is none, the columns have slipped."""
    extra = len(row) - reading.layout.width
    words = "Un champ" if extra == 1 else f"{extra} champs"
    if odd_level or any(cell.strip() for cell in row[reading.layout.width :]):
        message = f"{words} de trop : un séparateur est sans doute dans un champ, les colonnes sont décalées."
        reading.no(line, raw, "", "shifted_fields", message, "colonnes décalées")
        return True
    s = "s" if extra > 1 else ""
    message = f"{words} de trop, vide{s}. Laissé{s} de côté."
    reading.note(line, "", "extra_fields", message, short=f"{words.lower()} de trop")
    return False


def _keep(reading: _Pupils, raw: tuple[str, ...], record: PupilRecord) -> None:
    """Keep a record, unless the file had it before."""
    key = (cells.name_key(record.last_name), cells.name_key(record.first_name), record.birth_date)
    earlier = reading.by_ine.get(record.ine) if record.ine else None
    if earlier is not None and earlier.birth_date != record.birth_date:
        message = f"Le même qu’à la ligne {earlier.line}, où la naissance est autre. Laquelle garder ?"
        reading.no(record.line, raw, "ine", "ine_duplicate", message, f"INE déjà pris à la ligne {earlier.line}")
        return
    namesake = reading.by_name.get(key)
    if earlier is None and namesake is not None and record.birth_date and not (record.ine and namesake.ine):
        earlier = namesake
    if earlier is not None:
        message = f"Le même élève qu’à la ligne {earlier.line}. Cette ligne est laissée."
        reading.leave(record.line, raw, "last_name", "duplicate_line", message, f"le même qu’à la ligne {earlier.line}")
        return
    if record.ine:
        if not cells.is_ine(record.ine):
            _odd_ine(reading, record)
        reading.by_ine[record.ine] = record
    reading.by_name.setdefault(key, record)
    reading.records.append(record)


def _odd_ine(reading: _Pupils, record: PupilRecord) -> None:
    count = len(record.ine)
    if count == 11:
        reading.note(
            record.line, "ine", "bad_ine_format", "Ce n’est pas la forme d’un INE. Gardé tel quel.", short="INE à vérifier"
        )
        return
    message = f"{count} caractère{'s' if count > 1 else ''} au lieu de 11. Gardé tel quel."
    short = f"INE trop {'court' if count < 11 else 'long'}, gardé tel quel"
    reading.note(record.line, "ine", "bad_ine_format", message, short=short)


def _french(iso: str) -> str:
    return f"{iso[8:]}/{iso[5:7]}/{iso[:4]}"


def _shown(text: str) -> str:
    """A cell inside a sentence, on one line and not too long."""
    return cut(cells.plain(text), 60)
