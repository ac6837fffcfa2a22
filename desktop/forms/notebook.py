"""What is written in a personal file: note, observation, interview, follow-up, request of a family, acts without a pupil, bilan.

The sections of the bilan follow the order of a compte rendu psychologique (``domain.md`` §5.3); facts come before what one
thinks of them everywhere. Nothing here asks for a diagnosis.
"""

from __future__ import annotations

from desktop.forms.spec import Choice, Date, Form, Number, Section, Table, Text, Tick, Time, options

WITH = options(
    enfant="l’enfant",
    parents="les parents",
    enseignant="l’enseignante ou l’enseignant",
    equipe="l’équipe de l’école",
    partenaire="un partenaire de soin ou social",
    autre="une autre personne",
)
PLACES = options(
    classe="en classe", cour="dans la cour", couloir="dans les passages", repas="au repas", ailleurs="ailleurs"
)
ASKED_BY = options(
    ien="l’IEN",
    direction="la direction d’une école",
    enseignant="une enseignante ou un enseignant",
    parent="un parent",
    equipe="une équipe",
    pole="un membre du pôle",
)
MEANS = options(rencontre="de vive voix", telephone="par téléphone", courriel="par courriel", courrier="par courrier")
THINKING = Section(
    "Ce que j’en pense",
    (
        Text("hypotheses", "Hypothèses", lines=3, help="Ce que vous supposez, à part de ce que vous avez vu."),
        Text("a_reprendre", "À reprendre", lines=2),
    ),
    code="pensee",
    optional=True,
)

NOTE = Form(
    code="note",
    version=1,
    title="Note",
    sections=(Section("Note", (Text("texte", "Note", lines=6, expected=True),), code="note"),),
)

OBSERVATION = Form(
    code="observation",
    version=1,
    title="Observation",
    sections=(
        Section(
            "Cadre",
            (
                Choice("lieu", "Où", options=PLACES),
                Time("heure", "À"),
                Text("duree", "Durée", placeholder="45 min"),
                Text("activite", "Pendant quelle activité", placeholder="Lecture en petit groupe"),
                Text("presents", "Qui était là"),
            ),
            code="cadre",
        ),
        Section(
            "Ce qui est vu et entendu",
            (
                Text("reussites", "Ce que l’enfant réussit, et avec quel appui", lines=4, expected=True),
                Text(
                    "faits",
                    "Ce que l’enfant fait, ce qu’il dit",
                    lines=8,
                    expected=True,
                    help=(
                        "Un verbe, une heure, les mots de l’enfant entre guillemets. "
                        "Combien de fois, combien de temps, avec qui."
                    ),
                ),
                Text("contexte", "Ce qui se passe juste avant, juste après", lines=3),
                Text("aides", "Ce qui l’aide", lines=3),
            ),
            code="faits",
        ),
        THINKING,
    ),
)

INTERVIEW = Form(
    code="entretien",
    version=1,
    title="Entretien",
    sections=(
        Section(
            "Cadre",
            (
                Choice("avec", "Avec", options=WITH),
                Text("personnes", "Qui"),
                Time("heure", "À"),
                Text("duree", "Durée"),
                Choice("moyen", "Comment", options=MEANS),
                Text("demande", "Ce qui est demandé", lines=2),
            ),
            code="cadre",
        ),
        Section(
            "Ce qui est dit",
            (
                Text("reussites", "Ce qui va bien", lines=3),
                Text("paroles", "Ce que la personne dit, dans ses mots", lines=8, expected=True),
                Text(
                    "histoire",
                    "Ce qu’elle souhaite dire de l’histoire de l’enfant",
                    lines=3,
                    help="Seulement ce qui éclaire la question posée.",
                ),
            ),
            code="paroles",
        ),
        Section(
            "Ce qui est convenu",
            (
                Text("convenu", "Ce qui est convenu", lines=3),
                Text("dit_de_la_suite", "Ce qui a été dit de la suite, et à qui on en parle", lines=2),
            ),
            code="convenu",
        ),
        THINKING,
    ),
)

