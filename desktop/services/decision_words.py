"""The words of a decision: « X aura Y avant Z », what it asks of people, the same for parents in plain words, without names.

Pure text: nothing is read or written here. Nobody's gender is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from desktop.forms.request_kinds import INDICATIONS
from desktop.texts import day_month, long_date, parse_day, short_date, title_name

_COUNTS = ("aucune", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
ANSWER_DAYS, PARENTS_DAYS, START_DAYS, TEAM_DAYS = 7, 7, 14, 21
"""Days given to a task when nobody chose a day: reminders, never law."""
_HELPS = {"maitre_e": "une aide pédagogique (maître E)", "maitre_g": "une aide relationnelle (maître G)",
          "psychologue": "une rencontre avec la psychologue"}
"""What a child has, straight."""
_PLAIN = {
    "maitre_e": "une aide pour apprendre, donnée à l’école par une enseignante ou un enseignant spécialisé (maître E)",
    "maitre_g": "une aide pour retrouver confiance et envie d’apprendre, donnée à l’école par une enseignante ou un enseignant "
                "spécialisé (maître G)",
    "psychologue": "une rencontre avec la ou le psychologue de l’Éducation nationale",
    "aide_enseignant": "un appui à l’enseignante ou à l’enseignant, dans la classe",
    "equipe_educative": "une réunion à l’école, appelée équipe éducative",
    "hors_ecole": "une idée de suivi en dehors de l’école, dont nous parlerons avec vous",
    "pas": "un appui du pôle d’appui à la scolarité (PAS), qui aide les écoles et les familles",
    "mdph": "de l’aide pour préparer un dossier à la maison départementale des personnes handicapées (MDPH)",
    "aucune": "pas d’aide du pôle pour l’instant",
}
_CHOICE = {
    "maitre_g": "Cette aide ne commence qu’avec votre accord.",
    "psychologue": "Cette rencontre se fait avec votre autorisation écrite.",
    "equipe_educative": "Vous recevrez une invitation, et vous pourrez y dire ce que vous pensez.",
    "hors_ecole": "C’est vous qui décidez.",
    "mdph": "C’est vous qui déposez ce dossier, si vous le souhaitez.",
    "aucune": "L’école continue d’aider votre enfant ; elle peut demander à nouveau, et vous pouvez nous appeler.",
}
"""What is said beside to a parent who exercises authority."""


@dataclass(frozen=True, slots=True)
class Whom:
    """Who a decision is about, ready for a sentence: « Noémie », « La classe de CE1 »."""

    subject: str
    many: bool = False
    teacher: str = ""
    """« Mme Guérin », when she is who asked."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A task a decision makes: its key (for ever), what it says, who keeps it, by when, and its short noun."""

    key: str
    title: str
    owner: str
    due: str
    noun: str
    detail: str = ""


def whom(about: str, names: Sequence[str], level: str = "", class_name: str = "", school: str = "", teacher: str = "") -> Whom:
    """Who the sentence speaks of; a request may name nobody."""
    if names:
        return Whom(listed(names), len(names) > 1, teacher)
    where = class_name or level
    if about == "class":
        return Whom(f"La classe de {level or class_name}" if where else "La classe", teacher=teacher)
    if about == "school":
        return Whom(f"L’{school[:1].lower()}{school[1:]}" if school.lower().startswith("école") else school or "L’école",
                    teacher=teacher)
    if about == "several":
        return Whom(f"Les élèves de {where}" if where else "Les élèves", True, teacher)
    return Whom(f"L’élève de {where}" if where else "L’élève", teacher=teacher)


def listed(words: Sequence[str]) -> str:
    """« Noémie, Yanis et Rose »."""
    return " et ".join(part for part in (", ".join(words[:-1]), words[-1]) if part) if words else ""


def by_day(text: str | None, said_on: date | None = None) -> str:
    """« le 30 novembre », the year too when it is another one."""
    day = parse_day(text)
    if day is None:
        return ""
    return f"le {day_month(day)}" + (f" {day.year}" if said_on is not None and day.year != said_on.year else "")


def short_day(text: Any) -> str:
    """« 11 nov. »."""
    day = parse_day(str(text or ""))
    return short_date(day).split(" ", 1)[1] if day else ""


def near_day(text: Any, said_on: date | None = None) -> str:
    """« lun. 30 nov. », with its year when it is far from the day of the paper."""
    day = parse_day(str(text or ""))
    return short_date(day, said_on) if day else ""


def full_day(text: Any) -> str:
    """« lundi 30 novembre 2026 »."""
    day = parse_day(str(text or ""))
    return long_date(day) if day else ""


