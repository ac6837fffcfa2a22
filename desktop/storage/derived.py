"""Lists and search, made from the rows: one line a pupil, one document for everything else, and their full-text indexes.

Nothing here is journaled: it can be rebuilt at any time, and is brought up to date inside the unit that changes a row.
The indexes are external-content FTS5 with ``secure-delete``, so that an erased word leaves no trace.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from desktop.forms.request_kinds import FUNCTIONS, INTERVENTIONS, STATES, state_label
from desktop.models.kinds import BATTERY_NAMES, LEVEL_RANK, meeting_label, note_label, project_title
from desktop.texts import fold

CHUNK = 400
INDEXES = ("student_fts", "search_fts")
FEW = 200
_LIST_COLUMNS = ("student_id", "sort_key", "last_name", "first_name", "birth_date", "sex", "level", "level_rank", "class_name",
                 "school", "school_id", "teacher", "status", "status_kind", "due", "followed", "left", "hidden", "text")
_INSERT_LIST = (f"INSERT INTO student_list (n, {', '.join(_LIST_COLUMNS)}) "
                f"VALUES ({', '.join('?' * (len(_LIST_COLUMNS) + 1))})")
_DOCUMENTS = ("meeting", "project", "school", "person", "task", "note", "assessment", "release", "request", "intervention",
              "contribution", "decision", "sitting")
_WRITTEN = ("meeting", "project", "note", "assessment", "request", "intervention", "contribution", "decision")
"""Those with answers and lines. Notes and bilans are only in a personal file, releases only in the common one."""


def prepare(sql: Any) -> None:
    """What each writer connection needs before its first unit."""
    sql.execute("PRAGMA busy_timeout=10000")


def refresh(sql: Any, touched: Iterable[tuple[str, str]], roots: Iterable[str] = ()) -> None:
    """Bring lists and search up to date after a unit."""
    by_table: dict[str, set[str]] = {}
    for table, row in touched:
        by_table.setdefault(table, set()).add(row)
    students = set(by_table.get("student", ())) | set(roots)
    students |= _students_of_places(sql, by_table) | _joined_to(sql, sorted(by_table.get("student", ())))
    documents = {table: set(by_table.get(table, ())) for table in _DOCUMENTS}
    for chunk in _chunks(list(by_table.get("line", ()))):
        for (owner,) in _among(sql, "SELECT DISTINCT owner FROM line WHERE id IN", chunk):
            for table in _WRITTEN:
                documents[table].add(owner)
    for table in (*_WRITTEN, "task"):
        for chunk in _chunks(list(roots) if by_table.keys() & {"line"} else []):
            documents[table] |= {row[0] for row in _among(sql, f"SELECT id FROM {table} WHERE root IN", chunk)}
    ordered = sorted(students)
    whole = _many_known(sql, ordered)
    for chunk in _chunks(ordered):
        _refresh_students(sql, chunk, index=not whole)
    if whole:
        sql.execute("INSERT INTO student_fts(student_fts) VALUES('rebuild')")
    for table, rows in documents.items():
        for chunk in _chunks(sorted(rows)):
            _refresh_documents(sql, table, chunk)


def _many_known(sql: Any, students: Sequence[str]) -> bool:
    """Whether so many known pupils change that their index costs less made again: a secure deletion takes a millisecond."""
    if len(students) <= FEW:
        return False
    known = sum(len(_among(sql, "SELECT n FROM student_list WHERE student_id IN", chunk)) for chunk in _chunks(students))
    total = sql.execute("SELECT count(*) FROM student_list").fetchone()[0]
    return bool(known > max(FEW, total // 40))


def rebuild(sql: Any) -> None:
    """Throw the derived tables away and make them again."""
    for content, index in (("student_list", "student_fts"), ("search_doc", "search_fts")):
        sql.execute(f"INSERT INTO {index}({index}) VALUES('delete-all')")
        sql.execute(f"DELETE FROM {content}")
    everyone = [row[0] for row in sql.execute("SELECT id FROM student").fetchall()]
    for chunk in _chunks(everyone):
        _refresh_students(sql, chunk)
    for table in _DOCUMENTS:
        for chunk in _chunks([row[0] for row in sql.execute(f"SELECT id FROM {table}").fetchall()]):
            _refresh_documents(sql, table, chunk)


def forget(sql: Any, rows: Sequence[str]) -> None:
    """Remove rows from lists and indexes, words included."""
    for chunk in _chunks(list(rows)):
        for content, index, key in (("student_list", "student_fts", "student_id"), ("search_doc", "search_fts", "row")):
            for n, text in _among(sql, f"SELECT n, text FROM {content} WHERE {key} IN", chunk):
                sql.execute(f"INSERT INTO {index}({index}, rowid, text) VALUES('delete', ?, ?)", (n, text))
            _among(sql, f"DELETE FROM {content} WHERE {key} IN", chunk)


def _chunks(items: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(items), CHUNK):
        yield tuple(items[start:start + CHUNK])


def _among(sql: Any, text: str, values: Sequence[Any]) -> list[Any]:
    found: list[Any] = sql.execute(f"{text} ({','.join('?' * len(values))})", tuple(values)).fetchall()
    return found


def _hidden(sql: Any, joined: dict[str, str]) -> set[str]:
    """Those who show under another record of the same child. Two laptops may have joined two records each its own way: of such
    a loop the smallest id stays; and who is joined to a child not known here stays."""
    links: dict[str, str | None] = dict(joined)
    waiting = {id for id in joined.values() if id not in links}
    while waiting:
        found = {row[0]: row[1] or "" for chunk in _chunks(sorted(waiting))
                 for row in _among(sql, "SELECT id, same_as FROM student WHERE id IN", chunk)}
        links |= {id: found.get(id) for id in waiting}
        waiting = {id for id in found.values() if id and id not in links}
    loops = _loops(links)
    return {id for id in joined if (links.get(joined[id]) is not None and id not in loops) or id != loops.get(id, id)}


def _loops(links: Mapping[str, str | None]) -> dict[str, str]:
    """Records joined to each other in a ring, each with the one of its ring that stays."""
    done: set[str] = set()
    found: dict[str, str] = {}
    for start in links:
        path: dict[str, None] = {}
        here: str | None = start
        while here and here in links and here not in done and here not in path:
            path[here] = None
            here = links[here]
        if here in path:
            ring = list(path)[list(path).index(str(here)):]
            found |= {id: min(ring) for id in ring}
        done.update(path)
    return found


def _joined_to(sql: Any, students: Sequence[str]) -> set[str]:
    """Records joined to these, however far: what one becomes decides whether the other shows."""
    found: set[str] = set()
    waiting = list(students)
    while waiting:
        step = {row[0] for chunk in _chunks(waiting) for row in _among(sql, "SELECT id FROM student WHERE same_as IN", chunk)}
        waiting = sorted(step - found)
        found |= step
    return found


def _students_of_places(sql: Any, by_table: dict[str, set[str]]) -> set[str]:
    students: set[str] = set()
    for chunk in _chunks(list(by_table.get("school", ()))):
        students |= {row[0] for row in _among(sql, "SELECT DISTINCT student_id FROM enrolment WHERE school_id IN", chunk)}
    for chunk in _chunks(list(by_table.get("person", ()))):
        places = _among(sql, "SELECT school_id, class_name FROM person WHERE class_name IS NOT NULL AND id IN", chunk)
        for school, class_name in set(places):
            students |= {row[0] for row in sql.execute(
                "SELECT student_id FROM enrolment WHERE school_id=? AND class_name=?", (school, class_name)).fetchall()}
    for chunk in _chunks(list(by_table.get("meeting", ()))):
        students |= {row[0] for row in _among(sql, "SELECT student_id FROM attendance WHERE meeting_id IN", chunk)}
    for table, link in (("request", "concerned"), ("intervention", "member")):
        for chunk in _chunks(list(by_table.get(table, ()))):
            students |= {row[0] for row in _among(sql, f"SELECT student_id FROM {link} WHERE {table}_id IN", chunk)}
    return students


# -- one line a pupil ----------------------------------------------------------------------------------------------------
@lru_cache(maxsize=4096)
def _place_words(school: str, class_name: str, teacher: str, level: str) -> str:
    return fold(f"{school} {class_name} {teacher} {level}")


@lru_cache(maxsize=8192)
def _fold_name(name: str) -> str:
    return fold(name)


def _refresh_students(sql: Any, ids: Sequence[str], *, index: bool = True) -> None:
    old = {row[1]: (row[0], row[2]) for row in _among(sql, "SELECT n, student_id, text FROM student_list WHERE student_id IN",
                                                      ids)}
    students = _among(sql, "SELECT n, id, last_name, usage_name, first_name, birth_date, sex, followed, left_on, same_as "
                           "FROM student WHERE id IN", ids)
    enrolments = _latest_enrolments(sql, ids)
    teachers = _teachers(sql, enrolments.values())
    work = _work(sql, ids)
    lines, words = [], []
    hidden = _hidden(sql, {row[1]: row[9] for row in students if row[9]})
    for n, id, last, usage, first, birth, sex, followed, left_on, _same_as in students:
        _year, school_id, level, class_name, teacher, gone, school = enrolments.get(id, ("", "", "", "", "", "", ""))
        teacher = teacher or teachers.get((school_id, class_name), "")
        status, kind, due, busy = work.get(id, ("", "", "", False))
        names = _fold_name(f"{last or ''} {usage or ''}") + " " + _fold_name(first or "")
        text = f"{names} {_place_words(school, class_name, teacher, level)}"
        lines.append((n, id, f"{_fold_name(last or '')}|{_fold_name(first or '')}", last, first, birth, sex, level,
                      LEVEL_RANK.get(level, 99), class_name, school, school_id, teacher, status, kind, due,
                      int(bool(followed) or busy), int(bool(left_on or gone)), int(id in hidden), text))
        words.append((n, text))
    _replace(sql, "student_list", "student_fts" if index else "", "student_id", ids, old, _INSERT_LIST, lines, words)


def _replace(sql: Any, content: str, index: str, key: str, ids: Sequence[str], old: dict[str, tuple[int, str]], insert: str,
             lines: list[Any], words: list[tuple[int, str]]) -> None:
    if old:
        if index:
            sql.executemany(f"INSERT INTO {index}({index}, rowid, text) VALUES('delete', ?, ?)", list(old.values()))
        _among(sql, f"DELETE FROM {content} WHERE {key} IN", ids)
    sql.executemany(insert, lines)
    if index:
        sql.executemany(f"INSERT INTO {index}(rowid, text) VALUES(?, ?)", words)


def _latest_enrolments(sql: Any, ids: Sequence[str]) -> dict[str, tuple[str, str, str, str, str, str, str]]:
    found = _among(sql, "SELECT e.student_id, e.year, e.school_id, e.level, e.class_name, e.teacher, e.left_on, s.name "
                        "FROM enrolment e LEFT JOIN school s ON s.id = e.school_id WHERE e.student_id IN", ids)
    latest: dict[str, tuple[Any, ...]] = {}
    for student, *rest in found:
        values = tuple(value or "" for value in rest)
        current = latest.get(student)
        if current is None or (values[0], not values[5]) >= (current[0], not current[5]):
            latest[student] = values
    return latest


def _teachers(sql: Any, enrolments: Iterable[tuple[str, ...]]) -> dict[tuple[str, str], str]:
    schools = sorted({e[1] for e in enrolments if e[1]})
    found: dict[tuple[str, str], str] = {}
    for chunk in _chunks(schools):
        for school, class_name, civility, usage, last in _among(
                sql, "SELECT school_id, class_name, civility, usage_name, last_name FROM person "
                     "WHERE class_name IS NOT NULL AND left_on IS NULL AND school_id IN", chunk):
            found[(school, class_name)] = f"{(civility or '').replace('MME', 'Mme')} {usage or last or ''}".strip()
    return found


def _work(sql: Any, ids: Sequence[str]) -> dict[str, tuple[str, str, str, bool]]:
    """Per pupil: what is running in a few words, its kind, the next date, and whether anything is open."""
    candidates: dict[str, list[tuple[str, str, str]]] = {}
    for student, title, due in _among(
            sql, "SELECT student_id, title, due FROM task WHERE done_on IS NULL AND student_id IN", ids):
        candidates.setdefault(student, []).append((due or "", "task", title or "À faire"))
    for student, kind, number, state, answers in _among(
            sql, "SELECT student_id, kind, number, state, answers FROM project WHERE coalesce(state,'') <> 'clos' "
                 "AND student_id IN", ids):
        cells = json.loads(answers or "{}")
        label = project_title(kind, number)
        date = cells.get("rencontre_le") or cells.get("fin") or ""
        if state == "en_cours":
            candidates.setdefault(student, []).append((date, "project", f"{label}, bilan" if date else f"{label} en cours"))
        else:
            candidates.setdefault(student, []).append(("", "draft", f"{label} à écrire"))
    meetings = _among(sql, "SELECT student_id, kind, date FROM meeting WHERE closed_on IS NULL AND student_id IN", ids)
    meetings += _among(sql, "SELECT a.student_id, m.kind, m.date FROM attendance a JOIN meeting m ON m.id = a.meeting_id "
                            "WHERE m.closed_on IS NULL AND a.student_id IN", ids)
    for student, kind, date in meetings:
        label = meeting_label(kind)
        candidates.setdefault(student, []).append((date or "", "meeting", label))
    for student, item in _asked(sql, ids):
        candidates.setdefault(student, []).append(item)
    chosen = {}
    for student, items in candidates.items():
        # A promise or a review with a date comes before a meeting, the latest meeting before what has no date.
        promised = sorted(item for item in items if item[0] and item[1] != "meeting")
        met = sorted((item for item in items if item[0] and item[1] == "meeting"), reverse=True)
        due, kind, status = (promised or met or sorted(items, key=lambda item: item[1] != "project"))[0]
        chosen[student] = (status, kind, due, True)
    return chosen


def _asked(sql: Any, ids: Sequence[str]) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Per pupil: requests that are open, and help that is given. A prevention group says nothing of a child."""
    requests = _among(sql, "SELECT student_id, state FROM request WHERE student_id IN", ids)
    requests += _among(sql, "SELECT c.student_id, r.state FROM concerned c JOIN request r ON r.id = c.request_id "
                            "WHERE c.student_id IN", ids)
    for student, state in requests:
        if state in STATES and STATES[state].open:
            draft = state == "draft"
            words = "Demande en brouillon" if draft else f"Demande {state_label(state)}"
            yield student, ("", "draft" if draft else "request", words)
    helped = _among(sql, "SELECT m.student_id, i.function, i.review_on FROM member m JOIN intervention i ON i.id = "
                         "m.intervention_id WHERE i.state = 'running' AND i.kind <> 'prevention' AND m.until IS NULL AND "
                         "m.student_id IN", ids)
    for student, function, review in helped:
        word = FUNCTIONS.get(function or "", "aide du pôle")
        word = word[:1].upper() + word[1:]
        yield student, (review or "", "help", f"{word}, bilan" if review else f"{word} en cours")


