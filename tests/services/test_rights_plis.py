"""The walk of rights, for plis: what a person may not read is in none she seals, and who may not take one in is told so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.clock import stamp
from desktop.errors import PoleError, RefusedError
from desktop.exchange import card
from desktop.exchange.bad import BadPliError
from desktop.exchange.entries import dump
from desktop.ids import named
from desktop.security import policy
from desktop.security.keyring import Identity
from desktop.security.policy import ROLES, Reach
from desktop.services.exchange_values import Selection
from desktop.services.session import Session
from tests.services.conftest import KEY
from tests.services.rights_world import CHILDREN, KINDS, SCHOOLS, RightsWorld, build, plain
from tests.services.test_rights import PEOPLE, may_read, words_of

ELSEWHERE = named("vault", "ailleurs")
SOMEBODY = Identity(named("account", ELSEWHERE, "martin"), "martin", ELSEWHERE, bytes(range(32)))


@pytest.fixture(scope="module")
def prepared(service_file: Path, tmp_path_factory: pytest.TempPathFactory) -> RightsWorld:
    made = build(RightsWorld(tmp_path_factory.mktemp("droits-plis"), service_file, KEY))
    made.close()
    return made


@pytest.fixture
def world(prepared: RightsWorld) -> Iterator[RightsWorld]:
    yield prepared
    prepared.close()


def with_contact(session: Session) -> Session:
    session.contacts.add(card.dump(card.of(SOMEBODY, "Paul Martin", ("specialist_e",), stamp(session.clock.now()), ())))
    return session


def leaving(session: Session, selection: Selection) -> str:
    """All that a pli would say: its entries, their authors, and what is told of them."""
    try:
        parcel = session.sending.prepare(["martin"], selection)
    except PoleError as error:
        return f"{error.exit_code} {error}"
    return dump(parcel.work.leaving.batch).decode() + plain((parcel.lines, parcel.withheld, parcel.warnings))


@pytest.mark.parametrize(("role", "variant"), PEOPLE)
def test_what_is_out_of_reach_is_in_no_pli(world: RightsWorld, role: str, variant: str) -> None:
    session = with_contact(world.session(f"{role}-{variant}"))
    ids = {child: world.id("student", child) for child in CHILDREN}
    asked = {"tout": Selection(swept=True), "écoles": Selection(schools=tuple(SCHOOLS)),
             "nommé": Selection(swept=True, named=tuple(world.ids_of.values())),
             **{f"élève {child}": Selection(students=(id,), named=tuple(world.ids_of.values())) for child, id in ids.items()},
             **{f"réunion {child}": Selection(meetings=(world.id("meeting", child),)) for child in CHILDREN}}
    said = {name: leaving(session, selection) for name, selection in asked.items()}
    forbidden = [text for kind in KINDS for child in CHILDREN if not may_read(role, variant, kind, child)
                 for text in words_of(kind, child)]
    assert [(name, text) for name, answer in said.items() for text in forbidden if text in answer] == []
    seen = [child for child in CHILDREN if may_read(role, variant, "student", child)]
    assert [text for child in seen for text in words_of("student", child) if text not in said["tout"]] == []


@pytest.mark.parametrize("role", ROLES)
def test_who_may_take_a_pli_in(world: RightsWorld, role: str) -> None:
    session = world.session(f"{role}-whole")
    session.identity = Identity(session.actor.id, session.actor.login, "v", bytes(32))
    allowed = policy.can((role,), "write", "pli") is Reach.ALL
    with pytest.raises(BadPliError if allowed else RefusedError):
        session.receiving.look(b"rien d'un pli")
    with pytest.raises(RefusedError):
        session.receiving.undo("inconnu")
