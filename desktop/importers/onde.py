"""Pupils from ONDE, Base élèves, a custom extraction or a neighbour's CSV: rows to records, with remarks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from operator import itemgetter
from typing import NamedTuple

from desktop.errors import InputError
from desktop.importers import cells
from desktop.importers.ages import age_notes
from desktop.importers.headers import Layout
from desktop.importers.notes import Level, Note, Parsed, Refused, repaired_words

MAX_PUPILS = 60_000
MAX_FIELD = 1_000
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


class _Reading:
    """The work of one file: its notes, what was already met, and how often."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.notes: list[Note] = []
        self.refused: list[Refused] = []
        self.skipped: list[Refused] = []
        self.records: list[PupilRecord] = []
        self.by_ine: dict[str, PupilRecord] = {}
        self.by_name: dict[tuple[str, str, str], PupilRecord] = {}
        self.labels: Counter[str] = Counter()
        self.spaced: dict[str, int] = {}
        self.zeros: list[int] = []

    def note(self, line: int, field: str, code: str, message: str, level: Level = "warning", short: str = "") -> None:
        self.notes.append(Note(line, self.layout.title(field) or field, code, message, level, short, field))

    def refuse(self, line: int, raw: tuple[str, ...], field: str, code: str, message: str, short: str) -> None:
        self.note(line, field, code, message, "refused", short)
        self.refused.append(Refused(line, dict(zip(FIELDS, raw, strict=True)), code))

    def skip(self, line: int, raw: tuple[str, ...], field: str, code: str, message: str, short: str) -> None:
        self.note(line, field, code, message, "info", short)
        self.skipped.append(Refused(line, dict(zip(FIELDS, raw, strict=True)), code))


def read_pupils(layout: Layout, year: str = "") -> Parsed[PupilRecord]:
    """Every row of a pupils' table. ``year`` is the school year it will be imported in. Raises ``InputError``."""
    reading = _Reading(layout)
    take = _picker(layout)
    columns, total = layout.columns, 0
    last_read = max(columns.values())
    for line, row in layout.sheet.rows():
        if line <= layout.line:
            continue
        total += 1
        if total > MAX_PUPILS:
            raise InputError(f"Ligne {line} : plus de {MAX_PUPILS} élèves dans un seul fichier. Rien n’a été lu.", line=line)
        _read(reading, line, take(row), len(row), last_read, row)
    if not total:
        raise InputError(f"Ligne {layout.line} : ce fichier n’a que sa ligne de titres, aucun élève.", line=layout.line)
    for spaced, line in reading.spaced.items():
        count = reading.labels[spaced]
        reading.note(
            line,
            "class_name",
            "class_spaces",
            f"« {spaced} » a plusieurs espaces. Lu « {cells.plain(spaced)} »" + (f" ({count} lignes)." if count > 1 else "."),
            short=f"lu « {cells.plain(spaced)} »",
        )
    if reading.zeros:
        reading.note(reading.zeros[0], "postal_code", "postal_zero", repaired_words("postal_code", len(reading.zeros)), "info")
    implied, ages = age_notes(reading.records, year, layout.title("birth_date"), layout.line)
    reading.notes += ages
    for field in layout.repeated:
        reading.note(
            layout.line,
            field,
            "duplicate_header",
            f"Deux colonnes s’appellent « {layout.title(field)} » : la première est lue.",
        )
    reading.notes.sort(key=lambda note: note.line)
    return Parsed(
        layout.kind,
        layout.label,
        "pupils",
        tuple(reading.records),
        tuple(reading.refused),
        tuple(reading.skipped),
        tuple(reading.notes),
        layout.read(_NOT_STORED),
        layout.left(_NOT_STORED),
        layout.sheet.encoding,
        layout.sheet.separator,
        implied,
        total,
    )


