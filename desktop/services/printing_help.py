"""The ribbon of a child and the timetable of the week: values gathered here, drawn lying down by ``reports``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.clock import school_year
from desktop.errors import InputError
from desktop.forms.request_kinds import PERIODS
from desktop.services import decision_words as words
from desktop.services.own_file import day_of
from desktop.services.printing_personal import filing_code
from desktop.services.reads import PAPER
from desktop.texts import born, family_name, of_name, parse_day

if TYPE_CHECKING:
    from desktop.reports.ribbon import BarData, MeetingData
    from desktop.services import values
    from desktop.services.request_values import SlotValue
    from desktop.services.session import Session

MOST_MEETINGS = 14
"""Those that stand on one page: the latest."""

NOT_PRINTED = frozenset({"PAI"})
"""What touches health stays off a page that goes round a table."""


class HelpPrinting:
    """Papers of help."""

    _session: Session

    # -- the ribbon ------------------------------------------------------------------------------------------------------
    def ribbon(self, student_id: str | None, large: bool = False) -> bytes:
        """A child's years on one page, with its table under it; blank for ``None``. Raises ``RefusedError`` when unknown."""
        from desktop.reports.ribbon import RibbonData, YearData, ribbon_pdf

        session = self._session
        if student_id is None:
            return ribbon_pdf(RibbonData(), large=large, demonstration=session.demonstration)
        student = session.students.get(student_id)
        session.reads.note("student", student_id, how=PAPER)
        found = session.students.ribbon(student_id)
        place = student.current
        where = ", ".join(part for part in (
            place.level, f"classe {of_name(place.teacher)}" if place.teacher else place.class_name, place.school) if part) \
            if place else ""
        actor = session.actor
        by = f"imprimé par {actor.name}" + (f", {actor.function}" if actor.function else "")
        about = " · ".join(part for part in (born(student.sex, parse_day(student.birth_date)), where, by) if part)
        today = session.clock.today()
        data = RibbonData(
            family_name(student.usage_name or student.last_name, student.first_name), about,
            tuple(YearData(one.level, one.year, one.school) for one in found.years if len(one.year) == 9),
            tuple(self._bars(found)),
            tuple(self._met(student_id))[-MOST_MEETINGS:], question=self._question(student_id),
            code=filing_code("RU", student_id), day=today)
        return ribbon_pdf(data, large=large, demonstration=session.demonstration)

    def _bars(self, found: values.Ribbon) -> Iterator[BarData]:
        from desktop.reports.ribbon import BarData

        for bar in found.bars:
            start = parse_day(bar.start)
            if start is not None and bar.label not in NOT_PRINTED and bar.detail != "brouillon":
                yield BarData(bar.lane, bar.label, start, parse_day(bar.end), bar.style, bar.detail)

    def _met(self, student_id: str) -> Iterator[MeetingData]:
        """Meetings, oldest first. Of one about several children, what was decided for this one and nothing else."""
        from desktop.reports.ribbon import MeetingData

        session = self._session
        for event in reversed([one for one in session.students.timeline(student_id) if one.table == "meeting"]):
            day = parse_day(event.on)
            if day is None:
                continue
            decided = [words.given(one.answers) for one in session.concertation.decisions(event.id)
                       if one.student_id == student_id]
            alone = len(session.meetings.get(event.id).student_ids) == 1
            detail = " ; ".join(decided) or (event.detail.removeprefix("Décidé : ") if alone else "")
            yield MeetingData(day, " : ".join(part for part in (words.small(event.title), detail.split("\n")[0]) if part))

    def _question(self, student_id: str) -> str:
        """What the last open request asks, when one is."""
        found = self._session.commun.one(
            "SELECT json_extract(answers, '$.sujet') FROM request WHERE student_id=? AND state NOT IN ('draft', 'closed', "
            "'cancelled', 'redirected') ORDER BY sent_on DESC, n DESC LIMIT 1", (student_id,))
        return str(found[0] or "") if found else ""

    # -- the timetable -----------------------------------------------------------------------------------------------------
    def timetable(self, owner_id: str = "", period: str = "", school: str = "", *, intervention_id: str = "", week: str = "",
                  blank: bool = False, large: bool = False) -> bytes:
        """The week of somebody, of a school, of one help or of all: groups, places and hours, no child's name."""
        from desktop.reports.timetable import SlotData, TimetableData, timetable_pdf

        session = self._session
        if blank:
            return timetable_pdf(TimetableData(), large=large, demonstration=session.demonstration)
        if period and period not in PERIODS:
            raise InputError(f"« Période » attend l’un de : {', '.join(PERIODS)}.", column="period")
        day = parse_day(day_of(week, "week", "Semaine"))
        today = session.clock.today()
        year = school_year(day or today)
        slots = session.timetable.of_help(session.helping.get(intervention_id).id) if intervention_id else \
            session.timetable.slots(owner_id, period, school, year)
        several = len({slot.owner_id for slot in slots}) > 1
        data = TimetableData(
            self._whose(owner_id, school, slots), ", ".join(part for part in (year, f"période {period[1:]}" if period else "")
                                                            if part),
            tuple(SlotData(slot.weekday, slot.begins, slot.ends, slot.label,
                           ", ".join(part for part in (slot.place, "" if school else slot.school) if part),
                           slot.owner if several else "") for slot in slots),
            day - timedelta(days=day.weekday()) if day else None,
            filing_code("ET", whose) if (whose := intervention_id or owner_id or school) else "ET-0000", today)
        return timetable_pdf(data, large=large, demonstration=session.demonstration)

    def _whose(self, owner_id: str, school: str, slots: tuple[SlotValue, ...]) -> str:
        actor = self._session.actor
        if owner_id == actor.id:
            return ", ".join(part for part in (actor.name, actor.function) if part)
        if school:
            return self._session.schools.get(school).name
        owners = list(dict.fromkeys(slot.owner for slot in slots if slot.owner))
        return owners[0] if len(owners) == 1 else "Pôle ressource"
