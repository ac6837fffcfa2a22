"""A fillable PDF that comes back, filled by any program: its fields by name, then the answers they make.

Only values of fields are taken: nothing the file could run, show or attach is looked at. Whatever is wrong is one sentence.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Pdf

from desktop.errors import InputError, PoleError
from desktop.forms.paper_fields import CODE_FIELD, FORM_FIELD, HEAD, KINDS, MOST_LINES, header
from desktop.forms.spec import Choice, Date, Field, Form, Table, Text, Tick
from desktop.importers.cells import day
from desktop.texts import clean, fold

MAX_BYTES, MAX_FIELDS, MAX_TEXT = 10_000_000, 500, 20_000
DEEPEST, MAX_NODES, MAX_VISITS = 12, 5_000, 20_000
_INFLATED = 64_000_000
"""Memory a compressed part of the file may take once opened."""
_CODE_LENGTH = 80
DAMAGED = "Ce PDF est abîmé et ne se laisse pas lire. Demandez-en une nouvelle copie."
NOT_OURS = "Ce PDF n’est pas un formulaire de Pôle Ressource : rien n’en a été lu."
FLAT = ("Ce PDF n’a pas de champs à lire : il a été numérisé, imprimé en PDF ou « aplati ». "
        "Saisissez-le comme une demande reçue sur papier.")
CLOSED = "Ce PDF est fermé par un mot de passe. Demandez-en une copie ouverte."
TOO_BIG = "Ce PDF dépasse 10 Mo : un formulaire en fait moins d’un. Rien n’a été lu."
TOO_MANY = f"Ce PDF a plus de {MAX_FIELDS} champs : ce n’est pas un formulaire de Pôle Ressource. Rien n’a été lu."
NEWER = "Ce formulaire a été fait par une version plus récente de Pôle Ressource : mettez le programme à jour, puis reprenez-le."
MENDED = "Le fichier a été un peu abîmé en chemin : relisez bien chaque réponse."
LEFT_OUT = "Le fichier contenait aussi des pièces jointes ou un petit programme : rien n’en est gardé."
pikepdf.settings.set_qpdf_limits(flate_max_memory=_INFLATED, run_length_max_memory=_INFLATED, png_max_memory=_INFLATED,
                                 tiff_max_memory=_INFLATED, dct_max_memory=_INFLATED, doc_max_warnings=200)
logging.getLogger("pikepdf").setLevel(logging.CRITICAL)
"""What qpdf says of a damaged file may quote it: it goes nowhere."""


@dataclass(frozen=True, slots=True)
class FilledForm:
    """Fields as they were found: texts, and ticks as truths."""

    kind: str
    version: int
    code: str
    values: Mapping[str, str | bool]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """One question: its value as the form keeps it, what was written, and why it cannot be taken as it is."""

    field: Field
    value: Any
    raw: str = ""
    remark: str = ""


# -- the file ----------------------------------------------------------------------------------------------------------------
def read_form(data: bytes) -> FilledForm:
    """The fields of a form of ours. Raises ``InputError`` with a sentence for the person."""
    if len(data) > MAX_BYTES:
        raise InputError(TOO_BIG)
    if b"%PDF-" not in data[:1024]:
        raise InputError("Ce fichier n’est pas un PDF." if data else "Ce fichier est vide.")
    try:
        with Pdf.open(io.BytesIO(data)) as document:
            values = _fields(document)
            remarks = _remarks(document)
    except PoleError:
        raise
    except pikepdf.PasswordError:
        raise InputError(CLOSED) from None
    except (pikepdf.PikepdfError, pikepdf.PdfError, RuntimeError, ValueError, TypeError, AttributeError, KeyError, IndexError,
            OverflowError, MemoryError, NotImplementedError):
        raise InputError(DAMAGED) from None
    mark = str(values.get(FORM_FIELD, ""))
    if not mark:
        raise InputError(NOT_OURS if values else FLAT)
    code, _, number = mark.partition("/")
    kind = next((kind for kind, form in KINDS.items() if form.code == code), "")
    if not kind or not (number.isascii() and number.isdigit()) or len(number) > 4 or int(number) < 1:
        raise InputError(NOT_OURS)
    if int(number) > KINDS[kind].version:
        raise InputError(NEWER)
    return FilledForm(kind, int(number), str(values.get(CODE_FIELD, ""))[:_CODE_LENGTH], values, remarks)


def _fields(document: Pdf) -> dict[str, str | bool]:
    """Every field with its full name: from the tree of the form, then from the pages for what hangs from no tree."""
    found: dict[str, str | bool] = {}
    seen = _Seen()
    form = _dictionary(document.Root.get("/AcroForm"))
    roots = _list(form.get("/Fields")) if form is not None else []
    for node in roots:
        _walk(node, "", {}, found, seen, 0)
    for page in document.pages:
        seen.visit()
        for note in _list(page.obj.get("/Annots")):
            seen.visit()
            one = _dictionary(note)
            if one is not None and one.get("/Subtype") == pikepdf.Name.Widget and one.objgen not in seen:
                _alone(one, found)
    return found


class _Seen(set[Any]):
    """Objects already met, and how much was looked at in all: nothing of ours is that long, whatever hangs from what."""

    visits = 0

    def visit(self) -> None:
        self.visits += 1
        if self.visits > MAX_VISITS:
            raise InputError(TOO_MANY)


def _walk(node: Any, above: str, inherited: Mapping[str, Any], found: dict[str, str | bool], seen: _Seen, depth: int) -> None:
    seen.visit()
    one = _dictionary(node)
    if one is None or depth > DEEPEST:
        return
    if one.is_indirect:
        if one.objgen in seen:
            return
        seen.add(one.objgen)
    if len(seen) > MAX_NODES:
        raise InputError(TOO_MANY)
    part = _string(one.get("/T"))
    name = ".".join(bit for bit in (above, part) if bit)
    now = {key: one.get(key, inherited.get(key)) for key in ("/FT", "/V", "/Ff")}
    children = _list(one.get("/Kids"))
    fields = [child for child in children if (kid := _dictionary(child)) is not None and "/T" in kid]
    for child in fields:
        _walk(child, name, now, found, seen, depth + 1)
    if not fields and name:
        widgets = [kid for child in children if (kid := _dictionary(child)) is not None]
        seen.update(kid.objgen for kid in widgets if kid.is_indirect)
        if now["/V"] is None:
            now["/V"] = next((kid.get("/V") for kid in widgets if "/V" in kid), None)
        _keep(name, now, [one, *widgets], found)


def _alone(widget: Any, found: dict[str, str | bool]) -> None:
    """A field met on a page only: its name is read upwards."""
    names: list[str] = []
    now: dict[str, Any] = {}
    node, steps = widget, 0
    while node is not None and steps < DEEPEST:
        if part := _string(node.get("/T")):
            names.append(part)
        for key in ("/FT", "/V", "/Ff"):
            if key in node and key not in now:
                now[key] = node.get(key)
        node, steps = _dictionary(node.get("/Parent")), steps + 1
    if names:
        _keep(".".join(reversed(names)), now, [widget], found)


def _keep(name: str, now: Mapping[str, Any], widgets: list[Any], found: dict[str, str | bool]) -> None:
    """One field's value; of two that bear one name, the first that says something stays."""
    if len(name) > 200:
        return
    value: str | bool
    if now.get("/FT") == pikepdf.Name.Btn:
        value = _ticked(now.get("/V"), widgets)
    else:
        value = _text(now.get("/V"))
    if not found.get(name):
        found[name] = value
    if len(found) > MAX_FIELDS:
        raise InputError(TOO_MANY)


