"""The pages of « Échanges », drawn with two real vaults: the one on screen, and a colleague's."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.clock import fixed_on
from desktop.paths import Paths
from desktop.services.exchange_values import Selection
from desktop.services.opening import create_vault
from desktop.services.values import StudentQuery

if TYPE_CHECKING:
    from collections.abc import Iterator

PHRASE = "violon sapin tambour nuage lucarne cerise moulin"
COMING = "pli-2026-11-22-7F3A.pli"
PEOPLE = (("Paul Lambert", "specialist_e", "plambert"), ("Anne Delcourt", "psychologist", "adelcourt"),
          ("Léa Roux", "director", "lroux"))


@contextmanager
def colleagues(folder: Path, today: Any) -> Iterator[list[Any]]:
    """Three other laptops."""
    made = []
    for name, role, login in PEOPLE:
        there = Paths.under(folder / login)
        made.append(create_vault(there.data / f"{login}.coffre", name=name, roles=[role], login=login, passphrase=PHRASE,
                                 paths=there, clock=fixed_on(today)))
    try:
        yield made
    finally:
        for session in made:
            session.close(backup=False)


def walk(camera: Any, workspace: Any, today: Any) -> None:
    """Every page, and a pli that comes."""
    session, window = workspace.session, camera.window
    window.command("exchange")
    camera.take("echanges-vide")
    with tempfile.TemporaryDirectory(prefix="pole-plis-") as name, colleagues(Path(name), today) as (paul, anne, lea):
        for other in (paul, anne, lea):
            session.contacts.add(other.contacts.my_card())
        for login in ("plambert", "lroux"):
            session.contacts.confirm(login, None)
        paul.contacts.add(session.contacts.my_card())
        child = session.students.page(StudentQuery(search="shevchenko solomiya"))[0]
        parcel = session.sending.prepare(["plambert"], Selection(students=(child.id,)))
        sent = session.sending.write(parcel, Path(name) / "un.pli")
        paul.receiving.take(paul.receiving.look((Path(name) / sent.file).read_bytes()))
        paul.students.update(child.id, {"strengths": "Dessine et explique ce qu’elle dessine."}, paul.students.get(child.id).seen)
        paul.students.add(last_name="LEROY", first_name="Nina", birth_date="2020-03-14", level="CP", class_name="CP")
        paul.students.add(last_name="BEN SALAH", first_name="Noemie", birth_date="2020-03-25", level="CP", class_name="CP")
        back = paul.sending.prepare([paul.contacts.list()[0].login], Selection(swept=True))
        paul.sending.write(back, Path(name) / COMING)
        page = workspace.over.page
        page.refresh()
        camera.take("echanges-contacts")
        _pages(camera, page, session)
        _preparing(camera, page, session)
        _coming(camera, page, Path(name))
    workspace.over.close()
    camera.settle()


def _pages(camera: Any, page: Any, session: Any) -> None:
    known = {contact.login: contact for contact in session.contacts.list()}
    for shot, act in (("carte", page.show_my_card), ("ajouter", page.add_contact),
                      ("six-mots", lambda: page.confirm(known["adelcourt"])),
                      ("partage", lambda: page.show_share(known["plambert"])), ("pdf", page.show_dossier)):
        act()
        camera.take(f"echanges-{shot}")
        page.back()
    page.show_view(2)
    camera.take("echanges-dossier-vide")
    page.known = replace(page.known, folder=replace(page.known.folder, path=Path("Nextcloud/Pôle"), lines=(
        "à jour avec Paul Lambert, hier 18:40", "Léa Roux n’a rien pris encore")))
    page.folder.show_known(page.known)
    camera.take("echanges-dossier")
    page.show_view(0)


def _preparing(camera: Any, page: Any, session: Any) -> None:
    page.prepare([one for one in session.contacts.list() if one.login == "adelcourt"])
    made = page.inside()
    camera.take("pli-a-qui")
    made.go_on()
    camera.take("pli-quoi")
    made.what.selecting.way.choose("group")
    camera.take("pli-quoi-ecole")
    made.go_on()
    camera.take("pli-ce-qui-part")
    page.close_inside()


def _coming(camera: Any, page: Any, folder: Path) -> None:
    file = folder / COMING
    page.open_file(file)
    camera.take("pli-apercu")
    page.inside().take()
    camera.settle()
    page.show_view(1)
    camera.take("echanges-journal")
    bad = folder / "pli-2026-11-20-0001.pli"
    bad.write_bytes(file.read_bytes()[:-40])
    page.open_file(bad)
    camera.take("pli-refuse")
    page.back()
    page.show_view(0)
