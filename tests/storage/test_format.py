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

from desktop.errors import DamagedError, NewerFormatError, PoleError, RefusedError, TamperedError, WrongSecretError
from desktop.ids import Ids
from desktop.storage.vault import Vault
from tests.storage.vaults import CLOCK, OTHER_PHRASE, PHRASE, make, say

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "fixtures" / "format" / "vectors.json").read_text("utf-8"))
WORDS = (Path(__file__).parents[2] / "resources" / "content" / "words_fr.txt").read_text("utf-8").split()
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
EXPECTED: dict[str, type[PoleError]] = {
    "refused": RefusedError, "damaged": DamagedError, "tampered": TamperedError, "wrong secret": WrongSecretError, "newer": NewerFormatError}


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


def read_code(code: str, label: bytes = b"pole-ressource secours v1") -> bytes:
    digits = [DIGITS.index(sign) for sign in code.replace(" ", "")]
    number = 0
    for digit in digits[:32]:
        number = number * 32 + digit
    secret = number.to_bytes(20, "big")
    check = int.from_bytes(hashlib.sha256(label + secret).digest()[:3], "big") >> 4
    assert digits[32:] == [check >> 15, check >> 10 & 31, check >> 5 & 31, check & 31]
    return secret


def account_of(body: dict[str, Any], login: str) -> dict[str, Any]:
    return next(dict(account) for account in body["accounts"] if account["login"] == login)


def open_seed(body: dict[str, Any], kind: str, secret: bytes, login: str = "claire") -> bytes:
    account = account_of(body, login)
    slot = next(slot for slot in account["slots"] if slot["kind"] == kind)
    kdf, salt = slot["kdf"], base64.b64decode(slot["kdf"]["salt"])
    key = hkdf(secret, f"pole-ressource {kind} v1", salt) if kind != "passphrase" else Argon2id(
        salt=salt, length=32, iterations=kdf["iterations"], lanes=kdf["lanes"], memory_cost=kdf["memory_kib"]).derive(secret)
    aad = "\x1f".join(("pole-ressource slot v1", body["vault"], account["id"], kind, "")).encode() + canonical(kdf)
    sealed = base64.b64decode(slot["sealed"])
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], aad)


def open_invitation(body: dict[str, Any], login: str, secret: bytes) -> bytes:
    """The 48 bytes of ``commun``."""
    account = account_of(body, login)
    kdf, sealed = account["invitation"]["kdf"], base64.b64decode(account["invitation"]["sealed"])
    key = hkdf(secret, "pole-ressource invitation v1", base64.b64decode(kdf["salt"]))
    aad = "\x1f".join(("pole-ressource slot v1", body["vault"], account["id"], "invitation", "")).encode() + canonical(kdf)
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], aad)


def card(body: dict[str, Any], label: str, login: str) -> bytes:
    account = account_of(body, login)
    keys = b"".join(base64.b64decode(account["keys"][name]) for name in ("coffre", "pli", "signature"))
    return "\x1f".join((label, body["vault"], account["id"], login, "")).encode() + keys


