"""What the command line writes: UTF-8, one JSON object a line, errors as one sentence without any pupil's name."""

from __future__ import annotations

import json
import os
import sys
from io import TextIOWrapper
from typing import Any

from desktop.errors import PoleError


class Output:
    """Standard output and error of one command."""

    def __init__(self, *, json_asked: bool = False) -> None:
        self.json = json_asked
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")

    def record(self, value: dict[str, Any], *, flush: bool = False) -> None:
        """One JSON object on its line."""
        print(json.dumps(value, ensure_ascii=False, allow_nan=False), flush=flush)

    def told(self, sentence: str, **value: Any) -> None:
        """A sentence for a person, or the object with ``--json``."""
        if self.json:
            self.record(value)
        else:
            print(sentence)

    def warn(self, sentence: str) -> None:
        print(sentence, file=sys.stderr)

    def abandon(self) -> None:
        """The reader has gone: nothing more is written, not even at exit."""
        with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123
            os.dup2(nowhere.fileno(), sys.stdout.fileno())


def error_value(error: PoleError) -> dict[str, Any]:
    """An error as JSON: its sentence, where when known, and the class of a pli that is refused."""
    value: dict[str, Any] = {"error": str(error)}
    if kind := getattr(error, "kind", ""):
        value["class"] = kind
    if error.line is not None:
        value["line"] = error.line
    if error.column is not None:
        value["column"] = error.column
    return value


def print_error(error: PoleError, output: Output) -> None:
    """The sentence on standard error; with ``--json`` also the object on standard output."""
    try:
        print(str(error), file=sys.stderr)
        if output.json:
            output.record({**error_value(error), "exit": error.exit_code}, flush=True)
    except OSError:
        return


def bug_place(error: BaseException) -> str:
    """``TypeError, work.py:120``: the type and the place of a bug, nothing it holds."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{os.sep}desktop{os.sep}" in frame.filename]
    last = (ours or frames)[-1:]
    place = "".join(f", {os.path.basename(frame.filename)}:{frame.lineno}" for frame in last)  # noqa: PTH119
    return type(error).__name__ + place