FOLLOW_UP = Form(
    code="suivi",
    version=1,
    title="Suivi",
    sections=(
        Section(
            "Cadre",
            (
                Text("objet", "Ce que nous travaillons", lines=2, expected=True),
                Number("rencontres", "Rencontres prévues", least=1, most=60),
                Text("rythme", "Rythme", placeholder="une fois tous les 15 jours"),
                Text("lieu", "Lieu"),
            ),
            code="cadre",
        ),
        Section(
            "Rencontres",
            (
                Table(
                    "seances",
                    "Rencontres",
                    columns=(Date("le", "Le"), Text("contenu", "Ce qui s’y passe"), Text("suite", "Pour la suite")),
                    rows=6,
                    widths=(2, 6, 4),
                    add="Ajouter une rencontre",
                ),
            ),
            code="seances",
        ),
        Section(
            "Fin",
            (
                Text("fin", "Comment le suivi se termine", lines=3),
                Text("relais", "Relais", lines=2),
            ),
            code="fin",
            optional=True,
        ),
        THINKING,
    ),
)

FAMILY_REQUEST = Form(
    code="demande_famille",
    version=1,
    title="Demande d’une famille",
    sections=(
        Section(
            "Demande",
            (
                Text("qui", "Qui demande", expected=True),
                Choice("moyen", "Comment", options=MEANS),
                Text("demande", "Ce que la famille demande, dans ses mots", lines=5, expected=True),
                Tick("ecole_informee", "La famille est d’accord pour que l’école le sache"),
            ),
            code="demande",
        ),
        Section(
            "Réponse",
            (Text("reponse", "Ce qui a été répondu", lines=3), Date("revoir_le", "Nous en reparlons le")),
            code="reponse",
        ),
    ),
)

ADVICE = Form(
    code="conseil",
    version=1,
    title="Conseil donné, sans élève nommé",
    sections=(
        Section(
            "Demande",
            (
                Choice("demande_par", "Demandé par", options=ASKED_BY, expected=True),
                Text("sujet", "À quel sujet", expected=True),
                Choice("moyen", "Comment", options=MEANS),
                Text("classe", "Classe ou groupe"),
            ),
            code="demande",
            help="Sans nom d’élève : ce qui concerne un enfant se note avec lui.",
        ),
        Section(
            "Conseil",
            (
                Text("conseil", "Ce qui a été dit", lines=5),
                Text("suite", "Suite prévue", lines=2),
                Date("revoir_le", "On se reparle le"),
            ),
            code="conseil",
        ),
    ),
)

PREVENTION = Form(
    code="prevention",
    version=1,
    title="Action de prévention",
    sections=(
        Section(
            "Action",
            (
                Text("theme", "Thème", expected=True, placeholder="sommeil, écrans, climat de la cour…"),
                Text("classes", "Classes ou niveaux", expected=True),
                Number("enfants", "Enfants présents", most=2000),
                Table(
                    "dates",
                    "Dates",
                    columns=(Date("le", "Le"), Text("duree", "Durée")),
                    rows=3,
                    widths=(2, 2),
                    add="Ajouter une date",
                ),
                Text("partenaires", "Avec qui", lines=2),
            ),
            code="action",
        ),
        Section(
            "Ce qui a été fait",
            (
                Text("fait", "Ce qui a été fait", lines=4),
                Text("change", "Ce qui a changé, et comment on le sait", lines=3),
                Text("suite", "Suite", lines=2),
            ),
            code="fait",
        ),
    ),
)

HEALTH = Form(
    code="sante",
    version=1,
    title="Rencontre de santé",
    sections=(
        Section(
            "Cadre",
            (
                Choice(
                    "motif",
                    "Cadre",
                    options=options(
                        bilan_6="visite médicale de la 6e année",
                        depistage_12="dépistage infirmier de la 12e année",
                        demande="à la demande",
                        pap="pour un PAP",
                        pai="pour un PAI",
                        urgence="soins ou urgence",
                        autre="autre",
                    ),
                ),
                Text("demande_par", "Demandé par"),
                Text("presents", "Qui était là"),
            ),
            code="cadre",
        ),
        Section(
            "Ce qui est observé",
            (Text("constats", "Constats", lines=6, expected=True),),
            code="constats",
            help="Reste dans votre fichier. Ce que l’école reçoit s’écrit par « Transmettre » : des besoins, jamais une cause.",
        ),
        Section(
            "Pour l’école",
            (
                Text("besoins", "Besoins de l’enfant en classe", lines=3),
                Text("suite", "Suite", lines=2),
                Date("revoir_le", "Revoir le"),
            ),
            code="ecole",
        ),
    ),
)

