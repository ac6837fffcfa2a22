"""Every rule that entries are held to, broken one by one: a change of the lines of a part, and the class it is refused with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from desktop.exchange.entries import LINE
from desktop.exchange.strict import WHOLE
from desktop.storage.heads import CREATED, DELETED
from tests.exchange.drafts import AT, uuid

Lines = list[Any]
Change = Callable[[Lines], Lines]
KEY, ACT, TABLE, ROW, COLUMN, VALUE, BASES, SALT = range(8)


def first(lines: Sequence[Any], kind: str) -> list[Any]:
    """The first line of a kind: ``author``, ``erased``, ``unit``, ``root``, or an ``entry``."""
    found: list[Any] = next(line for line in lines if (":" in line[0] if kind == "entry" else line[0] == kind))
    return found


def cell(kind: str, place: int, value: Any) -> Change:
    """The same with another value at a place of the first line of a kind."""
    def change(lines: Lines) -> Lines:
        first(lines, kind)[place] = value
        return lines
    return change


def said(table: str, column: str, value: Any) -> Change:
    """An entry that says this, under the first root; its row is not its root."""
    def change(lines: Lines) -> Lines:
        place = next(n for n, line in enumerate(lines) if line[0] == "root")
        return [*lines[:place + 1], [f"{'c' * 16}:1", 0, table, uuid(99), column, value, "", "A" * 22 + "=="], *lines[place + 1:]]
    return change


def added(line: Any) -> Change:
    return lambda lines: [*lines, line]


def ahead(line: Any) -> Change:
    return lambda lines: [line, *lines]


def twice(kind: str) -> Change:
    def change(lines: Lines) -> Lines:
        one = first(lines, kind)
        place = lines.index(one)
        return [*lines[:place], one, *lines[place:]]
    return change


def without(kind: str) -> Change:
    return lambda lines: [line for line in lines if line is not first(lines, kind)]


def tail(*values: Any) -> Change:
    """The first entry, ended otherwise from its value on."""
    def change(lines: Lines) -> Lines:
        one = first(lines, "entry")
        one[VALUE:] = values
        return lines
    return change


def _unit_late(lines: Lines) -> Lines:
    return [*lines, ["unit", uuid(98), "b" * 16, "x", "hand", "", AT, ""]]


ID, HASH = uuid(97), "A" * 43 + "="
NFD, TURNED = "e\u0301", "a\u202eb"
CONTENT: Final[dict[str, Change]] = {
    **{f"entry named {key!r}": cell("entry", KEY, key) for key in (
        ":", "b:1", "B" * 16 + ":1", "b" * 16 + ":0", "b" * 16 + ":01", "b" * 16 + ":", f"{'b' * 16}:{WHOLE + 1}", "b" * 16 + ":1:2",
        "g" * 16 + ":1", "b" * 17 + ":1", "b" * 16 + ": 1", "b" * 16 + ":١", "b" * 16 + ":" + "9" * 17)},
    "entry twice": twice("entry"), "entry before a root": without("root"),
    **{f"act {act!r}": cell("entry", ACT, act) for act in (-1, 999, "0", True, None, [0])},
    **{f"table {table!r}": cell("entry", TABLE, table) for table in ("", "Student", "a b", "x" * 64, "1a", "a.b", "é", 5, None, ["a"], "a;--")},
    **{f"row {row!r}": cell("entry", ROW, row) for row in ("", "x", ID.upper() + "A", ID[:-1], 5, None, "../" + ID, ID + "\n")},
    **{f"column {column!r}": cell("entry", COLUMN, column) for column in (
        "Note", "id", "root", "n", "a.b.c", "x" * 64, "answers.", "answers.é", ".a", "a b", 5, None, ["a"], "answers." + "x" * 101)},
    **{f"{column or 'created'} of {table} says {type(value).__name__} {n}": said(table, column, value)
       for n, (table, column, value) in enumerate((
        ("student", "note", 5), ("student", "note", ["x"]), ("student", "note", {"a": 1}), ("student", "note", True),
        ("line", "rank", "1"), ("line", "rank", True), ("line", "rank", [1]), ("project", "answers", "x"), ("project", "answers", {"a": "b"}),
        ("project", "answers.a", {"a": "b"}), ("project", "answers.a", [1]), ("project", "answers.a", [["a"]]),
        ("student", DELETED, False), ("student", DELETED, None), ("student", DELETED, 1), ("student", CREATED, "x"),
        ("student", CREATED, None), ("student", CREATED, ["x"]), ("student", CREATED, {"": "x"}), ("student", CREATED, {"-": True}),
        ("student", CREATED, {"id": "x"}), ("student", CREATED, {"n": 1}), ("student", CREATED, {"last_name": 5}),
        ("drawing", CREATED, {f"c{k}": 1 for k in range(1001)}),
        ("student", "note", NFD), ("drawing", "title", NFD), ("drawing", "title", {NFD: 1}),
        *(("student", "note", f"a{odd}b") for odd in ("\0", "\x07", "\r", "\x0b", "\x1b", "\x7f", "\x85", "\uffff", "\ufffe")),
        ("drawing", "size", WHOLE + 1), ("drawing", "size", -WHOLE - 1), ("drawing", "size", 10 ** 400),
        ("drawing", "size", 1.0), ("drawing", "size", 1e300), ("drawing", "size", [[[[[[1]]]]]])))},
    **{f"bases {bases!r}"[:60]: cell("entry", BASES, bases) for bases in (
        "x", ",", "b" * 16, f"{'d' * 16}:0", f"{'d' * 16}:1,", f"{'d' * 16}:1,{'d' * 16}:1", f"{'d' * 16}:1 ", 5, None, ["a"],
        ",".join(f"{'d' * 16}:{n}" for n in range(1, 1002)))},
    "an entry that is its own base": lambda lines: cell("entry", BASES, first(lines, "entry")[KEY])(lines),
    **{f"salt {salt!r}": cell("entry", SALT, salt) for salt in (
        "", "A" * 20 + "==", "A" * 22, "A" * 21 + "B==", "A" * 22 + "==\n", "é" * 24, HASH, 5, ["A"])},
    "an entry that ends twice": tail("x", "", "A" * 22 + "==", "y"), "an entry cut": tail("x", ""),
    "bare without a hash": tail(None, "", None), "bare with a short hash": tail(None, "", None, "A" * 22 + "=="),
    "bare with two hashes": tail(None, "", None, HASH, HASH),
    "bare with a value": lambda lines: cell("entry", ACT, None)(tail({"last_name": "x"}, "", None, HASH)(lines)),
    "emptied with a value, not a creation": lambda lines: cell("entry", COLUMN, "note")(tail("x", "", None, HASH)(lines)),
    "emptied with a value that may not be": tail("x", "", None, HASH),
    "emptied by no act there is": lambda lines: cell("entry", ACT, 999)(tail(None, "", None, HASH)(lines)),
    "emptied by a number that is none": lambda lines: cell("entry", ACT, False)(tail(None, "", None, HASH)(lines)),
    **{f"unit {place} {value!r}"[:60]: cell("unit", place, value) for place, value in (
        (1, "x"), (1, 5), (1, ""), (2, "x"), (2, "B" * 16), (2, 5), (3, "a\nb"), (3, "a\tb"), (3, "x" * 201), (3, 5), (3, NFD), (3, "a\0"),
        (3, TURNED), (4, "magic"), (4, ""), (4, 5), (4, ["hand"]), (5, "x"), (5, None), (6, "x"), (6, ""), (6, "2026-11-22"),
        (6, "2026-11-22T09:00:00Z"), (6, "2026-11-22T09:00:00.000+00:00"), (6, "2026-02-31T09:00:00.000Z"), (6, "0001-01-01T00:00:00.000Z"), (6, "9999-12-31T23:59:59.999Z"), (6, 5), (7, "x"), (7, None))},
    "unit cut": lambda lines: [line[:-1] if line is first(lines, "unit") else line for line in lines],
    "unit longer": lambda lines: [[*line, ""] if line is first(lines, "unit") else line for line in lines],
    "unit twice": twice("unit"), "unit after a root": _unit_late,
    **{f"root {place} {value!r}"[:60]: cell("root", place, value) for place, value in (
        (1, "x"), (1, 5), (1, ""), (2, []), (2, None), (2, "1"), (2, {"x": "1"}), (2, {"b" * 16: "0"}), (2, {"b" * 16: "2,1"}),
        (2, {"b" * 16: "1-1"}), (2, {"b" * 16: "01"}), (2, {"b" * 16: 5}), (2, {"b" * 16: 0}), (2, {"b" * 16: None}), (2, {"b" * 16: []}),
        (2, {f"{k:016x}": "1" for k in range(10_001)}))},
    "root twice": twice("root"), "root longer": added(["root", ID, {}, 1]),
    **{f"author {rest!r}"[:60]: ahead(["author", *rest]) for rest in (
        ("x", "n", []), (5, "n", []), (ID, "a\nb", []), (ID, "x" * 201, []), (ID, NFD, []), (ID, TURNED, []), (ID, 5, []), (ID, "n", "teacher"),
        (ID, "n", ["Teacher"]), (ID, "n", ["teacher", "teacher"]), (ID, "n", [5]), (ID, "n", [f"r{k}" for k in range(33)]), (ID, "n"),
        (ID, "n", [], 1), (ID, "n", {}))},
    "author twice": lambda lines: [["author", ID, "n", []], ["author", ID, "n", []], *lines],
    **{f"erased {rest!r}"[:60]: ahead(["erased", *rest]) for rest in (
        ("x", "", AT, ""), ("", "", AT, ""), (ID, "x", AT, ""), (ID, 5, AT, ""), (ID, "", "hier", ""), (ID, "", AT, "a\nb"), (ID, "", AT, 5),
        (ID, "", AT), (ID, "", AT, "", ""))},
    **{f"line {line!r}"[:60]: added(line) for line in (
        {}, [], "author", 5, None, True, [5], [None], [["author"]], ["Bad"], ["a b"], [""], ["x" * 64], {"author": 1})},
    **{f"raw {raw!r}"[:60]: added(raw) for raw in (
        b"", b" ", b"[", b"]", b"null", b'["later", 1]', b'["later",1] ', b'["later",1]\r', b'\xef\xbb\xbf["later"]', b'["later","\xff"]',
        b'["later","\xed\xa0\x80"]', b'["later","\\ud800"]', b'["later","\\u00e9"]', b'["later",NaN]', b'["later",Infinity]', b'["later",-0]',
        b'["later",1.0]', b'["later",1e2]', b'["later",{"a":1,"a":1}]', b'["later",{"b":1,"a":1}]', b'["later"]["later"]', b'["later",01]',
        b'["later",' + b"9" * 5000 + b"]", b"[" * 60_000, b'["later",' + b"[" * 900 + b"]" * 900 + b"]", b'["later","a\tb"]',
        b'["later",{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}]', b"\0" * 50)},
}
FORBIDDEN: Final[dict[str, Change]] = {
    **{f"table {table}": cell("entry", TABLE, table) for table in (
        "account", "scope", "import_batch", "column_map", "entry", "unit", "ledger", "chain", "conflict", "received", "author",
        "told_erasure", "pli", "contact", "student_list", "meta", "blob", "sqlite_master", "sqlite_sequence")},
    **{f"of her own: {table}": cell("entry", TABLE, table) for table in ("note", "assessment", "battery", "attachment", "released", "draft")},
}
TOO_BIG: Final[dict[str, Change]] = {
    "a line beyond four mebibytes": added(b'["later","' + b"a" * LINE + b'"]'),
    "a line beyond four mebibytes, never ended": lambda lines: [*lines, b"a" * (2 * LINE)],
}
LINES: Final[dict[str, tuple[Change, str]]] = {
    **{name: (change, "content") for name, change in CONTENT.items()},
    **{name: (change, "forbidden") for name, change in FORBIDDEN.items()},
    **{name: (change, "too_big") for name, change in TOO_BIG.items()},
}