def small(text: str) -> str:
    """The first letter small, but for a word in capitals: « PPRE »."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def civil(name: str) -> str:
    """« Mme GUÉRIN » → « Mme Guérin »."""
    return " ".join(title_name(word) for word in name.split())


def short_days(texts: Iterable[Any]) -> str:
    """« le 12 nov. », « les 1er et 17 nov. », « les 30 oct. et 2 nov. »."""
    days = sorted({day for text in texts if (day := parse_day(str(text or "")))})
    if not days:
        return ""
    words = [short_day(day.isoformat()) for day in days]
    for place in range(len(days) - 1):
        if (days[place].year, days[place].month) == (days[place + 1].year, days[place + 1].month):
            words[place] = words[place].split(" ", 1)[0]
    return f"{'les' if len(days) > 1 else 'le'} {listed(words)}"


def sentence(about: Whom, answers: Mapping[str, Any], said_on: date | None = None) -> str:
    """« Noémie aura une aide pédagogique (maître E) avant le 30 novembre. » Empty without an indication."""
    codes = chosen(answers)
    has, gets = ("auront", "auront") if about.many else ("aura", "aura")
    helps = [_HELPS[code] for code in codes if code in _HELPS]
    found: list[str] = []
    if helps:
        found.append(f"{about.subject} {gets} {listed(helps)}")
    others = {
        "aide_enseignant": f"{about.teacher or 'La classe'} aura un appui du pôle",
        "equipe_educative": "Une équipe éducative se réunira",
        "hors_ecole": "La famille aura une proposition de suivi hors école",
        "pas": "Le pôle d’appui à la scolarité (PAS) aura une demande de l’école",
        "mdph": "La famille aura une aide pour le dossier MDPH",
    }
    found += [others[code] for code in codes if code in others]
    when = by_day(answers.get("debut"), said_on)
    if found and when:
        found[0] += f" avant {when}"
    if "aucune" in codes:
        found.append(f"{about.subject} n’{has} pas d’aide du pôle pour l’instant")
    if "autre" in codes:
        found.append(f"{about.subject} {gets}\u00a0: {str(answers.get('autre') or 'une autre suite').strip().rstrip('.')}"
                     + (f", avant {when}" if when and len(found) == 0 else ""))
    return " ".join(f"{text}." for text in found)


def given(answers: Mapping[str, Any]) -> str:
    """What is given, for a cell of a table: « aide pédagogique (maître E), appui à l’enseignant »."""
    words = [INDICATIONS[code].label for code in chosen(answers) if code != "autre"]
    if "autre" in chosen(answers):
        words.append(str(answers.get("autre") or "").strip() or INDICATIONS["autre"].label)
    return ", ".join(words)


def chosen(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The indications, in the order of the screen."""
    said = answers.get("indications") or ()
    return tuple(code for code in INDICATIONS if code in said)


def plain(answers: Mapping[str, Any], *, decides: bool) -> tuple[str, ...]:
    """The same for a parent, one sentence an aid. ``decides``: exercises authority; otherwise it is information alone."""
    found = []
    for code in chosen(answers):
        words = _PLAIN.get(code) or str(answers.get("autre") or "").strip() or "une autre suite"
        if not decides and code == "hors_ecole":
            words = "une idée de suivi en dehors de l’école"
        text = f"{words[:1].upper()}{words[1:].rstrip('.')}."
        if decides and code in _CHOICE:
            text += f" {_CHOICE[code]}"
        found.append(text)
    return tuple(found)


# -- what it asks of people ----------------------------------------------------------------------------------------------
def planned(answers: Mapping[str, Any], said_on: date, author: str, *, to: str = "", pupils: int = 0) -> tuple[Planned, ...]:
    """The tasks of a decision. ``to`` is whom the pôle answers (« l’école », « l’IEN »), ``pupils`` how many are named."""
    codes = chosen(answers)
    if not codes:
        return ()
    start = str(answers.get("debut") or "")
    helper = str(answers.get("propose_a") or "")

    def by(days: int) -> str:
        return (said_on + timedelta(days=days)).isoformat()

    found = []
    if to:
        found.append(Planned("school", f"Répondre à {to}", author, by(ANSWER_DAYS), f"réponse à {to}"))
    if pupils:
        whose = "Informer les parents" if pupils == 1 else f"Informer les parents des {pupils} élèves"
        noun = "lettre aux parents" if pupils == 1 else "lettres aux parents"
        found.append(Planned("parents", whose, author, by(PARENTS_DAYS), noun))
    direct = [code for code in ("maitre_e", "maitre_g") if code in codes]
    for code in direct:
        master = "maître E" if code == "maitre_e" else "maître G"
        found.append(Planned(code, f"Première séance ({master})", helper, start or by(START_DAYS),
                             "première séance" if len(direct) == 1 else f"première séance du {master}",
                             "Avec l’accord des parents." if code == "maitre_g" and pupils else ""))
    if "psychologue" in codes:
        found.append(Planned("psychologue", "Premier rendez-vous avec la psychologue", "" if direct else helper,
                             start if start and not direct else by(START_DAYS), "premier rendez-vous",
                             "Avec l’autorisation écrite des parents." if pupils else ""))
    if "aide_enseignant" in codes and not direct:
        found.append(Planned("aide_enseignant", "Premier échange avec l’enseignant", "" if "psychologue" in codes else helper,
                             start or by(START_DAYS), "premier échange avec l’enseignant"))
    lone = len(codes) == 1
    for key, title, noun, days in (
            ("equipe_educative", "Préparer l’équipe éducative", "équipe éducative", TEAM_DAYS),
            ("hors_ecole", "Parler avec les parents d’un suivi hors école", "échange avec les parents", START_DAYS),
            ("pas", "Écrire au pôle d’appui à la scolarité (PAS)", "demande au PAS", START_DAYS),
            ("mdph", "Aider la famille pour le dossier MDPH", "dossier MDPH", TEAM_DAYS)):
        if key in codes:
            found.append(Planned(key, title, helper if lone else "", start if lone and start else by(days), noun))
    if "autre" in codes:
        found.append(Planned("autre", str(answers.get("autre") or "").strip() or "Autre suite",
                             helper if lone else "", start if lone and start else by(START_DAYS), "autre suite"))
    return tuple(found)