SOCIAL = Form(
    code="social",
    version=1,
    title="Accompagnement social",
    sections=(
        Section(
            "Cadre",
            (
                Choice("avec", "Avec", options=WITH),
                Text("personnes", "Qui"),
                Text("demande", "Ce qui est demandé", lines=2),
            ),
            code="cadre",
        ),
        Section(
            "Accompagnement",
            (
                Text("ressources", "Ce sur quoi la famille s’appuie déjà", lines=3),
                Text("paroles", "Ce que la personne dit, dans ses mots", lines=6, expected=True),
                Text("demarches", "Démarches engagées, avec qui", lines=4),
                Text("suite", "Suite", lines=2),
                Date("revoir_le", "Revoir le"),
            ),
            code="accompagnement",
        ),
    ),
)

SCORE_KINDS = options(indice="indice", subtest="subtest", autre="autre")
SCORES = Table(
    "scores",
    "Scores",
    columns=(
        Text("code", "Code"),
        Text("nom", "Indice ou subtest"),
        Choice("genre", "Genre", options=SCORE_KINDS),
        Number("score", "Score", least=-99, most=999),
        Number("bas", "De", least=-99, most=999),
        Number("haut", "À", least=-99, most=999),
        Number("percentile", "Percentile", most=100),
        Text("mots", "Vos mots"),
        Tick("non_interpretable", "Non interprétable"),
        Text("pourquoi", "Pourquoi"),
    ),
    rows=8,
    most=80,
    widths=(1, 4, 2, 1, 1, 1, 1, 3, 2, 3),
    add="Ajouter un score",
    help=(
        "Scores et intervalles du manuel, saisis à la main. "
        "Un percentile laissé vide est calculé par la loi normale, et marqué ainsi."
    ),
)

ASSESSMENT = Form(
    code="bilan",
    version=1,
    title="Bilan psychologique",
    short="Bilan",
    sections=(
        Section(
            "Demande",
            (
                Text("question", "Question posée", lines=2, expected=True),
                Text("origine", "Par qui, quand"),
                Text("autorisation", "Autorisation", help="Reprise du registre des autorisations de votre carnet."),
            ),
            code="demande",
        ),
        Section(
            "Rencontres",
            (
                Table(
                    "rencontres",
                    "Rencontres",
                    columns=(Date("le", "Le"), Text("duree", "Durée"), Text("quoi", "Quoi")),
                    rows=3,
                    widths=(2, 2, 6),
                    add="Ajouter une rencontre",
                ),
                Text("conditions", "Conditions", lines=2, placeholder="matin, deux temps, lunettes portées…"),
                Text("autres_outils", "Autres outils, avec leur édition", lines=2),
                Text("deja_passe", "Déjà passé, quand"),
            ),
            code="rencontres",
        ),
        Section(
            "Attitude pendant les rencontres",
            (Text("attitude", "Ce que l’enfant fait et dit face à la tâche", lines=5, expected=True),),
            code="attitude",
        ),
        Section(
            "Résultats", (SCORES, Text("prudence", "Lecture des résultats, avec prudence", lines=4)), code="resultats"
        ),
        Section(
            "Points d’appui", (Text("points_appui", "Points d’appui", lines=4, expected=True),), code="points_appui"
        ),
        Section("Hypothèses", (Text("hypotheses", "Hypothèses", lines=4),), code="hypotheses"),
        Section("Réponse", (Text("reponse", "Réponse à la question posée", lines=5, expected=True),), code="reponse"),
        Section(
            "Ce qui aide",
            (
                Text(
                    "aide_classe",
                    "Ce qui aide en classe",
                    lines=5,
                    expected=True,
                    help="Des gestes concrets, sans chiffre ni nom de test : c’est ce que l’école lira si vous le transmettez.",
                ),
                Text("aide_maison", "Ce qui peut aider à la maison", lines=3),
            ),
            code="aide",
        ),
        Section(
            "Restitution",
            (
                Table(
                    "restitutions",
                    "Restitutions",
                    columns=(Date("le", "Le"), Text("a_qui", "À qui"), Text("dit", "Ce qui en a été dit")),
                    rows=2,
                    widths=(2, 3, 6),
                    add="Ajouter une restitution",
                ),
            ),
            code="restitution",
            optional=True,
        ),
    ),
)

NOTEBOOK_FORMS = (
    NOTE,
    OBSERVATION,
    INTERVIEW,
    FOLLOW_UP,
    FAMILY_REQUEST,
    ADVICE,
    PREVENTION,
    HEALTH,
    SOCIAL,
    ASSESSMENT,
)
