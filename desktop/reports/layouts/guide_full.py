"""The interview guide in its twelve sections, on as many pages as it needs; what is written is printed, the rest is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.content.interview import Guide
from desktop.reports import style as s
from desktop.reports.blocks import Column, Maker
from desktop.reports.flow import Block
from desktop.reports.items import Item
from desktop.reports.layouts.guide_page import DECISIONS, WISH, aim, head
from desktop.reports.text import Span

if TYPE_CHECKING:
    from desktop.reports.interview_guide import GuideData

VIEWS = ("L’enfant à la maison, ce qui lui plaît", "Sa santé, comme vous souhaitez la dire", "Le sommeil, les écrans",
         "La ou les langues de la maison", "Les aides et les soins déjà reçus", "Vos souhaits, vos inquiétudes")
AGREEMENTS = ("rencontre avec la psychologue", "aide relationnelle (maître G)", "observation en classe",
              "échange avec une personne hors de l’école", "autre")
AFTER = ("Ce que chacun pense ensuite pour lui-même n’est ni écrit ici, ni gardé au dossier. Ce qui est promis est fait, "
         "et redit à la prochaine rencontre.")
TOLD = ("qui lira cette feuille", "comment la revoir, la corriger, en avoir une copie", "ce qui n’y est pas écrit")


def blocks(make: Maker, data: GuideData, guide: Guide) -> list[Block]:
    """Every section in order."""
    found = head(make, data, guide)
    found += _people(make, data)
    found += [make.heading("Notre but", "2"), *aim(make, data, guide)]
    found += _preparation(make, data)
    found += _opening(make, data, guide)
    found += _parents(make, data, guide)
    found += [make.heading("Ce que dit l’élève", "6"), make.prose([*make.text(data.told(guide.child_question)),
                                                                   *_written(make, data, "eleve", 3)], gap=0)]
    found += [make.heading("Ce que nous voyons ensemble", "7"),
              _part(make, data, "accord", "Nous sommes d’accord", 2),
              _part(make, data, "desaccord", "Nous voyons les choses autrement", 2)]
    found += _decisions(make, data)
    return found + _end(make, data, guide)


def _written(make: Maker, data: GuideData, key: str, lines: int) -> list[Item]:
    text = data.text(key)
    return make.listed(text) if text else make.dots(lines)


def _part(make: Maker, data: GuideData, key: str, title: str, lines: int) -> Block:
    """A small title and its text, or its room, which is not cut."""
    items = [*make.label(title), *_written(make, data, key, lines)]
    return make.prose(items, gap=3) if data.text(key) else make.together(items, gap=3)


def _people(make: Maker, data: GuideData) -> list[Block]:
    """Who is there, in what function."""
    columns = (Column("Nom", 38), Column("Fonction", 38), Column("Présence", 24))
    people = [[line["nom"], line["fonction"], line["presence"]] for line in data.lines("personnes")]
    spare = [["", "", ""]] * (2 if people else 5)
    lines = [make.blanks((50, "Interprète"), (50, "L’élève est-il là ?"))] if not (
        data.text("interprete") or data.text("eleve_present")) else []
    return [make.heading("Qui, quand, où", "1"), make.table(columns, [*people, *spare], least=8 * s.MM), make.prose(lines, gap=0)]


def _preparation(make: Maker, data: GuideData) -> list[Block]:
    found = [make.heading("Ce que nous apportons", "3")]
    for key, title, lines in (("reussites", "Trois réussites à dire d’abord", 3), ("faits", "Des faits, datés", 3),
                              ("a_montrer", "À montrer", 2), ("questions", "Nos questions", 2),
                              ("propositions", "Nos propositions possibles", 2)):
        found.append(_part(make, data, key, title, lines))
    return found


def _opening(make: Maker, data: GuideData, guide: Guide) -> list[Block]:
    items = [item for reminder in guide.reminders for item in make.tick(data.told(reminder))]
    said = make.spans([Span(f"« {data.told(guide.opening_sentence)} »", s.ITALIC)])
    words = make.spans([Span("À éviter ", s.BOLD), Span(f"{guide.avoid}  "), Span("Si le ton monte ", s.BOLD),
                        Span(guide.if_tension)], type=make.style.cell)
    return [make.heading("Ouvrir", "4", "cocher au fil de l’entretien"), make.prose(items, gap=0), make.prose(said, gap=4),
            make.prose(words, gap=4)]


def _parents(make: Maker, data: GuideData, guide: Guide) -> list[Block]:
    found = [make.heading("Ce que disent les parents", "5", "questions ouvertes, une à la fois")]
    told = data.text("parents")
    if told:
        return [*found, make.prose(make.listed(told), gap=0)]
    found += [make.together([*make.text(data.told(question)), *make.dots(2)], gap=2) for question in guide.questions]
    found.append(make.prose(make.label(WISH), gap=4))
    found += [make.together([make.blanks((1, view))], gap=0) for view in VIEWS]
    return found


def _decisions(make: Maker, data: GuideData) -> list[Block]:
    lines = [[line["qui"], line["quoi"], line["avant_le"], line["preuve"]] for line in data.lines("decisions")]
    table = make.table(DECISIONS, lines or [[""] * 4] * 4, least=0 if lines else 12 * s.MM)
    return [make.heading("Ce que nous décidons", "8", "de petites choses, chacune à quelqu’un"), table]


def _end(make: Maker, data: GuideData, guide: Guide) -> list[Block]:
    """Agreements, next meeting, signatures, and what this paper does not keep."""
    kept, informed = data.text("accords_recueillis"), bool(data.answers.get("information_donnee"))
    box = make.tick("")
    columns = (Column("Accord pour", 46), Column("oui", 8), Column("non", 8), Column("le", 16), Column("donné par", 22))
    agreements = make.prose(make.text(kept), gap=0) if kept else make.table(
        columns, [[label, box, box, "", ""] for label in AGREEMENTS], least=7.5 * s.MM)
    told = [item for label in TOLD for item in make.tick(label, informed)]
    day, hour, contact = data.text("rencontre_le"), data.text("rencontre_heure"), data.text("contact")
    next_time = make.text(" · ".join(p for p in (f"le {day}" if day else "", f"à {hour}" if hour else "", contact) if p)) if (
        day or hour or contact) else [make.blanks((40, "Nous nous retrouvons le"), (20, "à"), (40, "Moyen de nous joindre"))]
    note = data.text("note")
    found = [make.heading("Accords et information", "9", "chaque accord à part, jamais supposé"), agreements,
             make.prose([*make.label("Dit à la famille"), *told], gap=4),
             make.heading("Nous nous retrouvons", "10"), make.prose(next_time, gap=0)]
    if note:
        found.append(make.prose([*make.label("Note brève"), *make.text(note)], gap=4))
    signers = [("Responsable", ""), ("Responsable", ""), ("Élève", ""), ("Pour l’école", ""), ("Autre", "")]
    found += [make.prose(make.spans([Span("Pour finir ", s.BOLD), Span(guide.closing)], type=make.style.cell), gap=6),
              make.heading("Signatures", "11", "chacun était là et a pris connaissance ; signer n’est pas approuver"),
              make.signatures(signers), make.heading("Et après ?", "12"),
              make.prose(make.text(AFTER), gap=0)]
    return found