# -- everything else -----------------------------------------------------------------------------------------------------
def _refresh_documents(sql: Any, table: str, ids: Sequence[str]) -> None:
    old = {row[1]: (row[0], row[2]) for row in _among(sql, "SELECT n, row, text, tbl FROM search_doc WHERE row IN", ids)
           if row[3] == table}
    lines, words = [], []
    free = (sql.execute("SELECT coalesce(max(n), 0) FROM search_doc").fetchone()[0]) + 1
    for row, student, title, detail, text in _documents(sql, table, ids):
        n = old[row][0] if row in old else free
        free += 0 if row in old else 1
        folded = fold(text)
        lines.append((n, table, row, student, title, detail, folded))
        words.append((n, folded))
    _replace(sql, "search_doc", "search_fts", "row", list(old), old,
             "INSERT INTO search_doc (n, tbl, row, student_id, title, detail, text) VALUES (?,?,?,?,?,?,?)", lines, words)


def _documents(sql: Any, table: str, ids: Sequence[str]) -> Iterator[tuple[str, str, str, str, str]]:
    if table == "school":
        for id, uai, name, city in _among(sql, "SELECT id, uai, name, city FROM school WHERE id IN", ids):
            yield id, "", name or uai or "", f"{city or ''} · {uai or ''}", f"{name} {city} {uai}"
    elif table == "person":
        for id, civility, last, first, function in _among(
                sql, "SELECT id, civility, coalesce(usage_name, last_name), first_name, function FROM person WHERE id IN", ids):
            name = f"{civility or ''} {first or ''} {last or ''}".strip()
            yield id, "", name, function or "", f"{name} {function or ''}"
    elif table == "task":
        for id, student, title, owner, detail in _among(
                sql, "SELECT id, student_id, title, owner, detail FROM task WHERE id IN", ids):
            yield id, student or "", title or "", owner or "", f"{title} {owner or ''} {detail or ''}"
    elif table == "release":
        for id, student, addressee, date, content in _among(
                sql, "SELECT id, student_id, addressee, date, content FROM release WHERE revoked_on IS NULL AND id IN", ids):
            detail = " · ".join(part for part in (date or "", (content or "")[:80]) if part)
            yield id, student or "", "Conclusion transmise", detail, f"{addressee or ''} {content or ''}"
    elif table == "sitting":
        for id, student, date, note, author in _among(
                sql, "SELECT id, student_id, date, note, author FROM sitting WHERE note IS NOT NULL AND id IN", ids):
            yield id, student or "", "Séance", f"{date or ''} · {note[:80]}".strip(" ·"), f"séance {author or ''} {note}"
    elif table in _ASKED:
        yield from _asked_papers(sql, table, ids)
    else:
        yield from _papers(sql, table, ids)


