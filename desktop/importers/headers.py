"""Which layout a table has, told by its titles and never by the file's name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from desktop.errors import InputError
from desktop.importers.fields import CHILDREN, GUARDIANS, KIND_LABELS, TARGET_LABELS, TARGETS, Field
from desktop.importers.table import Row, Sheet
from desktop.texts import fold

_ASIDE = re.compile(r"\((?!s\)|e\)|s\b)[^)]*\)|\s-\s*(?:optionn|facultati).*$", re.IGNORECASE)
_DATA = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}|\d{7}[A-Za-z]|\d{9}[A-Za-z]{2}|\d{10}[A-Za-z]|\d{5}|.+@.+|0\d(?:[ .]?\d\d){4}"
)
_WHERE = 30
_SHOWN_ROWS = 6


@dataclass(frozen=True, slots=True)
class Layout:
    """A recognised table: which column holds which field; ``children`` are a guardian's repeated columns, by position."""

    kind: str
    target: str
    sheet: Sheet
    line: int
    headers: tuple[str, ...]
    columns: dict[str, int]
    children: tuple[dict[str, int], ...] = ()
    repeated: tuple[str, ...] = ()
    full_width: int = 0

    @property
    def label(self) -> str:
        return KIND_LABELS[self.kind]

    @property
    def width(self) -> int:
        """How many cells a whole row has, empty last columns included."""
        return max(self.full_width, len(self.headers))

    def title(self, field: str) -> str:
        """The title of a field's column, as the file gives it."""
        place = self.columns.get(field, -1)
        if place < 0 and field.startswith("child_") and self.children:
            place = self.children[0].get(field, -1)
        return self.headers[place].strip() if 0 <= place < len(self.headers) else ""

    def read(self, but: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Titles of the columns whose values are kept, in the file's order, each once."""
        kept = sorted(
            {place for field, place in self.columns.items() if field not in but}
            | {place for child in self.children for place in child.values() if place < len(self.headers)}
        )
        return tuple(dict.fromkeys(self.headers[place].strip() for place in kept))

    def left(self, but: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Titles of the columns that are not kept."""
        read = set(self.read(but))
        return tuple(dict.fromkeys(title for header in self.headers if (title := header.strip()) and title not in read))


class NeedsMapping(InputError):
    """Titles that are not known: someone must say what each column is. ``guess`` is what was recognised all the same."""

    def __init__(
        self,
        message: str,
        *,
        kind: str,
        headers: tuple[str, ...],
        samples: tuple[tuple[str, ...], ...],
        guess: dict[str, int],
        line: int,
    ) -> None:
        super().__init__(message, line=line)
        self.kind = kind
        self.headers = headers
        self.samples = samples
        self.guess = guess

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields a column can be given to."""
        return fields_of(self.kind)


def fields_of(kind: str) -> tuple[Field, ...]:
    """The target fields of ``pupils``, ``guardians``, ``teachers`` or ``schools``."""
    return TARGETS[kind]


@lru_cache(maxsize=8192)
def key(title: str) -> str:
    """A title as it is compared: no case, accent, space, sign, byte-order mark or aside in brackets."""
    text = _ASIDE.sub("", title[:300].replace("\ufeff", "").removeprefix("ï»¿"))
    return fold(text).replace(" ", "")


def signature(headers: Sequence[str]) -> str:
    """What a layout is remembered by."""
    return "|".join(key(header) for header in headers).rstrip("|")


def recognise(sheets: Sequence[Sheet], kind: str = "") -> Layout:
    """The layout of the best reading of a file. Raises ``NeedsMapping``, or ``InputError`` when it is no table.

    ``kind`` limits the search to one target: ``pupils``, ``guardians``, ``teachers`` or ``schools``.
    """
    best: tuple[tuple[int, int, int], Layout] | None = None
    stopped: list[tuple[int, InputError]] = []
    for sheet in sheets:
        head, error = sheet.head()
        if error is not None:
            stopped.append((len(head), error))
        for place, (line, cells) in enumerate(head[:_WHERE]):
            found = _layout(sheet, line, cells, kind)
            if found is None:
                continue
            whole = not _missing(found)
            rank = (int(whole), len(found.columns) + len(found.children), -place)
            if best is None or rank > best[0]:
                best = (rank, found)
    if best is not None and best[0][0]:
        return best[1]
    if stopped and (best is None or best[0][1] < 3):
        raise max(stopped, key=lambda item: item[0])[1]
    if best is not None and best[0][1] >= 2:
        raise _incomplete(best[1])
    raise _unknown(sheets, kind)


def mapped(sheets: Sequence[Sheet], kind: str, mapping: Mapping[str, int]) -> Layout:
    """A layout told by a person: field → column. A guardian's further children repeat the titles of the first."""
    try:
        layout = recognise(sheets, kind)
        sheet, line, headers = layout.sheet, layout.line, layout.headers
    except NeedsMapping:
        sheet, line, cells = _table(sheets)
        headers = tuple(cells)
    known = {field.code for field in fields_of(kind)}
    for code, place in mapping.items():
        if code not in known or not 0 <= place < len(headers):
            raise InputError("Cette correspondance de colonnes ne va pas avec ce fichier.", column=code)
    own = {code: place for code, place in mapping.items() if not code.startswith("child_")}
    first = {code: place for code, place in mapping.items() if code.startswith("child_")}
    layout = Layout(
        {"pupils": "eleves", "guardians": "responsables", "teachers": "enseignants", "schools": "ecoles"}[kind],
        kind,
        sheet,
        line,
        headers,
        own,
        _alike(headers, first) if first else (),
    )
    missing = _missing(layout)
    if missing:
        raise InputError(f"Il faut dire quelle colonne est « {missing[0]} ».", line=line, column=missing[0])
    return layout


def titles(sheets: Sequence[Sheet]) -> tuple[str, ...]:
    """The titles of a table nobody knows, to look its mapping up."""
    return tuple(_table(sheets)[2])


def _alike(headers: tuple[str, ...], first: dict[str, int]) -> tuple[dict[str, int], ...]:
    keys = [key(header) for header in headers]
    places = {code: [p for p, k in enumerate(keys) if k == keys[place] and p >= place] for code, place in first.items()}
    count = min(len(found) for found in places.values())
    return tuple({code: found[number] for code, found in places.items()} for number in range(count))


# -- recognising -----------------------------------------------------------------------------------------------------------
def _layout(sheet: Sheet, line: int, cells: list[str], kind: str) -> Layout | None:
    """What this row says if it is a row of titles: the target most of whose fields it names."""
    keys = [key(cell) if cell and len(cell) < 300 else "" for cell in cells]
    while keys and not keys[-1]:
        keys.pop()
    headers = tuple(cells[: len(keys)])
    named = set(keys)
    found: list[Layout] = []
    if kind in ("", "guardians") and (children := _children(keys)):
        columns, repeated = _match(GUARDIANS, keys, but={place for child in children for place in child.values()})
        if "last_name" in columns:
            old = "numerodeposte" in named
            which = "be1d_responsables" if old else "onde_responsables"
            found.append(Layout(which, "guardians", sheet, line, headers, columns, children, repeated, len(cells)))
    if not found:
        for target in ("schools", "teachers", "pupils"):
            if kind in ("", target):
                columns, repeated = _match(TARGETS[target], keys)
                if columns and _fits(target, columns, named):
                    which = _kind(target, columns, named)
                    found.append(Layout(which, target, sheet, line, headers, columns, (), repeated, len(cells)))
    return max(found, key=lambda layout: (not _missing(layout), len(layout.columns)), default=None)


def _match(fields: Sequence[Field], keys: list[str], but: set[int] | None = None) -> tuple[dict[str, int], tuple[str, ...]]:
    columns: dict[str, int] = {}
    repeated = []
    for field in fields:
        places = [place for place, k in enumerate(keys) if k in field.titles and not (but and place in but)]
        if places:
            columns[field.code] = places[0]
            if any(keys[place] == keys[places[0]] for place in places[1:]):
                repeated.append(field.code)
    return columns, tuple(repeated)


def _children(keys: list[str]) -> tuple[dict[str, int], ...]:
    """Repeated columns of a guardian's children, cut where a title comes back."""
    codes = {title: field.code for field in CHILDREN for title in field.titles}
    children: list[dict[str, int]] = []
    for place, k in enumerate(keys):
        code = codes.get(k)
        if code is None:
            continue
        if not children or code in children[-1]:
            children.append({})
        children[-1][code] = place
    return tuple(child for child in children if "child_first_name" in child)


def _fits(target: str, columns: dict[str, int], named: set[str]) -> bool:
    if target == "schools":
        return "uai" in columns and not named & {"prenom", "prenomeleve", "firstname", "matiere", "domainid"}
    if target == "teachers":
        return (
            "civility" in columns and "last_name" in columns and not named & {"ine", "datenaissance", "datedenaissance", "sexe"}
        )
    return not (named & {"civilite"} and named & {"directeur"})


def _kind(target: str, columns: dict[str, int], named: set[str]) -> str:
    if target == "schools":
        if "numerodelecole" in named or "numeroecole" in named:
            return "effectifs"
        return "annuaire" if "identifiantdeletablissement" in named else "ecoles"
    if target == "teachers":
        return "be1d_enseignants" if "directeur" in named else "enseignants"
    if {"nomeleve", "prenomeleve"} <= named:
        return "onde_eleves" if "ine" in columns or "libelleclasse" in named else "be1d_eleves"
    if {"nom", "prenom", "naissance", "sexe", "ine"} <= named:
        return "ecole_inclusive"
    if {"genre", "datenaiss", "groupes"} <= named:
        return "sacoche_eleves"
    return "eleves"


def _missing(layout: Layout) -> list[str]:
    """Names of the fields a table cannot do without."""
    missing = [
        field.label
        for field in fields_of(layout.target)
        if field.required and field.code not in layout.columns and not any(field.code in c for c in layout.children)
    ]
    if layout.target == "pupils" and not missing and not {"birth_date", "ine"} & layout.columns.keys():
        missing.append("Date de naissance")
    return missing


# -- not recognised --------------------------------------------------------------------------------------------------------
def _incomplete(layout: Layout) -> InputError:
    missing = " et ".join(f"« {name} »" for name in _missing(layout))
    return _needs(
        layout.sheet,
        layout.line,
        layout.headers,
        layout.target,
        layout.columns,
        f"Ligne {layout.line} : la colonne {missing} n’est pas reconnue parmi les titres. Dites à quoi correspond chaque "
        "colonne.",
    )


def _unknown(sheets: Sequence[Sheet], kind: str) -> InputError:
    sheet, line, cells = _table(sheets)
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) < 2:
        return InputError(
            "Ce fichier n’est pas un tableau : aucune ligne de titres n’y est reconnue. Choisissez le fichier CSV extrait "
            "d’ONDE, ou enregistrez le tableau en CSV ou en xlsx.",
            line=line,
            column="1",
        )
    told = next((number for number, cell in enumerate(cells, 1) if _DATA.fullmatch(cell.strip())), None)
    if told is not None or len(filled) < len(cells) / 2:
        return InputError(
            f"Ligne {line}, colonne {told or 1} : ce fichier n’a pas de ligne de titres (Nom, Prénom, Date de naissance…). "
            "Reprenez l’extraction avec ses titres.",
            line=line,
            column=str(told or 1),
        )
    return _needs(
        sheet,
        line,
        tuple(cells),
        kind or "pupils",
        {},
        f"Ligne {line} : ces titres de colonnes ne sont pas connus. Dites à quoi correspond chaque colonne "
        f"pour importer des {TARGET_LABELS[kind or 'pupils']}.",
    )


def _needs(sheet: Sheet, line: int, headers: tuple[str, ...], kind: str, guess: dict[str, int], message: str) -> NeedsMapping:
    rows, _ = sheet.head()
    samples = tuple(tuple(cell[:80] for cell in cells[: len(headers)]) for n, cells in rows if n > line)[:_SHOWN_ROWS]
    return NeedsMapping(message, kind=kind, headers=headers, samples=samples, guess=dict(guess), line=line)


def _table(sheets: Sequence[Sheet]) -> tuple[Sheet, int, list[str]]:
    """The reading with the most steady number of columns, and its first full row."""
    best: tuple[int, Sheet, list[Row]] | None = None
    for sheet in sheets:
        head, _ = sheet.head()
        widths = [sum(1 for cell in cells if cell.strip()) for _, cells in head]
        wide = sorted(widths)[len(widths) // 2] if widths else 0
        if head and (best is None or wide > best[0]):
            best = (wide, sheet, head)
    if best is None:
        raise InputError("Ce fichier ne contient aucune ligne.")
    wide, sheet, head = best
    line, cells = next(
        ((line, cells) for line, cells in head if sum(1 for c in cells if c.strip()) >= max(1, wide * 0.8)), head[0]
    )
    return sheet, line, list(cells)
