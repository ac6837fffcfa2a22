"""Second format: accounts and what they write for themselves; one more question about people and accounts."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa


def upgrade(op: Any) -> None:
    """Make the tables of accounts, notebooks and what is shared from them."""
    _tables(op)
    _columns(op)


def _columns(op: Any) -> None:
    added = (("account", "manager", sa.Integer), ("account", "until", sa.Text), ("person", "account_id", sa.Text),
             ("person", "pole", sa.Integer), ("person", "sector", sa.Text), ("person", "half_days", sa.Text),
             ("person", "reach", sa.Text))
    for table, column, kind in added:
        op.add_column(table, sa.Column(column, kind))


def _tables(op: Any) -> None:
    text, integer, blob = sa.Text, sa.Integer, sa.LargeBinary
    op.create_table(
        "scope",
        sa.Column("account_id", text),
        sa.Column("school_id", text),
        sa.Column("class_name", text),
        sa.Column("role", text),
        sa.Column("since", text),
        sa.Column("until", text),
        sa.Column("half_days", text),
        sa.Column("replaces", text),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_scope_account_id", "scope", ["account_id"])
    op.create_index("ix_scope_root", "scope", ["root"])
    op.create_table(
        "agreement",
        sa.Column("student_id", text),
        sa.Column("guardian_id", text),
        sa.Column("guardian", text),
        sa.Column("purpose", text),
        sa.Column("mode", text),
        sa.Column("state", text),
        sa.Column("asked_on", text),
        sa.Column("date", text),
        sa.Column("withdrawn_on", text),
        sa.Column("reason", text),
        sa.Column("note", text),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_agreement_root", "agreement", ["root"])
    op.create_index("ix_agreement_student_id", "agreement", ["student_id"])
    op.create_table(
        "release",
        sa.Column("student_id", text),
        sa.Column("author_id", text),
        sa.Column("author", text),
        sa.Column("function", text),
        sa.Column("addressee", text),
        sa.Column("purpose", text),
        sa.Column("date", text),
        sa.Column("content", text),
        sa.Column("talk_on", text),
        sa.Column("revoked_on", text),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_release_root", "release", ["root"])
    op.create_index("ix_release_student_id", "release", ["student_id"])
    op.create_table(
        "released",
        sa.Column("student_id", text),
        sa.Column("source", text),
        sa.Column("release_id", text),
        sa.Column("sent_on", text),
        sa.Column("revoked_on", text),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_released_root", "released", ["root"])
    op.create_index("ix_released_source", "released", ["source"])
    op.create_index("ix_released_student_id", "released", ["student_id"])
    op.create_table(
        "avis",
        sa.Column("student_id", text),
        sa.Column("plan", text),
        sa.Column("opinion", text),
        sa.Column("author", text),
        sa.Column("author_id", text),
        sa.Column("date", text),
        sa.Column("source", text),
        sa.Column("entered_by", text),
        sa.Column("asked_on", text),
        sa.Column("needs", text),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_avis_root", "avis", ["root"])
    op.create_index("ix_avis_student_id", "avis", ["student_id"])
    op.create_table(
        "standing_plan",
        sa.Column("student_id", text),
        sa.Column("kind", text),
        sa.Column("since", text),
        sa.Column("until", text),
        sa.Column("place", text),
        sa.Column("emergency", integer),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_standing_plan_root", "standing_plan", ["root"])
    op.create_index("ix_standing_plan_student_id", "standing_plan", ["student_id"])
    op.create_table(
        "note",
        sa.Column("kind", text),
        sa.Column("date", text),
        sa.Column("student_id", text),
        sa.Column("school_id", text),
        sa.Column("title", text),
        sa.Column("until", text),
        sa.Column("closed_on", text),
        sa.Column("form_version", integer),
        sa.Column("answers", text),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_note_date", "note", ["date"])
    op.create_index("ix_note_root", "note", ["root"])
    op.create_index("ix_note_student_id", "note", ["student_id"])
    op.create_table(
        "assessment",
        sa.Column("battery", text),
        sa.Column("date", text),
        sa.Column("student_id", text),
        sa.Column("state", text),
        sa.Column("form_version", integer),
        sa.Column("answers", text),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_assessment_date", "assessment", ["date"])
    op.create_index("ix_assessment_root", "assessment", ["root"])
    op.create_index("ix_assessment_student_id", "assessment", ["student_id"])
    op.create_table(
        "battery",
        sa.Column("name", text),
        sa.Column("edition", text),
        sa.Column("ages", text),
        sa.Column("scores", text),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_battery_root", "battery", ["root"])
    op.create_table(
        "attachment",
        sa.Column("owner", text),
        sa.Column("student_id", text),
        sa.Column("title", text),
        sa.Column("media_type", text),
        sa.Column("size", integer),
        sa.Column("sha256", text),
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text, nullable=False, unique=True),
        sa.Column("root", text, nullable=False),
    )
    op.create_index("ix_attachment_owner", "attachment", ["owner"])
    op.create_index("ix_attachment_root", "attachment", ["root"])
    op.create_table(
        "blob",
        sa.Column("id", text, primary_key=True),
        sa.Column("content", blob),
    )
    op.create_table(
        "pin",
        sa.Column("account", text, primary_key=True),
        sa.Column("coffre", text),
        sa.Column("pli", text),
        sa.Column("signature", text),
        sa.Column("how", text),
        sa.Column("at", text),
        sa.Column("secret", text),
    )
    op.create_table(
        "read_log",
        sa.Column("n", integer, primary_key=True),
        sa.Column("day", text),
        sa.Column("at", text),
        sa.Column("account", text),
        sa.Column("tbl", text),
        sa.Column("row", text),
        sa.Column("root", text),
        sa.Column("how", text),
    )
    op.create_index("ix_read_log_day", "read_log", ["day"])
    op.create_index("ix_read_log_root", "read_log", ["root"])
    op.create_index("ix_read_log_row", "read_log", ["row"])