def _ticked(value: Any, widgets: list[Any]) -> bool:
    """/Oui, /Yes, /On, /1: whatever is not « off ». Without a value, what the box shows decides."""
    if value is None:
        return any(str(widget.get("/AS", "/Off")).lstrip("/") not in ("Off", "") for widget in widgets)
    said = fold(_text(value) if isinstance(value, pikepdf.String | str) else str(value).lstrip("/"))
    return said not in ("off", "non", "no", "false", "0", "")


def _text(value: Any) -> str:
    """A text, whatever way it is written; a list gives its first."""
    if isinstance(value, pikepdf.Array):
        value = value[0] if len(value) else None
    if isinstance(value, pikepdf.Stream):
        if len(value.read_raw_bytes()) > 4 * MAX_TEXT:
            raise InputError(_too_long())
        found = _string(pikepdf.String(value.read_bytes()))
    elif isinstance(value, pikepdf.Name):
        found = str(value).lstrip("/")
    else:
        found = _string(value)
    if len(found) > MAX_TEXT:
        raise InputError(_too_long())
    return clean(found)


def _too_long() -> str:
    return f"Une réponse de ce PDF dépasse {MAX_TEXT:,} caractères : rien n’a été lu.".replace(",", "\u202f")


def _string(value: Any) -> str:
    """A PDF string as text: UTF-16 either way round, UTF-8 when marked so, PDFDocEncoding otherwise."""
    if isinstance(value, str):
        return value
    if not isinstance(value, pikepdf.String):
        return ""
    raw = bytes(value)
    if raw[:2] == b"\xff\xfe":
        return raw[2:].decode("utf-16-le", "replace")
    if raw[:2] == b"\xfe\xff":
        return raw[2:].decode("utf-16-be", "replace")
    if raw[:3] == b"\xef\xbb\xbf":
        return raw[3:].decode("utf-8", "replace")
    return raw.decode("pdfdoc", "replace")