def _picker(layout: Layout) -> Callable[[list[str]], tuple[str, ...]]:
    """From a row to its cells in the order of ``FIELDS``, absent ones empty."""
    width = max(layout.columns.values()) + 1
    getter = itemgetter(*(layout.columns.get(field, width) for field in FIELDS))
    blank = [""] * (width + 1)

    def take(row: list[str]) -> tuple[str, ...]:
        picked: tuple[str, ...] = getter([*row[:width], *blank[min(len(row), width) :]])
        return picked

    return take


def _read(reading: _Reading, line: int, raw: tuple[str, ...], width: int, last_read: int, row: list[str]) -> None:
    last, usage, first, birth, sex, ine, address, postal, city, level, mef, class_name, class_ref, state = raw
    joined = "".join(raw)
    if not joined.isprintable() or len(joined) > MAX_FIELD:
        if _too_long(reading, line, raw):
            return
        _control(reading, line, raw)
    name, given = cells.plain(last), cells.plain(first)
    if not name or not given:
        field = "first_name" if name else "last_name"
        reading.refuse(
            line,
            raw,
            field,
            "missing_name",
            f"{'Prénom' if name else 'Nom'} vide. Cet élève n’est pas importé.",
            "pas de prénom" if name else "pas de nom",
        )
        return
    if state and cells.name_key(state).startswith("radi"):
        reading.skip(line, raw, "state", "struck_off", "Élève radié dans ce fichier : la ligne est laissée.", "radié")
        return
    number = cells.ine(ine)
    born, refused = _birth(reading, line, raw, birth, number)
    if refused:
        return
    grade = cells.level(level) if level else ""
    if not grade and mef:
        grade = cells.level(mef)
    if width > reading.layout.width and _shifted(reading, line, raw, row, bool(level.strip()) and not grade):
        return
    if width <= last_read:
        reading.note(
            line,
            "",
            "short_line",
            f"{width} champs au lieu de {reading.layout.width} : les autres sont lus comme vides.",
            short=f"{width} champs",
        )
    if level.strip() and not grade:
        reading.note(
            line,
            "level",
            "level_unknown",
            f"« {_shown(level)} » n’est pas un niveau connu. Laissé vide.",
            short="niveau inconnu, laissé vide",
        )
    boy = cells.sex(sex) if sex else ""
    if not boy and sex.strip():
        reading.note(line, "sex", "sex_unknown", f"« {_shown(sex)} » n’est ni F ni M. Laissé vide.", short="sexe inconnu")
    label = cells.plain(class_name)
    if label != class_name and label != class_name.strip():
        reading.labels[class_name] += 1
        reading.spaced.setdefault(class_name, line)
    code, repaired = cells.postal_code(postal) if postal else ("", False)
    if repaired:
        reading.zeros.append(line)
    record = PupilRecord(
        line,
        name,
        cells.plain(usage) if usage else "",
        given,
        born,
        boy,
        number,
        cells.plain(address),
        cells.plain(code),
        cells.plain(city),
        grade,
        label,
        cells.plain(class_ref),
    )
    _keep(reading, record, raw)


def _birth(reading: _Reading, line: int, raw: tuple[str, ...], birth: str, number: str) -> tuple[str, bool]:
    found = cells.day(birth) if birth else cells.Day("")
    if found.iso:
        if found.serial:
            reading.note(
                line,
                "birth_date",
                "date_serial",
                f"« {_shown(birth)} » est le nombre d’un tableur. Lu « {_french(found.iso)} ».",
                short=f"lu {_french(found.iso)}",
            )
        return found.iso, False
    if birth.strip():
        reading.refuse(
            line,
            raw,
            "birth_date",
            "bad_date",
            f"« {_shown(birth)} » n’est pas une date. Cet élève n’est pas importé.",
            "cette date n’existe pas",
        )
        return "", True
    if number:
        reading.note(
            line,
            "birth_date",
            "missing_birth",
            "Date de naissance vide. L’INE sert à retrouver l’élève.",
            short="naissance vide",
        )
        return "", False
    reading.refuse(
        line,
        raw,
        "birth_date",
        "missing_birth",
        "Ni date de naissance ni INE. Cet élève n’est pas importé.",
        "pas de date de naissance",
    )
    return "", True


