"""Third format: contacts, the log of plis, what they brought and who wrote it; records joined to one are found at once."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa


def upgrade(op: Any) -> None:
    """Make the tables of exchange."""
    text, integer = sa.Text, sa.Integer
    op.create_index("ix_student_same_as", "student", ["same_as"])
    op.create_table(
        "contact",
        sa.Column("account", text, primary_key=True),
        sa.Column("vault", text),
        sa.Column("login", text),
        sa.Column("card", text),
        sa.Column("how", text),
        sa.Column("added_on", text),
        sa.Column("confirmed_on", text),
        sa.Column("waiting", text),
        sa.Column("owner", text),
        sa.Column("mine", integer),
        sa.Column("revoked_on", text),
        sa.Column("share", text),
    )
    op.create_table(
        "pli",
        sa.Column("n", integer, primary_key=True),
        sa.Column("id", text),
        sa.Column("way", text),
        sa.Column("contact", text),
        sa.Column("number", integer),
        sa.Column("at", text),
        sa.Column("purpose", text),
        sa.Column("file", text),
        sa.Column("swept", integer),
        sa.Column("reach", text),
        sa.Column("acked_on", text),
        sa.Column("again", integer),
        sa.Column("lines", text),
    )
    op.create_index("ix_pli_id", "pli", ["id"])
    op.create_index("ix_pli_contact", "pli", ["contact"])
    op.create_table(
        "received",
        sa.Column("n", integer, primary_key=True),
        sa.Column("pli", text),
        sa.Column("sender", text),
        sa.Column("taken_by", text),
        sa.Column("at", text),
        sa.Column("from_n", integer),
        sa.Column("to_n", integer),
        sa.Column("unit", text),
        sa.Column("undone_on", text),
        sa.Column("undone", text),
    )
    op.create_index("ix_received_pli", "received", ["pli"])
    op.create_table(
        "author",
        sa.Column("account", text, primary_key=True),
        sa.Column("name", text),
        sa.Column("roles", text),
        sa.Column("told_by", text),
        sa.Column("at", text),
    )
    op.create_table(
        "told_erasure",
        sa.Column("root", text, primary_key=True),
        sa.Column("row", text, primary_key=True),
        sa.Column("at", text),
        sa.Column("told_by", text),
        sa.Column("pli", text),
        sa.Column("kept_on", text),
    )
