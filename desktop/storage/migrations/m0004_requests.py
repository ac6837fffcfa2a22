"""Fourth format: requests for help and what follows them, groups and sessions, the timetable, the aids of each year."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

_NEW: dict[str, tuple[str, ...]] = {
    "request": ("about", "student_id", "school_id", "class_name", "level", "year", "origin", "requester",
        "requester_function", "author_id", "state", "source", "received_on", "entered_by", "sent_on", "closed_on",
        "closing", "resumes", "form_version", "answers"),
    "concerned": ("request_id", "student_id"),
    "step": ("request_id", "student_id", "kind", "date", "at", "author", "author_id", "note"),
    "proposal": ("request_id", "student_id", "account_id", "person", "function", "proposed_on", "proposed_by",
        "answer", "answered_on", "reason"),
    "decision": ("request_id", "meeting_id", "student_id", "date", "author", "author_id", "form_version", "answers"),
    "contribution": ("request_id", "student_id", "author", "function", "account_id", "date", "source", "received_on",
        "entered_by", "form_version", "answers"),
    "agenda": ("meeting_id", "request_id", "student_id", "rank", "seconds", "state"),
    "setting": ("key", "value"),
    "intervention": ("kind", "title", "function", "helper", "helper_id", "student_id", "school_id", "year", "level", "since",
        "until", "review_on", "state", "request_id", "project_id", "informed_on", "boost", "form_version", "answers"),
    "member": ("intervention_id", "student_id", "request_id", "project_id", "since", "until", "outcome",
        "form_version", "answers"),
    "sitting": ("intervention_id", "student_id", "date", "time", "minutes", "state", "reason", "note", "author", "author_id"),
    "presence": ("sitting_id", "intervention_id", "student_id", "state", "note"),
    "slot": ("intervention_id", "owner_id", "owner", "year", "period", "weekday", "begins", "ends", "school_id",
        "place", "label"),
    "aid": ("student_id", "year", "device", "state", "lane", "school_id", "since", "until", "detail", "said_by",
        "agreed", "source"),
}
_INTEGERS = frozenset({"agreed", "boost", "form_version", "minutes", "rank", "seconds", "weekday"})
_INDEXED: dict[str, tuple[str, ...]] = {
    "request": ("school_id", "state", "student_id"),
    "concerned": ("request_id", "student_id"),
    "step": ("request_id",),
    "proposal": ("account_id", "request_id"),
    "decision": ("meeting_id", "request_id", "student_id"),
    "contribution": ("request_id",),
    "agenda": ("meeting_id", "request_id"),
    "intervention": ("helper_id", "request_id", "student_id"),
    "member": ("intervention_id", "student_id"),
    "sitting": ("intervention_id",),
    "presence": ("sitting_id", "student_id"),
    "slot": ("intervention_id", "owner_id"),
    "aid": ("student_id",),
}


def upgrade(op: Any) -> None:
    """Make the tables; a task may come from a request, a school belongs to a sector of the pôle."""
    for table, columns in _NEW.items():
        op.create_table(
            table,
            sa.Column("n", sa.Integer, primary_key=True),
            sa.Column("id", sa.Text, unique=True),
            sa.Column("root", sa.Text),
            *(sa.Column(name, sa.Integer if name in _INTEGERS else sa.Text) for name in columns),
        )
        for name in ("root", *_INDEXED.get(table, ())):
            op.create_index(f"ix_{table}_{name}", table, [name])
    op.add_column("school", sa.Column("sector", sa.Text))
    op.add_column("task", sa.Column("request_id", sa.Text))
    op.create_index("ix_task_request_id", "task", ["request_id"])
