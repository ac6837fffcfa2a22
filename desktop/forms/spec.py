"""How a paper is declared: fields, sections and forms, in plain Python, read by screen, check, storage, PDF and export.

Answers are a ``dict`` keyed by field key, JSON-ready: ``str`` for texts, ``"AAAA-MM-JJ"`` for dates, ``bool`` for
ticks, an option's code (or a list of codes) for choices, a list of ``dict`` (one a line, with its ``id``) for tables.
Nothing is ever required to save or to print; completeness is only told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from desktop.errors import InputError
from desktop.texts import clean, parse_day, short_date

MAX_TEXT = 400_000
"""Longest text of one field, in characters: more than anyone types, less than what stops a screen."""

Value = Any
Answers = dict[str, Value]
State = Literal["empty", "partial", "complete"]
KEY = re.compile(r"[a-z][a-z0-9_]*\Z")


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: a code for machines, kept for ever, and a label for people."""

    code: str
    label: str
    help: str = ""


def options(**labels: str) -> tuple[Option, ...]:
    """``options(oui="oui", non="non")`` → options in that order."""
    return tuple(Option(code, label) for code, label in labels.items())


@dataclass(frozen=True, slots=True)
class Field:
    """One question. ``key`` is French ASCII and outlives any change of label."""

    key: str
    label: str
    help: str = field(default="", kw_only=True)
    expected: bool = field(default=False, kw_only=True)
    """Told as missing when empty; never refused."""

    def clean(self, value: Value) -> Value:
        """The value as it is kept. Raises ``InputError`` when it cannot be this field's."""
        raise InputError(f"« {self.label} » n’attend pas cette valeur.", column=self.key)

    def held(self, value: Value) -> Value:
        """A kept value as screens and papers may rely on it: of this field's kind, or none. What another program wrote in a
        pli may be of any kind."""
        return value if isinstance(value, str) else None

    def display(self, value: Value) -> str:
        """The value as people read it; empty when there is none."""
        return "" if value is None else str(value)

    def is_empty(self, value: Value) -> bool:
        return value in (None, "", [], False)


@dataclass(frozen=True, slots=True)
class Text(Field):
    """Free text; ``lines`` is the room left on a blank print."""

    lines: int = field(default=1, kw_only=True)
    placeholder: str = field(default="", kw_only=True)

    def clean(self, value: Value) -> Value:
        if value is None:
            return None
        if not isinstance(value, str):
            return Field.clean(self, value)
        if len(value) > MAX_TEXT:
            raise InputError(f"« {self.label} » dépasse {MAX_TEXT} caractères.", column=self.key)
        return clean(value) or None

    def held(self, value: Value) -> Value:
        if isinstance(value, list):
            return ", ".join(map(str, value)) or None
        return value if value is None or isinstance(value, str) else str(value)


@dataclass(frozen=True, slots=True)
class Date(Field):
    """A day."""

    def clean(self, value: Value) -> Value:
        if value in (None, ""):
            return None
        if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value) or parse_day(value) is None:
            raise InputError(f"« {self.label} » attend une date qui existe, écrite AAAA-MM-JJ.", column=self.key)
        return value

    def display(self, value: Value) -> str:
        day = parse_day(value)
        return "" if day is None else f"{short_date(day)} {day.year}"

    @staticmethod
    def day(value: Value) -> date | None:
        return parse_day(value)


@dataclass(frozen=True, slots=True)
class Time(Field):
    """An hour of the day, kept ``HH:MM``, shown « 16 h 30 »."""

    def clean(self, value: Value) -> Value:
        if value in (None, ""):
            return None
        if self.held(value) is None:
            raise InputError(f"« {self.label} » attend une heure, écrite HH:MM.", column=self.key)
        return value

    def held(self, value: Value) -> Value:
        return value if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value) else None

    def display(self, value: Value) -> str:
        if not self.held(value):
            return ""
        hours, minutes = value.split(":")
        return f"{int(hours)}\u00a0h" + (f"\u00a0{minutes}" if minutes != "00" else "")


@dataclass(frozen=True, slots=True)
class Number(Field):
    """A whole number."""

    least: int = field(default=0, kw_only=True)
    most: int = field(default=9999, kw_only=True)
    unit: str = field(default="", kw_only=True)

    def clean(self, value: Value) -> Value:
        if value in (None, ""):
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            raise InputError(f"« {self.label} » attend un nombre de {self.least} à {self.most}.", column=self.key)
        return value

    def held(self, value: Value) -> Value:
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def display(self, value: Value) -> str:
        return "" if value is None else f"{value}\u00a0{self.unit}".strip()

    def is_empty(self, value: Value) -> bool:
        return value is None


@dataclass(frozen=True, slots=True)
class Tick(Field):
    """A box to tick."""

    def clean(self, value: Value) -> Value:
        if value is not None and not isinstance(value, bool):
            raise InputError(f"« {self.label} » attend oui ou non.", column=self.key)
        return value

    def held(self, value: Value) -> Value:
        return value if isinstance(value, bool) else None

    def display(self, value: Value) -> str:
        return "oui" if value else ""


