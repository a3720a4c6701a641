"""Enquiries of the benchmark's area: a year of them, the last ones open, in every state."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from joinedup.interfaces.command_line.bench.filling.cast import Cast, Desk, FieldTeam
from joinedup.interfaces.command_line.bench.filling.people import (
    ADULTS,
    Human,
    entry,
    grant,
    people_of,
)
from joinedup.interfaces.command_line.bench.filling.rows import (
    FALSE,
    NULL,
    TRUE,
    Kind,
    Lines,
    escaped,
    row_id,
)
from joinedup.trust.sharing.rules.categories import CONTENT, Category

OPEN = 300
FEWEST = 400
A_YEAR = 0.02
"""Of 100 people, those about whom a worry comes in within a year."""

_STATES = ("received", "identified", "screened", "checking", "ready", "decided", "disseminated")
_RATINGS = ("red", "amber", "green", "blue")
_RATED = ("screened", "checking", "ready", "decided", "disseminated", "closed")
_ASKED = ("checking", "ready", "decided", "disseminated", "closed")
_DECIDED = ("decided", "disseminated", "closed")
_HUB = (
    Category.CONTACT,
    Category.SCREENING,
    Category.REQUEST,
    Category.DECISION,
    Category.FEEDBACK,
    *CONTENT,
)
_SUBJECTS, _ASKS, _ITEMS = 3, 3, 3
_MOST_ROWS = 128  # of one kind that one enquiry has
_WORRY = (
    "He came to school without a coat again and said there was nothing to eat at home. He has"
    " been late on eleven days this term, and fell asleep in two lessons this week."
)


def enquiries_in_a_year(people: int) -> int:
    """How many enquiries an area has."""
    return max(FEWEST, round(people * A_YEAR))


def enquiry_state(number: int, total: int) -> str:
    """Where an enquiry stands: the last three hundred are open."""
    place = number - (total - OPEN)
    return _STATES[place % len(_STATES)] if place >= 0 else "closed"


@dataclass(slots=True)
class _Enquiry:
    """What every row of one enquiry needs."""

    number: int
    state: str
    at: datetime
    humans: list[Human]
    team: FieldTeam
    desks: list[Desk]

    @property
    def id(self) -> str:
        return row_id(Kind.ENQUIRY, self.number)

    @property
    def folder(self) -> str:
        return row_id(Kind.ENQUIRY_FOLDER, self.number)

    @property
    def rating(self) -> str:
        return _RATINGS[self.number % len(_RATINGS)] if self.state in _RATED else ""

    def own(self, kind: Kind, place: int = 0) -> str:
        """The id of one of its rows."""
        return row_id(kind, self.number * _MOST_ROWS + place)

    def about(self) -> list[Human]:
        """Two children and their mother."""
        return [*self.humans[ADULTS : ADULTS + 2], self.humans[0]][:_SUBJECTS]


def family_of(number: int, cast: Cast) -> int:
    """The family that an enquiry is about. The last of all may have no children."""
    return (number * 7_919) % (cast.families - 1)


def write_enquiry(lines: Lines, cast: Cast, number: int, now: datetime) -> None:
    """Everything about one enquiry."""
    total = enquiries_in_a_year(cast.people)
    state = enquiry_state(number, total)
    ago = _since(number, total) if state == "closed" else timedelta(hours=total - number) * 0.2
    family = family_of(number, cast)
    one = _Enquiry(
        number=number,
        state=state,
        at=now - ago,
        humans=people_of(family, cast.people, now.date()),
        team=cast.teams[number % len(cast.teams)],
        desks=[cast.desks[(number + place) % len(cast.desks)] for place in range(_ASKS)],
    )
    _contact(lines, cast, one)
    _grants(lines, cast, one)
    if state != "received":
        _subjects(lines, cast, one)
    if state in _RATED:
        lines.add(
            "safeguarding_hub_screening", one.own(Kind.SCREENING), one.folder,
            Category.SCREENING.value, one.id, one.rating,
            "The school has noticed it for a term.", cast.screener, _t(one.at),
        )  # fmt: skip
    if state in _ASKED:
        for place, desk in enumerate(one.desks):
            _ask(lines, cast, one, place, desk)
    if state in _DECIDED:
        _decided(lines, cast, one)


def _since(number: int, total: int) -> timedelta:
    return timedelta(days=4 + 361 * (total - number) / total)


def _t(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _contact(lines: Lines, cast: Cast, one: _Enquiry) -> None:
    folder, contact = one.folder, one.own(Kind.CONTACT)
    lines.add("sharing_folder", folder, "enquiry", cast.council, one.team.professional)
    lines.add(
        "safeguarding_hub_contact", contact, folder, Category.CONTACT.value,
        _reference("C", one.number), _t(one.at), one.own(Kind.SUBMISSION), one.team.professional,
        one.team.organisation, _WORRY, TRUE if one.number % 10 == 0 else FALSE,
    )  # fmt: skip
    for place, human in enumerate(one.about()):
        lines.add(
            "safeguarding_hub_mentionedperson", one.own(Kind.MENTIONED, place), folder,
            Category.CONTACT.value, contact, str(place), _relation(human), human.given,
            human.family, str(human.born.year), str(human.born.month), str(human.born.day),
            human.sex, human.address.line, human.address.town, human.address.postcode,
        )  # fmt: skip
    rated = one.state in _RATED
    lines.add(
        "safeguarding_hub_enquiry", one.id, folder, Category.REQUEST.value, contact,
        _reference("C", one.number), one.state, one.rating, _t(one.at + timedelta(days=1)),
        _t(one.at + timedelta(days=2)) if rated else NULL,
        _t(one.at + timedelta(days=3)) if one.state == "closed" else NULL,
    )  # fmt: skip
    steps = (*_STATES, "closed")
    taken = steps[: steps.index(one.state) + 1]
    for place, (before, after) in enumerate(pairwise(taken)):
        lines.add(
            "safeguarding_hub_statechange", one.own(Kind.STATE_CHANGE, place), folder,
            Category.REQUEST.value, one.id, "moved_on", before, after, cast.manager, _t(one.at),
        )  # fmt: skip


def _reference(prefix: str, number: int) -> str:
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    letters = ""
    for _ in range(8):
        number, place = divmod(number, len(alphabet))
        letters = alphabet[place] + letters
    return f"{prefix}-{letters[:4]}-{letters[4:]}"


def _relation(human: Human) -> str:
    return "child" if human.child else "parent_or_carer"


def _grants(lines: Lines, cast: Cast, one: _Enquiry) -> None:
    place = 0

    def give(folder: str, team: str, categories: tuple[Category, ...], **more: str) -> None:
        nonlocal place
        for category in categories:
            own = one.own(Kind.ENQUIRY_GRANT, place)
            grant(lines, own, folder, category, team, by=cast.manager, **more)  # type: ignore[arg-type]
            place += 1

    give(one.folder, cast.hub, _HUB)
    for category in (Category.CONTACT, Category.FEEDBACK):
        own = one.own(Kind.ENQUIRY_GRANT, place)
        lines.add(
            "sharing_grant", own, one.folder, category.value, NULL, one.team.professional, FALSE,
            FALSE, NULL, one.team.professional, NULL,
        )  # fmt: skip
        place += 1
    if one.state not in _ASKED:
        return
    ended = _t(one.at + timedelta(days=3)) if one.state == "closed" else NULL
    for desk in one.desks:
        give(
            one.folder, desk.team, (Category.REQUEST, Category.DECISION, *CONTENT),
            because_of=one.folder, ends_at=ended,
        )  # fmt: skip
        for human in one.about():
            folder = row_id(Kind.FOLDER, human.number)
            give(folder, desk.team, (Category.IDENTITY,), because_of=one.folder, ends_at=ended)


def _subjects(lines: Lines, cast: Cast, one: _Enquiry) -> None:
    for place, human in enumerate(one.about()):
        lines.add(
            "safeguarding_hub_subject", one.own(Kind.SUBJECT, place), one.folder,
            Category.REQUEST.value, one.id, row_id(Kind.PERSON, human.number),
            one.own(Kind.MENTIONED, place), _relation(human), "record",
            "Name, birth date and address agree.", cast.screener, _t(one.at),
        )  # fmt: skip


def _ask(lines: Lines, cast: Cast, one: _Enquiry, place: int, desk: Desk) -> None:
    subjects = [one.own(Kind.SUBJECT, n) for n in range(len(one.about()))]
    decisions = [one.own(Kind.DECISION, place * _SUBJECTS + n) for n in range(len(subjects))]
    involvement = json.dumps([Category.INVOLVEMENT.value])
    asked = json.dumps(sorted(category.value for category in CONTENT))
    for human, decision in zip(one.about(), decisions, strict=True):
        lines.add(
            "sharing_decision", decision, one.folder, row_id(Kind.FOLDER, human.number),
            cast.council, desk.organisation, cast.manager, "child_in_need", involvement, "permit",
            "benchmark", "A permit of the benchmark's area.", _t(one.at),
        )  # fmt: skip
    waiting = one.state == "checking"
    check = one.own(Kind.CHECK, place)
    lines.add(
        "safeguarding_hub_agencycheck", check, one.folder, Category.REQUEST.value, one.id,
        desk.organisation, desk.team, json.dumps(subjects), "child_in_need", asked,
        "What do you know of the children?", json.dumps(decisions),
        "asked" if waiting else "answered", cast.manager, _t(one.at),
        _t(one.at + timedelta(days=2)), NULL if waiting else _t(one.at + timedelta(days=1)),
    )  # fmt: skip
    if waiting:
        return
    for n, subject in enumerate(subjects):
        known = (n + place) % 3 != 2
        answer = one.own(Kind.ANSWER, place * _SUBJECTS + n)
        lines.add(
            "safeguarding_hub_checkanswer", answer, one.folder, Category.REQUEST.value, check,
            subject, "known" if known else "not_known",
            "Known since 2024; seen twice this year." if known else "", desk.researcher,
            _t(one.at),
        )  # fmt: skip
        if known:
            _items(lines, cast, one, place, n, answer, desk)


def _items(
    lines: Lines, cast: Cast, one: _Enquiry, place: int, n: int, answer: str, desk: Desk
) -> None:
    person = row_id(Kind.PERSON, one.about()[n].number)
    today = one.at.date()
    for item in range(_ITEMS):
        at = (place * _SUBJECTS + n) * _ITEMS + item
        own, category = one.own(Kind.ROOM_ENTRY, at), CONTENT[(at + one.number) % len(CONTENT)]
        entry(
            lines, cast, own, one.folder, person, one.number + at, today,
            desk=cast.desks.index(desk), category=category,
        )  # fmt: skip
        lines.add(
            "safeguarding_hub_contribution", one.own(Kind.CONTRIBUTION, at), one.folder,
            category.value, answer, desk.organisation, own,
            ("may_be_sent", "ask_first", "hub_only")[at % 3],
        )  # fmt: skip


def _decided(lines: Lines, cast: Cast, one: _Enquiry) -> None:
    decision = one.own(Kind.OUTCOME)
    lines.add(
        "safeguarding_hub_enquirydecision", decision, one.folder, Category.DECISION.value, one.id,
        ("assessment", "early_help", "advice")[one.number % 3],
        "The family wants help and the school can offer some of it.", cast.manager, _t(one.at),
    )  # fmt: skip
    if one.state == "decided":
        return
    folder = row_id(Kind.PRODUCT_FOLDER, one.number)
    lines.add("sharing_folder", folder, "product", cast.council, cast.manager)
    for place, team in enumerate((cast.hub, one.team.team)):
        own = one.own(Kind.ENQUIRY_GRANT, _MOST_ROWS - 1 - place)
        grant(lines, own, folder, Category.PRODUCT, team, by=cast.manager, write=False)
    lines.add(
        "safeguarding_hub_informationproduct", one.own(Kind.PRODUCT), folder,
        Category.PRODUCT.value, _reference("P", one.number), decision, one.team.team,
        "About a worry that was reported", escaped(_content(one, one.at.date())), cast.manager,
        _t(one.at),
    )  # fmt: skip
    if one.state == "closed":
        lines.add(
            "safeguarding_hub_feedback", one.own(Kind.FEEDBACK), one.folder,
            Category.FEEDBACK.value, one.id, "The family will be offered early help.",
            cast.manager, _t(one.at),
        )  # fmt: skip


def _content(one: _Enquiry, on: date) -> str:
    """As ``product_content`` writes it: who it is about, what is asked, and no item."""
    people = [
        {"name": f"{h.given} {h.family}", "born": h.born.isoformat(), "relation": "", "needs": ""}
        for h in one.about()
    ]
    content = {
        "enquiry": _reference("C", one.number), "outcome": "assessment",
        "message": "Please offer the family a first visit.", "people": people, "items": [],
        "from": "Safeguarding hub", "contact": "", "sent_on": on.isoformat(),
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False)
