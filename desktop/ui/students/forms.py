"""The fields of a pupil, of a place in a school and of a guardian, declared once as questions: keys are columns."""

from __future__ import annotations

from desktop.forms.spec import Choice, Date, Field, Option, Text, Tick, options
from desktop.models.kinds import AUTHORITY, GUARDIAN_KINDS, LEVELS

Row = list[Field | tuple[Field, int]]

SEX = options(F="fille", M="garçon")
LEVEL_OPTIONS = tuple(Option(level, level) for level in LEVELS)
KIND_OPTIONS = tuple(Option(code, label) for code, label in GUARDIAN_KINDS.items())
AUTHORITY_OPTIONS = (Option("yes", "oui"), Option("no", "non"), Option("to_check", "à vérifier", AUTHORITY["to_check"]))

FOUR: list[Row] = [
    [Text("last_name", "Nom"), Text("first_name", "Prénom")],
    [Date("birth_date", "Date de naissance")],
]

IDENTITY: list[Row] = [
    [Text("last_name", "Nom"), Text("first_name", "Prénom")],
    [Text("usage_name", "Nom d’usage"), Date("birth_date", "Date de naissance")],
    [Choice("sex", "Fille ou garçon", options=SEX)],
    [(Text("address", "Adresse"), 3)],
    [(Text("postal_code", "Code postal"), 1), (Text("city", "Commune"), 3)],
    [Text("strengths", "Points d’appui", lines=3,
          help="Ce que l’enfant réussit, ce qui l’intéresse, ce qui l’aide. Repris au début d’un PPRE.")],
    [Tick("followed", "Suivi : cet enfant est dans « Suivis »")],
    [Date("left_on", "Parti le", help="Rempli, l’enfant passe dans « Partis ».")],
]


SCHOOL: list[Row] = [
    [Text("uai", "Code UAI", help="Sept chiffres et une lettre, sur tous les papiers de l’école.")],
    [Text("name", "Nom de l’école"), Text("city", "Commune")],
]


def place_rows(schools: tuple[Option, ...], years: tuple[Option, ...]) -> list[Row]:
    """A year in a school: level and class are apart."""
    return [
        [Choice("year", "Année", options=years), Choice("level", "Niveau", options=LEVEL_OPTIONS)],
        [Choice("school", "École", options=schools)],
        [Text("class_name", "Classe", placeholder="03 CE2"), Text("teacher", "Enseignante ou enseignant")],
    ]


GUARDIAN: list[Row] = [
    [Choice("kind", "Qualité", options=KIND_OPTIONS)],
    [Text("relation", "Lien", placeholder="mère, père, grand-mère, foyer…"), Text("civility", "Civilité", placeholder="Mme, M.")],
    [Text("first_name", "Prénom"), Text("last_name", "Nom"), Text("usage_name", "Nom d’usage")],
    [Choice("authority", "Exerce l’autorité parentale", options=AUTHORITY_OPTIONS,
            help="« À vérifier » vaut oui, et reste rappelé sur Accueil.")],
    [Text("judgment_ref", "Référence du jugement, si elle est connue"), Text("lives_with", "L’enfant vit avec cette personne")],
    [Text("mobile", "Portable"), Text("phone", "Téléphone"), Text("email", "Courriel")],
    [Text("address", "Adresse")],
    [(Text("postal_code", "Code postal"), 1), (Text("city", "Commune"), 3)],
    [Tick("confidential", "Adresse confidentielle : sur l’enveloppe de cette personne, nulle part ailleurs")],
    [Date("no_contact_since", "Ne plus écrire depuis le"),
     Text("no_contact_ref", "Référence de la décision")],
    [Text("language", "Langue parlée à la maison"), Tick("interpreter", "Demander un interprète")],
]
