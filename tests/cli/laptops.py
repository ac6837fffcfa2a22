"""Three laptops, each with a vault and a data folder of its own: a director, a maître E, a psychologist. Commands alone."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.cli import run
from tests.cli.conftest import Said, acts

PEOPLE = {"claire": ("Claire Martin", "director", "cerise tambour nuage lucarne violon abricot sapin"),
          "paul": ("Paul Lenoir", "specialist_e", "girafe parapluie escalier mandarine brouillard tournevis coquille"),
          "anne": ("Anne Robin", "psychologist", "hibou lucarne framboise trottinette cerise nuage boussole")}
UAI = "0789930V"
REGISTER = (
    "Identifiant_de_l_etablissement;Nom_etablissement;Type_etablissement;Statut_public_prive;Adresse_1;Code_postal;Nom_commune;"
    "Code_departement;code_nature;etat\r\n"
    f"{UAI};Ecole Jean Moulin;Ecole;Public;1 rue des Prés;78990;Valbrune;078;151;OUVERT\r\n")
Read = Callable[[], tuple[str, str]]


@dataclass(frozen=True)
class Laptop:
    """``claire("exchange", "log")`` gives what the command answered; ``claire.ok(...)`` its objects, when it went well."""

    login: str
    base: Path
    read: Read

    def __call__(self, *words: str, stdin: str = "") -> Said:
        reading, writing = os.pipe()
        os.write(writing, (PEOPLE[self.login][2] + "\n").encode())
        os.close(writing)
        kept, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
        try:
            code = run(["--data-dir", str(self.base / self.login), "--vault", str(self.base / self.login / "v.coffre"), "--as",
                        self.login, "--password-fd", str(reading), "--json", *words])
        finally:
            sys.stdin = kept
            os.close(reading)
        return Said(code, *self.read())

    def ok(self, *words: str, stdin: str = "") -> list[dict[str, Any]]:
        said = self(*words, stdin=stdin)
        assert said.code == 0, (words, said.err, said.out)
        return said.lines

    def do(self, *lines: dict[str, Any]) -> list[str]:
        """Acts of ``batch``; the ids they are about."""
        return [str(done["id"]) for done in self.ok("batch", stdin=acts(*lines))]

    @property
    def digest(self) -> str:
        return str(self.ok("digest")[0]["digest"])

    @property
    def clashes(self) -> list[dict[str, Any]]:
        return self.ok("exchange", "conflicts")

    @property
    def open_conflicts(self) -> set[tuple[str, tuple[str, ...]]]:
        """What is to be chosen, as every laptop should say it."""
        return {(one["id"], tuple(sorted(text["text"] for text in one["texts"]))) for one in self.clashes}

    def seal(self, *words: str) -> dict[str, Any]:
        return self.ok("exchange", "seal", *words, "-o", str(self.base / "cle") + "/")[0]

    def open(self, pli: dict[str, Any], *words: str) -> dict[str, Any]:
        return self.ok("exchange", "open", pli["file"], *words)[0]


Laptops = tuple[Laptop, Laptop, Laptop]


def all_of(base: Path, read: Read) -> dict[str, Laptop]:
    return {login: Laptop(login, base, read) for login in PEOPLE}


def make(base: Path, read: Read) -> None:
    """Three new vaults whose people gave each other their cards and read the six words aloud; one register of schools."""
    (base / "cle").mkdir()
    laptops = all_of(base, read)
    for login, laptop in laptops.items():
        name, role, _ = PEOPLE[login]
        laptop.ok("init", "--name", name, "--role", role, "--login", login)
        laptop.ok("card", "-o", str(base / f"{login}.json"))
    for laptop in laptops.values():
        for login, other in laptops.items():
            if other is not laptop:
                laptop.ok("contact", "add", str(base / f"{login}.json"))
                laptop.ok("contact", "confirm", login, "--words", " ".join(other.ok("account", "card")[0]["words"]))
    (base / "annuaire.csv").write_bytes(REGISTER.encode("utf-8-sig"))
    laptops["claire"].ok("import", "schools", str(base / "annuaire.csv"))


def child(last: str, first: str, birth: str = "2019-04-12", **more: str) -> dict[str, str]:
    return {"op": "student.add", "last_name": last, "first_name": first, "birth_date": birth, **more}


SCHOOLED = {"school": UAI, "level": "CE1", "class": "CE1 A", "year": "2026-2027"}


def started(laptops: Laptops) -> tuple[str, str]:
    """Two children at the director's, sent to both others; their ids."""
    claire, paul, anne = laptops
    yanis, lina = claire.do(child("Haddad", "Yanis", **SCHOOLED), child("Moreau", "Lina", "2020-02-29", **SCHOOLED))
    claire.do({"op": "project.add", "student": yanis, "kind": "ppre", "answers": {"besoins": "prendre son temps"}})
    pli = claire.seal("--to", "paul", "anne", "--since-last")
    for laptop in (paul, anne):
        laptop.open(pli)
    return yanis, lina


def say(laptop: Laptop, student: str, strengths: str) -> None:
    laptop.do({"op": "student.update", "student": student, "strengths": strengths})


def make_one(like: Laptop, folder: str) -> Laptop:
    """Another laptop of the same person: another vault, with her login and passphrase; its card beside the others."""
    made = Laptop(like.login, like.base / folder, like.read)
    (like.base / folder).mkdir()
    (like.base / folder / "cle").mkdir()
    name, role, _ = PEOPLE[like.login]
    made.ok("init", "--name", name, "--role", role, "--login", like.login)
    made.ok("card", "-o", str(like.base / f"{folder}.json"))
    return made