_ASKED = {"request": ("Demande", "sent_on", "requester, class_name", ("sujet", "faits")),
          "contribution": ("Contribution", "date", "author, function", ("faits",)),
          "decision": ("Décision", "date", "author, ''", ("phrase", "autre"))}
"""Of papers of a request: title, day, who, and the answers that say it in a line."""


def _asked_papers(sql: Any, table: str, ids: Sequence[str]) -> Iterator[tuple[str, str, str, str, str]]:
    title, day, who, first = _ASKED[table]
    cells = _cells_of(sql, ids)
    for id, student, answers, on, *names in _among(
            sql, f"SELECT id, student_id, answers, {day}, {who} FROM {table} WHERE id IN", ids):
        said = {key: value for key, value in json.loads(answers or "{}").items() if isinstance(value, str)}
        line = next((said[key] for key in first if said.get(key)), "")[:80]
        detail = " · ".join(part for part in (on or "", line) if part)
        words = (title, *(name or "" for name in names), *said.values(), *cells.get(id, ()))
        yield id, student or "", title, detail, " ".join(words)


def _cells_of(sql: Any, ids: Sequence[str]) -> dict[str, list[str]]:
    cells: dict[str, list[str]] = {}
    for owner, text in _among(sql, "SELECT owner, cells FROM line WHERE owner IN", ids):
        cells.setdefault(owner, []).extend(str(v) for v in json.loads(text or "{}").values())
    return cells


