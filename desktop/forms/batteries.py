"""Named batteries: the structure of their scores, so that nobody types labels. No norm table, no item of any test.

Only what a report names: indices, subtests, their scale (mean and standard deviation) and the range a score can take. Facts of
structure from ``domain.md`` §5.2; what could not be checked (the subtests of the KABC-II) is left for the user to name.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erf, sqrt


@dataclass(frozen=True, slots=True)
class Scale:
    """How a score is built: mean, standard deviation, lowest and highest possible."""

    mean: int
    deviation: int
    low: int
    high: int


INDEX = Scale(100, 15, 45, 155)
TOTAL = Scale(100, 15, 40, 160)
SUBTEST = Scale(10, 3, 1, 19)
T_SCORE = Scale(50, 10, 10, 90)


@dataclass(frozen=True, slots=True)
class Score:
    """One score of a battery. ``group`` is the index a subtest belongs to; ``main`` is drawn, the others are offered."""

    code: str
    label: str
    scale: Scale
    kind: str = "indice"
    group: str = ""
    main: bool = True


@dataclass(frozen=True, slots=True)
class Battery:
    """A test: its name, edition and ages as (years, months), and its scores in the order of a report."""

    code: str
    name: str
    edition: str
    youngest: tuple[int, int]
    oldest: tuple[int, int]
    scores: tuple[Score, ...]
    note: str = ""

    @property
    def title(self) -> str:
        return f"{self.name}, {self.edition}" if self.edition else self.name

    def score(self, code: str) -> Score | None:
        return next((score for score in self.scores if score.code == code), None)

    @property
    def indices(self) -> tuple[Score, ...]:
        return tuple(score for score in self.scores if score.kind == "indice")

    @property
    def subtests(self) -> tuple[Score, ...]:
        return tuple(score for score in self.scores if score.kind == "subtest")


def percentile(score: float, mean: float, deviation: float) -> int:
    """The percentile rank of a score under the normal law, 1 to 99, to be marked « calculé »."""
    rank = round(50 * (1 + erf((score - mean) / (deviation * sqrt(2)))))
    return min(99, max(1, rank))


def _index(code: str, label: str, *, main: bool = True, scale: Scale = INDEX) -> Score:
    return Score(code, label, scale, main=main)


def _subtest(code: str, label: str, group: str = "", *, main: bool = True, scale: Scale = SUBTEST) -> Score:
    return Score(code, label, scale, "subtest", group, main)


BATTERIES: dict[str, Battery] = {
    battery.code: battery
    for battery in (
        Battery(
            "wisc5",
            "WISC-V",
            "édition française de 2016",
            (6, 0),
            (16, 11),
            (
                _index("ICV", "Compréhension verbale"),
                _index("IVS", "Visuospatial"),
                _index("IRF", "Raisonnement fluide"),
                _index("IMT", "Mémoire de travail"),
                _index("IVT", "Vitesse de traitement"),
                _index("QIT", "Quotient total", scale=TOTAL),
                _index("IAG", "Aptitude générale", main=False),
                _index("ICC", "Compétences cognitives", main=False),
                _index("IRQ", "Raisonnement quantitatif", main=False),
                _index("IMTA", "Mémoire de travail auditive", main=False),
                _index("INV", "Non verbal", main=False),
                _subtest("SIM", "Similitudes", "ICV"),
                _subtest("VOC", "Vocabulaire", "ICV"),
                _subtest("CUB", "Cubes", "IVS"),
                _subtest("PUZ", "Puzzles visuels", "IVS"),
                _subtest("MAT", "Matrices", "IRF"),
                _subtest("BAL", "Balances", "IRF"),
                _subtest("MCH", "Mémoire des chiffres", "IMT"),
                _subtest("MIM", "Mémoire des images", "IMT"),
                _subtest("COD", "Code", "IVT"),
                _subtest("SYM", "Symboles", "IVT"),
                _subtest("INF", "Information", "ICV", main=False),
                _subtest("COM", "Compréhension", "ICV", main=False),
                _subtest("SLC", "Séquence lettres-chiffres", "IMT", main=False),
                _subtest("BAR", "Barrage", "IVT", main=False),
                _subtest("ARI", "Arithmétique", "IRF", main=False),
            ),
        ),
        Battery(
            "wppsi4",
            "WPPSI-IV",
            "édition française",
            (2, 6),
            (7, 7),
            (
                _index("ICV", "Compréhension verbale"),
                _index("IVS", "Visuospatial"),
                _index("IRF", "Raisonnement fluide"),
                _index("IMT", "Mémoire de travail"),
                _index("IVT", "Vitesse de traitement"),
                _index("QIT", "Quotient total", scale=TOTAL),
                _subtest("INF", "Information", "ICV"),
                _subtest("SIM", "Similitudes", "ICV"),
                _subtest("CUB", "Cubes", "IVS"),
                _subtest("ASO", "Assemblage d’objets", "IVS"),
                _subtest("MAT", "Matrices", "IRF"),
                _subtest("IDC", "Identification de concepts", "IRF"),
                _subtest("REI", "Reconnaissance d’images", "IMT"),
                _subtest("MSP", "Mémoire spatiale", "IMT"),
                _subtest("SYM", "Symboles", "IVT"),
                _subtest("BAR", "Barrage", "IVT"),
                _subtest("VOC", "Vocabulaire", "ICV", main=False),
                _subtest("COM", "Compréhension", "ICV", main=False),
                _subtest("CMO", "Compréhension de mots", "ICV", main=False),
                _subtest("DEN", "Dénomination d’images", "ICV", main=False),
                _subtest("COD", "Code", "IVT", main=False),
            ),
            note="Avant 4 ans, trois indices seulement : ICV, IVS, IMT.",
        ),
        Battery(
            "wnv",
            "WNV",
            "édition française",
            (4, 0),
            (21, 11),
            (
                _index("NTE", "Note d’échelle totale", scale=TOTAL),
                _subtest("MAT", "Matrices", scale=T_SCORE),
                _subtest("COD", "Code", scale=T_SCORE),
                _subtest("ASO", "Assemblage d’objets", scale=T_SCORE),
                _subtest("REC", "Reconnaissance", scale=T_SCORE),
                _subtest("MSP", "Mémoire spatiale", scale=T_SCORE),
                _subtest("ARR", "Arrangement d’images", scale=T_SCORE),
            ),
            note="Subtests en notes T, moyenne 50, écart type 10.",
        ),
        Battery(
            "kabc2",
            "KABC-II",
            "édition française",
            (3, 0),
            (12, 11),
            (
                _index("SEQ", "Séquentiel, mémoire à court terme", scale=TOTAL),
                _index("SIM", "Simultané, traitement visuel", scale=TOTAL),
                _index("APP", "Apprentissage, mémoire à long terme", scale=TOTAL),
                _index("PLA", "Planification, raisonnement fluide", scale=TOTAL),
                _index("CON", "Connaissances", scale=TOTAL),
                _index("IFC", "Indice fluide-cristallisé", scale=TOTAL),
                _index("IPM", "Indice des processus mentaux", scale=TOTAL, main=False),
                _index("INV", "Indice non verbal", scale=TOTAL, main=False),
            ),
            note="Nommez les subtests passés : ils dépendent de l’âge et du modèle choisi.",
        ),
    )
}
