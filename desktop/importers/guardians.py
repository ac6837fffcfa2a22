"""Guardians from ONDE or Base élèves: one row an adult, children in repeated columns read by position."""

from __future__ import annotations

from typing import NamedTuple

from desktop.importers import cells
from desktop.importers.headers import Layout
from desktop.importers.notes import Parsed
from desktop.importers.reading import MAX_FIELD, Reading

MAX_GUARDIANS = 120_000
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
    reading: Reading[GuardianRecord] = Reading(layout, "responsable", MAX_GUARDIANS)
    groups = list(layout.children)
    for line, row in reading.rows():
        value = _adult(reading, line, row)
        if value is not None:
            children = _children(reading, line, row, _all_groups(groups, len(row)))
            reading.records.append(GuardianRecord._make((line, *(value[field] for field in FIELDS), children)))
    return reading.finish()


def _adult(reading: Reading[GuardianRecord], line: int, row: list[str]) -> dict[str, str] | None:
    """The adult's own cells, or nothing when the row is refused."""
    columns, width = reading.layout.columns, len(row)
    raw = {field: row[place] if (place := columns.get(field, width)) < width else "" for field in FIELDS}
    if reading.too_long(line, raw, "Ce responsable"):
        return None
    value = {field: cells.plain(text) for field, text in raw.items()}
    if not value["last_name"]:
        value["last_name"], value["usage_name"] = value["usage_name"], ""
    if not value["last_name"]:
        reading.refuse(line, raw, "last_name", "missing_name", "Nom vide. Ce responsable n’est pas importé.", "pas de nom")
        return None
    value["civility"] = civility(value["civility"])
    for field, mend in (("postal_code", cells.postal_code), ("phone", cells.phone), ("mobile", cells.phone)):
        value[field], repaired = mend(value[field])
        if repaired:
            reading.repaired(field, line)
    return value


def _children(reading: Reading[GuardianRecord], line: int, row: list[str], groups: list[dict[str, int]]) -> tuple[Child, ...]:
    children = []
    for group in groups:
        child = _child(group, row)
        if child is None:
            continue
        born = cells.day(child.birth_date).iso if child.birth_date else ""
        if child.birth_date and not born:
            message = f"« {child.birth_date[:40]} » n’est pas une date : l’enfant est cherché par son nom."
            reading.note(line, "child_birth_date", "bad_date", message, short="naissance illisible")
        children.append(child._replace(birth_date=born))
    return tuple(children)


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
