"""Words to put otherwise: disorders, scores and judgments are seen however they are written, plain facts never are."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest

from desktop.content import wording
from desktop.content.facts import pairs
from desktop.content.wording import KINDS, ContentError, check_wording, entries, remarks
from desktop.forms.catalogue import FORMS
from desktop.forms.notebook import NOTEBOOK_FORMS
from desktop.forms.spec import Table

SAID = {
    "disorder": """
        Il est dyslexique.
        Deux élèves dyslexiques
        DYSLEXIE
        une dysorthographie
        sûrement TDAH
        un T.D.A.H. probable
        Elle est hyper-active
        hyperactivité
        troubles du comportement
        un trouble de l’attention
        un trouble déficitaire de l'attention
        Elle a des troubles.
        TSA
        autiste
        retard mental
        un retard de langage important
        un enfant précoce
        HPI
        surdoué
        il est anxieux
        sous Ritaline
        épileptique
        la mère est dépressive
        une phobie scolaire
        son bégaiement
        élève handicapé""",
    "score": """
        QI 82
        son QI est de 82
        Q.I. de 78,5
        quotient intellectuel
        Le WISC-V montre
        ICV 78
        au 5e percentile
        à 2 écarts-types
        un âge mental de cinq ans
        efficience intellectuelle limite
        en dessous de la moyenne
        le niveau est très faible
        de mauvais résultats
        note standard""",
    "judgment": """
        Il est feignant.
        fainéante
        caractériel
        élève immature
        c’est un enfant roi
        enfant-roi
        une famille démissionnaire
        des parents vraiment démissionnaires
        les parents sont dans le déni
        parents absents
        Les parents ne s’en occupent pas
        père violent
        une mère fusionnelle
        elle fait des caprices
        il ne tient pas en place
        manque de concentration
        nul en maths
        c’est une menteuse
        trop lent
        un élève faible
        il est en échec
        de grosses lacunes
        c’est un cas
        cas social
        il est méchant
        manipulatrice
        n’a pas sa place ici
        relève de l’ULIS
        tête en l'air
        ne fait aucun effort
        à cause du divorce""",
}
FACTS = """
    Il arrive en retard de dix minutes.
    Trois retards cette semaine
    Le bus avait du retard. Mental : il s’en est amusé.
    lent à s’habiller
    Elle est lente à se déchausser
    un vent violent
    Il manipule les cubes, puis les range
    un atelier de manipulation
    manque de place, manque de temps
    le méchant loup
    une classe susceptible de changer
    Ted range les livres
    un toc à la porte
    le père, absent au rendez-vous du 3
    mère absente lors de la réunion
    absent pour maladie depuis mardi
    Il trouble l’eau
    le bruit trouble la classe
    l’eau est trouble
    évaluation diagnostique
    évaluations nationales : groupe à besoins
    dans ce cas
    en cas de besoin, au cas où
    Il s’attarde près de la porte
    le numéro de téléphone
    match nul
    nulle part
    il dessine une bête
    à l’arrière de la classe
    motricité grossière
    il fait semblant de lire
    une chaise instable
    l’espace est limité
    temps limité à dix minutes
    sans limite de temps
    fluence : 31 mots par minute
    12 réussites sur 20
    le dernier rang
    Il pleure deux fois par semaine
    consonnes sourdes
    une feuille transparente
    Il a éteint la lumière
    les parents ne lisent pas le français
    pâte molle
    un fou rire
    des violettes
    il bute sur le mot
    compter les couverts
    elle efface tout et recommence
    il demeure à Valbrune
    un camarade étranger
    la démonstration
    syllabes complexes
    graine de haricot
    j’ai vu la famille le 9 novembre
    faute d’accord des deux parents, rien n’est commencé
    coin douillet
    la boussole montre l’ouest
    PAP en place depuis 2025
    maître E, aide spécialisée
    personnes handicapées : le nom de la maison départementale"""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


@pytest.mark.parametrize(("kind", "said"), [(kind, said) for kind, texts in SAID.items() for said in lines(texts)])
def test_what_may_be_said_otherwise_is_seen(kind: str, said: str) -> None:
    found = remarks(said)
    assert kind in {remark.kind for remark in found}, found
    for remark in found:
        assert said[remark.start:remark.end] == remark.words
        assert remark.instead and remark.why


@pytest.mark.parametrize("fact", lines(FACTS))
def test_a_plain_fact_is_left_alone(fact: str) -> None:
    assert remarks(fact) == ()


def test_own_words_between_guillemets_are_left_to_who_said_them() -> None:
    assert remarks("Il dit : « je suis nul en maths, je suis bête ».") == ()
    assert remarks("Le père dit : « il est feignant comme moi »") == ()
    assert remarks('Elle dit "je suis nulle en dictée".') == ()
    assert remarks("En cours de frappe : « il est feignant") == ()
    assert [r.words for r in remarks("« Il est nul en sport. » Il est nul en sport.")] == ["est nul"]


def test_a_disorder_named_in_somebodys_words_is_still_underlined() -> None:
    assert [r.kind for r in remarks("La mère dit : « le médecin pense qu’il est TDAH ».")] == ["disorder"]


def test_a_decomposed_accent_or_capitals_change_nothing() -> None:
    import unicodedata

    for text in ("Famille démissionnaire", "FAMILLE DÉMISSIONNAIRE", unicodedata.normalize("NFD", "famille démissionnaire")):
        (remark,) = remarks(text)
        assert remark.words == text


def test_several_in_one_text_in_order_and_never_one_over_another() -> None:
    text = "Élève immature, sûrement TDAH (QI 82).\nFamille démissionnaire, dans le déni ; trouble de l’attention."
    found = remarks(text)
    assert [r.kind for r in found] == ["judgment", "disorder", "score", "judgment", "judgment", "disorder"]
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_the_content_is_whole_and_says_each_thing_otherwise() -> None:
    check_wording()
    assert {entry.kind for entry in entries()} == set(KINDS)
    assert len(entries()) >= 120
    assert all("'" not in entry.instead for entry in entries())
    named = ("dyslexi", "tdah", "hyperactif", "autis", "anxi", "dépressi", "trouble de", "qi ")
    assert not [entry.instead for entry in entries() if any(word in entry.instead.lower() for word in named)]


@pytest.mark.parametrize("change", [{"instead": ""}, {"instead": "Il est feignant, et cela se voit à chaque séance."},
                                    {"instead": "a" * 300}, {"said": ()}])
def test_a_broken_entry_is_named(change: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    found = entries()
    monkeypatch.setattr(wording, "entries", lambda: (*found[:-1], replace(found[-1], **change)))
    with pytest.raises(ContentError, match="wording"):
        check_wording()


# -- what the program itself writes ------------------------------------------------------------------------------------
def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


@pytest.mark.parametrize("name", ["objectives.toml", "needs.toml", "domains.toml", "demo_ppre.toml", "demo_meetings.toml"])
def test_what_the_program_proposes_and_its_demonstration_are_said_in_facts(name: str) -> None:
    content = tomllib.loads((files("desktop.resources") / "content" / name).read_text(encoding="utf-8"))
    assert {text: [r.words for r in remarks(text)] for text in texts(content) if remarks(text)} == {}


def test_the_pairs_of_the_guide_agree_with_it() -> None:
    assert [pair.write for pair in pairs() if remarks(pair.write)] == []
    seen = [pair for pair in pairs() if remarks(pair.instead)]
    assert len(seen) >= 11, "le guide et les mots soulignés ne parlent pas des mêmes choses"


def test_the_forms_of_the_school_ask_without_a_word_to_put_otherwise() -> None:
    for form in FORMS.values():
        if form in NOTEBOOK_FORMS:
            continue
        for field in (one for f in form.fields() for one in (f.columns if isinstance(f, Table) else (f,))):
            for text in (field.label, field.help, getattr(field, "placeholder", "")):
                assert remarks(text) == (), (form.code, field.key)


def test_a_long_text_is_read_once_and_hostile_ones_harm_nothing() -> None:
    assert len(remarks("Il est dyslexique. " * 2_000)) == 2_000
    for text in ("", "«" * 3_000, "l’" * 5_000, "a\u0301" * 5_000, "🙂 dyslexique 🙂", "\ud800 feignant", "1,1,1,1" * 2_000):
        for remark in remarks(text):
            assert text[remark.start:remark.end] == remark.words
