"""What a request for help asks, what others add to it, and the decision of a concertation.

Four answers send a request (``FOUR``); the rest is there for who has more to say. The four kinds are those of the pôle's
leaflet: a kind says where help is looked for, not what a child has. The form is ours and does not present itself as official.
"""

from __future__ import annotations

from desktop.forms.request_kinds import AID_STATES, DEVICES, INDICATIONS
from desktop.forms.spec import Choice, Date, Form, Option, Section, Table, Text, Tick, options

KINDS = (
    Option("cognitives", "Des difficultés liées aux capacités cognitives",
           "Comprendre, mémoriser, se repérer : ce que vous voyez dans le travail, sans nommer de trouble."),
    Option("pedagogiques",
           "Des difficultés pédagogiques liées aux méthodes, à l’organisation, au contexte de la classe ou de l’école",
           "Ce qui tient aux supports, aux consignes, aux places, au groupe, à l’emploi du temps."),
    Option("sens", "Des difficultés liées au sens donné aux apprentissages, à l’entrée dans le travail scolaire, à la motivation",
           "Se mettre au travail, oser, persévérer, savoir pourquoi on apprend."),
    Option("sociales", "Des difficultés sociales, culturelles, éducatives ou liées à la santé",
           "Seulement ce que la famille vous a dit et accepte de voir écrit ; l’absence, la fatigue, ce qui se voit à l’école."),
)
KINDS_HELP = ("Plusieurs réponses sont possibles. Une case dit où chercher de l’aide ; elle ne dit pas ce que l’enfant a. "
              "Le pôle écrira à côté ce qu’il voit, sans rien effacer.")
FOUR = ("sujet", "faits", "essaye", "parents")
"""The four answers that send a request; ``parents`` is ``parents_informes_le`` or ``parents_raison``."""
NO_PUPIL = "La demande ne porte pas sur un enfant en particulier."
"""The written reason of a request about a class or a school."""

AIDS = Table("aides", "Aides, année par année", columns=(
    Text("annee", "Année", placeholder="2025-2026"),
    Choice("dispositif", "Aide", options=tuple(Option(one.code, one.label) for one in DEVICES.values() if one.lane != "outside")),
    Choice("etat", "Oui, non, envisagé", options=tuple(Option(code, label) for code, label in AID_STATES.items())),
    Text("precision", "Quand, avec qui, combien de temps")), rows=4, widths=(2, 4, 2, 5), add="Ajouter une aide",
    help="Déjà rempli avec ce qui est connu ici.")

REQUEST = Form(
    code="demande", version=1, title="Demande au pôle ressource", short="Demande",
    sections=(
        Section("La demande", (
            Text("sujet", "De qui, de quoi s’agit-il, en une ligne", expected=True,
                 placeholder="Entrée dans la lecture ; mise au travail le matin…"),
            Text("faits", "Ce que vous observez : des faits", lines=5, expected=True,
                 placeholder="Ce que l’élève fait ou dit, quand, avec quoi ; ce qui se passe juste avant, juste après"),
            Text("essaye", "Ce qui a été essayé, et ce que cela a donné", lines=4, expected=True,
                 placeholder="Consigne redite à deux : il commence seul une fois sur deux"),
            Date("parents_informes_le", "Parents informés le"),
            Text("parents_raison", "Sinon, pourquoi pas encore", placeholder="Rendez-vous pris le 3 décembre"),
        ), code="demande"),
        Section("Points d’appui", (
            Text("points_appui", "Ce qui réussit, ce qui intéresse, ce qui aide", lines=3),
        ), code="points_appui", optional=True),
        Section("Des exemples datés", (
            Table("exemples", "Exemples", columns=(
                Date("date", "Date"), Text("moment", "Moment, activité"), Text("fait", "Ce qui s’est passé")),
                rows=3, widths=(2, 3, 6), add="Ajouter un exemple"),
        ), code="exemples", optional=True),
        Section("Aides déjà données", (
            AIDS,
            Tick("hors_ecole_accord", "La famille est d’accord pour que ce soit écrit"),
            Text("hors_ecole", "Suivis hors école, dits par la famille", lines=2),
        ), code="aides", optional=True),
        Section("Ce que dit l’élève", (
            Text("eleve", "Ce qu’il ou elle en dit", lines=3, placeholder="Ses mots, entre guillemets"),
        ), code="eleve", optional=True),
        Section("La famille", (
            Text("parents_par", "Informés par qui, comment"),
            Text("parents_disent", "Ce que disent les parents", lines=3),
        ), code="parents", optional=True),
        Section("Ce que vous attendez", (
            Text("attentes", "Ce que vous attendez du pôle", lines=3),
            Text("disponibilites", "Quand vous rencontrer"),
        ), code="attentes", optional=True),
        Section("Ce que je vois", (Choice("nature", "Ce que je vois", many=True, options=KINDS, help=KINDS_HELP),),
                code="nature", optional=True, help=KINDS_HELP),
        Section("Après analyse, le regard du pôle", (
            Choice("nature_pole", "Ce que voit le pôle", many=True, options=KINDS),
            Text("analyse", "Ce que nous comprenons, ce que nous cherchons encore", lines=4),
        ), code="pole", optional=True),
    ),
)
POLE_ONLY = frozenset({"nature_pole", "analyse"})
"""Written by the pôle after analysis: never on the blank form, nor on the PDF that goes out."""

CONTRIBUTION = Form(
    code="contribution", version=1, title="Contribution à une demande", short="Contribution",
    sections=(
        Section("Votre regard", (
            Text("cadre", "Dans quel cadre vous rencontrez l’élève", expected=True),
            Text("points_appui", "Ce qui réussit avec vous", lines=3),
            Text("faits", "Ce que vous observez : des faits", lines=4, expected=True),
            Text("essaye", "Ce que vous avez essayé, et ce que cela a donné", lines=3),
            Text("propositions", "Ce que vous proposez", lines=2),
        ), code="regard"),
    ),
)

DECISION = Form(
    code="decision", version=1, title="Décision", short="Décision",
    sections=(
        Section("Indication d’aide", (
            Choice("indications", "Aides proposées", many=True, expected=True,
                   options=tuple(Option(one.code, one.label) for one in INDICATIONS.values())),
            Text("autre", "Autre : laquelle"),
            Text("phrase", "En une phrase, pour l’école et les parents", lines=2, expected=True),
        ), code="indication"),
        Section("Qui, quand", (
            Text("propose_a", "Proposé à"), Date("debut", "Début"), Date("bilan_le", "Premier bilan"),
            Choice("mode", "Aide", options=options(directe="directe", indirecte="indirecte", les_deux="directe et indirecte")),
        ), code="suite"),
    ),
)
