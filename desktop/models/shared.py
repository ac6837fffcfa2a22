"""What accounts add to the common file: scopes, agreements, what is transmitted, avis and plans that exist."""

from __future__ import annotations

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Journaled, text


class Scope(Journaled):
    """A school or a class an account works in, from a day to another (half-times, substitutes, interim). Its root is the account.

    An account without any scope has the whole vault.
    """

    __tablename__ = "scope"

    account_id: Mapped[str] = text(index=True)
    school_id: Mapped[str] = text()
    class_name: Mapped[str] = text()
    role: Mapped[str] = text()
    since: Mapped[str] = text()
    until: Mapped[str] = text()
    half_days: Mapped[str] = text()
    replaces: Mapped[str] = text()


class Agreement(Journaled):
    """Somebody's agreement to an act, or its refusal; its root is the pupil.

    In ``commun`` for aide relationnelle, stages de réussite and PAP; in the personal file for that person's own acts.
    ``state``: asked, given, oral (to confirm), refused, withdrawn, waived (``reason`` says why it could not be asked).
    """

    __tablename__ = "agreement"

    student_id: Mapped[str] = text(index=True)
    guardian_id: Mapped[str] = text()
    guardian: Mapped[str] = text()
    purpose: Mapped[str] = text()
    mode: Mapped[str] = text()
    state: Mapped[str] = text()
    asked_on: Mapped[str] = text()
    date: Mapped[str] = text()
    withdrawn_on: Mapped[str] = text()
    reason: Mapped[str] = text()
    note: Mapped[str] = text()


class Release(Journaled):
    """« Transmettre »: one conclusion copied to the pupil's common file by its author; its root is the pupil.

    The id is drawn beforehand and kept by the author's own record, so that either half can be done again.
    """

    __tablename__ = "release"

    student_id: Mapped[str] = text(index=True)
    author_id: Mapped[str] = text()
    author: Mapped[str] = text()
    function: Mapped[str] = text()
    addressee: Mapped[str] = text()
    purpose: Mapped[str] = text()
    date: Mapped[str] = text()
    content: Mapped[str] = text()
    talk_on: Mapped[str] = text()
    revoked_on: Mapped[str] = text()


class Released(Journaled):
    """The author's own side of a release, in her personal file: which record it came from, and whether it is done."""

    __tablename__ = "released"

    student_id: Mapped[str] = text(index=True)
    source: Mapped[str] = text(index=True)
    release_id: Mapped[str] = text()
    sent_on: Mapped[str] = text()
    revoked_on: Mapped[str] = text()


class Avis(Journaled):
    """The doctor's or nurse's avis on a plan, and the needs written there; never a reason. Its root is the pupil.

    ``opinion``: awaited, favourable, unfavourable, incomplete. ``source``: author (its own hand) or paper (``entered_by``).
    """

    __tablename__ = "avis"

    student_id: Mapped[str] = text(index=True)
    plan: Mapped[str] = text()
    opinion: Mapped[str] = text()
    author: Mapped[str] = text()
    author_id: Mapped[str] = text()
    date: Mapped[str] = text()
    source: Mapped[str] = text()
    entered_by: Mapped[str] = text()
    asked_on: Mapped[str] = text()
    needs: Mapped[str] = text()


class StandingPlan(Journaled):
    """A plan that exists beside ours (PAI, later PPS): its dates and where its sheet is, never what it says."""

    __tablename__ = "standing_plan"

    student_id: Mapped[str] = text(index=True)
    kind: Mapped[str] = text()
    since: Mapped[str] = text()
    until: Mapped[str] = text()
    place: Mapped[str] = text()
    emergency: Mapped[int] = mapped_column(Integer, nullable=True)
    """Whether there is an emergency sheet to know of."""
