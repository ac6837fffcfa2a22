"""The parts of a PPRE, section by section, written or to be written by hand."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.forms.ppre import NEXT_STEPS, OBJECTIVE_STATES
from desktop.reports import style as s
from desktop.reports.blocks import PAD, Column, Content, Maker, height
from desktop.reports.flow import Block, Row
from desktop.reports.items import Beside, Gap, Item
from desktop.reports.layouts.ppre_path import path
from desktop.reports.layouts.ppre_values import Values
from desktop.reports.text import Span, shortened
from desktop.texts import long_date, parse_day, plain_date

TITLE = "Programme personnalisé de réussite éducative"
PARTICIPATION = ("La participation de l’élève aux actions prévues est obligatoire depuis 2024 (décret n° 2024-228) ; sa famille "
                 "y est associée. Chacun des parents reçoit un exemplaire et peut demander à revoir ce programme")
STRONG, NEEDS = "Ses points d’appui", "Ses besoins"
HELPED, WHY = "Ce qui a progressé, ce qui a aidé", "Pourquoi"
NOT_YET = "pas encore écrit"
SUMMARY = 60
SIDE_BY_SIDE = 250.0
"""Two columns taller than this are set one under the other."""


def before_review(make: Maker, values: Values, *, large: bool) -> list[Block]:
    """From the title to what everyone promises."""
    blocks = head(make, values)
    if not values.hand:
        blocks += summary(make, values)
    blocks += path(make, values, large=large)
    blocks += evaluations(make, values)
    blocks += strengths_and_needs(make, values)
    blocks += objectives(make, values)
    blocks += actions(make, values)
    return blocks + words(make, values)


def after_review(make: Maker, values: Values) -> list[Block]:
    """Signatures and the participation sentence."""
    signers = [(signer.role, signer.name) for signer in values.data.signers] or [
        (role, "") for role in ("Responsable", "Responsable", "Élève", "Enseignant(e)", "Direction", "Autre")]
    phone = f" : {values.data.phone}." if values.data.phone else "."
    return [make.heading("Signatures", "9", "chacun a pris connaissance de ce programme"),
            make.signatures(signers, 20 * s.MM), make.prose(make.label(PARTICIPATION + phone), gap=5)]


def head(make: Maker, values: Values) -> list[Block]:
    """Title, child, school, period, who follows it."""
    data = values.data
    number = f"PPRE n° {data.number}" if data.number else "PPRE n° ....."
    blocks = make.title(TITLE, number)
    if not data.student:
        rows = [make.blanks((70, "Nom et prénom de l’élève"), (30, "né(e) le")),
                make.blanks((48, "École"), (27, "Classe"), (25, "Année")),
                make.blanks((40, "Suivi par"), (20, "du"), (20, "au"), (20, "écrit le"))]
        return [*blocks, make.prose(rows, gap=0)]
    born = parse_day(data.birth_date)
    first = [f"{values.born} le {plain_date(born)}" if born else "",
             " ".join(p for p in (f"en {data.level}" if data.level else "",
                                  f"dans la classe de {data.teacher}" if data.teacher else "") if p)]
    place = ", ".join(p for p in (data.school, data.city, f"année scolaire {data.year}" if data.year else "") if p)
    right: list[Content] = []
    start, end = values.day("debut"), values.day("fin")
    right.append(values.period or [make.blanks((1, f"du {plain_date(start)}" if start else "du"),
                                               (1, f"au {plain_date(end)}" if end else "au"), height=6.4 * s.MM)])
    followed = values.text("suivi_par")
    right.append(f"suivi par {followed}" if followed else [make.blanks((1, "suivi par"), height=6.4 * s.MM)])
    written = values.day("ecrit_le")
    if written:
        right.append(f"écrit le {plain_date(written)}")
    return [*blocks, make.identity(data.student, [", ".join(p for p in first if p), place], right)]


def summary(make: Maker, values: Values) -> list[Block]:
    """What a parent must find in ten seconds."""
    shares = (37, 32, 31)
    aim_width, help_width, meet_width = make.cell_widths(shares)
    aims = [shortened(line["objectif"], SUMMARY) for line in values.lines("objectifs") if line["objectif"]]
    helpers: dict[str, str] = {}
    for line in values.lines("actions"):
        if line["qui"]:
            helpers.setdefault(line["qui"], line["frequence"] or line["ou_quand"])
    who = [shortened(", ".join(p for p in (name, how) if p), SUMMARY) for name, how in helpers.items()]
    left = [*make.label("Ce que nous visons", aim_width), Gap(1.5), *_few(make, aims, aim_width)]
    middle = [*make.label(f"Qui aide {values.child}", help_width), Gap(1.5), *_few(make, who, help_width)]
    return [make.strip([left, middle, meeting(make, values, meet_width)], shares)]


def _few(make: Maker, texts: Sequence[str], width: float) -> list[Item]:
    shown = list(texts[:4])
    if len(texts) > 4:
        shown.append(f"et {len(texts) - 4} de plus")
    return make.dashed(shown, width) if shown else make.label(NOT_YET, width)


def meeting(make: Maker, values: Values, width: float) -> list[Item]:
    """When and where we meet again."""
    day, hour, place = values.day("rencontre_le"), values.text("rencontre_heure"), values.text("rencontre_lieu")
    found = [*make.label("Nous nous retrouvons", width), Gap(1.5)]
    if day:
        found += make.text(long_date(day), width, make.style.section, s.BOLD)
    elif not (hour or place):
        return [*found, make.blanks((1, "le")), make.blanks((1, "à"))]
    else:
        found.append(make.blanks((1, "le")))
    return [*found, *make.text(", ".join(p for p in (f"à {hour}" if hour else "", place) if p), width)]


def evaluations(make: Maker, values: Values) -> list[Block]:
    lines, basis = values.lines("evaluations"), values.text("socle")
    if not lines and not basis and not values.hand:
        return [make.heading("Ses évaluations", "2", NOT_YET)]
    columns = (Column("Quand, laquelle", 29), Column("Français", 38), Column("Mathématiques", 33))
    blocks = [make.heading("Ses évaluations", "2")]
    if lines or values.hand:
        rows = [[line["quand"], line["francais"], line["maths"]] for line in lines] or [["", "", ""]] * 2
        blocks.append(make.table(columns, rows, least=0 if lines else 10 * s.MM))
    if basis:
        blocks.append(make.prose([*make.spans([Span("Socle commun en fin de cycle", s.SEMIBOLD)], type=make.style.label),
                                  *make.text(basis, type=make.style.cell)], gap=3))
    elif values.hand:
        blocks.append(make.prose([make.blanks((1, "Socle commun en fin de cycle"), type=make.style.cell)], gap=0))
    return blocks


def strengths_and_needs(make: Maker, values: Values) -> list[Block]:
    """Two columns, or one under the other when they are long or to be written by hand."""
    strong, needs = values.text("points_appui"), values.text("besoins")
    if values.hand:
        return [make.heading(STRONG, "3", "ce qu’il ou elle réussit, ce qui l’aide"), make.prose(make.dots(2), gap=0),
                make.heading(NEEDS, "4", "peu, et précis"),
                make.prose([make.blanks((1, "Domaines travaillés")), *make.dots(2)], gap=0)]
    domains = values.text("domaines")
    under = make.label(f"Domaines travaillés : {domains}") if domains else []
    half = make.width / 2 - 11
    texts = [make.listed(text, half) if text else make.label(NOT_YET, half) for text in (strong, needs)]
    if max(map(height, texts)) <= SIDE_BY_SIDE and make.style.body.size < 12:
        titles = [make.heading_items(title, number, "", half) for title, number in ((STRONG, "3"), (NEEDS, "4"))]
        left, right = ([*title, Gap(3), *items] for title, items in zip(titles, texts, strict=True))
        shifted: list[Item] = [Beside([(11.0, half, item)]) for item in right]
        return [Block([Row([left, shifted], [half + 11, half + 11])], gap=make.style.gap, together=True),
                make.prose(under, gap=3)]
    blocks = []
    for title, number, text, more in ((STRONG, "3", strong, []), (NEEDS, "4", needs, under)):
        items = [*(make.listed(text) if text else []), *more]
        blocks += [make.heading(title, number, "" if items else NOT_YET), make.prose(items, gap=0)]
    return blocks


def objectives(make: Maker, values: Values) -> list[Block]:
    """Each objective, how it will be seen, before when, and three boxes for its review."""
    lines = values.lines("objectifs")
    if not lines and not values.hand:
        return [make.heading("Ce que nous visons", "5", NOT_YET)]
    columns = (Column("", 4, s.SEMIBOLD), Column("Objectif", 31), Column("C’est réussi quand", 31), Column("Avant le", 14),
               Column("Bilan", 20))
    widths = make.shares([column.share for column in columns])
    rows: list[list[Content]] = []
    for number, line in enumerate(lines or [{}] * 3, 1):
        boxes = [item for option in OBJECTIVE_STATES
                 for item in make.tick(option.label, line.get("code.bilan") == option.code, widths[4] - 9.2)]
        rows.append([str(number), line.get("objectif", ""), line.get("critere", ""), line.get("echeance", ""), boxes])
    note = "chaque objectif se voit et se vérifie" if lines else "peu, précis, que l’on peut vérifier"
    return [make.heading("Ce que nous visons", "5", note), make.table(columns, rows, least=0 if lines else 19 * s.MM)]


def actions(make: Maker, values: Values) -> list[Block]:
    """Who does what, where, when, how often; stages de réussite, each with the parents' agreement."""
    lines, stages = values.lines("actions"), values.lines("stages")
    if not lines and not stages and not values.hand:
        return [make.heading("Comment nous l’aidons", "6", NOT_YET)]
    columns = [Column("Action", 33), Column("Qui", 20), Column("Où et quand", 25), Column("Combien de fois", 19)]
    keys = ["action", "qui", "ou_quand", "frequence"]
    if values.hand or any(line["groupe"] for line in lines):
        columns.append(Column("Seul, en groupe", 17))
        keys.append("groupe")
    blocks = [make.heading("Comment nous l’aidons", "6")]
    if lines or values.hand:
        rows = [[line[key] for key in keys] for line in lines] or [[""] * len(keys)] * 4
        blocks.append(make.table(columns, rows, least=0 if lines else 11 * s.MM))
    for stage in stages:
        day = stage["accord_le"]
        agreed = f" – accord des parents reçu le {day}" if day else " – accord des parents à recevoir"
        blocks.append(make.prose(make.spans([Span("Stage de réussite : ", s.SEMIBOLD), Span(stage["dates"] + agreed)],
                                            type=make.style.cell), gap=3))
    if values.hand:
        blocks.append(make.prose([make.blanks((60, "Stage de réussite, dates"), (40, "accord des parents reçu le"),
                                              type=make.style.cell)], gap=0))
    return blocks


