"""What a guess costs, that nothing else tells a right one, and keys changed by who has none: never used."""

from __future__ import annotations

import json
import statistics
import tempfile
from pathlib import Path
from typing import Any

from common import PHRASE, Report, Said, World, folder, forked, world

from desktop.paths import Paths
from desktop.security import keyring, recovery
from desktop.security.keyring import DEFAULT, FLOOR, KdfParams
from desktop.services.opening import open_vault
from desktop.storage.vault import Vault

WRONG, MISUSED = 3, 1
CHEAPEST, MEMORY = 0.25, 64.0
"""Seconds of processor and mebibytes a guess must cost, above what the command takes without deriving anything."""
ALIKE = 1.5
"""How far two costs that must tell nothing may be from each other, on a shared machine."""
OTHER = "tambour fougère écluse marmite boussole plumier cascade"


# -- K1: what a guess costs ----------------------------------------------------------------------------------------------
def wrong_phrases(count: int) -> list[str]:
    """What somebody would try: nothing, a letter, nearly the right one, a long one, and other words."""
    near = [PHRASE[:-1], PHRASE + "s", PHRASE.replace("-", "+"), PHRASE.rsplit("-", 1)[0], PHRASE[::-1]]
    return (["", "a", "0000", "x" * 4000, *near] + [f"{OTHER} {number}" for number in range(count)])[:count]


def _spent(base: Said, found: list[Said]) -> tuple[float, float, float]:
    """Least processor, median processor, least memory of these runs, above the run that derives nothing."""
    seconds = [said.processor - base.processor for said in found]
    return min(seconds), statistics.median(seconds), min(said.mebibytes - base.mebibytes for said in found)


