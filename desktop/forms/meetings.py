"""What is written before, during and after a meeting: parent interview, équipe éducative, réunion de synthèse.

The parent interview follows twelve sections, from preparation to signatures; the teacher's private afterthought is kept
out of the product on purpose. Équipe éducative: article D. 321-16 of the Code de l'éducation.
"""

from __future__ import annotations

from desktop.forms.spec import Choice, Date, Form, Section, Table, Text, Tick, Time, options

PRESENCE = options(present="présent", excuse="excusé", absent="absent", attendu="attendu")
INDICATIONS = options(maitre_e="aide pédagogique (maître E)", maitre_g="aide relationnelle (maître G)",
                      psychologue="rencontre avec la psychologue", aide_enseignant="appui à l’enseignant",
                      hors_ecole="orientation hors école", equipe_educative="équipe éducative", ppre="PPRE", pas="PAS",
                      mdph="dossier MDPH, par la famille", aucune="pas de suite pour l’instant")

PEOPLE = Table("personnes", "Personnes", columns=(
    Text("nom", "Nom"), Text("fonction", "Fonction"), Choice("presence", "Présence", options=PRESENCE)),
    rows=6, widths=(4, 4, 2), add="Ajouter une personne")
DECISIONS = Table("decisions", "Décisions", columns=(
    Text("qui", "Qui"), Text("quoi", "Fait quoi", placeholder="Un verbe, un geste précis…"), Date("avant_le", "Avant le"),
    Text("preuve", "Comment le saura-t-on")), rows=4, widths=(2, 5, 2, 4), add="Ajouter une décision",
    help="Chacune devient une tâche, et une ligne du compte rendu.")
FRAME = (Time("heure", "Heure"), Text("duree", "Durée prévue", placeholder="45 min"), Text("lieu", "Lieu"))
NEXT = Section("Prochaine rencontre", (
    Date("rencontre_le", "Nous nous retrouvons le"), Time("rencontre_heure", "À"), Text("contact", "Moyen de nous joindre"),
), code="rencontre")

INTERVIEW = Form(
    code="entretien_parents", version=1, title="Entretien avec les parents", short="Entretien",
    sections=(
        Section("Cadre", (*FRAME, Text("interprete", "Interprète"), Text("eleve_present", "L’élève est-il là ?"), PEOPLE),
                code="cadre"),
        Section("But", (Text("objet", "Notre but, en une ligne", expected=True), Text("origine", "À l’origine", lines=2)),
                code="but"),
        Section("Ce que nous apportons", (
            Text("reussites", "Trois réussites à dire d’abord", lines=3, expected=True),
            Text("faits", "Des faits, datés", lines=3), Text("a_montrer", "À montrer", lines=2),
            Text("questions", "Nos questions", lines=2), Text("propositions", "Nos propositions possibles", lines=2),
        ), code="preparation"),
        Section("Ce que disent les parents", (
            Text("parents", "Ce que disent les parents", lines=5,
                 help="Santé, sommeil, écrans, langues : seulement ce que les parents souhaitent dire."),
        ), code="parents"),
        Section("Ce que dit l’élève", (Text("eleve", "Ce que dit l’élève", lines=3),), code="eleve"),
        Section("Se mettre d’accord", (
            Text("accord", "Nous sommes d’accord", lines=2), Text("desaccord", "Nous voyons les choses autrement", lines=2),
        ), code="accords"),
        Section("Décisions", (DECISIONS,), code="decisions"),
        Section("Accords et information", (
            Text("accords_recueillis", "Accords recueillis, chacun à part", lines=2),
            Tick("information_donnee", "Dit à la famille : qui lira cette feuille, comment la revoir"),
        ), code="information", optional=True),
        NEXT,
        Section("Note brève", (Text("note", "Trois lignes suffisent", lines=3),), code="note", optional=True),
    ),
)

EDUCATION_TEAM = Form(
    code="equipe_educative", version=1, title="Équipe éducative", short="Équipe éducative",
    sections=(
        Section("Cadre", (*FRAME, Time("fin", "Fin"), Text("secretaire", "Écrit par"), PEOPLE), code="cadre"),
        Section("Objet", (Text("objet", "Objet, dit aux parents", lines=2, expected=True),), code="objet"),
        Section("L’école", (Text("ecole", "Ce que dit l’école", lines=4),), code="ecole"),
        Section("Les parents", (Text("parents", "Ce que disent les parents", lines=5),), code="parents"),
        Section("L’élève", (Text("eleve", "Ce que dit l’élève", lines=3),), code="eleve"),
        Section("Autres regards", (Text("autres", "Ce que disent les autres personnes présentes", lines=4),), code="autres"),
        Section("Points d’appui et besoins", (
            Text("points_appui", "Points d’appui", lines=3), Text("besoins", "Besoins", lines=3)), code="synthese"),
        Section("Accords, désaccords", (
            Text("accord", "Nous sommes d’accord", lines=2), Text("desaccord", "Nous voyons les choses autrement", lines=2),
        ), code="accords"),
        Section("Décisions", (DECISIONS,), code="decisions"),
        NEXT,
        Section("Diffusion", (Text("diffusion", "Le compte rendu est remis à", lines=2),), code="diffusion", optional=True),
    ),
)

SYNTHESIS = Form(
    code="synthese", version=1, title="Réunion de synthèse", short="Synthèse",
    sections=(
        Section("Cadre", (*FRAME, PEOPLE), code="cadre"),
        Section("Ce qui est demandé", (Text("objet", "Ce qui est demandé", lines=2, expected=True),), code="objet"),
        Section("Ce que l’on sait", (
            Text("points_appui", "Points d’appui", lines=3), Text("faits", "Faits observés", lines=4),
            Text("besoins", "Besoins", lines=3)), code="situation"),
        Section("Analyse", (Text("analyse", "Ce que nous comprenons, ce que nous cherchons encore", lines=4),), code="analyse"),
        Section("Indication", (Choice("indication", "Aides proposées", many=True, options=INDICATIONS),
                               Text("indication_precision", "Précisions", lines=2)), code="indication"),
        Section("Décisions", (DECISIONS,), code="decisions"),
        NEXT,
    ),
)