def words(make: Maker, values: Values) -> list[Block]:
    """What the child, the family and the school say and promise."""
    said = [(values.data.first_name or "L’élève", values.text("mot_eleve")), ("Sa famille", values.text("mot_famille")),
            ("L’école", values.text("engagement_ecole"))]
    heading = make.heading("Ce que chacun dit et promet", "7")
    inner = make.cell_widths((1, 1, 1))[0]
    if values.hand:
        names = [make.label(who, inner) for who, _ in said]
        return [heading, make.strip(names, (1, 1, 1), frame=s.FRAME, least=25 * s.MM, gap=0)]
    cells = [[*make.label(who, inner), Gap(1.5), *(make.text(text, inner) if text else make.dots(2))] for who, text in said]
    if max(height(cell) for cell in cells) <= SIDE_BY_SIDE and make.style.body.size < 12:
        return [heading, make.strip(cells, (1, 1, 1), frame=s.FRAME, gap=0)]
    rows = []
    wide = make.width - 14
    for who, text in said:
        items = make.text(text, wide) if text else make.dots(2)
        rows.append(Row([[*make.label(who, wide), Gap(1.5), *items]], [make.width], 7, 5, 6))
    return [heading, Block(rows, frame=s.FRAME)]


def rooms(values: Values, *, large: bool) -> tuple[int, ...]:
    """Dotted lines left for the review, tried in this order until the paper holds on its sheet."""
    if values.text("bilan"):
        return (3,)
    return (3,) if values.hand and large else (6, 5, 4, 3, 2) if values.hand else (6, 5, 4, 3)


