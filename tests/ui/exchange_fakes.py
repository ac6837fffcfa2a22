"""Stand-ins for the services of exchange: what pages are shown, and what they asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from desktop.changes import Changes
from desktop.errors import PoleError
from desktop.services.exchange_values import (
    Answers,
    Arriving,
    Contact,
    FolderState,
    Line,
    Parcel,
    Preview,
    Selection,
    Sent,
    Share,
    Synced,
    Taken,
    Trust,
)

SIX = ("cerise", "tambour", "nuage", "lucarne", "violon", "sapin")
OTHER = ("girafe", "moulin", "pomme", "ruban", "tortue", "hibou")
PAUL = Contact("paul", "pmartin", "Paul Martin", ("specialist_e",), SIX, Trust.CONFIRMED, how="words",
               last_sent="2026-11-20T17:40:00Z", last_received="2026-11-19T07:12:00Z", missing=(3, 4))
ANNE = Contact("anne", "adelcourt", "Anne Delcourt", ("psychologist",), OTHER, Trust.UNCONFIRMED)
LEA = Contact("lea", "lroux", "Léa Roux", ("director",), SIX, Trust.CHANGED, how="words", waiting_words=OTHER,
              share=Share(("un",), ("ecole",)))
MINE = Contact("moi2", "cmartin", "Claire Martin", ("specialist_e",), SIX, Trust.CONFIRMED, how="signed", owner="Claire Martin",
               mine=True)
LOST = Contact("luc", "ldupre", "Luc Dupré", ("teacher",), SIX, Trust.REVOKED)
PLI = b"age-encryption.org/v1\nfait pour essayer"
CARD = b'{"kind":"pole-ressource carte","signature":"z"}'
LOG = (
    Sent("un", "out", "pmartin", 5, "2026-11-20T17:40:00Z", "share", "pli-2026-11-20-7F3A.pli",
         ("HADDAD Yanis : fiche, 2 responsables, PPRE n° 1, 3 réunions", "KONÉ Awa : fiche"), acked_on="2026-11-21T08:00:00Z"),
    Sent("deux", "in", "pmartin", 6, "2026-11-19T07:12:00Z", "share", "pli-2026-11-19-0B21.pli",
         ("HADDAD Yanis : 1 réunion", "KONÉ Awa : PPRE n° 1", "GARCIA Maël : fiche", "LEROY Nina : fiche")),
    Sent("trois", "out", "adelcourt", 1, "2026-11-12T10:05:00Z", "share", "pli-2026-11-12-99C0.pli", ("KONÉ Awa : fiche",)),
)


@dataclass
class Contacts:
    rows: list[Contact] = field(default_factory=lambda: [PAUL, ANNE, LEA])
    plis: tuple[Sent, ...] = LOG
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    answer: str = "added"
    error: PoleError | None = None

    def list(self) -> tuple[Contact, ...]:
        return tuple(self.rows)

    def log(self, limit: int = 200) -> tuple[Sent, ...]:
        return self.plis[:limit]

    def my_card(self) -> bytes:
        return CARD

    def my_card_text(self) -> str:
        return "POLE-CARTE:" + "eJyNkk1v2zAMhv9KwF0dV3bi2sltK3YYsMOwYYcVRUBLdKxNljyJTpYW_e-jnK" * 8

    def my_words(self) -> tuple[str, ...]:
        return SIX

    def add(self, data: bytes | str) -> tuple[Contact, str]:
        self.asked.append(("add", data))
        if self.error is not None:
            raise self.error
        made = Contact("zoe", "zpetit", "Zoé Petit", ("nurse",), OTHER, Trust.UNCONFIRMED)
        self.rows.append(made)
        return made, self.answer

    def confirm(self, login: str, words: str | None) -> Contact:
        self.asked.append(("confirm", login, words))
        at = next(n for n, one in enumerate(self.rows) if one.login == login)
        self.rows[at] = replace(self.rows[at], trust=Trust.CONFIRMED, how="words")
        return self.rows[at]

    def sign(self, login: str) -> bytes:
        self.asked.append(("sign", login))
        return CARD

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args: self.asked.append((name, *args))


@dataclass
class Sending:
    contacts: Contacts
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    error: PoleError | None = None
    entries: int = 42

    def prepare(self, logins: list[str], selection: Selection) -> Parcel:
        self.asked.append(("prepare", tuple(logins), selection))
        if self.error is not None:
            raise self.error
        known = tuple(one for one in self.contacts.rows if one.login in logins)
        lines = [Line("HADDAD Yanis : fiche, 2 responsables (dont une adresse confidentielle), PPRE n° 1, 3 réunions", 38),
                 Line("KONÉ Awa : fiche, 1 réunion", 4)]
        held = Line("Bilan psychologique transmis le 3 novembre · HADDAD Yanis", row="bilan", table="note")
        named = "bilan" in selection.named
        if named:
            lines.append(replace(held, by_name=True))
        warnings = tuple(f"La carte de {one.name} n’est pas confirmée." for one in known if one.trust is Trust.UNCONFIRMED)
        return Parcel(selection, known, tuple(lines), () if named else (held,), warnings, self.entries, 2)

    def write(self, parcel: Parcel, path: Path | None, folder: Path | None = None) -> Sent:
        assert path is not None
        self.asked.append(("write", path))
        path.write_bytes(PLI)
        return Sent("neuf", "out", "pmartin", 7, "2026-11-23T09:00:00Z", "share", path.name, (), path=path)

    def receipt(self, login: str) -> SimpleNamespace:
        self.asked.append(("receipt", login))
        return SimpleNamespace(data=PLI, sent=SimpleNamespace(id="recu"))

    def ask(self, login: str) -> SimpleNamespace:
        self.asked.append(("ask", login))
        return SimpleNamespace(data=PLI, sent=SimpleNamespace(id="demande"))

    def placed(self, pli_id: str, file: str) -> None:
        assert pli_id in ("recu", "demande") and file.endswith(".pli")

    def dossier_pdf(self, selection: Selection) -> bytes:
        from desktop.reports.recovery_sheet import recovery_pdf
        from desktop.security import recovery
        from tests.ui.conftest import MONDAY

        self.asked.append(("pdf", selection))
        return recovery_pdf("Essai", "directrice", "essai", recovery.write(bytes(range(20))), MONDAY,
                            words=recovery.in_words(bytes(range(20))))


PREVIEW = Preview(
    "deux", PAUL, "2026-11-22T17:40:00Z", "share", 6, False,
    (Arriving("y", "HADDAD Yanis", "CE2 A · École Jean Moulin", "changed", ("fiche modifiée, 1 réunion",)),
     Arriving("n", "LEROY Nina", "CP · École Jean Moulin", "new", ("fiche, 1 responsable, PPRE n° 1",)),
     Arriving("k", "KONÉ Awa", "CE2 A · École Jean Moulin", "conflict", ("Points d’appui : deux textes",)),
     Arriving("d", "GARCIA Maël", "né le 09/11/2018", "double", ("fiche, 1 projet",), (("ici", "GARCIA Mael"),)),
     Arriving("u", "DIARRA Fatou", "née le 02/05/2016", "unknown", ("fiche",), (("la", "DIARRA Fatoumata"),)),
     Arriving("e", "Une fiche effacée ici", "", "erased")),
    12, 3, 1, 57, (Line("Compte rendu du 3 novembre · HADDAD Yanis, effacé par Paul Martin", row="y/r"),), ("e",), 2, (4,),
    ("HADDAD Yanis",), ())


@dataclass
class Receiving:
    preview: Preview = PREVIEW
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    error: PoleError | None = None

    def look(self, data: bytes, accept_unknown: bool = False) -> Preview:
        self.asked.append(("look", data))
        if self.error is not None:
            raise self.error
        return self.preview

    def take(self, preview: Preview, answers: Answers) -> Taken:
        self.asked.append(("take", answers))
        return Taken(preview.pli, preview.entries, preview.new, preview.changed, preview.conflicts, (),
                     Changes(touched=frozenset({("student", "y")})))

    def undo(self, pli: str) -> Changes:
        self.asked.append(("undo", pli))
        return Changes(touched=frozenset({("student", "y")}))


@dataclass
class Folder:
    path: Path | None = None
    logins: tuple[str, ...] = ()
    own: bool = False
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    synced: Synced = field(default_factory=Synced)
    error: PoleError | None = None
    problem: str = ""

    def settings(self) -> SimpleNamespace:
        return SimpleNamespace(path=self.path, logins=self.logins, own_allowed=self.own)

    def set(self, path: Path | None, logins: tuple[str, ...], own_allowed: bool) -> None:
        self.asked.append(("set", path, tuple(logins), own_allowed))
        self.path, self.logins, self.own = path, tuple(logins), own_allowed

    def waiting(self) -> tuple[tuple[Path, str], ...]:
        return ()

    def sync(self, **_: object) -> Synced:
        self.asked.append(("sync",))
        if self.error is not None:
            raise self.error
        return self.synced

    def state(self) -> FolderState:
        return FolderState(self.path, self.own, ("à jour avec Paul Martin, hier 18:40", "Anne Delcourt : rien pris encore")
                           if self.path else (), self.problem)


@dataclass
class World:
    """All of them, put in a session."""

    contacts: Contacts = field(default_factory=Contacts)
    receiving: Receiving = field(default_factory=Receiving)
    folder: Folder = field(default_factory=Folder)

    def __post_init__(self) -> None:
        self.sending = Sending(self.contacts)

    def into(self, session: Any) -> World:
        session.__dict__.update(contacts=self.contacts, sending=self.sending, receiving=self.receiving,
                                shared_folder=self.folder)
        return self
