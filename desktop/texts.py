"""French words around values: dates, plurals, ages, spaces, and folding for sorting and searching."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

NBSP, NNBSP = "\u00a0", "\u202f"
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")
"""Days a timetable has."""
_DAYS = (*WEEKDAYS, "dimanche")
_MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
           "décembre")
_SHORT_MONTHS = ("janv.", "févr.", "mars", "avril", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc.")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o", "ł": "l",
                            "Ł": "l", "đ": "d", "Đ": "d", "ı": "i"})
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufffe\uffff\ud800-\udfff]")


def fold(text: str) -> str:
    """Lower case, without accents, « œ » as « oe », anything but letters and digits as one space."""
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return _NOT_WORD.sub(" ", plain).strip()


def clean(text: str) -> str:
    """Text as the vault keeps it: NFC, LF ends, no control character but tab and newline; nothing else changes."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROL.sub("", text))


def long_date(day: date) -> str:
    """« lundi 23 novembre 2026 », for papers; the first of a month is « 1er »."""
    return f"{_DAYS[day.weekday()]} {day_month(day)} {day.year}"


def plain_date(day: date) -> str:
    """« 23 novembre 2026 »."""
    return f"{day_month(day)} {day.year}"


def day_month(day: date) -> str:
    """« 23 novembre »."""
    return f"{_day(day)} {_MONTHS[day.month - 1]}"


def _day(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def short_date(day: date, today: date | None = None) -> str:
    """« lun. 23 nov. », for lists; the year is added when it is not this school year's neighbourhood."""
    text = f"{_DAYS[day.weekday()][:3]}. {_day(day)} {_SHORT_MONTHS[day.month - 1]}"
    if today is not None and abs((day - today).days) > 300:
        text += f" {day.year}"
    return text


def numeric_date(day: date) -> str:
    """« 23/11/2026 »."""
    return day.strftime("%d/%m/%Y")


def parse_day(text: str | None) -> date | None:
    """A day kept as ``AAAA-MM-JJ``; ``None`` when empty or not a day."""
    try:
        return date.fromisoformat(text) if text else None
    except (ValueError, TypeError):  # a contact may write a number where a day is expected
        return None


def age(birth: date, today: date) -> str:
    """« 8 ans 11 mois »; « 11 mois » under one year."""
    months = (today.year - birth.year) * 12 + today.month - birth.month - (today.day < birth.day)
    years, rest = divmod(max(months, 0), 12)
    parts = [plural(years, "an", "ans")] if years else []
    if rest or not years:
        parts.append(f"{rest} mois")
    return " ".join(parts)


def born_word(sex: str) -> str:
    """« né », « née »; « né(e) » when the sex is not known."""
    return {"F": "née", "M": "né", "G": "né"}.get(sex.upper()[:1], "né(e)")


def born(sex: str, day: date | None) -> str:
    """« née le 25 mars 2020 »; empty when the day is not known."""
    return f"{born_word(sex)} le {plain_date(day)}" if day else ""


def plural(count: int, one: str, many: str | None = None) -> str:
    """« 1 élève », « 2 élèves », « 0 élève » (French: zero is singular)."""
    word = one if abs(count) < 2 else (many if many is not None else one + "s")
    return f"{number(count)} {word}"


def number(count: int) -> str:
    """Thousands separated by a narrow no-break space."""
    return f"{count:,}".replace(",", NNBSP)


def cut(text: str, most: int) -> str:
    """The text, or as much of it as ``most`` signs hold, the last one « … »."""
    return text if len(text) <= most else text[:most - 1].rstrip() + "…"


def typographic(text: str, *, paper: bool = False) -> str:
    """French spaces and apostrophes for our own sentences (never for what a person typed).

    On paper the narrow space becomes the ordinary no-break space: ReportLab breaks lines at U+202F.
    """
    narrow = NBSP if paper else NNBSP
    text = text.replace("'", "’")
    text = re.sub(r" ?([;!?])", narrow + r"\1", text)
    text = re.sub(r" :", NBSP + ":", text)
    return text.replace("« ", "«" + NBSP).replace(" »", NBSP + "»")


def list_name(last_name: str, first_name: str) -> str:
    """« NOM Prénom », for lists."""
    return f"{last_name.upper()} {first_name}".strip()


def of_name(name: str) -> str:
    """« de Paul », « d’Anne », « d’Hélène »."""
    return f"d’{name}" if fold(name)[:1] in tuple("aeiouh") else f"de {name}"


def family_name(last_name: str, first_name: str) -> str:
    """« Prénom Nom », for families and papers."""
    return f"{first_name} {title_name(last_name)}".strip()


def title_name(name: str) -> str:
    """« BEN SALAH » → « Ben Salah », « D'ALMEIDA » → « D'Almeida »; a name in mixed case is left as typed."""
    if name != name.upper():
        return name
    return re.sub(r"[^\W\d_]+", lambda m: m.group(0)[0] + m.group(0)[1:].lower(), name)