def review(make: Maker, values: Values, room: int) -> list[Block]:
    """Steps on the way, the final review, what comes next: two columns, or one under the other when long."""
    widths = make.shares((43, 57))
    left_width, right_width = (wide - 2 * PAD for wide in widths)
    side = make.style.body.size < 12
    steps = values.lines("points_etape")
    told = [item for step in steps for item in make.text(_step(step), left_width, make.style.cell)]
    apart = bool(steps) and (not side or height(told) > SIDE_BY_SIDE / 2)
    left = [*make.label(HELPED, left_width), Gap(1), *_told(make, values.text("bilan"), left_width, room)]
    right = [*_next(make, values, right_width), Gap(2), *make.label(WHY, right_width),
             *_told(make, values.text("suite_pourquoi"), right_width, max(1, room - 3))]
    blocks = [make.heading("Bilan et suite", "8")]
    if apart:
        columns = (Column("Point d’étape", 18), Column("Ce que l’on constate", 82))
        blocks.append(make.table(columns, [[step["date"], step["constat"]] for step in steps]))
    gap = 4.0 if apart else 0.0
    final = _final(make, values, right_width)
    if side and max(height(left), height(right)) <= SIDE_BY_SIDE:
        begin = _blank_step(make, values) if apart or not steps else told
        rows = [Row([begin, final], widths, PAD, 3.6, 4), Row([left, right], widths, PAD, 3.6, 6)]
        return [*blocks, Block(rows, frame=s.FRAME, columns=s.ROW_LINE, together=True, gap=gap)]
    wide = make.width - 2 * PAD
    cells = [[] if steps else _blank_step(make, values),
             [*make.label(HELPED, wide), Gap(1), *_told(make, values.text("bilan"), wide, room)],
             _final(make, values, wide), _next(make, values, wide),
             [*make.label(WHY, wide), *_told(make, values.text("suite_pourquoi"), wide, 2)]]
    return [*blocks, Block([Row([items], [make.width], PAD, 3.6, 4) for items in cells if items], frame=s.FRAME, gap=gap)]


