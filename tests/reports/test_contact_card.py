"""The card of a contact on one page: its words, its square, what to do; nothing that could open anything."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.exchange import card as cards
from desktop.reports.contact_card import contact_card_pdf
from desktop.reports.text import comparable
from desktop.security.keyring import Identity, to_text
from tests.reports.reading import active, read_back, reader

DAY = date(2026, 11, 24)
SIX = ("cabane", "lampe", "rivière", "carton", "olive", "tambour")
WHO = Identity("00000000-0000-4000-8000-000000000001", "hcarpentier", "00000000-0000-4000-8000-000000000002", b"\x05" * 32)


def square(name: str = "Hélène Carpentier") -> str:
    return cards.qr_text(cards.of(WHO, name, ("specialist_e",), "2026-11-24T08:00:00.000Z"))


def test_one_page_says_who_six_words_and_what_to_do() -> None:
    pdf = contact_card_pdf("Hélène Carpentier", "Maîtresse E", SIX, square(), DAY)
    read = read_back(pdf)
    assert len(reader(pdf).pages) == 1 and active(pdf) == []
    for text in ("Hélène Carpentier", "Maîtresse E", "Échanges", "lisez les six mots", "n’est pas un secret", "24 novembre 2026"):
        assert comparable(text) in read, text
    assert all(comparable(f"{number} {word}") in read for number, word in enumerate(SIX, 1))


def test_nothing_private_is_on_it() -> None:
    pdf = contact_card_pdf("Hélène Carpentier", "", SIX, square(), DAY)
    for secret in (WHO.seed, WHO.pli.private_bytes_raw()):
        assert secret not in pdf and to_text(secret).encode() not in pdf


@pytest.mark.parametrize("name", ["", "É" * 200, "Ma rie-" * 28])
def test_a_long_name_stays_on_one_page(name: str) -> None:
    vouched = cards.vouch(WHO, cards.of(WHO, name, ("director", "psychologist"), "2026-11-24T08:00:00.000Z",
                                        tuple(f"00000000-0000-4000-8000-{n:012x}" for n in range(16))))
    pdf = contact_card_pdf(name or "hcarpentier", "Directrice, psychologue", SIX, cards.qr_text(vouched), DAY, demonstration=True)
    assert len(reader(pdf).pages) == 1
