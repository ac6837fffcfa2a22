"""The table says something of every role and every kind of record, and holds the rules it was drawn from."""

from __future__ import annotations

import pytest

from desktop.models import JOURNALED
from desktop.models.kinds import NOTEBOOK_ROLES
from desktop.models.kinds import ROLES as KNOWN
from desktop.security.policy import (
    ACTIONS,
    CHANNELS,
    HIDDEN,
    KINDS,
    PERSONAL,
    ROLES,
    TABLE,
    Action,
    Reach,
    can,
    reach,
    sentence,
    who,
)


def test_every_role_is_said_of_every_kind_and_of_each_action() -> None:
    assert tuple(KNOWN) == ROLES
    assert set(KINDS) == set(JOURNALED) | CHANNELS | {"draft"}
    for kind in KINDS:
        assert tuple(TABLE[kind]) == ROLES
        for role in ROLES:
            assert [reach(role, action, kind) for action in ACTIONS]


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_writes_or_erases_what_one_may_not_read(kind: str) -> None:
    for role in ROLES:
        if reach(role, "read", kind) is Reach.NONE and kind != "restore":
            assert reach(role, "write", kind) is Reach.NONE and reach(role, "erase", kind) is Reach.NONE
        if reach(role, "read", kind) is Reach.EXISTENCE:
            assert reach(role, "write", kind) in (Reach.NONE, Reach.MANAGER)
            assert kind in HIDDEN


def test_what_is_personal_is_ones_own_for_all() -> None:
    actions: tuple[Action, ...] = ACTIONS
    assert {reach(role, action, kind) for role in ROLES for action in actions for kind in PERSONAL} == {Reach.OWN}


def test_no_account_of_an_inspector() -> None:
    assert not any("ien" in role for role in ROLES)


def test_rules_of_the_matrix() -> None:
    assert who("guardian") == tuple(role for role in ROLES if role != "adviser")
    assert set(who("avis")) == {"director", "doctor", "nurse", "referent"}
    assert set(who("standing_plan", "write")) == {"director", "doctor", "nurse"}
    assert {reach(role, "read", "standing_plan") for role in ("teacher", "specialist_e", "psychologist")} == {Reach.EXISTENCE}
    assert not {"psychologist", "doctor", "nurse"} & set(who("project", "write"))
    assert {"teacher", "director", "specialist_e"} <= set(who("project", "write"))
    assert who("import", "write") == tuple(role for role in ROLES if role != "teacher")
    assert {role: reach(role, "write", "pli") for role in ROLES} == {
        role: Reach.MANAGER if role == "teacher" else Reach.ALL for role in ROLES}
    assert set(who("release", "write")) == set(NOTEBOOK_ROLES)
    assert [role for role in ROLES if reach(role, "erase", "student") is Reach.SCOPE] == ["director"]


def test_several_roles_together_go_as_far_as_each() -> None:
    assert can(("teacher", "director"), "read", "avis") is Reach.SCOPE
    assert can(("adviser", "nurse"), "read", "guardian") is Reach.SCOPE
    assert can(("teacher", "psychologist"), "write", "project") is Reach.SCOPE
    assert can((), "read", "student") is Reach.NONE
    assert can(("inconnu",), "read", "student") is Reach.NONE


def test_it_is_said_in_plain_words() -> None:
    assert sentence(("director",), "student") == "lit et écrit"
    assert sentence(("teacher",), "student", scoped=True) == "lit et écrit, dans ses écoles et ses classes"
    assert sentence(("psychologist",), "project") == "lit, sans écrire"
    assert sentence(("teacher",), "avis") == "sait qu’un avis existe et lit les besoins, pas l’avis lui-même"
    assert sentence(("adviser",), "guardian") == ""
    assert sentence(("nurse",), "release", author=True) == "lit et écrit"
