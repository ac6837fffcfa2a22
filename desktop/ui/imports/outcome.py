"""After an import: the screens read again, and the whole of it can be taken back, by the notice or by Ctrl+Z."""

from __future__ import annotations

from functools import partial

from desktop.changes import Changes
from desktop.services.values import ImportResult, PastImport
from desktop.ui.context import Context

TOUCHED = ("student", "enrolment", "guardian", "school", "person", "import_batch")


def result_words(result: ImportResult) -> str:
    """« Import : 31 ajoutés, 12 modifiés, 9 partis, 2 refusés. »."""
    parts = [f"{count} {word}{'s' if count > 1 else ''}" for count, word in (
        (result.added, "ajouté"), (result.updated, "modifié"), (result.left, "parti"), (result.refused, "refusé")) if count]
    return f"Import : {', '.join(parts) or 'rien n’a changé'}."


def tell_result(context: Context, result: ImportResult) -> None:
    """The act of the import is looked for, so that it is undone like any other."""
    context.jobs.read(context.session.imports.past, partial(_told, context, result), context.fail)


def _told(context: Context, result: ImportResult, past: tuple[PastImport, ...]) -> None:
    unit = next((one.unit for one in past if one.id == result.id), "")
    touched = frozenset((table, result.id) for table in TOUCHED)
    context.changed(Changes(unit=unit, label=result_words(result), touched=touched), None)
