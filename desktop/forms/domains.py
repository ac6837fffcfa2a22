"""Domains of work, as options of a form: codes shared with ``resources/content/domains.toml`` (a test compares them).

The codes of disciplines are those of the livret scolaire unique (nomenclature, 1er degré); the others are ours.
"""

from __future__ import annotations

from desktop.forms.spec import Option

DOMAINS = tuple(Option(code, label) for code, label in (
    ("FRA-LGO", "Langage oral"), ("FRA-LEC", "Lecture et compréhension"), ("FRA-ECR", "Écriture"),
    ("FRA-ETL", "Étude de la langue"), ("MAT-NBC", "Nombres et calculs"), ("MAT-GDM", "Grandeurs et mesures"),
    ("MAT-GEO", "Espace et géométrie"), ("MAT-RES", "Résolution de problèmes"), ("LGV-RAC", "Langue vivante"),
    ("EPS-RAC", "Éducation physique et sportive"), ("ART-RAC", "Enseignements artistiques"),
    ("QLM-RAC", "Questionner le monde, sciences, histoire et géographie"), ("EMC-RAC", "Enseignement moral et civique"),
    ("TRA-ATT", "Attention et mémoire"), ("TRA-MET", "Méthodes de travail"), ("TRA-AUT", "Autonomie"),
    ("TRA-MOT", "Motricité et geste"), ("TRA-REL", "Relations aux autres"), ("TRA-EMO", "Émotions et confiance"),
    ("TRA-SEN", "Sens des apprentissages"),
))
