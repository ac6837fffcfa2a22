"""What is stored in the compartment files."""

from desktop.models.base import Base, Journaled
from desktop.models.journal import (
    ChainRow,
    ConflictRow,
    DraftRow,
    EntryRow,
    LedgerRow,
    MetaRow,
    Pad,
    PlaceRow,
    SearchDoc,
    StudentList,
    UnitRow,
)
from desktop.models.people import Account, Enrolment, Guardian, Person, School, Student
from desktop.models.work import Attendance, ColumnMap, Handed, ImportBatch, Line, Meeting, Project, Task

JOURNALED: dict[str, type[Journaled]] = {model.__tablename__: model for model in (
    Student, Enrolment, Guardian, School, Person, Account, Meeting, Attendance, Project, Line, Task, ImportBatch, ColumnMap,
    Handed)}

__all__ = [
    "JOURNALED",
    "Account",
    "Attendance",
    "Base",
    "ChainRow",
    "ColumnMap",
    "ConflictRow",
    "DraftRow",
    "Enrolment",
    "EntryRow",
    "Guardian",
    "Handed",
    "ImportBatch",
    "Journaled",
    "LedgerRow",
    "Line",
    "Meeting",
    "MetaRow",
    "Pad",
    "Person",
    "PlaceRow",
    "Project",
    "School",
    "SearchDoc",
    "Student",
    "StudentList",
    "Task",
    "UnitRow",
]
