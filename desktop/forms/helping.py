"""What is written of a help: its objectives and reviews, and what it gave to each child."""

from __future__ import annotations

from desktop.forms.domains import DOMAINS
from desktop.forms.ppre import OBJECTIVE_STATES
from desktop.forms.spec import Choice, Date, Form, Section, Table, Text

OBJECTIVES = Table("objectifs", "Objectifs", expected=True, columns=(
    Text("objectif", "Objectif", placeholder="Un verbe que l’on peut observer"),
    Text("critere", "Critère de réussite", placeholder="À quoi verra-t-on que c’est réussi ?"),
    Date("echeance", "Échéance"), Choice("bilan", "Bilan", options=OBJECTIVE_STATES)),
    rows=3, most=12, widths=(5, 5, 2, 2), add="Ajouter un objectif")
REVIEWS = Table("bilans", "Bilans", columns=(
    Date("date", "Date"), Text("avec", "Avec qui"), Text("constat", "Ce qui a changé"), Text("suite", "Suite")),
    rows=2, widths=(2, 3, 5, 3), add="Ajouter un bilan")

HELP = Form(
    code="aide", version=1, title="Aide du pôle", short="Aide",
    sections=(
        Section("Objectifs", (Choice("domaines", "Domaines travaillés", many=True, options=DOMAINS), OBJECTIVES,
                              Text("demarche", "Comment nous travaillons", lines=3)), code="objectifs"),
        Section("Organisation", (
            Text("rythme", "Combien de fois, combien de temps", placeholder="deux fois 45 minutes par semaine"),
            Text("lieu", "Lieu")), code="organisation"),
        Section("Bilans", (REVIEWS,), code="bilans", optional=True),
        Section("Retour en classe", (
            Text("transfert", "Ce qui continue en classe, et comment", lines=3),
            Text("informes", "Famille et classe informées le, par qui"),
        ), code="fin", optional=True),
    ),
)
HELP_PUPIL = Form(
    code="aide_eleve", version=1, title="L’aide, pour cet élève", short="Aide",
    sections=(
        Section("Pour cet élève", (
            Text("objectif", "Son objectif propre"), Text("bilan", "Ce que l’aide a donné", lines=3),
            Text("eleve", "Ce qu’il ou elle en dit", lines=2), Text("transfert", "Ce qui continue en classe", lines=2),
        ), code="eleve"),
    ),
)
