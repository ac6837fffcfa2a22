"""What every entry of the ``print`` command gives, and the pupil it is asked about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.errors import UsageError

if TYPE_CHECKING:
    from argparse import Namespace


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper made, and what is told beside it (on standard error, or under ``notices`` with ``--json``)."""

    content: bytes
    notices: tuple[str, ...] = ()


def one_student(asked: Namespace) -> str | None:
    """The pupil named, when one is."""
    if len(asked.student) > 1:
        raise UsageError("Ce papier se fait pour un élève à la fois.")
    return asked.student[0] if asked.student else None
