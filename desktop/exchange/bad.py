"""Why a pli is refused: one word for programs (``kind``), one French sentence for people, nothing of what it holds."""

from __future__ import annotations

from typing import Final

from desktop.errors import InputError, NewerFormatError, RefusedError

KINDS: Final = ("not_a_pli", "truncated", "altered", "passphrase", "header", "too_big", "ratio", "too_many_parts", "parts",
                "manifest", "signature", "recipients", "unknown_sender", "revoked", "expired", "content", "forbidden")
NEWER: Final = "newer"
NOT_FOR_YOU: Final = "not_for_you"
_SENTENCES: Final = {
    "not_a_pli": "Ce fichier n’est pas un pli.",
    "truncated": "Ce pli est incomplet : copiez-le de nouveau, ou redemandez-le.",
    "altered": "Ce pli a été coupé ou abîmé en route : copiez-le de nouveau, ou redemandez-le.",
    "passphrase": "Ce fichier est fermé par une phrase de passe : un pli ne l’est jamais. Il n’a pas été ouvert.",
    "header": "L’enveloppe de ce pli n’est pas faite comme elle le devrait : il n’a pas été ouvert.",
    "too_big": "Ce pli est trop gros : il a été refusé.",
    "ratio": "Ce pli deviendrait démesuré une fois ouvert : il a été refusé.",
    "too_many_parts": "Ce pli a trop de parties : il a été refusé.",
    "parts": "Les parties de ce pli ne sont pas celles qu’il annonce : rien n’a été repris.",
    "manifest": "Ce pli n’est pas écrit comme il le devrait : rien n’a été repris.",
    "signature": "La signature de ce pli n’est pas celle de qui l’envoie : rien n’a été repris.",
    "recipients": "Ce pli a été écrit pour d’autres, puis refermé pour vous par quelqu’un d’autre : rien n’a été repris.",
    "unknown_sender": "Ce pli vient de quelqu’un dont vous n’avez pas la carte : demandez-la-lui, puis ouvrez-le de nouveau.",
    "revoked": "Ce pli vient d’un ordinateur déclaré perdu : rien n’a été repris.",
    "expired": "La date jusqu’à laquelle ce pli pouvait être ouvert est passée : redemandez-le.",
    "content": "Une écriture de ce pli n’est pas permise : rien n’a été repris.",
    "forbidden": "Ce pli porte ce qui ne doit jamais voyager ainsi : rien n’a été repris.",
}


class BadPliError(InputError):
    """A pli that is refused whole; ``kind`` is one of ``KINDS``."""

    def __init__(self, kind: str, message: str = "") -> None:
        super().__init__(message or _SENTENCES[kind])
        self.kind = kind


class NotForYouError(RefusedError):
    """A pli sealed for others."""

    kind = NOT_FOR_YOU

    def __init__(self, message: str = "Ce pli n’est pas pour vous, ou il a été abîmé en route.") -> None:
        super().__init__(message)


class NewerPliError(NewerFormatError):
    """A pli of a later program, of another shape altogether."""

    kind = NEWER

    def __init__(self, message: str = "Ce pli vient d’une version plus récente du programme : mettez celui-ci à jour, "
                                      "puis ouvrez-le de nouveau.") -> None:
        super().__init__(message)


def class_of(error: Exception) -> str:
    """The class of a refusal, for the command line and for tests; empty when it is none of ours."""
    return str(getattr(error, "kind", ""))
