"""What a line of the pupils' list says, the ways to sort it, and the words of a sheet's head."""

from __future__ import annotations

from datetime import date

from desktop.models.kinds import AUTHORITY
from desktop.services.values import Guardian, Sort, Student, StudentRow, as_day
from desktop.texts import age, born, family_name, list_name
from desktop.ui.icons import mark_words
from desktop.ui.paged_model import Line

CHIPS = (("all", "Tous"), ("followed", "Suivis"), ("due", "Échéances"), ("left", "Partis"))
SORTS: tuple[tuple[Sort, str], ...] = (("name", "Nom"), ("level", "Niveau"), ("school", "École"), ("due", "Échéance"),
                                      ("birth", "Naissance"))
AUTHORITIES = dict(AUTHORITY)


def line(row: StudentRow) -> Line:
    """The row: name and level, then what is running or due, and the school."""
    status = row.status[:1].upper() + row.status[1:]
    meaning = status or ("Parti" if row.left else "Rien en cours")
    tone = {"late": "bad", "due": "warn"}.get(row.mark, "")
    title = list_name(row.last_name, row.first_name)
    place = short_school(row.school)
    spoken = ", ".join(part for part in (title, row.level, mark_words(row.mark), meaning, row.class_name, row.school) if part)
    return Line(title, meaning, row.level, place, row.mark, tone, row.left, spoken)


def short_school(name: str) -> str:
    """« École élémentaire Jean Moulin » → « Jean Moulin », for a narrow list."""
    words = name.split()
    while words and words[0].casefold().rstrip(".") in _KINDS:
        words.pop(0)
    return " ".join(words) or name


def plain_school(name: str) -> str:
    """« École élémentaire Jean Moulin » → « École Jean Moulin », for a line that holds more than the school."""
    short = short_school(name)
    return f"École {short}" if short != name and name.casefold().startswith(("école", "ecole")) else name


_KINDS = {"école", "ecole", "élémentaire", "elementaire", "maternelle", "primaire", "publique", "public", "privée",
          "groupe", "scolaire", "e", "e.e.pu", "e.m.pu", "e.p.pu"}


def head_place(student: Student) -> str:
    """« CE2, classe de Mme Delcourt »."""
    current = student.current
    if current is None:
        return "Scolarité à compléter"
    return ", ".join(part for part in (current.level, class_words(current.teacher, current.class_name)) if part)


def class_words(teacher: str, class_name: str) -> str:
    if teacher:
        return f"classe de {teacher}"
    return f"classe {class_name}" if class_name else ""


def born_words(student: Student, today: date) -> str:
    """« 8 ans 11 mois, né le 4 décembre 2017 »."""
    day = as_day(student.birth_date)
    if day is None:
        return "date de naissance à compléter"
    return f"{age(day, today)}, {born(student.sex, day)}"


def guardian_title(guardian: Guardian) -> str:
    """« Samira Haddad, mère »."""
    name = family_name(guardian.usage_name or guardian.last_name, guardian.first_name) or "Personne à nommer"
    return f"{name}, {guardian.relation}" if guardian.relation else name


def guardian_lines(guardian: Guardian) -> list[str]:
    """What one must know of a guardian at a glance; marks are words."""
    first = [AUTHORITIES.get(guardian.authority, "autorité à vérifier").capitalize()]
    first.append("ne plus écrire" if guardian.no_contact_since else "reçoit le courrier")
    lines = [" · ".join(first)]
    if guardian.confidential:
        lines.append("Adresse confidentielle")
    phone = guardian.mobile or guardian.phone
    if phone:
        lines.append(phone)
    return lines


def languages(guardians: tuple[Guardian, ...]) -> str:
    """« Arabe à la maison, avec interprète »."""
    spoken = list(dict.fromkeys(g.language for g in guardians if g.language))
    if not spoken:
        return ""
    needed = any(g.interpreter for g in guardians)
    return f"{' et '.join(spoken)} à la maison, {'avec' if needed else 'sans'} interprète"
