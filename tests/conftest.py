"""What every test shares: Qt without a screen, French dates everywhere, Hypothesis without a stop-watch, cheap keys."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from desktop.security import keyring

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("TZ", "Europe/Paris")

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "real_keys: derive keys at the real price")


def pytest_collection_finish() -> None:
    """What was imported stays to the end: no walk of the collector goes through it."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """Once a window was dressed, Python's own collector is off: what a test let go is freed here, windows first."""
    yield
    if not gc.isenabled():
        from PySide6.QtCore import QCoreApplication, QEvent

        from desktop.ui import collector

        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        collector.turn()


@pytest.fixture(autouse=True)
def cheap_keys(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id at no price in this process, unless a test is marked ``real_keys``; children pay the real one."""
    if "real_keys" not in request.keywords:
        monkeypatch.setattr(keyring, "FLOOR", keyring.KdfParams(64, 1))
        monkeypatch.setattr(keyring, "DEFAULT", keyring.KdfParams(64, 1))