@dataclass(frozen=True, slots=True)
class Choice(Field):
    """One code among ``options``, or several with ``many``."""

    options: tuple[Option, ...] = field(default=(), kw_only=True)
    many: bool = field(default=False, kw_only=True)

    def clean(self, value: Value) -> Value:
        if value in (None, "", []):
            return None
        known = {option.code for option in self.options}
        codes = value if self.many else [value]
        if not isinstance(codes, list) or any(not isinstance(code, str) or code not in known for code in codes):
            names = ", ".join(sorted(known))
            raise InputError(f"« {self.label} » attend un choix parmi : {names}.", column=self.key)
        chosen = set(codes)
        return [o.code for o in self.options if o.code in chosen] if self.many else value

    def held(self, value: Value) -> Value:
        if self.many and isinstance(value, list):
            return [code for code in value if isinstance(code, str)]
        return value if isinstance(value, str) and not self.many else None

    def display(self, value: Value) -> str:
        codes = value if isinstance(value, list) else [value] if value else []
        labels = {option.code: option.label for option in self.options}
        return ", ".join(labels.get(code, str(code)) for code in codes)


@dataclass(frozen=True, slots=True)
class Table(Field):
    """Lines of cells. Each line is a row of its own in the journal; ``rows`` is the number printed blank."""

    columns: tuple[Field, ...] = field(default=(), kw_only=True)
    rows: int = field(default=3, kw_only=True)
    most: int = field(default=200, kw_only=True)
    widths: tuple[int, ...] = field(default=(), kw_only=True)
    """Relative widths on screen and paper."""
    add: str = field(default="Ajouter une ligne", kw_only=True)

    def clean(self, value: Value) -> Value:
        if value in (None, []):
            return None
        if not isinstance(value, list) or len(value) > self.most:
            raise InputError(f"« {self.label} » attend au plus {self.most} lignes.", column=self.key)
        return [self.clean_line(line) for line in value]

    def clean_line(self, line: Value) -> dict[str, Value]:
        if not isinstance(line, dict):
            raise InputError(f"« {self.label} » attend des lignes faites de cellules.", column=self.key)
        known = {column.key: column for column in self.columns}
        unknown = set(line) - set(known) - {"id"}
        if unknown:
            raise InputError(f"« {self.label} » n’a pas de colonne « {sorted(unknown)[0]} ».", column=self.key)
        cells = {key: known[key].clean(cell) for key, cell in line.items() if key != "id"}
        return {"id": line["id"], **cells} if isinstance(line.get("id"), str) else cells

    def held(self, value: Value) -> Value:
        if not isinstance(value, list):
            return None
        return [{**({"id": line["id"]} if "id" in line else {}), **{c.key: c.held(line.get(c.key)) for c in self.columns}}
                for line in value if isinstance(line, Mapping)]

    def display(self, value: Value) -> str:
        lines = []
        for line in self.held(value) or []:
            cells = [column.display(line.get(column.key)) for column in self.columns]
            lines.append(" — ".join(cell for cell in cells if cell))
        return "\n".join(line for line in lines if line)

    def is_empty(self, value: Value) -> bool:
        return not any(not c.is_empty(line.get(c.key)) for line in value or [] for c in self.columns)


@dataclass(frozen=True, slots=True)
class Section:
    """A titled group of questions."""

    title: str
    fields: tuple[Field, ...]
    code: str = field(kw_only=True)
    help: str = field(default="", kw_only=True)
    optional: bool = field(default=False, kw_only=True)
    """Folded at first, not counted as missing, one line on paper when empty."""

    def state(self, answers: Mapping[str, Value]) -> State:
        filled = [not f.is_empty(answers.get(f.key)) for f in self.fields]
        if not any(filled):
            return "empty"
        expected = [done for f, done in zip(self.fields, filled, strict=True) if f.expected]
        return "complete" if all(expected) else "partial"


Upgrade = Callable[[Answers], Answers]


@dataclass(frozen=True, slots=True)
class Form:
    """A paper: its code and version, and its sections. ``upgrades[v]`` turns answers of version v into v + 1."""

    code: str
    version: int
    title: str
    sections: tuple[Section, ...]
    short: str = ""
    upgrades: Mapping[int, Upgrade] = field(default_factory=dict)

    def fields(self) -> Iterator[Field]:
        for section in self.sections:
            yield from section.fields

    def field(self, key: str) -> Field:
        """Raises ``InputError`` for a key this form does not have."""
        for candidate in self.fields():
            if candidate.key == key:
                return candidate
        raise InputError(f"« {self.title} » n’a pas de question « {key} ».", column=key)

    def tables(self) -> tuple[Table, ...]:
        return tuple(f for f in self.fields() if isinstance(f, Table))

    def complete_answers(self, answers: Mapping[str, Value]) -> Answers:
        """All keys of the form, ``None`` when empty, each of its field's kind."""
        return {f.key: f.held(answers.get(f.key)) for f in self.fields()}

    def clean(self, answers: Mapping[str, Value]) -> Answers:
        """Partial answers as they are kept. Raises ``InputError`` naming the question."""
        if not isinstance(answers, Mapping):
            raise InputError("Les réponses sont un objet JSON, par clé.", column="answers")
        return {key: self.field(key).clean(value) for key, value in answers.items()}

    def states(self, answers: Mapping[str, Value]) -> dict[str, State]:
        return {section.code: section.state(answers) for section in self.sections}

    def missing(self, answers: Mapping[str, Value]) -> tuple[Field, ...]:
        """Expected questions without an answer yet."""
        return tuple(f for s in self.sections if not s.optional for f in s.fields
                     if f.expected and f.is_empty(answers.get(f.key)))

    def upgrade(self, answers: Answers, version: int) -> Answers:
        """Answers written under ``version``, brought to this version."""
        for step in range(max(version, 1), self.version):
            answers = self.upgrades[step](dict(answers))
        return answers