def _papers(sql: Any, table: str, ids: Sequence[str]) -> Iterator[tuple[str, str, str, str, str]]:
    cells = _cells_of(sql, ids)
    kind_of = {"assessment": "battery", "intervention": "coalesce(title, kind)"}.get(table, "kind")
    extra = {"project": "number", "intervention": "since"}.get(table, "date")
    for id, kind, student, answers, mark in _among(
            sql, f"SELECT id, {kind_of}, student_id, answers, {extra} FROM {table} WHERE id IN", ids):
        title = _title(sql, table, kind, mark)
        said = [str(v) for v in json.loads(answers or "{}").values() if isinstance(v, str)] + cells.get(id, [])
        detail = " · ".join(part for part in ((mark or "") if table != "project" else "", said[0][:80] if said else "") if part)
        yield id, student or "", title, detail, f"{title} {' '.join(said)}"


def _title(sql: Any, table: str, kind: str | None, mark: Any) -> str:
    if table == "project":
        return project_title(kind, mark)
    if table == "meeting":
        return meeting_label(kind)
    if table == "note":
        return note_label(kind)
    if table == "intervention":
        return f"Aide : {INTERVENTIONS.get(kind or '', kind or '')}"
    described = sql.execute("SELECT name FROM battery WHERE id=?", (kind or "",)).fetchone()
    return f"Bilan {described[0] if described else BATTERY_NAMES.get(kind or '', '')}".strip()
