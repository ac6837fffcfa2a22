"""Commands about records: import, undo-import, list, show, print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop import cli_papers, cli_requests, paths
from desktop.cli_notebook import LISTS as NOTEBOOK_LISTS
from desktop.cli_vault import opened
from desktop.errors import DiskError, InputError, UsageError
from desktop.texts import fold

if TYPE_CHECKING:
    from argparse import Namespace

    from desktop.cli_output import Output
    from desktop.services.session import Session
    from desktop.services.values import ImportPlan, Remark, StudentRow

SCHOOL_KINDS = ("annuaire", "effectifs", "ecoles")
PAGE = 2000


# -- import ------------------------------------------------------------------------------------------------------------
def import_file(asked: Namespace, output: Output) -> int:
    """Read a file, say what it would change, and write it, all or nothing."""
    from desktop.importers.source import read_file

    if not asked.file.exists():
        raise DiskError("Ce fichier est introuvable.")
    data = read_file(asked.file)
    with opened(asked) as session:
        if asked.what == "schools":
            plan = session.imports.plan(data, kind="schools", department=asked.department)
        else:
            plan = session.imports.plan(data, school=asked.school, year=asked.year)
            if plan.kind in SCHOOL_KINDS:
                raise InputError("Ce fichier est un annuaire d’écoles, pas une extraction d’ONDE : prenez « import schools ».")
        if getattr(asked, "dry_run", False):
            output.record({**_planned(plan), "dry_run": True})
            return 0
        result = session.imports.write(plan, None)
    output.record({"id": result.id, "kind": result.kind, "rows": result.rows, "added": result.added, "updated": result.updated,
                   "unchanged": result.unchanged, "left": result.left, "refused": result.refused, "partial": result.partial,
                   "remarks": [_remark(remark) for remark in result.remarks]})
    return 0


def _planned(plan: ImportPlan) -> dict[str, Any]:
    names = ("added", "updated", "unchanged", "left", "refused")
    rows = plan.counts.get("rows", len([row for row in plan.rows if row.action != "left"]))
    return {"kind": plan.kind, "rows": rows, **{name: plan.counts.get(name, 0) for name in names}, "partial": bool(plan.partial),
            "remarks": [_remark(remark) for remark in plan.remarks]}


def _remark(remark: Remark) -> dict[str, Any]:
    return {"line": remark.line, "column": remark.column, "code": remark.code, "message": remark.message, "level": remark.level}


def undo_import(asked: Namespace, output: Output) -> int:
    """Take an import back; who was worked on since is kept, and named."""
    with opened(asked) as session:
        changes = session.imports.undo(asked.id)
    output.record({"unit": changes.unit, "removed": len(changes.touched), "kept": list(changes.skipped)})
    return 0


# -- list --------------------------------------------------------------------------------------------------------------
def list_records(asked: Namespace, output: Output) -> int:
    """One JSON object a line, in the order of the lists."""
    cli_requests.check_filters(asked)
    with opened(asked) as session:
        if asked.what in cli_requests.LISTS:
            lines = cli_requests.LISTS[asked.what](session, asked)
        else:
            lines = _LISTS[asked.what](session, asked.search)
        for line in lines:
            output.record(line)
    return 0


def _students(session: Session, search: str) -> Iterator[dict[str, Any]]:
    from desktop.services.values import Filter, StudentQuery

    uais = {school.id: school.uai for school in session.schools.all()}
    shown: tuple[Filter, ...] = ("all", "left")
    for chip in shown:
        numbers = session.students.numbers(StudentQuery(search=search, filter=chip))
        for start in range(0, len(numbers), PAGE):
            part = numbers[start:start + PAGE]
            rows = session.students.rows(part)
            yield from (_student(rows[n], uais) for n in part if n in rows)


def _student(row: StudentRow, uais: dict[str, str]) -> dict[str, Any]:
    return {"id": row.id, "last_name": row.last_name, "first_name": row.first_name, "birth_date": row.birth_date, "sex": row.sex,
            "level": row.level, "class": row.class_name, "school": row.school, "uai": uais.get(row.school_id, ""),
            "teacher": row.teacher, "status": row.status, "due": row.due, "left": row.left}


def _schools(session: Session, search: str) -> Iterator[dict[str, Any]]:
    words = fold(search).split()
    for row in session.schools.all():
        if all(word in fold(f"{row.uai} {row.name} {row.city}") for word in words):
            yield {"id": row.id, "uai": row.uai, "name": row.name, "city": row.city, "kind": row.kind, "district": row.district,
                   "pupils": row.pupils}


def _guardians(session: Session, search: str) -> Iterator[dict[str, Any]]:
    for row in session.guardians.all(search):
        yield {"id": row.id, "student": row.student_id, "last_name": row.last_name, "usage_name": row.usage_name,
               "first_name": row.first_name, "kind": row.kind, "relation": row.relation, "authority": row.authority,
               "confidential": row.confidential, "no_contact_since": row.no_contact_since, "language": row.language,
               "interpreter": row.interpreter}


def _meetings(session: Session, search: str) -> Iterator[dict[str, Any]]:
    for row in session.meetings.list(search):
        yield {"id": row.id, "kind": row.kind, "date": row.date, "time": row.time, "place": row.place, "title": row.title,
               "students": list(row.student_ids), "names": list(row.students), "school": row.school, "state": row.mark}


def _projects(session: Session, search: str) -> Iterator[dict[str, Any]]:
    for row in session.projects.list(search):
        yield {"id": row.id, "kind": row.kind, "number": row.number, "title": row.title, "student": row.student_id,
               "name": row.student, "level": row.level, "school": row.school, "start": row.start, "end": row.end,
               "state": row.state, "review": row.review}


def _tasks(session: Session, search: str) -> Iterator[dict[str, Any]]:
    for row in session.tasks.list(open_only=False, search=search):
        yield {"id": row.id, "title": row.title, "owner": row.owner, "due": row.due, "done_on": row.done_on,
               "student": row.student_id, "name": row.student, "meeting": row.meeting_id, "detail": row.detail}


_LISTS: dict[str, Callable[[Session, str], Iterator[dict[str, Any]]]] = {
    "students": _students, "schools": _schools, "guardians": _guardians, "meetings": _meetings, "projects": _projects,
    "tasks": _tasks, **NOTEBOOK_LISTS,
}


def show(asked: Namespace, output: Output) -> int:
    """One record whole."""
    from desktop.services.lookup import record

    with opened(asked) as session:
        output.record(record(session, asked.id))
    return 0


# -- print -------------------------------------------------------------------------------------------------------------
def print_paper(asked: Namespace, output: Output) -> int:
    """A paper as a PDF (or a document with ``--docx``), written whole or not at all."""
    if asked.paper in _PAPERS and not (asked.blank or asked.student or asked.project or asked.meeting):
        raise UsageError("Dites pour qui : --student, --project, --meeting, ou --blank pour le papier vierge.")
    if asked.output.parent != Path() and not asked.output.parent.is_dir():
        raise UsageError("Le dossier où écrire le papier n’existe pas.")
    notices: tuple[str, ...] = ()
    with opened(asked) as session:
        if asked.paper in _PAPERS:
            content = _PAPERS[asked.paper](session, asked)
        else:
            made = cli_papers.PAPERS[asked.paper](session, asked)
            content, notices = made.content, made.notices
    paths.write_atomically(asked.output, content)
    for notice in () if output.json else notices:
        output.warn(notice)
    output.told(str(asked.output), file=str(asked.output), bytes=len(content), **({"notices": list(notices)} if notices else {}))
    return 0


def _known(session: Session, ids: list[str], table: str) -> list[str]:
    from desktop.services.lookup import expect

    return [expect(session, id, table) for id in ids]


def _guide(session: Session, asked: Namespace) -> bytes:
    codes = [code for code, _ in session.printing.situations()]
    if asked.situation not in codes:
        raise UsageError(f"« --situation » attend l’un de : {', '.join(codes)}.")
    options = {"situation": asked.situation, "full": asked.full, "for_parents": asked.for_parents, "large": asked.large}
    students = _known(session, asked.student, "student")
    if len(students) > 1:
        return session.printing.many("parents-guide" if asked.for_parents else "interview-guide", students, large=asked.large,
                                     situation=asked.situation)
    if asked.meeting:
        _known(session, [asked.meeting], "meeting")
    return session.printing.interview_guide(student_id=None if asked.blank or not students else students[0],
                                            meeting_id=None if asked.blank else asked.meeting, **options)


def _ppre(session: Session, asked: Namespace) -> bytes:
    projects = _known(session, asked.project, "project")
    for student in _known(session, asked.student, "student"):
        found = sorted(session.projects.list(student=student), key=lambda row: row.number)
        if found:
            projects.append(found[-1].id)
    if asked.blank or not projects:
        return session.printing.ppre_blank(asked.large)
    if len(projects) > 1:
        return session.printing.many("ppre", projects, large=asked.large)
    return session.printing.ppre(projects[0], asked.large)


def _sheet(session: Session, asked: Namespace) -> bytes:
    students = _known(session, asked.student, "student")
    if asked.blank:
        from desktop.reports.student_sheet import StudentData, student_pdf

        return student_pdf(StudentData(), large=asked.large, demonstration=session.demonstration)
    if not students:
        raise UsageError("La fiche d’un élève s’imprime pour un élève : --student.")
    if len(students) > 1:
        return session.printing.many("student-sheet", students, large=asked.large)
    return session.printing.student_sheet(students[0], asked.large)


_PAPERS: dict[str, Callable[[Session, Namespace], bytes]] = {"interview-guide": _guide, "ppre": _ppre, "student-sheet": _sheet}

COMMANDS: dict[str, Callable[[Namespace, Output], int]] = {
    "import": import_file, "undo-import": undo_import, "list": list_records, "show": show, "print": print_paper,
}
