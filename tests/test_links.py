"""Every relative link of the pages points to something that is there, with its capital letters, and within the repository."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?[^)]*\)|^\[[^\]]+\]:\s*<?([^\s>]+)|(?:href|src)=\"([^\"]+)\"", re.MULTILINE)


def links(text: str) -> list[str]:
    """What the page points to, images and references included; a link in code is not one."""
    return ["".join(found) for found in _LINK.findall(_CODE.sub("`", text))]


def anchors(page: Path) -> set[str]:
    """The names GitHub gives to a page's headings."""
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    headings = re.findall(r"^#{1,6} +(.+?)[ #]*$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead(page: Path) -> list[str]:
    found = []
    for link in links(page.read_text("utf-8")):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        path = unquote(parts.path)
        target = (page.parent / path).resolve() if path else page
        there = target == ROOT or (target.is_relative_to(ROOT) and target.exists()
                                   and target.name in {one.name for one in target.parent.iterdir()})
        if not there or (parts.fragment and target.suffix == ".md" and parts.fragment not in anchors(target)):
            found.append(link)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    assert not dead(page)


def test_a_dead_link_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path.resolve())
    page = tmp_path.resolve() / "page.md"
    page.write_text("# Un titre, ici\n[a](page.md) [b](#un-titre-ici) ![c](absent.png) [d](Page.md) [e](#rien) [f](../x) `[g](h)`\n"
                    "[i](https://exemple.fr/x) [j]\n\n[j]: perdu.md\n", "utf-8")
    assert dead(page) == ["absent.png", "Page.md", "#rien", "../x", "perdu.md"]


def test_pages_are_found() -> None:
    assert {"README.md", "CONTRIBUTING.md", "SECURITY.md"} <= {page.name for page in PAGES}
    assert sum(len(links(page.read_text("utf-8"))) for page in PAGES) > 20
