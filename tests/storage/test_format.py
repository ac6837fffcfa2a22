"""``docs/format.md`` is enough: vectors and a fresh vault are opened here with nothing of the program's keys nor vault."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import shutil
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlcipher3 import dbapi2

from desktop.errors import DamagedError, NewerFormatError, PoleError, TamperedError, WrongSecretError
from desktop.storage.vault import Vault
from tests.storage.vaults import PHRASE, make, say

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "fixtures" / "format" / "vectors.json").read_text("utf-8"))
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
EXPECTED: dict[str, type[PoleError]] = {
    "damaged": DamagedError, "tampered": TamperedError, "wrong secret": WrongSecretError, "newer": NewerFormatError}


# -- an independent reader, written from docs/format.md ------------------------------------------------------------------
def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def without(body: dict[str, Any], *names: str) -> bytes:
    return canonical({key: value for key, value in body.items() if key not in names})


def hkdf(secret: bytes, info: str, salt: bytes | None = None) -> bytes:
    return HKDF(SHA256(), 32, salt, info.encode()).derive(secret)


def normalise(typed: str) -> str:
    text = unicodedata.normalize("NFKC", typed).strip()
    between = " \t\u00a0\u202f-\u2010\u2011\u2013'\u2019\u02bc"
    if not all(sign in between or sign.isalpha() or unicodedata.combining(sign) for sign in text):
        return text
    joined = "".join(sign for sign in text if sign not in between).casefold().replace("œ", "oe").replace("æ", "ae")
    return "".join(sign for sign in unicodedata.normalize("NFKD", joined) if not unicodedata.combining(sign))


def read_code(code: str) -> bytes:
    digits = [DIGITS.index(sign) for sign in code.replace(" ", "")]
    number = 0
    for digit in digits[:32]:
        number = number * 32 + digit
    secret = number.to_bytes(20, "big")
    check = int.from_bytes(hashlib.sha256(b"pole-ressource secours v1" + secret).digest()[:3], "big") >> 4
    assert digits[32:] == [check >> 15, check >> 10 & 31, check >> 5 & 31, check & 31]
    return secret


def open_seed(body: dict[str, Any], kind: str, secret: bytes) -> bytes:
    account = body["accounts"][0]
    slot = next(slot for slot in account["slots"] if slot["kind"] == kind)
    kdf, salt = slot["kdf"], base64.b64decode(slot["kdf"]["salt"])
    key = hkdf(secret, f"pole-ressource {kind} v1", salt) if kind != "passphrase" else Argon2id(
        salt=salt, length=32, iterations=kdf["iterations"], lanes=kdf["lanes"], memory_cost=kdf["memory_kib"]).derive(secret)
    aad = "\x1f".join(("pole-ressource slot v1", body["vault"], account["id"], kind, "")).encode() + canonical(kdf)
    sealed = base64.b64decode(slot["sealed"])
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], aad)


def open_compartments(body: dict[str, Any], seed: bytes) -> dict[str, tuple[str, bytes]]:
    """``kind`` → file and 48 bytes of key."""
    private = X25519PrivateKey.from_private_bytes(hkdf(seed, "pole-ressource coffre v1"))
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    account = body["accounts"][0]
    found = {}
    for grant in account["grants"]:
        info = "\x1f".join(("pole-ressource grant v1", body["vault"], grant["compartment"], str(grant["epoch"]), account["id"]))
        box = body["compartments"][grant["compartment"]]
        found[box["kind"]] = (box["file"], suite.decrypt(base64.b64decode(grant["sealed"]), private, info=info.encode()))
    return found


def seals_hold(body: dict[str, Any], commun: bytes) -> bool:
    key = hkdf(commun, "pole-ressource coffre-mac v1", body["vault"].encode())
    sums = (hashlib.sha256(without(body, "sum")).hexdigest(), hmac.new(key, without(body, "sum", "mac"), "sha256").hexdigest())
    return sums == (body["sum"], body["mac"])


# -- the vectors ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("vector", VECTORS["passphrases"], ids=lambda vector: repr(vector["typed"]))
def test_passphrases_are_normalised_as_written(vector: dict[str, str]) -> None:
    assert normalise(vector["typed"]) == vector["normalised"]


@pytest.mark.parametrize("vector", VECTORS["recovery"], ids=lambda vector: vector["secret"][:6])
def test_recovery_codes_are_as_written(vector: dict[str, str]) -> None:
    assert read_code(vector["code"]).hex() == vector["secret"]


def test_the_phrase_and_the_sheet_of_the_vectors_open_the_same_seed() -> None:
    vault = VECTORS["vault"]
    by_phrase = open_seed(vault["coffre"], "passphrase", normalise(vault["passphrase"]).encode())
    by_sheet = open_seed(vault["coffre"], "recovery", read_code(vault["recovery_code"]))
    assert by_phrase.hex() == by_sheet.hex() == vault["seed"]


def test_the_three_keys_of_the_vectors_come_from_the_seed() -> None:
    vault = VECTORS["vault"]
    private = {name: hkdf(bytes.fromhex(vault["seed"]), f"pole-ressource {name} v1") for name in vault["private"]}
    assert {name: key.hex() for name, key in private.items()} == vault["private"]
    signing = Ed25519PrivateKey.from_private_bytes(private["signature"])
    public = {name: X25519PrivateKey.from_private_bytes(private[name]).public_key().public_bytes_raw()
              for name in ("coffre", "pli")}
    public["signature"] = signing.public_key().public_bytes_raw()
    kept = vault["coffre"]["accounts"][0]["keys"]
    assert {name: base64.b64encode(key).decode() for name, key in public.items()} == kept
    assert signing.sign(b"bonjour").hex() == vault["signature_of_bonjour"]


def test_the_grants_and_seals_of_the_vectors_hold() -> None:
    vault = VECTORS["vault"]
    found = open_compartments(vault["coffre"], bytes.fromhex(vault["seed"]))
    assert {kind: key.hex() for kind, (_, key) in found.items()} == vault["compartments"]
    assert seals_hold(vault["coffre"], found["commun"][1])


@pytest.mark.real_keys
@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_each_case_of_the_vectors_ends_as_it_says(case: dict[str, Any], tmp_path: Path) -> None:
    for name in ("coffre.a.json", "coffre.b.json"):
        (tmp_path / name).write_text(json.dumps(case["coffre"]), "utf-8")
    if case["expect"] == "opens":
        assert Vault.read(tmp_path).unlock("claire", VECTORS["vault"]["passphrase"]).login == "claire"
        return
    with pytest.raises(EXPECTED[case["expect"]]):
        Vault.read(tmp_path).unlock("claire", VECTORS["vault"]["passphrase"])


# -- a vault made now ----------------------------------------------------------------------------------------------------
def test_an_independent_program_reads_a_vault_made_now(tmp_path: Path) -> None:
    vault, identity = make(tmp_path / "v.coffre")
    say(vault, identity, "personal", "pour moi seule")
    code = vault.add_recovery(identity)
    shutil.copytree(tmp_path / "v.coffre", tmp_path / "copie")
    body = json.loads((tmp_path / "copie" / "coffre.b.json").read_text("utf-8"))
    seed = open_seed(body, "passphrase", normalise(PHRASE).encode())
    assert seed == open_seed(body, "recovery", read_code(code))
    found = open_compartments(body, seed)
    assert seals_hold(body, found["commun"][1])
    file, key = found["personal"]
    sql = dbapi2.connect(str(tmp_path / "copie" / file))
    sql.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    assert sql.execute("SELECT value FROM meta WHERE key='said'").fetchone() == ("pour moi seule",)
    sql.close()
    assert (tmp_path / "copie" / file).read_bytes()[:16] == key[32:]


def test_a_demonstration_opens_without_any_secret(tmp_path: Path) -> None:
    make(tmp_path / "d.coffre", passphrase=None, demonstration=True)
    body = json.loads((tmp_path / "d.coffre" / "coffre.a.json").read_text("utf-8"))
    assert seals_hold(body, open_compartments(body, open_seed(body, "open", b"demonstration"))["commun"][1])