def _dictionary(value: Any) -> Any:
    return value if isinstance(value, pikepdf.Dictionary) else None


def _list(value: Any) -> list[Any]:
    if not isinstance(value, pikepdf.Array):
        return []
    if len(value) > MAX_NODES:
        raise InputError(TOO_MANY)
    return list(value)


def _remarks(document: Pdf) -> tuple[str, ...]:
    """What the person is told of the file itself."""
    root = document.Root
    names = _dictionary(root.get("/Names"))
    form = _dictionary(root.get("/AcroForm"))
    more = any(key in root for key in ("/OpenAction", "/AA", "/AF")) or (
        names is not None and any(key in names for key in ("/JavaScript", "/EmbeddedFiles"))) or (
        form is not None and "/XFA" in form)
    damaged = any("damaged" in told or "reconstruct" in told for told in document.get_warnings())
    return (*([MENDED] if damaged else []), *([LEFT_OUT] if more else []))


# -- the answers -------------------------------------------------------------------------------------------------------------
def head_of(form: FilledForm) -> dict[str, str]:
    """What stands above the questions, as typed; choices by their code, days as they are kept when they are days."""
    found: dict[str, str] = {}
    for entry in header(form.kind, named=True):
        raw = _raw(form.values, f"{HEAD}.{entry.key}")
        value, _ = _value(entry, raw)
        if raw:
            found[entry.key] = str(value or ("" if isinstance(entry, Choice) else raw))
    return {key: value for key, value in found.items() if value}


def answers_of(form: FilledForm, leave: frozenset[str] = frozenset()) -> tuple[ReadAnswer, ...]:
    """What was answered, in the order of the form; questions left blank are not there."""
    declared = KINDS[form.kind]
    return tuple(answer for entry in declared.fields() if entry.key not in leave
                 if (answer := _answer(declared, entry, form.values)) is not None)


def _answer(declared: Form, entry: Field, values: Mapping[str, str | bool]) -> ReadAnswer | None:
    name = f"{declared.code}.{entry.key}"
    if isinstance(entry, Tick):
        return ReadAnswer(entry, True) if values.get(name) is True else None
    if isinstance(entry, Choice) and entry.many:
        ticked = [option.code for option in entry.options if values.get(f"{name}.{option.code}") is True]
        return ReadAnswer(entry, ticked) if ticked else None
    if isinstance(entry, Table):
        return _table(entry, name, values)
    raw = _raw(values, name)
    if not raw:
        return None
    value, remark = _value(entry, raw)
    return ReadAnswer(entry, value, raw, remark)


def _table(entry: Table, name: str, values: Mapping[str, str | bool]) -> ReadAnswer | None:
    """Lines that say something. A day or a choice not understood is not lost: it stands before the words of its line."""
    last = next((column.key for column in reversed(entry.columns) if isinstance(column, Text)), "")
    lines, remarks = [], []
    for place in range(MOST_LINES):
        line: dict[str, Any] = {}
        odd: list[str] = []
        for column in entry.columns:
            raw = _raw(values, f"{name}.{place}.{column.key}")
            value, remark = _value(column, raw)
            if value:
                line[column.key] = value
            if remark:
                odd.append(raw)
        if odd and last:
            line[last] = " ; ".join([*odd, *([line[last]] if line.get(last) else [])])
            remarks.append(f"Ligne {place + 1} : « {' », « '.join(odd)} » n’est pas compris, et reste dans le texte.")
        if line:
            lines.append(line)
    return ReadAnswer(entry, lines, "", " ".join(remarks)) if lines else None


def _raw(values: Mapping[str, str | bool], name: str) -> str:
    found = values.get(name, "")
    return found.strip() if isinstance(found, str) else ""


def _value(entry: Field, raw: str) -> tuple[Any, str]:
    """A text as this question keeps it, and why not when it cannot."""
    if not raw:
        return None, ""
    if isinstance(entry, Date):
        found = day(raw)
        known = "" if found.serial else found.iso
        return known or None, "" if known else "La date n’est pas comprise : écrivez-la dans la demande."
    if isinstance(entry, Choice):
        wanted = fold(raw)
        chosen = next((one.code for one in entry.options if wanted in (fold(one.code), fold(one.label))), None)
        return chosen, "" if chosen else "Ce choix n’est pas de la liste."
    return raw, ""