def _told(make: Maker, text: str, width: float, room: int) -> list[Item]:
    return make.text(text, width, make.style.cell) if text else make.dots(room)


def _next(make: Maker, values: Values, width: float) -> list[Item]:
    chosen = values.chosen("suite")
    return make.ticks([(option.label, option.code in chosen) for option in NEXT_STEPS], width)


def _final(make: Maker, values: Values, width: float) -> list[Item]:
    """The day of the final review; on a blank paper, the next meeting too."""
    final = values.day("bilan_le")
    if final:
        return make.text(f"Bilan final, le {plain_date(final)}", width, make.style.cell)
    found: list[Item] = [make.blanks((1, "Bilan final, le"), type=make.style.cell, height=6 * s.MM)]
    if values.hand:
        found.append(make.blanks((50, "Nous nous retrouvons le"), (20, "à"), (30, "lieu"), type=make.style.cell,
                                 width=width))
    return found


def _blank_step(make: Maker, values: Values) -> list[Item]:
    found: list[Item] = [make.blanks((1, "Point d’étape, le"), type=make.style.cell, height=6 * s.MM)]
    return [*found, *make.dots(1)] if values.hand else found


def _step(step: dict[str, str]) -> str:
    date = f"Point d’étape, le {step['date']}" if step["date"] else "Point d’étape"
    return f"{date} : {step['constat']}" if step["constat"] else date