_DOES = {
    "Répondre à l’école": "répond à l’école", "Répondre à l’IEN": "répond à l’IEN", "Informer les parents": "informe les parents",
    "Première séance (maître E)": "commence les séances (maître E)",
    "Première séance (maître G)": "commence les séances (maître G)",
    "Premier rendez-vous avec la psychologue": "propose un premier rendez-vous",
    "Premier échange avec l’enseignant": "en parle avec l’enseignant, dans sa classe",
    "Préparer l’équipe éducative": "prépare l’équipe éducative",
    "Parler avec les parents d’un suivi hors école": "parle avec les parents d’un suivi hors école",
    "Écrire au pôle d’appui à la scolarité (PAS)": "écrit au pôle d’appui à la scolarité (PAS)",
    "Aider la famille pour le dossier MDPH": "aide la famille pour le dossier MDPH",
}
_WHO = {"Premier rendez-vous avec la psychologue": "la psychologue", "Préparer l’équipe éducative": "la direction de l’école"}


def does(title: str) -> str:
    """A task as a paper says it after a name: « informe les parents »; one a person renamed, as she wrote it."""
    if title.startswith("Informer les parents"):
        title = "Informer les parents"
    return _DOES.get(title) or small(title)


def who_does(title: str, owner: str) -> str:
    """Who keeps a promise; when nobody is named, whose work it is."""
    return owner or _WHO.get(title, "le pôle")


def foreseen_sentence(tasks: Sequence[Planned]) -> str:
    """« Crée trois tâches : réponse à l’école, lettre aux parents, première séance »."""
    if not tasks:
        return "Ne crée pas de tâche"
    count = _COUNTS[len(tasks)] if len(tasks) < len(_COUNTS) else str(len(tasks))
    word = "tâche" if len(tasks) == 1 else "tâches"
    return f"Crée {count} {word}\u00a0: {', '.join(task.noun for task in tasks)}"


# -- without names -------------------------------------------------------------------------------------------------------
def masked(text: str, names: Iterable[tuple[str, str]], proper: Iterable[tuple[str, str]] = ()) -> str:
    """A typed text in which known names became something else, whatever their case, accents, hyphens and apostrophes.

    ``names`` are ``(name, what stands instead)``; longer ones first, so that « Anne » does not cut « Anne-Lise ». Those of
    ``proper`` are seen only where they cannot be an ordinary word: with a capital, inside a sentence (« Petit », « Roux »).
    A pet name or a misspelling stays: the copy is read again by who gives it.
    """
    folded, places = _folded(text)
    asked = [(name, instead, False) for name, instead in dict.fromkeys(names)]
    asked += [(name, instead, True) for name, instead in dict.fromkeys(proper)]
    cuts: list[tuple[int, int, str]] = []
    for name, instead, strict in sorted(asked, key=lambda one: (-len(one[0]), one[2])):
        found = _WORD.findall(_folded(name)[0])
        if len("".join(found)) < 2:
            continue
        for hit in re.finditer(r"(?<!\w)" + r"[\W_]{1,3}".join(map(re.escape, found)) + r"(?!\w)", folded):
            start, end = places[hit.start()], places[hit.end() - 1] + 1
            ordinary = strict and (not text[start].isupper() or _BEGINS.search(text[:start]) is not None)
            if not ordinary and all(end <= a or start >= b for a, b, _ in cuts):
                cuts.append((start, end, instead))
    for start, end, instead in sorted(cuts, reverse=True):
        text = text[:start] + instead + text[end:]
    return text


_BEGINS = re.compile(r"(?:^|[.!?\n«:]\s*)$")
_WORD = re.compile(r"[^\W_]+")


def _folded(text: str) -> tuple[str, list[int]]:
    """Letters without accents nor case, and where each stands in the text."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        plain_ = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c)).casefold()
        letters.append(plain_)
        places += [place] * len(plain_)
    return "".join(letters), places
