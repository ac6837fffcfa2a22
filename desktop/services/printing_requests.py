"""Papers of requests and of help: the request, the answers, the decision sheet, the ribbon, the timetable.

For one guardian nothing of another is even given to the layout. Whom one no longer writes to gets no paper, and it is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from desktop.errors import InputError, RefusedError
from desktop.services import decision_words as words
from desktop.services import unseen, values
from desktop.services.printing_decisions import DecisionPrinting
from desktop.services.printing_help import HelpPrinting
from desktop.services.printing_personal import filing_code
from desktop.texts import NBSP, cut, day_month, family_name, fold, of_name, parse_day, plain_date

if TYPE_CHECKING:
    from desktop.reports.answer_letter import LetterData
    from desktop.services.decision_subjects import Asked, Child
    from desktop.services.request_values import DecisionValue

ADDRESSEES = {"school": "l’école", "teacher": "qui a fait la demande", "parents": "les parents"}
NO_PUPIL = "Cette demande ne nomme aucun élève : il n’y a pas de lettre aux parents."
DRAFT = "Cette demande est un brouillon : la réponse se prépare une fois la demande envoyée."
LONGEST_SUBJECT = 400
_WHERE: dict[str, str] = {
    "submitted": "La demande est arrivée au pôle ressource. Elle va être lue.",
    "acknowledged": "La demande est bien reçue. Elle va être étudiée.",
    "returned_for_completion": "Nous avons demandé quelques précisions à l’école.",
    "under_analysis": "Nous cherchons avec l’école quelle aide proposer.",
    "waiting_consent": "Nous attendons l’accord de la famille pour commencer.",
    "waiting_list": "Il n’y a pas encore de place pour cette aide. Nous vous écrirons dès que possible.",
    "decided": "Une aide est décidée. Nous vous dirons quand elle commence.",
    "in_progress": "L’aide a commencé.",
    "closed": "La demande est close.",
    "redirected": "La demande est transmise à d’autres personnes, mieux placées pour aider.",
    "cancelled": "La demande est annulée.",
}
_YOURS = {"waiting_consent": "Nous attendons votre accord : rien ne commence sans lui."}
"""The same to a parent who exercises authority."""


class RequestPrinting(DecisionPrinting, HelpPrinting):
    """Papers of issue 5, mixed into ``Printing``. Nothing missing refuses a print."""

    # -- the request itself ----------------------------------------------------------------------------------------------
    def request(self, request_id: str | None = None, large: bool = False) -> bytes:
        """A request as it is written, with what was added to it; blank without an id."""
        from desktop.reports.request_form import RequestPaper, request_form_pdf

        data = self._request_paper(request_id) if request_id else RequestPaper()
        return request_form_pdf(data, large=large, demonstration=self._session.demonstration)

    def contribution(self, contribution_id: str | None = None, large: bool = False) -> bytes:
        """A contribution to a request; blank without an id."""
        from desktop.reports.request_form import RequestPaper, request_form_pdf

        data = RequestPaper("contribution")
        if contribution_id:
            one = self._session.requests.contribution(contribution_id)
            asked = self._session.concertation.asked(one.request_id)
            self._seen(asked)
            who = ", ".join(part for part in (one.author, one.function) if part)
            data = RequestPaper("contribution", asked.named, asked.lines, who, _said_on(one.date, "écrite"),
                                one.answers, code=filing_code("CONT", one.id), day=self._session.clock.today())
        return request_form_pdf(data, large=large, demonstration=self._session.demonstration)

    def _request_paper(self, id: str) -> Any:
        from desktop.reports.request_form import RequestPaper, Said

        request = self._session.requests.get(id)
        asked = self._session.concertation.asked(id)
        self._seen(asked)
        who = ", ".join(part for part in (request.requester, request.requester_function) if part)
        when = [*_said_on(request.sent_on, "envoyée")]
        received = parse_day(request.received_on)
        if received:
            by = f", saisie par {request.entered_by}" if request.entered_by else ""
            when.append(f"reçue sur papier le {plain_date(received)}{by}")
        added = tuple(Said(one.author, one.function, next(iter(_said_on(one.date, "")), ""), one.answers)
                      for one in request.contributions)
        teacher = request.requester if request.origin == "teacher" else \
            asked.only.teacher if asked.only else ""
        return RequestPaper(
            "request", asked.named, asked.lines, who, tuple(when), request.answers, added, teacher,
            words.civil(self._session.people.director_of(request.school_id)) if request.school_id else "",
            about_pupil=request.about in ("pupil", "several"), code=filing_code("DEM", id), day=self._session.clock.today())

    # -- answers ---------------------------------------------------------------------------------------------------------
    def answer(self, request_id: str | None = None, to: str = "school", large: bool = False, *, guardian_id: str = "") -> bytes:
        """The answer to the school, to who asked, or to the parents: one letter a guardian. Blank without a request.

        Raises a sentence when nothing may be written to anybody; ``answer_notices`` says who gets no letter.
        """
        from desktop.reports.answer_letter import TITLE, LetterData, letter_pages
        from desktop.reports.sheet import bind

        if to not in ADDRESSEES:
            raise InputError(f"« À » attend l’un de : {', '.join(ADDRESSEES)}.", column="to")
        demonstration = self._session.demonstration
        letters = [LetterData(to, blank=True)] if not request_id else list(self._letters(request_id, to, guardian_id))
        return bind((letter_pages(one, large=large, demonstration=demonstration) for one in letters), TITLE, len(letters))

    def answer_notices(self, request_id: str, to: str = "parents") -> tuple[str, ...]:
        """What to tell beside the letters: to whom none is made, and why; who gets the information letter."""
        if to != "parents":
            return ()
        told = []
        for child in self._session.concertation.asked(request_id).children:
            for one in self._session.guardians.of(child.id):
                if one.no_contact_since:
                    told.append(f"{one.display_name} : {_no_more(one)}, aucune lettre n’est faite.")
                elif one.authority == "no":
                    told.append(f"{one.display_name} n’exerce pas l’autorité parentale : c’est une lettre d’information.")
        return tuple(dict.fromkeys(told))

    def _letters(self, request_id: str, to: str, guardian_id: str) -> Iterator[LetterData]:
        asked = self._session.concertation.asked(request_id)
        if asked.state == "draft":
            raise InputError(DRAFT, column="state")
        noted = self._session.concertation.of_request(request_id)
        self._seen(asked)
        if to != "parents":
            yield self._to_school(asked, noted[-1] if noted else None, to)
            return
        if not asked.children:
            raise InputError(NO_PUPIL, column="to")
        letters = [letter for child in asked.children for letter in
                   self._to_parents(asked, child, noted[-1] if noted else None, guardian_id)]
        if not letters:
            if guardian_id:
                raise RefusedError
            raise InputError("On n’écrit plus aux responsables connus : aucune lettre n’est faite.", column="to")
        yield from letters

    def _base(self, asked: Asked, decided: DecisionValue | None, to: str) -> dict[str, Any]:
        author = self._author()
        said: Mapping[str, Any] = decided.answers if decided else {}
        return {
            "to": to, "author": author.name, "function": _explained(author.function) if to == "parents" else author.function,
            "reach": author.reach,
            "with_whom": str(said.get("propose_a") or ""), "by": words.full_day(said.get("debut")),
            "review": words.full_day(said.get("bilan_le")), "waiting": decided is None,
            "code": filing_code("RE", asked.id), "day": self._session.clock.today()}

    def _to_school(self, asked: Asked, decided: DecisionValue | None, to: str) -> LetterData:
        from desktop.reports.answer_letter import LetterData

        school = self._school_of(asked)
        head = asked.requester if to == "teacher" else ""
        if to == "school":
            director = words.civil(self._session.people.director_of(school.id)) if school else ""
            head = f"{director}, direction" if director else "La direction de l’école"
        if asked.origin == "inspector":
            head = asked.requester or "L’inspection de circonscription"
            school = None
        lines = [head or "L’école", *((school.name, school.address, _town(school)) if school else (asked.school,))]
        sent = parse_day(asked.sent_on)
        opening = "Vous avez demandé l’aide du pôle ressource" if to == "teacher" else \
            f"{asked.requester or 'L’école'} a demandé l’aide du pôle ressource"
        subject = cut(str(asked.answers.get("sujet") or "").strip().rstrip("."), LONGEST_SUBJECT)
        children = [child.id for child in asked.children]
        subject = self._shielded(subject, children)
        opening += (f" le {plain_date(sent)}" if sent else "") + (f"{NBSP}: «{NBSP}{subject}{NBSP}»." if subject else ".")
        told = (decided.sentence,) if decided and decided.sentence else (_WHERE.get(asked.state, _WHERE["submitted"]),)
        todo = tuple((_capital(words.who_does(task.title, task.owner)), words.does(task.title), _by(task.due))
                     for task in self._tasks(decided) if not task.title.startswith("Répondre à")) if decided else ()
        return LetterData(
            **self._base(asked, decided, to), addressee=tuple(line for line in lines if line), about=asked.whole,
            opening=opening, decided=told, phrase=self._shielded(decided.phrase if decided else "", children), todo=todo)

    def _to_parents(self, asked: Asked, child: Child, decided: DecisionValue | None, guardian_id: str) -> Iterator[LetterData]:
        """One letter for each guardian who may be written to; for nobody known, one without a name."""
        guardians = self._session.guardians.of(child.id)
        if guardian_id:
            guardians = tuple(one for one in guardians if one.id == guardian_id)
            if guardians and guardians[0].no_contact_since:
                raise InputError(f"{_capital(_no_more(guardians[0]))} : aucune lettre n’est faite.", column="guardian")
        elif not guardians:
            yield self._parent_letter(asked, child, decided, None)
        for one in guardians:
            if not one.no_contact_since:
                yield self._parent_letter(asked, child, decided, one)

    def _parent_letter(self, asked: Asked, child: Child, decided: DecisionValue | None, to: values.Guardian | None) -> LetterData:
        from desktop.reports.answer_letter import LetterData

        first = child.first_name or "votre enfant"
        others = [(name, unseen.ANOTHER) for other in asked.children if other.id != child.id for name in other.names]
        others += asked.masks

        def safe(text: str) -> str:
            return words.masked(self._shielded(text, [child.id], to.id if to else "", all_of_them=True), others)

        decides = to is None or to.authority != "no"
        where = _WHERE | _YOURS if decides else _WHERE
        sent = parse_day(asked.sent_on)
        opening = f"L’école {of_name(first)} a demandé l’aide du pôle ressource" if asked.origin != "inspector" else \
            f"L’aide du pôle ressource a été demandée pour {first}"
        opening += f" le {plain_date(sent)}." if sent else "."
        told = words.plain(decided.answers, decides=decides) if decided else (where.get(asked.state, where["submitted"]),)
        strengths = str(asked.answers.get("points_appui") or "").strip() if asked.only else ""
        known = self._session.commun.one("SELECT strengths FROM student WHERE id=?", (child.id,))
        place = ", ".join(part for part in (child.level, child.school) if part)
        return LetterData(
            **self._base(asked, decided, "parents"), addressee=_address(to) if to else (f"Aux parents {of_name(first)}",),
            about=", ".join(part for part in (child.name, place) if part), first_name=child.first_name, opening=opening,
            strengths=safe(strengths or str((known[0] if known else "") or "")), decided=tuple(map(safe, told)),
            phrase=safe(decided.phrase if decided else ""), information=not decides)

    def _shielded(self, text: str, students: Iterable[str], but: str = "", *, all_of_them: bool = False) -> str:
        """A typed text without the addresses, telephones and mails of guardians: of all the others than the one a letter is for,
        or of those whose address is confidential."""
        hidden = [(detail.strip(), "[…]") for student in students for one in self._session.guardians.of(student)
                  if one.id != but and (all_of_them or one.confidential)
                  for detail in (one.address, one.phone, one.mobile, one.email) if len(detail.strip()) > 5]
        return words.masked(text, hidden)

    def _school_of(self, asked: Asked) -> values.School | None:
        id = asked.school_id or (asked.children[0].school_id if asked.children else "")
        try:
            return self._session.schools.get(id) if id else None
        except RefusedError:
            return None


def _explained(function: str) -> str:
    """A function in words a parent knows."""
    plain = {"maitre e": "enseignante ou enseignant spécialisé (maître E)",
             "maitre g": "enseignante ou enseignant spécialisé (maître G)",
             "coordination du pas": "coordination du pôle d’appui à la scolarité (PAS)"}
    return plain.get(fold(function), function)


def _address(one: values.Guardian) -> tuple[str, ...]:
    """This guardian's own name and address, confidential or not: the letter is hers."""
    name = family_name(one.usage_name or one.last_name, one.first_name)
    civil = {"MME": "Mme", "M": "M."}.get(one.civility.upper().rstrip("."), one.civility)
    town = " ".join(part for part in (one.postal_code, one.city) if part)
    return tuple(line for line in (f"{civil} {name}".strip(), *one.address.splitlines(), town) if line)


def _no_more(one: values.Guardian) -> str:
    day = parse_day(one.no_contact_since)
    return "on n’écrit plus à cette personne" + (f" depuis le {plain_date(day)}" if day else "")


def _said_on(text: str, verb: str) -> tuple[str, ...]:
    day = parse_day(text)
    return (f"{verb} le {plain_date(day)}".strip(),) if day else ()


def _town(school: values.School) -> str:
    return " ".join(part for part in (school.postal_code, school.city) if part)


def _by(text: Any) -> str:
    day = parse_day(str(text or ""))
    return f"avant le {day_month(day)}" if day else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
