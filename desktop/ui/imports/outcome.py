"""After an import: the screens read again, the notice takes the whole of it back."""

from __future__ import annotations

from functools import partial

from desktop.changes import Changes
from desktop.services.values import ImportResult
from desktop.ui.context import Context


def result_words(result: ImportResult) -> str:
    """« Import : 31 ajoutés, 12 modifiés, 9 partis, 2 refusés. »."""
    parts = [f"{count} {word}{'s' if count > 1 else ''}" for count, word in (
        (result.added, "ajouté"), (result.updated, "modifié"), (result.left, "parti"), (result.refused, "refusé")) if count]
    return f"Import : {', '.join(parts) or 'rien n’a changé'}."


def tell_result(context: Context, result: ImportResult) -> None:
    """Screens read again; the notice takes the whole import back."""
    touched = frozenset({(table, result.id)
                         for table in ("student", "enrolment", "guardian", "school", "person", "import_batch")})
    context.signals.tell(Changes(label="Import", touched=touched), None)
    context.notices.tell(result_words(result), "good", action="Annuler l’import", act=partial(undo_import, context, result.id),
                         seconds=60)


def undo_import(context: Context, id: str) -> None:
    """Take a whole import back; the pupils worked on since are kept, and named."""
    context.jobs.write(partial(context.session.imports.undo, id), partial(_undone, context), context.fail)


def _undone(context: Context, changes: Changes) -> None:
    touched = changes.touched | {(table, "") for table in ("student", "enrolment", "guardian", "school", "person")}
    context.signals.tell(Changes(changes.unit, changes.label, changes.created, frozenset(touched), changes.roots,
                                 changes.skipped), None)
    context.notices.tell(" ".join(("Import annulé.", *changes.skipped)), seconds=60)
