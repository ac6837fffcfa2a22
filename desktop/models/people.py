"""Pupils, their enrolments and guardians, and the adults who work with them."""

from __future__ import annotations

from sqlalchemy import Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Journaled, text


class Student(Journaled):
    """A pupil. Its root is itself: everything said of the child carries this root."""

    __tablename__ = "student"

    last_name: Mapped[str] = text()
    usage_name: Mapped[str] = text()
    first_name: Mapped[str] = text()
    birth_date: Mapped[str] = text()
    sex: Mapped[str] = text()
    ine: Mapped[str] = text(index=True)
    address: Mapped[str] = text()
    postal_code: Mapped[str] = text()
    city: Mapped[str] = text()
    strengths: Mapped[str] = text()
    note: Mapped[str] = text()
    followed: Mapped[int] = mapped_column(Integer, nullable=True)
    left_on: Mapped[str] = text()
    same_as: Mapped[str] = text(index=True)


class Enrolment(Journaled):
    """A pupil in a school for a year (id made of pupil, year and school): the level belongs here, the class apart."""

    __tablename__ = "enrolment"
    __table_args__ = (Index("ix_enrolment_school_year", "school_id", "year"),)

    student_id: Mapped[str] = text(index=True)
    year: Mapped[str] = text()
    school_id: Mapped[str] = text()
    level: Mapped[str] = text()
    class_name: Mapped[str] = text()
    class_ref: Mapped[str] = text()
    teacher: Mapped[str] = text()
    left_on: Mapped[str] = text()
    source: Mapped[str] = text()


class Guardian(Journaled):
    """Someone who answers for one child; a brother's file holds its own copy, so that each travels and goes alone."""

    __tablename__ = "guardian"

    student_id: Mapped[str] = text(index=True)
    kind: Mapped[str] = text()
    relation: Mapped[str] = text()
    civility: Mapped[str] = text()
    last_name: Mapped[str] = text()
    usage_name: Mapped[str] = text()
    first_name: Mapped[str] = text()
    authority: Mapped[str] = text()
    judgment_ref: Mapped[str] = text()
    lives_with: Mapped[str] = text()
    address: Mapped[str] = text()
    postal_code: Mapped[str] = text()
    city: Mapped[str] = text()
    confidential: Mapped[int] = mapped_column(Integer, nullable=True)
    phone: Mapped[str] = text()
    mobile: Mapped[str] = text()
    email: Mapped[str] = text()
    no_contact_since: Mapped[str] = text()
    no_contact_ref: Mapped[str] = text()
    language: Mapped[str] = text()
    interpreter: Mapped[int] = mapped_column(Integer, nullable=True)


class School(Journaled):
    """A school or a collège; its id is made of its UAI."""

    __tablename__ = "school"

    uai: Mapped[str] = text(index=True)
    name: Mapped[str] = text()
    kind: Mapped[str] = text()
    address: Mapped[str] = text()
    postal_code: Mapped[str] = text()
    city: Mapped[str] = text()
    phone: Mapped[str] = text()
    email: Mapped[str] = text()
    district: Mapped[str] = text()
    priority: Mapped[str] = text()
    state: Mapped[str] = text()
    sector: Mapped[str] = text()
    """The antenne or sector of the pôle it belongs to, as the pôle names it."""


class Person(Journaled):
    """An adult of a school or of the pôle (teachers come from ONDE)."""

    __tablename__ = "person"

    civility: Mapped[str] = text()
    last_name: Mapped[str] = text()
    usage_name: Mapped[str] = text()
    first_name: Mapped[str] = text()
    function: Mapped[str] = text()
    school_id: Mapped[str] = text(index=True)
    class_name: Mapped[str] = text()
    phone: Mapped[str] = text()
    email: Mapped[str] = text()
    left_on: Mapped[str] = text()
    account_id: Mapped[str] = text()
    pole: Mapped[int] = mapped_column(Integer, nullable=True)
    """Whether this person is of the pôle, and so in its Annuaire."""
    sector: Mapped[str] = text()
    half_days: Mapped[str] = text()
    reach: Mapped[str] = text()


class Account(Journaled):
    """Who opens the vault, by name; the keys are in ``coffre``. The id is made of the login.

    ``state``: invited, active, suspended, left. ``manager``: may invite, suspend and remove.
    """

    __tablename__ = "account"

    login: Mapped[str] = text()
    name: Mapped[str] = text()
    roles: Mapped[str] = text()
    state: Mapped[str] = text()
    manager: Mapped[int] = mapped_column(Integer, nullable=True)
    until: Mapped[str] = text()
