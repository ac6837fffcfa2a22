"""Schools and collèges from the national register (three generations of columns, CSV, xlsx or JSON) or the yearly counts."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from desktop.errors import InputError
from desktop.importers import cells
from desktop.importers.headers import Layout
from desktop.importers.notes import Level, Note, Parsed, Refused, repaired_words

COLLEGE, DISTRICT = "340", "809"
_PREFIX = re.compile(
    r"^\s*circonscription\s+(?:d['’]inspection\s+)?(?:du\s+1er\s+degr[ée]\s+)?"
    r"(?:(?P<article>de\s+la\s+|de\s+l['’]\s*|du\s+|des\s+)|de\s+|d['’]\s*)?",
    re.IGNORECASE,
)
_ARTICLES = {"du": "Le ", "des": "Les ", "de la": "La ", "de l": "L’"}
_PLACE = re.compile(r"^\s*(\d{4,5})\s+(.+?)\s*$")
_NOTHING_SAID = """ecole ecoles primaire maternelle elementaire publique public privee prive communale communal mixte
intercommunale intercommunal groupe scolaire application annexe college regroupement pedagogique rpi r p i
du de d des la le l et"""
_MEANS_NOTHING = frozenset(_NOTHING_SAID.split())
_STATES = {"ouvert": "OUVERT", "a ouvrir": "A OUVRIR", "a fermer": "A FERMER", "ferme": "FERME"}
_FIELDS = (
    "uai",
    "name",
    "name_more",
    "type",
    "sector",
    "address",
    "address_2",
    "address_3",
    "postal_code",
    "city",
    "department",
    "nursery",
    "elementary",
    "phone",
    "email",
    "priority",
    "district",
    "district_code",
    "state",
    "nature",
    "nature_label",
)


class SchoolRecord(NamedTuple):
    """A school as it is shown: its name says something, its district has no prefix, its lost zeros are back."""

    line: int
    uai: str
    name: str
    kind: str
    address: str
    postal_code: str
    city: str
    phone: str
    email: str
    district: str
    priority: str
    state: str
    nature: str


def read_schools(layout: Layout, department: str = "") -> Parsed[SchoolRecord]:
    """Schools and collèges of a register, of one department when asked (« 78 », « 035 », « 3 », « 2A »).

    Raises ``InputError`` when there is none.
    """
    return _Register(layout, department_key(department) if department else "").read()


def department_key(text: str) -> str:
    """A department as it is compared: « 078 », « 78 » and « 0780 » are one, « 02A » is « 2A »."""
    plain = text.strip().upper().removesuffix(".0").lstrip("0")
    if not re.fullmatch(r"\d{1,3}|2[AB]", plain):
        raise InputError(
            f"« {text[:20]} » n’est pas un département : donnez son numéro, comme 78, 035 ou 2A.", column="department"
        )
    return plain


def department_of(uai: str) -> str:
    """The department a school's code begins with; Corsica's two have codes of their own."""
    start = uai[:3]
    return {"620": "2A", "720": "2B"}.get(start, start.lstrip("0"))


class _Register:
    """One register being read: schools by code, districts by code, what was left aside."""

    def __init__(self, layout: Layout, department: str) -> None:
        self._layout = layout
        self._department = department
        self._notes: list[Note] = []
        self._refused: list[Refused] = []
        self._skipped: list[Refused] = []
        self._schools: dict[str, SchoolRecord] = {}
        self._codes: dict[str, str] = {}
        self._repaired: dict[str, list[int]] = {}
        self._districts: dict[str, str] = {}
        self._total = self._others = 0

    def read(self) -> Parsed[SchoolRecord]:
        layout = self._layout
        places = [(field, layout.columns[field]) for field in _FIELDS if field in layout.columns]
        seen = 0
        for line, row in layout.sheet.rows():
            if line <= layout.line:
                continue
            seen += 1
            width = len(row)
            value = dict.fromkeys(_FIELDS, "")
            for field, place in places:
                if place < width and (text := row[place]):
                    value[field] = text.strip() if len(text) <= 1_000 else text
            self._row(line, value)
        if not seen:
            raise InputError(f"Ligne {layout.line} : ce fichier n’a que sa ligne de titres, aucune école.", line=layout.line)
        if self._department and not self._total:
            raise InputError(
                f"Aucune école du département {self._department} dans ce fichier.",
                line=layout.line,
                column=layout.title("department") or layout.title("uai"),
            )
        if self._others:
            self._note(
                layout.line,
                "nature",
                "other_places",
                f"{self._others} ligne{'s' if self._others > 1 else ''} d’autres établissements (lycées, inspections…) : "
                "laissées.",
                "info",
            )
        for field, lines in self._repaired.items():
            self._note(
                lines[0], field, "phone_zero" if field == "phone" else "postal_zero", repaired_words(field, len(lines)), "info"
            )
        self._notes.sort(key=lambda note: note.line)
        return Parsed(
            layout.kind,
            layout.label,
            "schools",
            self._finished(),
            tuple(self._refused),
            tuple(self._skipped),
            tuple(self._notes),
            layout.read(),
            layout.left(),
            layout.sheet.encoding,
            layout.sheet.separator,
            "",
            self._total,
        )

    def _note(self, line: int, field: str, code: str, message: str, level: Level = "warning", short: str = "") -> None:
        self._notes.append(Note(line, self._layout.title(field) or field, code, message, level, short, field))

    def _row(self, line: int, value: dict[str, str]) -> None:
        code, repaired = cells.uai(value["uai"]) if len(value["uai"]) < 40 else (value["uai"][:40], False)
        nature = value["nature"].removesuffix(".0")
        if nature == DISTRICT:
            self._districts[code] = district(value["name"])
            self._others += not self._department
            return
        if self._department and self._where(code, value) != self._department:
            return
        if not _kept(nature, value):
            self._others += 1
            return
        self._total += 1
        if not cells.is_uai(code):
            wrong = "missing_uai" if not code else "uai_invalid"
            message = (
                "Code UAI vide. Cette école n’est pas importée."
                if not code
                else f"« {cells.plain(value['uai'])[:40]} » n’est pas un code UAI : sept chiffres et la lettre qui leur répond. "
                "Cette école n’est pas importée."
            )
            self._note(line, "uai", wrong, message, "refused", "code UAI non valable" if code else "pas de code UAI")
            self._refused.append(Refused(line, {k: v[:80] for k, v in value.items()}, wrong))
            return
        if any(len(text) > 1_000 for text in value.values()):
            field = next(field for field, text in value.items() if len(text) > 1_000)
            self._note(
                line,
                field,
                "field_too_long",
                "Plus de 1 000 caractères dans un champ. Cette école n’est pas importée.",
                "refused",
                "champ démesuré",
            )
            self._refused.append(Refused(line, {k: v[:80] for k, v in value.items()}, "field_too_long"))
            return
        if repaired:
            self._note(line, "uai", "uai_zero", f"« {value['uai']} » a perdu son premier zéro. Lu « {code} ».", "info")
        self._add(line, code, nature, value)

    def _where(self, code: str, value: dict[str, str]) -> str:
        given = value["department"].upper().removesuffix(".0").lstrip("0")
        return given if re.fullmatch(r"\d{1,3}|2[AB]", given) else department_of(code)

    def _add(self, line: int, code: str, nature: str, value: dict[str, str]) -> None:
        place = _PLACE.match(value["address_3"])
        postal, postal_fixed = cells.postal_code(value["postal_code"] or (place.group(1) if place else ""))
        phone, phone_fixed = cells.phone(value["phone"])
        city = cells.plain(value["city"]) or (cells.plain(place.group(2)) if place else "")
        for field, fixed in (("postal_code", postal_fixed), ("phone", phone_fixed)):
            if fixed:
                self._repaired.setdefault(field, []).append(line)
        address = ", ".join(part for field in ("address", "address_2") if (part := cells.plain(value[field])))
        record = SchoolRecord(
            line,
            code,
            shown_name(" ".join((value["name"], value["name_more"])), city),
            _kind(nature, value),
            address,
            cells.plain(postal),
            city,
            cells.plain(phone),
            cells.plain(value["email"]),
            district(value["district"]),
            cells.plain(value["priority"]),
            _STATES.get(cells.name_key(value["state"]), ""),
            nature,
        )
        self._codes[code] = cells.uai(value["district_code"])[0]
        earlier = self._schools.get(code)
        if earlier is None:
            self._schools[code] = record
            return
        self._schools[code] = SchoolRecord(earlier.line, *(a or b for a, b in zip(earlier[1:], record[1:], strict=True)))
        self._note(
            line,
            "uai",
            "duplicate_uai",
            f"Le même code UAI qu’à la ligne {earlier.line} : les deux lignes sont réunies.",
            "info",
            f"la même qu’à la ligne {earlier.line}",
        )
        self._skipped.append(Refused(line, {k: v[:80] for k, v in value.items()}, "duplicate_uai"))

    def _finished(self) -> tuple[SchoolRecord, ...]:
        """Schools with their district; « des Mureaux » is « Les Mureaux » again when a town of the file is called so."""
        towns = frozenset(cells.name_key(record.city) for record in self._schools.values())
        found = []
        for code, record in self._schools.items():
            name = record.district or self._districts.get(self._codes[code], "")
            found.append(record._replace(district=_with_article(name, towns)))
        return tuple(found)


def _kept(nature: str, value: dict[str, str]) -> bool:
    """Schools (1xx) and collèges; without a nature code, by the type in words."""
    if nature.isdecimal():
        return 100 <= int(nature) < 200 or nature == COLLEGE
    words = cells.name_key(f"{value['type']} {value['nature_label']}")
    if not words:
        return True
    return "ecole" in words.split() or "college" in words


def _kind(nature: str, value: dict[str, str]) -> str:
    """« école primaire », « école maternelle », « collège »… as people say it."""
    name = cells.name_key(f"{value['name']} {value['nature_label']}")
    private = " privée" if cells.name_key(value["sector"]) in ("prive", "privee", "pr") else ""
    if nature == COLLEGE or (not nature and "college" in name):
        return "collège privé" if private else "collège"
    both = value["nursery"] in ("1", "1.0") and value["elementary"] in ("1", "1.0")
    if both or (not value["nursery"] and "primaire" in name):
        return f"école primaire{private}"
    if nature in ("101", "102", "103", "111") or value["nursery"] in ("1", "1.0") or (not nature and "maternelle" in name):
        return f"école maternelle{private}"
    return f"école élémentaire{private}"


def shown_name(name: str, city: str) -> str:
    """A name that says which school it is: « Ecole primaire » becomes « Ecole primaire, Mailleroncourt-Charette »."""
    text = cells.plain(name)
    words = cells.name_key(text).split()
    if city and all(word in _MEANS_NOTHING for word in words):
        return f"{text or 'École'}, {city}"
    return text


@lru_cache(maxsize=2048)
def district(name: str) -> str:
    """A district without « Circonscription d’inspection du 1er degré de »; its article is kept aside after a bar."""
    text = cells.plain(name)
    match = _PREFIX.match(text)
    if match is None:
        return text
    rest = text[match.end() :]
    article = cells.name_key(match.group("article") or "")
    return f"{rest}|{_ARTICLES[article]}" if article in _ARTICLES and rest else rest


def _with_article(name: str, towns: frozenset[str]) -> str:
    rest, bar, article = name.partition("|")
    if not bar:
        return rest
    whole = article + rest
    folded = cells.name_key(whole)
    return (
        whole
        if any(folded == town or folded.startswith(town + " ") for town in towns if town.startswith(article[:2].lower()))
        else rest
    )
