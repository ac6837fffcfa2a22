"""First format: the journal, the people, the meetings, the projects, and what is derived from them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa


def upgrade(op: Any) -> None:
    """Make every table of the first format."""
    text, integer, blob = sa.Text, sa.Integer, sa.LargeBinary
    op.create_table(
        "account",
        sa.Column("login", text),
        sa.Column("name", text),
        sa.Column("roles", text),
        sa.Column("state", text),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_account_root", "account", ["root"])
    op.create_table(
        "attendance",
        sa.Column("meeting_id", text),
        sa.Column("student_id", text),
        sa.Column("date", text),
        sa.Column("kind", text),
        sa.Column("answers", text),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_attendance_meeting_id", "attendance", ["meeting_id"])
    op.create_index("ix_attendance_root", "attendance", ["root"])
    op.create_index("ix_attendance_student_id", "attendance", ["student_id"])
    op.create_table(
        "chain",
        sa.Column("root", text, primary_key=True),
        sa.Column("device", text, primary_key=True),
        sa.Column("seq", integer),
        sa.Column("hash", blob),
        sa.Column("signer", text),
        sa.Column("signature", blob),
    )
    op.create_table(
        "column_map",
        sa.Column("kind", text),
        sa.Column("headers", text),
        sa.Column("columns", text),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_column_map_root", "column_map", ["root"])
    op.create_table(
        "conflict",
        sa.Column("tbl", text, primary_key=True),
        sa.Column("row", text, primary_key=True),
        sa.Column("col", text, primary_key=True),
        sa.Column("root", text),
    )
    op.create_index("ix_conflict_root", "conflict", ["root"])
    op.create_table(
        "draft",
        sa.Column("row", text, primary_key=True),
        sa.Column("tbl", text),
        sa.Column("student_id", text),
        sa.Column("title", text),
        sa.Column("payload", text),
        sa.Column("at", text),
        sa.Column("seen", integer),
    )
    op.create_table(
        "enrolment",
        sa.Column("student_id", text),
        sa.Column("year", text),
        sa.Column("school_id", text),
        sa.Column("level", text),
        sa.Column("class_name", text),
        sa.Column("class_ref", text),
        sa.Column("teacher", text),
        sa.Column("left_on", text),
        sa.Column("source", text),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_enrolment_root", "enrolment", ["root"])
    op.create_index("ix_enrolment_school_year", "enrolment", ["school_id", "year"])
    op.create_index("ix_enrolment_student_id", "enrolment", ["student_id"])
    op.create_table(
        "entry",
        sa.Column("n", integer, primary_key=True),
        sa.Column("root", text),
        sa.Column("device", text),
        sa.Column("seq", integer),
        sa.Column("unit", text),
        sa.Column("tbl", text),
        sa.Column("row", text),
        sa.Column("col", text),
        sa.Column("value", text),
        sa.Column("bases", text),
        sa.Column("salt", blob),
        sa.Column("hash", blob),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_entry_key", "entry", ["root", "device", "seq"])
    op.create_index("ix_entry_row", "entry", ["row"])
    op.create_index("ix_entry_unit", "entry", ["unit"])
    op.create_table(
        "guardian",
        sa.Column("student_id", text),
        sa.Column("kind", text),
        sa.Column("relation", text),
        sa.Column("civility", text),
        sa.Column("last_name", text),
        sa.Column("usage_name", text),
        sa.Column("first_name", text),
        sa.Column("authority", text),
        sa.Column("judgment_ref", text),
        sa.Column("lives_with", text),
        sa.Column("address", text),
        sa.Column("postal_code", text),
        sa.Column("city", text),
        sa.Column("confidential", integer),
        sa.Column("phone", text),
        sa.Column("mobile", text),
        sa.Column("email", text),
        sa.Column("no_contact_since", text),
        sa.Column("no_contact_ref", text),
        sa.Column("language", text),
        sa.Column("interpreter", integer),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_guardian_root", "guardian", ["root"])
    op.create_index("ix_guardian_student_id", "guardian", ["student_id"])
    op.create_table(
        "handed",
        sa.Column("student_id", text),
        sa.Column("paper", text),
        sa.Column("to_whom", text),
        sa.Column("on", text),
        sa.Column("how", text),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_handed_root", "handed", ["root"])
    op.create_index("ix_handed_student_id", "handed", ["student_id"])
    op.create_table(
        "import_batch",
        sa.Column("kind", text),
        sa.Column("at", text),
        sa.Column("by", text),
        sa.Column("school_id", text),
        sa.Column("year", text),
        sa.Column("counts", text),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_import_batch_root", "import_batch", ["root"])
    op.create_table(
        "ledger",
        sa.Column("root", text, primary_key=True),
        sa.Column("row", text, primary_key=True),
        sa.Column("at", text),
        sa.Column("signer", text),
        sa.Column("signature", blob),
    )
    op.create_table(
        "line",
        sa.Column("owner", text),
        sa.Column("key", text),
        sa.Column("rank", integer),
        sa.Column("cells", text),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_line_owner", "line", ["owner"])
    op.create_index("ix_line_root", "line", ["root"])
    op.create_table(
        "meeting",
        sa.Column("kind", text),
        sa.Column("date", text),
        sa.Column("school_id", text),
        sa.Column("student_id", text),
        sa.Column("closed_on", text),
        sa.Column("form_version", integer),
        sa.Column("answers", text),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_meeting_date", "meeting", ["date"])
    op.create_index("ix_meeting_root", "meeting", ["root"])
    op.create_index("ix_meeting_student_id", "meeting", ["student_id"])
    op.create_table(
        "meta",
        sa.Column("key", text, primary_key=True),
        sa.Column("value", text),
    )
    op.create_table(
        "pad",
        sa.Column("n", integer, primary_key=True),
        sa.Column("zeros", blob),
    )
    op.create_table(
        "person",
        sa.Column("civility", text),
        sa.Column("last_name", text),
        sa.Column("usage_name", text),
        sa.Column("first_name", text),
        sa.Column("function", text),
        sa.Column("school_id", text),
        sa.Column("class_name", text),
        sa.Column("phone", text),
        sa.Column("email", text),
        sa.Column("left_on", text),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_person_root", "person", ["root"])
    op.create_index("ix_person_school_id", "person", ["school_id"])
    op.create_table(
        "place",
        sa.Column("key", text, primary_key=True),
        sa.Column("value", text),
    )
    op.create_table(
        "project",
        sa.Column("kind", text),
        sa.Column("number", integer),
        sa.Column("student_id", text),
        sa.Column("school_id", text),
        sa.Column("year", text),
        sa.Column("state", text),
        sa.Column("previous_id", text),
        sa.Column("form_version", integer),
        sa.Column("answers", text),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_project_root", "project", ["root"])
    op.create_index("ix_project_student_id", "project", ["student_id"])
    op.create_table(
        "school",
        sa.Column("uai", text),
        sa.Column("name", text),
        sa.Column("kind", text),
        sa.Column("address", text),
        sa.Column("postal_code", text),
        sa.Column("city", text),
        sa.Column("phone", text),
        sa.Column("email", text),
        sa.Column("district", text),
        sa.Column("priority", text),
        sa.Column("state", text),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_school_root", "school", ["root"])
    op.create_index("ix_school_uai", "school", ["uai"])
    op.create_table(
        "search_doc",
        sa.Column("n", integer, primary_key=True),
        sa.Column("tbl", text),
        sa.Column("row", text, nullable=False, unique=True),
        sa.Column("student_id", text),
        sa.Column("title", text),
        sa.Column("detail", text),
        sa.Column("text", text),
    )
    op.create_table(
        "student",
        sa.Column("last_name", text),
        sa.Column("usage_name", text),
        sa.Column("first_name", text),
        sa.Column("birth_date", text),
        sa.Column("sex", text),
        sa.Column("ine", text),
        sa.Column("address", text),
        sa.Column("postal_code", text),
        sa.Column("city", text),
        sa.Column("strengths", text),
        sa.Column("note", text),
        sa.Column("followed", integer),
        sa.Column("left_on", text),
        sa.Column("same_as", text),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_student_ine", "student", ["ine"])
    op.create_index("ix_student_root", "student", ["root"])
    op.create_table(
        "student_list",
        sa.Column("n", integer, primary_key=True),
        sa.Column("student_id", text, nullable=False, unique=True),
        sa.Column("sort_key", text),
        sa.Column("last_name", text),
        sa.Column("first_name", text),
        sa.Column("birth_date", text),
        sa.Column("sex", text),
        sa.Column("level", text),
        sa.Column("level_rank", integer),
        sa.Column("class_name", text),
        sa.Column("school", text),
        sa.Column("school_id", text),
        sa.Column("teacher", text),
        sa.Column("status", text),
        sa.Column("status_kind", text),
        sa.Column("due", text),
        sa.Column("followed", integer),
        sa.Column("left", integer),
        sa.Column("hidden", integer),
        sa.Column("text", text),
    )
    op.create_index("ix_list_due", "student_list", ["hidden", "due"])
    op.create_index("ix_list_name", "student_list", ["hidden", "left", "sort_key"])
    op.create_index("ix_list_school", "student_list", ["school_id", "class_name"])
    op.create_table(
        "task",
        sa.Column("title", text),
        sa.Column("owner", text),
        sa.Column("due", text),
        sa.Column("done_on", text),
        sa.Column("detail", text),
        sa.Column("student_id", text),
        sa.Column("meeting_id", text),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_task_due", "task", ["due"])
    op.create_index("ix_task_meeting_id", "task", ["meeting_id"])
    op.create_index("ix_task_root", "task", ["root"])
    op.create_index("ix_task_student_id", "task", ["student_id"])
    op.create_table(
        "unit",
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("device", text),
        sa.Column("label", text),
        sa.Column("kind", text),
        sa.Column("actor", text),
        sa.Column("at", text),
        sa.Column("undoes", text),
    )
    op.create_index("ix_unit_undoes", "unit", ["undoes"])
    for content, index in (("student_list", "student_fts"), ("search_doc", "search_fts")):
        op.execute(f"CREATE VIRTUAL TABLE {index} USING fts5(text, content='{content}', content_rowid='n', "
                   f"tokenize='unicode61', prefix='1 2 3')")
        op.execute(f"INSERT INTO {index}({index}, rank) VALUES('secure-delete', 1)")