def six_words(body: dict[str, Any], login: str) -> list[str]:
    number = int.from_bytes(hashlib.sha256(card(body, "pole-ressource six mots v1", login)).digest(), "big")
    return [WORDS[number // len(WORDS) ** place % len(WORDS)] for place in range(6)]


def is_own(body: dict[str, Any], seed: bytes, login: str) -> bool:
    """Whether her personal file's key is marked by herself."""
    account = account_of(body, login)
    grant = next(one for one in account["grants"] if body["compartments"][one["compartment"]]["kind"] == "personal")
    _, key = open_compartments(body, seed, login)["personal"]
    said = "\x1f".join(("pole-ressource own v1", body["vault"], grant["compartment"], str(grant["epoch"]), "")).encode() + key
    return bool(hmac.new(hkdf(seed, "pole-ressource own v1"), said, "sha256").hexdigest() == grant["own"])


def open_compartments(body: dict[str, Any], seed: bytes, login: str = "claire") -> dict[str, tuple[str, bytes]]:
    """``kind`` → file and 48 bytes of key."""
    private = X25519PrivateKey.from_private_bytes(hkdf(seed, "pole-ressource coffre v1"))
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    account = account_of(body, login)
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


# -- several accounts ----------------------------------------------------------------------------------------------------
def test_each_account_of_the_vectors_opens_its_own() -> None:
    vault = VECTORS["accounts"]
    body = vault["coffre"]
    for login, phrase in vault["passphrases"].items():
        seed = open_seed(body, "passphrase", normalise(phrase).encode(), login)
        found = open_compartments(body, seed, login)
        assert seed.hex() == vault["seeds"][login] and is_own(body, seed, login)
        assert (found["commun"][1].hex(), found["personal"][1].hex()) == (vault["commun"], vault["personal"][login])
        assert six_words(body, login) == vault["six_words"][login]
    assert open_compartments(body, bytes.fromhex(vault["seeds"]["anne"]), "anne")["handed"][1].hex() == vault["handed"]
    assert seals_hold(body, bytes.fromhex(vault["commun"]))


def test_the_invitations_of_the_vectors_are_as_written() -> None:
    vault = VECTORS["accounts"]
    secrets = {login: read_code(one["code"], b"pole-ressource invitation v1") for login, one in vault["invitations"].items()}
    assert {login: secret.hex() for login, secret in secrets.items()} == {
        login: one["secret"] for login, one in vault["invitations"].items()}
    assert open_invitation(vault["coffre"], "zoe", secrets["zoe"]).hex() == vault["commun"]
    salt = vault["coffre"]["vault"].encode()
    key = hkdf(secrets["anne"], "pole-ressource carte v1", salt)
    said = hmac.new(key, card(vault["coffre"], "pole-ressource carte v1", "anne"), "sha256").hexdigest()
    tag = hkdf(secrets["anne"], "pole-ressource numéro d’invitation v1", salt)[:8].hex()
    assert account_of(vault["coffre"], "anne")["proof"] == f"{tag}.{said}"


@pytest.mark.real_keys
@pytest.mark.parametrize("case", VECTORS["account_cases"], ids=lambda case: case["name"])
def test_each_case_of_several_accounts_ends_as_it_says(case: dict[str, Any], tmp_path: Path) -> None:
    for name in ("coffre.a.json", "coffre.b.json"):
        (tmp_path / name).write_text(json.dumps(case["coffre"]), "utf-8")
    phrase = VECTORS["accounts"]["passphrases"].get(case["login"], PHRASE)

    def opened() -> set[str]:
        vault = Vault.read(tmp_path)
        return set(vault.compartments(vault.unlock(case["login"], phrase)))

    if case["expect"] == "opens":
        assert opened() == {"commun", "personal"}
        return
    with pytest.raises(EXPECTED[case["expect"]]):
        opened()


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


def test_an_independent_program_reads_a_vault_of_several_made_now(tmp_path: Path) -> None:
    vault, claire = make(tmp_path / "v.coffre")
    code = vault.invite(claire, "anne")
    body = json.loads((tmp_path / "v.coffre" / "coffre.a.json").read_text("utf-8"))
    commun = open_invitation(body, "anne", read_code(code, b"pole-ressource invitation v1"))
    assert body["format"] == 2 and seals_hold(body, commun)
    Vault.read(tmp_path / "v.coffre", CLOCK).accept("anne", code, OTHER_PHRASE, ids=Ids(CLOCK))
    body = json.loads((tmp_path / "v.coffre" / "coffre.b.json").read_text("utf-8"))
    seed = open_seed(body, "passphrase", normalise(OTHER_PHRASE).encode(), "anne")
    found = open_compartments(body, seed, "anne")
    assert found["commun"][1] == commun and is_own(body, seed, "anne") and seals_hold(body, commun)
    file, key = found["personal"]
    sql = dbapi2.connect(str(tmp_path / "v.coffre" / file))
    sql.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    assert sql.execute("PRAGMA page_count").fetchone() == (512,)
    sql.close()


def test_a_demonstration_opens_without_any_secret(tmp_path: Path) -> None:
    make(tmp_path / "d.coffre", passphrase=None, demonstration=True)
    body = json.loads((tmp_path / "d.coffre" / "coffre.a.json").read_text("utf-8"))
    assert seals_hold(body, open_compartments(body, open_seed(body, "open", b"demonstration"))["commun"][1])
