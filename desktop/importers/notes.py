"""What an importer gives back: records, rows it refused, and notes on cells. Codes are stable; here is their table.

============================  =========  =================================================================================
code                          level      meaning
============================  =========  =================================================================================
``bad_date``                  refused    a date that does not exist or cannot be read
``missing_name``              refused    no family name or no first name
``missing_birth``             refused    no date of birth and no INE (a warning with an INE)
``ine_duplicate``             refused    the INE of an earlier line, where the birth is another
``ine_other_birth``           refused    a pupil of the vault has this INE and another birth: no automatic match
``ambiguous``                 refused    several pupils of the vault fit
``shifted_fields``            refused    too many fields, and values not in their columns: a separator inside a field
``field_too_long``            refused    more than a thousand characters in a short field
``uai_invalid``               refused    not a school's code, or its letter does not answer its digits
``child_unknown``             refused    none of the guardian's children is in the vault (a warning when some are)
``missing_uai``               refused    a school without its code
``duplicate_line``            info       the same pupil as an earlier line, left
``duplicate_uai``             info       the same school as an earlier line, joined
``struck_off``                info       a pupil marked as struck off in the file, left
``bad_ine_format``            warning    not an INE by its shape; kept as it is
``ine_empty``                 warning    no INE; the pupil of the vault was found by name and birth
``ine_changed``               warning    another INE than in the vault, for the same name and birth
``level_unknown``             warning    a level this program does not know; left empty
``level_age``                 warning    born early or late for this level
``year_doubtful``             warning    births say another school year than the one chosen
``birth_unlikely``            warning    born in the future, or far from a primary school's ages
``sex_unknown``               warning    neither F nor M; left empty
``class_spaces``              warning    several spaces in a class label, read as one
``extra_fields``              warning    more fields than headers, all empty
``short_line``                warning    fewer fields than headers
``control_characters``        warning    characters that cannot be shown, taken out
``date_serial``               warning    a date written as a spreadsheet's number
``postal_zero``               info       a postal code whose first zero was lost
``phone_zero``                info       a phone number whose first zero was lost
``uai_zero``                  info       a school's code whose first zero was lost
``removed_by_hand``           warning    a guardian a person took away from this child; not put back
``kept_by_hand``              warning    a person typed another value; it is kept, both are told
``absent_by_hand``            info       pupils added by hand who are not in the file; nothing changes for them
``similar_pupil``             warning    a pupil of the vault has this name and a birth much alike
``school_missing``            warning    no school was named and none could be guessed
``school_unknown``            info       the school named is not in the vault; it is added with its code alone
``school_moved``              info       the pupil comes from another school of the vault
``duplicate_header``          warning    two columns with the same title; the first is read
``other_places``              info       rows of the register that are neither schools nor collèges, left
``encoding_mixed``            warning    a few characters written in another encoding, read as Windows does
============================  =========  =================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, Literal, NamedTuple, TypeVar

Level = Literal["refused", "warning", "info"]
R = TypeVar("R")


class Note(NamedTuple):
    """A remark on one cell: line of the file, title of the column, code, sentence; ``short`` fits in the preview's row."""

    line: int
    column: str
    code: str
    message: str
    level: Level = "warning"
    short: str = ""
    field: str = ""


class Refused(NamedTuple):
    """A row that is not imported, with its cells as they are in the file, by field."""

    line: int
    cells: dict[str, str]
    code: str


@dataclass(frozen=True, slots=True)
class Parsed(Generic[R]):
    """A file read: records in order, rows refused or left, notes, and which columns were read."""

    kind: str
    label: str
    target: str
    records: tuple[R, ...]
    refused: tuple[Refused, ...]
    skipped: tuple[Refused, ...]
    notes: tuple[Note, ...]
    columns_read: tuple[str, ...]
    columns_left: tuple[str, ...]
    encoding: str = ""
    separator: str = ""
    implied_year: str = ""
    rows: int = 0
    signature: str = ""
    titles: dict[str, str] = field(default_factory=dict)
    line: int = 1


def repaired_words(field: str, lines: int) -> str:
    """One sentence for all the first zeros a spreadsheet took away from a column."""
    what = "du code postal" if field == "postal_code" else "du téléphone"
    return f"Le premier zéro {what} manquait{f' à {lines} lignes' if lines > 1 else ''} : il est rendu."
