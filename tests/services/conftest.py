"""A session on real encrypted files, without the key derivation: what services need and nothing more."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.clock import fixed_on
from desktop.ids import Ids, named
from desktop.paths import Paths
from desktop.services.places import uai_letter
from desktop.services.session import Account, Session
from desktop.storage import migrate
from desktop.storage.store import Store
from tests.services.laptops import Laptops
from tests.services.people import House

KEY = "c3" * 48
TODAY = date(2026, 11, 23)
UAI = "0789901" + uai_letter("0789901")
SIGNATURE = Ed25519PrivateKey.from_private_bytes(bytes(32))
KEYS = {"claire": SIGNATURE.public_key().public_bytes_raw()}
SCHOOL = named("school", UAI)


@dataclass(frozen=True)
class Claire:
    """Claire Martin, maître E, who signs with a key of hers."""

    account: str = "claire"
    login: str = "claire"

    def sign(self, message: bytes) -> bytes:
        return SIGNATURE.sign(message)


@pytest.fixture(scope="session")
def service_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("services") / "blank.db"
    migrate.create(path, KEY)
    return path


@pytest.fixture
def session(service_file: Path, tmp_path: Path) -> Iterator[Session]:
    """Monday 23 November 2026, one school, nobody in it yet."""
    clock = fixed_on(TODAY)
    ids = Ids(clock)
    stores = []
    for name in ("commun", "personal"):
        shutil.copyfile(service_file, tmp_path / f"{name}.db")
        stores.append(Store(tmp_path / f"{name}.db", KEY, ids=ids, clock=clock, device=lambda: "portable", signer=Claire(),
                            vault_id="v", compartment=name))
    vault = SimpleNamespace(demonstration=False, release=lambda: None, id="v", zone="Europe/Paris", signers=lambda: KEYS,
                            closed_files=lambda _identity: [])
    session = Session(vault, Claire(), *stores, Account("claire", "claire", "Claire Martin", ("specialist_e",)), clock, ids,
                      Paths.under(tmp_path / "data"))
    session.save_account("Claire Martin", ["specialist_e"])
    session.actor = Account("claire", "claire", "Claire Martin", ("specialist_e",))
    session.schools.save({"uai": UAI, "name": "École Jean Moulin", "city": "Valmont"})
    yield session
    for store in stores:
        store.close()


@pytest.fixture
def house(service_file: Path, tmp_path: Path) -> Iterator[House]:
    """A school's file with two children and their parents, and the people of the pôle, each with a file of her own."""
    made = House(tmp_path, service_file, KEY, TODAY)
    with_director = made.session("lambert")
    with_director.schools.save({"uai": UAI, "name": "École Jean Moulin", "city": "Valmont"})
    yield made
    made.close()


@pytest.fixture
def laptops(tmp_path: Path) -> Iterator[Laptops]:
    """Vaults of people who know each other, each on its laptop."""
    made = Laptops(tmp_path)
    yield made
    made.close()
