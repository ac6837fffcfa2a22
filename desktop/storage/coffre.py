"""The two copies of ``coffre``: read whole or refused, the higher valid number wins, and one valid copy always exists."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import normalize

from desktop.clock import known_zone
from desktop.errors import DamagedError, DiskError, NewerFormatError
from desktop.paths import disk_errors, write_atomically
from desktop.security import keyring
from desktop.storage.compartments import COMMUN, FILE_NAME, HANDED, PERSONAL

FIRST, FORMAT = 1, 2
"""The format of a vault of one account, and the last this program reads: that of a vault with states and invitations."""
ACTIVE, INVITED, SUSPENDED, LEFT = "active", "invited", "suspended", "left"
COPIES = ("coffre.a.json", "coffre.b.json")
LIMIT = 8 * 1024 * 1024
LOGIN_LENGTH = 64
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_DAMAGED = "Ce coffre est abîmé : ses clés ne se lisent plus. Rien n’a été touché ; reprenez une sauvegarde."

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Copies:
    """What was found on the disk: the body that wins, and the copies that should be written again."""

    body: Body
    behind: tuple[str, ...]


def read(directory: Path) -> Copies:
    """The coffre of a vault. Raises ``DamagedError``, ``NewerFormatError`` or ``DiskError``."""
    if not directory.is_dir():
        raise DiskError("Ce coffre est introuvable : vérifiez que la clé USB ou le dossier est bien là.")
    found: dict[str, Body] = {}
    present, newer = False, False
    for name in COPIES:
        content = _content(directory / name)
        present = present or content is not None
        value = _parse(content)
        newer = newer or (value is not None and type(value.get("format")) is int and value["format"] > FORMAT)
        if value is not None and _whole(value):
            found[name] = value
    best = max(found.values(), key=lambda body: int(body["number"]), default=None)
    if best is not None and FIRST <= best["format"] <= FORMAT:
        if not _sound(best):
            raise DamagedError(_DAMAGED)
        return Copies(best, tuple(name for name in COPIES if found.get(name) != best))
    if newer:
        raise NewerFormatError("Ce coffre vient d’une version plus récente du programme : mettez le programme à jour pour "
                               "l’ouvrir.")
    if not present:
        raise DamagedError("Ce dossier n’est pas un coffre, ou ses clés ont disparu : reprenez une sauvegarde.")
    raise DamagedError(_DAMAGED)


def write(directory: Path, body: Body, first: tuple[str, ...] = ()) -> None:
    """Write both copies, those of ``first`` before; once one is written the change is made, the other can wait."""
    content = serialise(body)
    names = sorted(COPIES, key=lambda name: name not in first)
    with disk_errors():
        write_atomically(directory / names[0], content)
    for name in names[1:]:
        try:
            write_atomically(directory / name, content)
        except OSError:
            return


def heal(directory: Path, copies: Copies) -> None:
    """Write the copies that stayed behind; a disk that refuses leaves them so."""
    for name in copies.behind:
        try:
            write_atomically(directory / name, serialise(copies.body))
        except OSError:
            return


def raise_format(body: Body) -> None:
    """Make ``body`` one of several accounts: the second format, where each account says its state."""
    body["format"] = FORMAT
    for account in body["accounts"]:
        account.setdefault("state", ACTIVE)


def state_of(account: Body) -> str:
    """active, invited, suspended or left."""
    return str(account.get("state", ACTIVE))


def is_login(text: Any) -> bool:
    """Whether a login is as kept: one printable word, NFC, lower case."""
    return (isinstance(text, str) and 0 < len(text) <= LOGIN_LENGTH and text == normalize("NFC", text).strip().lower()
            and all(sign.isprintable() and not sign.isspace() for sign in text))


def sealed(body: Body, mac_key: bytes) -> Body:
    """``body`` with its seal and its sum."""
    fresh = {key: value for key, value in body.items() if key not in ("mac", "sum")}
    fresh["mac"] = keyring.mac(mac_key, keyring.canonical(fresh))
    fresh["sum"] = _sum(fresh)
    return fresh


def genuine(body: Body, mac_key: bytes) -> bool:
    """Whether the seal is that of somebody who opens ``commun``."""
    plain = {key: value for key, value in body.items() if key not in ("mac", "sum")}
    said = str(body["mac"]).encode(errors="replace")  # of two texts, only plain ASCII would be compared
    return hmac.compare_digest(said, keyring.mac(mac_key, keyring.canonical(plain)).encode())


def serialise(body: Body) -> bytes:
    """As written: indented for who looks at it; sums and seals are over the canonical form."""
    return (json.dumps(body, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


# -- reading strictly ----------------------------------------------------------------------------------------------------
def _content(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(LIMIT + 1)
    except FileNotFoundError:
        return None
    except IsADirectoryError:
        return b""
    except OSError as exc:
        raise DiskError("Ce coffre ne se laisse pas lire : vérifiez le disque ou la clé USB.") from exc


def _parse(content: bytes | None) -> Body | None:
    if not content or len(content) > LIMIT:
        return None
    try:
        value = json.loads(content.decode(), object_pairs_hook=_pairs, parse_float=_refuse, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key twice")
    return value


def _refuse(text: str) -> Any:
    raise ValueError(f"not a number of ours: {text}")


def _sum(body: Body) -> str:
    return hashlib.sha256(keyring.canonical({key: value for key, value in body.items() if key != "sum"})).hexdigest()


def _whole(body: Body) -> bool:
    """The sum holds, whatever the format: this rule never changes."""
    try:
        right = _sum(body)
    except (ValueError, UnicodeError, RecursionError):
        return False
    return body.get("sum") == right and type(body.get("format")) is int and type(body.get("number")) is int


def _sound(body: Body) -> bool:
    """Every field is there and of its type."""
    try:
        texts = [body["vault"], body["created"], body["zone"], body["mac"]]
        good = (all(isinstance(text, str) for text in texts) and bool(_ID.match(body["vault"]))
                and isinstance(body["demonstration"], bool) and body["number"] >= 1 and known_zone(body["zone"]))
        boxes, accounts = body["compartments"], body["accounts"]
        kinds = sorted(box["kind"] for box in boxes.values() if _sound_box(box))
        good = good and len(kinds) == len(boxes) and kinds.count(COMMUN) == 1
        good = good and len({box["file"] for box in boxes.values()}) == len(boxes)
        good = good and (body["format"] > FIRST or _of_first(accounts, kinds))
        good = good and bool(accounts) and all(_sound_account(account, boxes, body["demonstration"]) for account in accounts)
        return bool(good and len({account["login"] for account in accounts}) == len(accounts)
                    and len({account["id"] for account in accounts}) == len(accounts)
                    and any(state_of(account) == ACTIVE for account in accounts))
    except (KeyError, TypeError, AttributeError):
        return False


def _of_first(accounts: list[Body], kinds: list[str]) -> bool:
    """One account, and nothing of the second format in it."""
    return len(accounts) == 1 and not {"state", "invitation", "proof"} & accounts[0].keys() and HANDED not in kinds


def _sound_box(box: Body) -> bool:
    return (box["kind"] in (COMMUN, PERSONAL, HANDED) and isinstance(box["owner"], str) and type(box["epoch"]) is int
            and bool(FILE_NAME.match(box["file"])))


def _sound_account(account: Body, boxes: Body, demonstration: bool) -> bool:
    state = state_of(account)
    if not (_ID.match(account["id"]) and is_login(account["login"]) and state in (ACTIVE, INVITED, SUSPENDED, LEFT)):
        return False
    if state == INVITED or "invitation" in account:
        return state == INVITED and not {"keys", "slots", "grants", "proof"} & account.keys() and _sound_invitation(
            account["invitation"])
    keys = account["keys"]
    return (all(isinstance(keys[name], str) for name in ("coffre", "pli", "signature"))
            and bool(account["slots"]) and all(_sound_slot(slot, demonstration) for slot in account["slots"])
            and all(grant["compartment"] in boxes and isinstance(grant["sealed"], str) and type(grant["epoch"]) is int
                    and (state == ACTIVE or boxes[grant["compartment"]]["kind"] != COMMUN) for grant in account["grants"])
            and isinstance(account.get("proof", ""), str))


def _sound_invitation(invitation: Body) -> bool:
    kdf = invitation["kdf"]
    return all(isinstance(text, str) for text in (kdf["name"], kdf["salt"], invitation["sealed"], invitation["until"]))


def _sound_slot(slot: Body, demonstration: bool) -> bool:
    kdf = slot["kdf"]
    costs = [kdf[name] for name in ("memory_kib", "iterations", "lanes")] if kdf["name"] == "argon2id" else []
    return (slot["kind"] in keyring.SLOT_KINDS and (slot["kind"] != keyring.OPEN or demonstration)
            and isinstance(slot["sealed"], str) and isinstance(kdf["salt"], str) and all(type(cost) is int for cost in costs))
