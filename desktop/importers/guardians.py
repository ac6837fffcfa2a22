"""Guardians from ONDE or Base élèves: one row an adult, children in repeated columns read by position."""

from __future__ import annotations

from typing import NamedTuple

from desktop.errors import InputError
from desktop.importers import cells
from desktop.importers.headers import Layout
from desktop.importers.notes import Level, Note, Parsed, Refused, repaired_words

MAX_GUARDIANS = 120_000
MAX_FIELD = 1_000
FIELDS = ("civility", "last_name", "usage_name", "first_name", "address", "postal_code", "city", "email", "phone", "mobile")


class Child(NamedTuple):
    """A child a guardian answers for, as the row names it."""

    last_name: str
    usage_name: str
    first_name: str
    birth_date: str
    class_name: str

    @property
    def shown(self) -> str:
        return f"{self.first_name} {self.last_name or self.usage_name}".strip()


class GuardianRecord(NamedTuple):
    """An adult, as the row gives it. Work phones, occupation and consent to share addresses are not read."""

    line: int
    civility: str
    last_name: str
    usage_name: str
    first_name: str
    address: str
    postal_code: str
    city: str
    email: str
    phone: str
    mobile: str
    children: tuple[Child, ...]


def read_guardians(layout: Layout) -> Parsed[GuardianRecord]:
    """Every row of a guardians' table. Raises ``InputError`` when there is none."""
    records: list[GuardianRecord] = []
    refused: list[Refused] = []
    notes: list[Note] = []
    total = 0
    groups = list(layout.children)
    zeros: dict[str, list[int]] = {}
    for line, row in layout.sheet.rows():
        if line <= layout.line:
            continue
        total += 1
        if total > MAX_GUARDIANS:
            raise InputError(
                f"Ligne {line} : plus de {MAX_GUARDIANS} responsables dans un seul fichier. Rien n’a été lu.", line=line
            )
        _read(layout, groups, line, row, records, refused, notes, zeros)
    if not total:
        raise InputError(f"Ligne {layout.line} : ce fichier n’a que sa ligne de titres, aucun responsable.", line=layout.line)
    for field, lines in zeros.items():
        notes.append(
            Note(
                lines[0],
                layout.title(field),
                "postal_zero" if field == "postal_code" else "phone_zero",
                repaired_words(field, len(lines)),
                "info",
                "",
                field,
            )
        )
    notes.sort(key=lambda note: note.line)
    return Parsed(
        layout.kind,
        layout.label,
        "guardians",
        tuple(records),
        tuple(refused),
        (),
        tuple(notes),
        layout.read(),
        layout.left(),
        layout.sheet.encoding,
        layout.sheet.separator,
        "",
        total,
    )


def _read(
    layout: Layout,
    groups: list[dict[str, int]],
    line: int,
    row: list[str],
    records: list[GuardianRecord],
    refused: list[Refused],
    notes: list[Note],
    zeros: dict[str, list[int]],
) -> None:
    width = len(row)
    raw = {field: row[place] if (place := layout.columns.get(field, width)) < width else "" for field in FIELDS}

    def note(field: str, code: str, message: str, level: Level = "warning", short: str = "") -> None:
        notes.append(Note(line, layout.title(field) or field, code, message, level, short, field))

    def refuse(field: str, code: str, message: str, short: str) -> None:
        note(field, code, message, "refused", short)
        refused.append(Refused(line, {name: text[:80] for name, text in raw.items()}, code))

    for field, text in raw.items():
        if len(text) > MAX_FIELD:
            refuse(
                field,
                "field_too_long",
                f"{len(text)} caractères dans « {layout.title(field)} » : {MAX_FIELD} au plus. "
                "Ce responsable n’est pas importé.",
                "champ démesuré",
            )
            return
        if text and cells.odd(text):
            note(
                field,
                "control_characters",
                "Des caractères qui ne s’affichent pas ont été retirés.",
                short="caractères retirés",
            )
    value = {field: cells.plain(text) for field, text in raw.items()}
    if not value["last_name"] and value["usage_name"]:
        value["last_name"], value["usage_name"] = value["usage_name"], ""
    if not value["last_name"]:
        refuse("last_name", "missing_name", "Nom vide. Ce responsable n’est pas importé.", "pas de nom")
        return
    value["civility"] = civility(value["civility"])
    value["postal_code"], repaired = cells.postal_code(value["postal_code"])
    if repaired:
        zeros.setdefault("postal_code", []).append(line)
    for field in ("phone", "mobile"):
        value[field], repaired = cells.phone(value[field])
        if repaired:
            zeros.setdefault(field, []).append(line)
    children = []
    for group in _all_groups(groups, width):
        child = _child(group, row)
        if child is None:
            continue
        born = cells.day(child.birth_date).iso if child.birth_date else ""
        if child.birth_date and not born:
            notes.append(
                Note(
                    line,
                    layout.title("child_birth_date"),
                    "bad_date",
                    f"« {child.birth_date[:40]} » n’est pas une date : l’enfant est cherché par son nom.",
                    "warning",
                    "naissance illisible",
                    "child_birth_date",
                )
            )
        children.append(child._replace(birth_date=born))
    records.append(
        GuardianRecord(
            line,
            value["civility"],
            value["last_name"],
            value["usage_name"],
            value["first_name"],
            value["address"],
            value["postal_code"],
            value["city"],
            value["email"],
            value["phone"],
            value["mobile"],
            tuple(children),
        )
    )


def _all_groups(groups: list[dict[str, int]], width: int) -> list[dict[str, int]]:
    """The header's groups, and those a longer line goes on with at the same distance."""
    if not groups:
        return groups
    if len(groups) > 1:
        step = groups[-1]["child_first_name"] - groups[-2]["child_first_name"]
    else:
        step = max(groups[0].values()) - min(groups[0].values()) + 1
    while step > 0 and groups[-1]["child_first_name"] + step < width and len(groups) < 40:
        groups.append({field: place + step for field, place in groups[-1].items()})
    return groups


def _child(group: dict[str, int], row: list[str]) -> Child | None:
    width = len(row)

    def at(field: str) -> str:
        place = group.get(field, width)
        return cells.plain(row[place][:MAX_FIELD]) if place < width else ""

    child = Child(
        at("child_last_name"), at("child_usage_name"), at("child_first_name"), at("child_birth_date"), at("child_class")
    )
    return child if child.first_name and (child.last_name or child.usage_name) else None


def civility(text: str) -> str:
    """« Mme » or « M. » from any writing of them (« MLLE » is no longer used); anything else is left."""
    word = cells.name_key(text[:20])
    if word in ("mme", "madame", "mlle", "mademoiselle", "f"):
        return "Mme"
    return "M." if word in ("m", "mr", "monsieur", "h") else ""