def guesses(report: Report, base: Path, label: str, kdf: KdfParams, times: int) -> None:
    """Each wrong phrase pays the whole derivation; a right one and an unknown login cost the same and say no more."""
    made = world(base, secret=True, kdf=kdf)
    still = forked(["--data-dir", str(made.data), "--vault", str(made.vault), "digest"])  # no phrase given: nothing derived
    if still.code != MISUSED:
        report.fail(f"{label} : sans phrase, sort {still.code} au lieu de {MISUSED}")
    tries = {"fausse": [forked(made.words("digest"), f"{phrase}\n".encode()) for phrase in wrong_phrases(times)],
             "juste": [forked(made.words("digest"), made.first_line) for _ in range(max(3, times // 4))],
             "inconnu": [forked(made.words("--as", "personne", "digest"), f"{OTHER}\n".encode()) for _ in range(max(3, times // 4))]}
    report.counts["phrases essayées"] += sum(map(len, tries.values()))
    wrong = tries["fausse"] + tries["inconnu"]
    if {said.code for said in wrong} != {WRONG} or {said.code for said in tries["juste"]} != {0}:
        report.fail(f"{label} : sorties {sorted({said.code for said in wrong})}", made.vault)
    if len({said.err for said in wrong}) != 1 or any(said.out for said in wrong) or len(wrong[0].err.splitlines()) != 1:
        report.fail(f"{label} : un refus en dit plus qu’un autre", made.vault)
    costs = {name: _spent(still, found) for name, found in tries.items()}
    for name, (least, _, memory) in costs.items():
        if least < CHEAPEST or memory < MEMORY - 1:
            report.fail(f"{label}, {name} : {least:.2f} s de processeur et {memory:.0f} Mio seulement")
    middle = {name: median for name, (_, median, _) in costs.items()}
    ratio = max(middle.values()) / min(middle.values())
    told = ", ".join(f"{name} {median:.2f} s (au moins {least:.2f}) {memory:.0f} Mio"
                     for name, (least, median, memory) in costs.items())
    print(f"  {label} : {told} ; rapport {ratio:.2f}", flush=True)
    report.told.append(f"{label} : {told} ; rapport {ratio:.2f}")
    if ratio > ALIKE:
        report.fail(f"{label} : le temps trahit : {told}")


# -- K1: no cheaper way to know ------------------------------------------------------------------------------------------
def contents(made: World) -> dict[str, bytes]:
    """Every file of the vault and of the data folder, but who holds the lock."""
    return {str(file.relative_to(place.parent)): file.read_bytes() for place in (made.vault, made.data)
            for file in sorted(place.rglob("*")) if file.is_file() and file.name != "verrou"}


def leaves(value: Any, at: str = "") -> dict[str, Any]:
    """The leaves of a JSON value by their path, a slot by its kind."""
    if isinstance(value, dict):
        return {path: leaf for key, one in value.items() for path, leaf in leaves(one, f"{at}/{key}").items()}
    if isinstance(value, list):
        return {path: leaf for number, one in enumerate(value)
                for path, leaf in leaves(one, f"{at}/{one.get('kind', number) if isinstance(one, dict) else number}").items()}
    return {at: value}


def oracle(report: Report, base: Path) -> None:
    """Another phrase changes a slot, the number and the seals of ``coffre``, and no other byte: nothing else depends on it."""
    made = world(base, secret=True)
    made.open().close()
    before = contents(made)
    forked(made.words("digest"), f"{OTHER}\n".encode())
    if contents(made) != before:
        report.fail("une phrase fausse a changé un fichier", made.vault, made.data)
    vault = Vault.read(made.vault)
    vault.set_passphrase(vault.unlock(None, PHRASE), OTHER, KdfParams(64 * 1024, 8))
    after = contents(made)
    report.counts["fichiers comparés"] += len(after)
    changed = {name for name in before if after.get(name) != before[name]} | set(after) - set(before)
    if strange := [name for name in changed if not name.endswith((".json",)) or "coffre." not in name]:
        report.fail(f"dépend de la phrase de passe : {strange}", made.vault, made.data)
    first, second = (leaves(json.loads(found[f"{made.vault.name}/coffre.a.json"])) for found in (before, after))
    moved = {path for path in first.keys() | second.keys() if first.get(path) != second.get(path)}
    allowed = ("/mac", "/sum", "/number")
    if strange := [path for path in moved if path not in allowed and "/slots/passphrase/" not in path]:
        report.fail(f"coffre : dépend de la phrase de passe : {strange}", made.vault)
    report.counts["champs qui dépendent de la phrase"] += len(moved)
    for name, content in after.items():
        if any(form in content for form in (PHRASE.encode(), OTHER.encode(), keyring.passphrase.to_bytes(PHRASE),
                                            keyring.passphrase.to_bytes(OTHER))):
            report.fail(f"une phrase de passe en clair dans {name}", made.vault, made.data)
    if forked(made.words("digest"), made.first_line).code != WRONG:
        report.fail("l’ancienne phrase ouvre encore", made.vault)
    open_vault(made.vault, paths=Paths.under(made.data), passphrase=OTHER).close()


def strong_codes(report: Report, base: Path) -> None:
    """What opens without a dear derivation is 160 bits drawn at random: the code of a recovery sheet, that of an invitation."""
    made = world(base, secret=True)
    vault = Vault.read(made.vault)
    identity = vault.unlock(None, PHRASE)
    codes = [vault.add_recovery(identity) for _ in range(5)]
    session = made.open()
    invited = [session.accounts.add(f"invite{number}", "Une collègue", ["specialist_e"]).code for number in range(3)]
    session.close(backup=False)
    secrets = [*map(recovery.read, codes), *map(recovery.INVITATION.read, invited)]
    bits = {len(secret) * 8 for secret in secrets}
    if bits != {160} or len(set(secrets)) != len(secrets):
        report.fail(f"codes de {bits} bits")
    report.counts["bits d’un code de secours ou d’invitation"] = min(bits)
    login = identity.login
    for code in codes[:-1]:
        try:
            Vault.read(made.vault).unlock_with_recovery(login, code)
        except Exception:  # noqa: BLE001 - any refusal will do
            continue
        report.fail("une ancienne feuille de secours ouvre encore", made.vault)
    if Vault.read(made.vault).unlock_with_recovery(login, codes[-1]).seed != identity.seed:
        report.fail("la dernière feuille de secours n’ouvre pas", made.vault)
    for name, content in contents(made).items():
        if any(code.encode() in content or code.replace(" ", "").encode() in content or secret in content
               or keyring.to_text(secret).encode() in content or secret.hex().encode() in content
               for code, secret in zip((*codes, *invited), secrets, strict=True)):
            report.fail(f"un code en clair dans {name}", made.vault)


def main(count: int = 20, seed: int = 0, limit: float = 600) -> Report:
    """``count`` wrong phrases at each cost, then what depends on a phrase."""
    report = Report("keys", limit)
    with tempfile.TemporaryDirectory(prefix="pole-faults-") as name:
        base = Path(name)
        for label, kdf in (("plancher 64 Mio × 8", FLOOR), ("défaut 256 Mio × 3", DEFAULT)):
            with folder(base, "phrases") as place:
                guesses(report, place, label, kdf, count)
        for work in (oracle, strong_codes):
            with folder(base, "essai") as place:
                work(report, place)
    return report
