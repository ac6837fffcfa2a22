"""Checks the whole of the professional content, file by file."""

from __future__ import annotations

from desktop.content.agreements import check_agreements
from desktop.content.bank import check_objectives
from desktop.content.demo_notebook import check_notebooks
from desktop.content.demo_requests import check_demo_requests
from desktop.content.demonstration import check_demonstration
from desktop.content.facts import check_facts
from desktop.content.interview import check_interviews
from desktop.content.request_examples import check_examples
from desktop.content.vocabulary import check_vocabulary
from desktop.content.wording import check_wording
from desktop.content.wordlist import check_words


def check_all() -> None:
    """Raise ``ContentError``, with the file and the code, at the first rule that is broken."""
    for one in (check_words, check_vocabulary, check_interviews, check_objectives, check_demonstration,
                check_notebooks, check_facts, check_agreements, check_wording, check_demo_requests,
                check_examples):
        one()
