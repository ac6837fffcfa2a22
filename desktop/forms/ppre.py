"""The PPRE: programme personnalisé de réussite éducative (Code de l'éducation L. 311-3-1, D. 311-12).

Its questions follow what the ministry's guidance asks (needs, few precise objectives, short renewable period, how
progress is seen); the form is ours and does not present itself as official.
"""

from __future__ import annotations

from desktop.forms.domains import DOMAINS
from desktop.forms.spec import Choice, Date, Form, Section, Table, Text, Tick, Time, options

OBJECTIVE_STATES = options(atteint="atteint", en_partie="en partie", pas_encore="pas encore")
NEXT_STEPS = options(arreter="arrêter", continuer="continuer", changer_objectifs="changer d’objectifs",
                     nouvelles_actions="nouvelles actions", equipe_educative="équipe éducative",
                     demande_pole="demande au pôle ressource", avis_pap="avis du médecin pour un PAP", autre="autre")
AIDS = options(rased_e="aide pédagogique (maître E)", rased_g="aide relationnelle (maître G)",
               psychologue="psychologue de l’Éducation nationale", apc="APC", classe="différenciation en classe",
               ppre="PPRE", stage="stage de réussite", upe2a="UPE2A", autre="autre")
AID_STATES = options(oui="oui", non="non", envisage="envisagé")

PPRE = Form(
    code="ppre", version=1, title="Programme personnalisé de réussite éducative", short="PPRE",
    sections=(
        Section("Cadre", (
            Date("debut", "Début", expected=True),
            Date("fin", "Fin", expected=True, help="Une période courte, le plus souvent six à sept semaines, renouvelable."),
            Text("suivi_par", "Suivi par", expected=True, help="La personne qui fait le lien."),
            Date("ecrit_le", "Écrit le"),
        ), code="cadre"),
        Section("Parcours et aides", (
            Table("parcours", "Parcours scolaire", columns=(
                Text("annee", "Année"), Text("classe", "Classe"), Text("ecole", "École"), Text("aides", "Aides")),
                rows=4, widths=(2, 2, 4, 4), add="Ajouter une année"),
            Table("aides", "Aides reçues ou envisagées", columns=(
                Choice("aide", "Aide", options=AIDS), Choice("etat", "État", options=AID_STATES),
                Text("precision", "Quand, avec qui")), rows=3, widths=(4, 2, 5), add="Ajouter une aide"),
            Tick("hors_ecole_accord", "La famille est d’accord pour que les suivis hors école soient écrits"),
            Text("hors_ecole", "Suivis hors école, dits par la famille"),
        ), code="parcours"),
        Section("Évaluations", (
            Table("evaluations", "Évaluations", columns=(
                Text("quand", "Quand, laquelle"), Text("francais", "Français"), Text("maths", "Mathématiques")),
                rows=3, widths=(3, 4, 4), add="Ajouter une évaluation"),
            Text("socle", "Socle commun en fin de cycle", lines=2),
        ), code="evaluations"),
        Section("Points d’appui", (
            Text("points_appui", "Points d’appui", lines=4, expected=True,
                 placeholder="Ce que l’élève réussit, ce qui l’intéresse, ce qui l’aide"),
        ), code="points_appui"),
        Section("Besoins", (
            Choice("domaines", "Domaines travaillés", many=True, options=DOMAINS),
            Text("besoins", "Besoins", lines=4, expected=True,
                 placeholder="Ce dont l’élève a besoin pour progresser, tiré de faits observés"),
        ), code="besoins"),
        Section("Objectifs prioritaires", (
            Table("objectifs", "Objectifs", expected=True, columns=(
                Text("objectif", "Objectif", placeholder="Un verbe que l’on peut observer"),
                Text("critere", "Critère de réussite", placeholder="À quoi verra-t-on que c’est réussi ?"),
                Date("echeance", "Échéance"), Choice("bilan", "Bilan", options=OBJECTIVE_STATES)),
                rows=3, most=12, widths=(5, 5, 2, 2), add="Ajouter un objectif",
                help="Peu d’objectifs, précis, observables : quatre au plus."),
        ), code="objectifs", help="peu d’objectifs, précis, observables"),
        Section("Actions", (
            Table("actions", "Actions", expected=True, columns=(
                Text("action", "Action"), Text("qui", "Qui"), Text("ou_quand", "Où et quand"),
                Text("frequence", "Combien de fois"), Text("groupe", "Seul, en groupe")),
                rows=4, widths=(4, 3, 3, 3, 2), add="Ajouter une action"),
            Table("stages", "Stages de réussite", columns=(
                Text("dates", "Dates du stage"), Date("accord_le", "Accord des parents reçu le")),
                rows=1, most=3, widths=(3, 2), add="Ajouter un stage",
                help="Trois au plus dans l’année, chacun avec l’accord des représentants légaux (décret n° 2024-228)."),
        ), code="actions"),
        Section("Mots de l’élève", (
            Text("mot_eleve", "Ce que dit l’élève, ce qu’il promet", lines=3, expected=True),
        ), code="mot_eleve"),
        Section("Mots de la famille", (
            Text("mot_famille", "Ce que dit la famille, ce qu’elle propose", lines=3, expected=True),
        ), code="mot_famille"),
        Section("Engagement de l’école", (
            Text("engagement_ecole", "Ce que l’école s’engage à faire", lines=3, expected=True),
        ), code="engagement_ecole"),
        Section("Bilans et suite", (
            Table("points_etape", "Points d’étape", columns=(Date("date", "Date"), Text("constat", "Ce que l’on constate")),
                  rows=2, widths=(1, 5), add="Ajouter un point d’étape"),
            Date("bilan_le", "Bilan final le"),
            Text("bilan", "Ce qui a progressé, ce qui a aidé", lines=4),
            Choice("suite", "Suite", many=True, options=NEXT_STEPS),
            Text("suite_pourquoi", "Pourquoi", lines=2),
        ), code="bilans", optional=True),
        Section("Prochaine rencontre", (
            Date("rencontre_le", "Nous nous retrouvons le"), Time("rencontre_heure", "À"), Text("rencontre_lieu", "Lieu"),
        ), code="rencontre"),
    ),
)