def _shifted(reading: _Reading, line: int, raw: tuple[str, ...], row: list[str], odd_level: bool) -> bool:
    """Fields beyond the titles: empty, they are left; filled, or with a level that is none, the columns have slipped."""
    extra = len(row) - reading.layout.width
    filled = any(cell.strip() for cell in row[reading.layout.width :])
    words = "Un champ" if extra == 1 else f"{extra} champs"
    if filled or odd_level:
        reading.refuse(
            line,
            raw,
            "",
            "shifted_fields",
            f"{words} de trop : un séparateur est sans doute dans un champ, les colonnes sont décalées. Cet élève n’est pas "
            "importé.",
            "colonnes décalées",
        )
        return True
    reading.note(
        line,
        "",
        "extra_fields",
        f"{words} de trop, vide{'s' if extra > 1 else ''}. Laissé{'s' if extra > 1 else ''} de côté.",
        short=f"{words.lower()} de trop",
    )
    return False


def _too_long(reading: _Reading, line: int, raw: tuple[str, ...]) -> bool:
    for field, text in zip(FIELDS, raw, strict=True):
        if len(text) > MAX_FIELD:
            cut = tuple(value[:80] for value in raw)
            reading.refuse(
                line,
                cut,
                field,
                "field_too_long",
                f"{len(text)} caractères dans « {reading.layout.title(field)} » : {MAX_FIELD} au plus. Cet élève n’est pas "
                "importé.",
                "champ démesuré",
            )
            return True
    return False


def _control(reading: _Reading, line: int, raw: tuple[str, ...]) -> None:
    for field, text in zip(FIELDS, raw, strict=True):
        if cells.odd(text):
            reading.note(
                line,
                field,
                "control_characters",
                "Des caractères qui ne s’affichent pas ont été retirés.",
                short="caractères retirés",
            )


def _keep(reading: _Reading, record: PupilRecord, raw: tuple[str, ...]) -> None:
    line = record.line
    key = (cells.name_key(record.last_name), cells.name_key(record.first_name), record.birth_date)
    earlier = reading.by_ine.get(record.ine) if record.ine else None
    if earlier is not None and earlier.birth_date != record.birth_date:
        reading.refuse(
            line,
            raw,
            "ine",
            "ine_duplicate",
            f"Le même qu’à la ligne {earlier.line}, où la naissance est autre. Laquelle garder ?",
            f"INE déjà pris à la ligne {earlier.line}",
        )
        return
    namesake = reading.by_name.get(key)
    if earlier is None and namesake is not None and record.birth_date and not (record.ine and namesake.ine):
        earlier = namesake
    if earlier is not None:
        reading.skip(
            line,
            raw,
            "last_name",
            "duplicate_line",
            f"Le même élève qu’à la ligne {earlier.line}. Cette ligne est laissée.",
            f"le même qu’à la ligne {earlier.line}",
        )
        return
    if record.ine:
        if not cells.is_ine(record.ine):
            count = len(record.ine)
            message = (
                f"{count} caractère{'s' if count > 1 else ''} au lieu de 11. Gardé tel quel."
                if count != 11
                else "Ce n’est pas la forme d’un INE. Gardé tel quel."
            )
            reading.note(
                line,
                "ine",
                "bad_ine_format",
                message,
                short=f"INE trop {'court' if count < 11 else 'long'}, gardé tel quel" if count != 11 else "INE à vérifier",
            )
        reading.by_ine[record.ine] = record
    reading.by_name.setdefault(key, record)
    reading.records.append(record)


def _french(iso: str) -> str:
    return f"{iso[8:]}/{iso[5:7]}/{iso[:4]}"


def _shown(text: str) -> str:
    """A cell inside a sentence, on one line and not too long."""
    plain = cells.plain(text)
    return plain if len(plain) <= 60 else plain[:59] + "…"
