"""What is stored in the compartment files.

The mapped classes load together, when one is first asked for: ``models.kinds``, which the first screens read, waits for none.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop.models.base import Base, Journaled
    from desktop.models.exchange import AuthorRow, ContactRow, PliRow, ReceivedRow, ToldRow
    from desktop.models.helping import Aid, Intervention, Member, Presence, Sitting, Slot
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
    from desktop.models.notebook import Assessment, Attachment, Battery, Blob, Note, Pin, ReadRow
    from desktop.models.people import Account, Enrolment, Guardian, Person, School, Student
    from desktop.models.requests import Agenda, Concerned, Contribution, Decision, Proposal, Request, Setting, Step
    from desktop.models.shared import Agreement, Avis, Release, Released, Scope, StandingPlan
    from desktop.models.work import Attendance, ColumnMap, Handed, ImportBatch, Line, Meeting, Project, Task

    JOURNALED: dict[str, type[Journaled]]

__all__ = [
    "JOURNALED",
    "Account",
    "Agenda",
    "Agreement",
    "Aid",
    "Assessment",
    "Attachment",
    "Attendance",
    "AuthorRow",
    "Avis",
    "Base",
    "Battery",
    "Blob",
    "ChainRow",
    "ColumnMap",
    "Concerned",
    "ConflictRow",
    "ContactRow",
    "Contribution",
    "Decision",
    "DraftRow",
    "Enrolment",
    "EntryRow",
    "Guardian",
    "Handed",
    "ImportBatch",
    "Intervention",
    "Journaled",
    "LedgerRow",
    "Line",
    "Meeting",
    "Member",
    "MetaRow",
    "Note",
    "Pad",
    "Person",
    "Pin",
    "PlaceRow",
    "PliRow",
    "Presence",
    "Project",
    "Proposal",
    "ReadRow",
    "ReceivedRow",
    "Release",
    "Released",
    "Request",
    "School",
    "Scope",
    "SearchDoc",
    "Setting",
    "Sitting",
    "Slot",
    "StandingPlan",
    "Step",
    "Student",
    "StudentList",
    "Task",
    "ToldRow",
    "UnitRow",
]

_MAPPED = ("base", "exchange", "helping", "journal", "notebook", "people", "requests", "shared", "work")
_JOURNALED = ("Student", "Enrolment", "Guardian", "School", "Person", "Account", "Meeting", "Attendance", "Project", "Line",
              "Task", "ImportBatch", "ColumnMap", "Handed", "Scope", "Agreement", "Release", "Released", "Avis", "StandingPlan",
              "Note", "Assessment", "Battery", "Attachment",
              "Request", "Concerned", "Step", "Proposal", "Decision", "Contribution", "Agenda", "Setting",
              "Intervention", "Member", "Sitting", "Presence", "Slot", "Aid")


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: dict[str, Any] = {}
    for module in _MAPPED:
        found |= vars(import_module(f"desktop.models.{module}"))
    mapped = [found[one] for one in _JOURNALED]
    found["JOURNALED"] = {model.__tablename__: model for model in mapped}
    globals().update({one: found[one] for one in __all__})
    return globals()[name]
