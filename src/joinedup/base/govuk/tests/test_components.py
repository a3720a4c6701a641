"""The small parts and the pictures."""

import re
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from django.utils import timezone
from markupsafe import Markup
from tests.html import find_all, find_one, parse_strictly, words
from time_machine import travel

from joinedup.base.govuk.pictures import (
    PicturedLink,
    PicturedPerson,
    Span,
    Weight,
    clock_face,
    family_picture,
    timeline_picture,
    waterfall_file,
    waterfall_picture,
)
from joinedup.base.govuk.tests.conftest import Page

NOW = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("rating", "said"),
    [
        ("red", "Red – act today"),
        ("green", "Green – act today"),
        (None, "Not rated yet – act today"),
    ],
)
def test_a_rating_is_said_in_words(whole_page: Page, rating: str | None, said: str) -> None:
    document = parse_strictly(whole_page('{{ parts.rag_tag(rating, "act today") }}', rating=rating))
    assert words(find_one(document, "strong", class_="ju-rag")) == said


@pytest.mark.parametrize(
    ("gap", "said", "style"),
    [
        (timedelta(hours=7), "7 hours left (by 3 March 2026, 7:00pm)", None),
        (timedelta(minutes=30), "30 minutes left (by 3 March 2026, 12:30pm)", "ju-clock--soon"),
        (-timedelta(hours=3), "3 hours late (by 3 March 2026, 9:00am)", "ju-clock--late"),
    ],
)
def test_a_clock_says_what_is_left(
    whole_page: Page, gap: timedelta, said: str, style: str | None
) -> None:
    with travel(NOW, tick=False):
        document = parse_strictly(
            whole_page("{{ parts.clock(by, start) }}", by=NOW + gap, start=NOW - timedelta(hours=4))
        )
    clock = find_one(document, "span", class_="ju-clock")
    assert words(clock) == said
    assert style is None or style in clock.get("class")


def test_a_work_list_names_its_rows_and_columns(whole_page: Page) -> None:
    document = parse_strictly(
        whole_page(
            '{{ parts.work_list("To do", ["Child", "Rating"], rows) }}',
            rows=[[{"text": HOSTILE, "href": "/c/1"}, Markup("<em>Red</em>")], ["B", None]],
        )
    )
    assert words(find_one(document, "caption")) == "To do"
    heads = find_all(document, "th", scope="row")
    assert [words(head) for head in heads] == [HOSTILE, "B"]
    assert find_one(heads[0], "a").get("href") == "/c/1"
    assert [cell.get("data-label") for cell in find_all(document, "td")] == ["Rating", "Rating"]
    assert len(find_all(document, "em")) == 1


def test_an_empty_work_list_says_so(whole_page: Page) -> None:
    document = parse_strictly(
        whole_page('{{ parts.work_list("To do", ["Child"], [], empty="All done") }}')
    )
    assert words(find_one(document, "p", class_="ju-empty")) == "All done"
    assert find_all(document, "table") == []


def test_a_person_is_met_with_their_needs(whole_page: Page) -> None:
    with travel(NOW, tick=False):
        document = parse_strictly(
            whole_page(
                "{{ parts.person_card(person) }}",
                person={
                    "name": HOSTILE,
                    "born": date(2017, 1, 5),
                    "interpreter": "Welsh",
                    "needs": ["Large print"],
                },
            )
        )
    card = words(find_one(document, "div", class_="ju-person"))
    assert card.startswith(HOSTILE)
    assert "Born 5 January 2017 (9 years old)" in card
    assert "Needs an interpreter: Welsh Large print" in card


def test_an_unborn_child_is_expected(whole_page: Page) -> None:
    with travel(NOW, tick=False):
        text = whole_page(
            "{{ parts.person_card(person) }}",
            person={"name": "Baby", "born": date(2026, 4, 14), "expected": True},
        )
    assert "Expected 14 April 2026 (due in 6 weeks)" in words(parse_strictly(text))


def test_why_can_i_see_this_says_all_that_was_recorded(whole_page: Page) -> None:
    document = parse_strictly(
        whole_page(
            "{{ parts.why_can_i_see(reasons) }}",
            reasons=[
                {"what": "Identity", "because": "You screen contacts", "decided_by": HOSTILE},
                {"what": "Health", "because": "You asked", "until": "3 April 2026"},
            ],
        )
    )
    details = find_one(document, "details")
    assert words(find_one(details, "summary")) == "Why can I see this?"
    assert [words(value) for value in find_all(details, "dd")] == [
        "Identity", "You screen contacts", HOSTILE, "Health", "You asked", "3 April 2026",
    ]  # fmt: skip


def test_the_number_of_a_record_and_who_else_may_see_it_stand_once_under_its_reasons(
    whole_page: Page,
) -> None:
    one = {"record": "123", "who_href": "/one", "because": "Because."}
    other = {"record": "456", "who_href": "/other", "because": "Because."}
    reasons = [one | {"what": "Identity"}, one | {"what": "Health"}, other | {"what": "Housing"}]
    shown = parse_strictly(whole_page("{{ parts.why_can_i_see(reasons) }}", reasons=reasons))
    panel = find_one(shown, "div", class_="ju-why")
    assert [words(panel).count(f"Record number: {n}") for n in ("123", "456")] == [1, 1]
    assert [a.get("href") for a in find_all(panel, "a")] == ["/one", "/other"]
    bare = parse_strictly(
        whole_page("{{ parts.why_can_i_see(reasons, link=false) }}", reasons=reasons)
    )
    assert "Record number: 123" in words(bare)
    assert find_all(find_one(bare, "div", class_="ju-why"), "a") == []


def test_facts_are_listed_and_the_unknown_is_said(whole_page: Page) -> None:
    document = parse_strictly(
        whole_page(
            '{{ parts.summary_list([("Name", name, {"href": "/n", "text": "Change"}),'
            ' ("School", none), ("Worries", ["One", "Two"])], title="About") }}',
            name=HOSTILE,
        )
    )
    values = [
        words(value) for value in find_all(document, "dd", class_="govuk-summary-list__value")
    ]
    assert values == [HOSTILE, "Not known", "One Two"]
    assert words(find_one(document, "a", href="/n")) == "Change name (About)"


def test_every_part_together_is_a_valid_page(whole_page: Page) -> None:
    document = parse_strictly(
        whole_page(
            """
            {% call parts.next_step() %}<p>Screen</p>{% endcall %}
            {{ parts.deadline_line(by) }} {{ parts.status_tag("New") }}
            {{ parts.why_not("share this", "The police have not agreed.") }}
            {{ parts.timeline([{"title": "Seen", "when": "2019", "judgement": true}]) }}
            {{ parts.timeline([]) }}
            {% call parts.filter_panel("/", [{"text": "Police", "href": "?"}]) %}{% endcall %}
            {{ parts.section_navigation([{"text": "A", "href": "/", "current": true}], "Contact") }}
            {{ parts.notice("Important", "Answered") }} {{ parts.inset("x") }}
            {{ parts.warning("Do not visit alone") }} {{ parts.pagination(2, 9, "?page={}") }}
            {% call parts.more("The rule") %}<p>4</p>{% endcall %} {{ parts.print_hint() }}
            {{ parts.button("Save") }} {{ parts.button("Go", href="/go") }}
            """,
            by=timezone.now(),
        )
    )
    assert words(find_one(document, "p", class_="ju-why-not")).startswith(
        "You cannot share this now"
    )
    pages = find_one(document, "nav", aria_label="Pages")
    assert find_one(pages, "a", aria_current="page").get("href") == "?page=2"
    assert "a professional view, not a fact" in words(document)


PEOPLE = [
    PicturedPerson("g", "Gwen", "71 years old"),
    PicturedPerson("m", "Mair", "34 years old", "Oak Street"),
    PicturedPerson("t", "Tomos"),
    PicturedPerson("w", HOSTILE, "9 years old", focus=True),
]
LINKS = [
    PicturedLink("g", "is the mother of", "m", "parent"),
    PicturedLink("m", "is the mother of", "w", "parent"),
    PicturedLink("m", "is a former partner of", "t", "partner", ended=True),
    PicturedLink("g", "cares for", "w"),
    PicturedLink("m", "knows", "nobody here"),
]


def drawn(whole_page: Page, picture: Markup) -> Element:
    return parse_strictly(whole_page("{{ shown }}", shown=picture))


def test_a_family_is_drawn_in_generations_and_listed(whole_page: Page) -> None:
    document = drawn(whole_page, family_picture("The family", PEOPLE, LINKS))
    svg = find_one(document, "svg", role="img")
    assert len(find_all(svg, "rect")) == 4
    assert len(find_all(svg, "path")) == 4
    assert len(find_all(svg, "path", class_="ju-svg-ended")) == 1
    tops = [float(box.get("y")) for box in find_all(svg, "rect")]
    gwen, mair, tomos, child = tops
    assert gwen < mair == tomos < child
    said = [words(item) for item in find_all(find_one(document, "figure"), "li")]
    assert "Mair, 34 years old, Oak Street" in said
    assert "Mair is a former partner of Tomos (this has ended)" in said
    assert f"Gwen cares for {HOSTILE}" in said
    assert not any("nobody here" in line for line in said)


def test_boxes_never_overlap_and_circles_in_the_data_do_not_hang(whole_page: Page) -> None:
    people = [PicturedPerson(str(number), f"Person {number}") for number in range(14)]
    links = [
        PicturedLink(str(number), "is a parent of", str((number * 5 + 1) % 14), "parent")
        for number in range(14)
    ]
    document = drawn(whole_page, family_picture("Odd", people, links))
    boxes = [
        (float(box.get("x")), float(box.get("y")), float(box.get("height")))
        for box in find_all(document, "rect")
    ]
    assert len(boxes) == 14
    for number, (x, y, height) in enumerate(boxes):
        for other_x, other_y, other_height in boxes[number + 1 :]:
            apart = abs(x - other_x) >= 200 or y + height <= other_y or other_y + other_height <= y
            assert apart


def test_a_timeline_is_to_scale_and_oldest_first(whole_page: Page) -> None:
    spans = [
        Span("School", date(2021, 1, 1)),
        Span("Nursery", date(2020, 1, 1), date(2020, 12, 31)),
        Span("Fire", date(2020, 7, 1), date(2020, 7, 1)),
    ]
    document = drawn(whole_page, timeline_picture("Life", spans, today=date(2022, 1, 1)))
    rows = [
        [words(cell) for cell in row.iter() if cell.tag in {"th", "td"}]
        for row in find_all(document, "tr")
    ][1:]
    assert [row[0] for row in rows] == ["Nursery", "Fire", "School"]
    assert rows[2][2] == "still going on"
    nursery, school = find_all(document, "rect")
    assert float(nursery.get("width").rstrip("%")) == pytest.approx(50, abs=0.2)
    assert float(school.get("x").rstrip("%")) == pytest.approx(50, abs=0.2)
    drawn(whole_page, timeline_picture("Empty", [], today=date(2022, 1, 1)))


WEIGHTS = [
    Weight("surname", "the same", 6.0),
    Weight("middle names", "not in both", None),
    Weight("postcode", HOSTILE, -2.0),
]
START = Weight("before anything is compared", "one in 1,000", -10.0)


def test_weights_fall_and_rise_from_one_another_and_the_table_has_them_all(
    whole_page: Page,
) -> None:
    document = drawn(whole_page, waterfall_picture("Why?", START, WEIGHTS, "together"))
    start, surname, postcode, total = find_all(find_one(document, "svg", role="img"), "rect")
    right = [float(bar.get("x")[:-1]) + float(bar.get("width")[:-1]) for bar in (surname, postcode)]
    assert right[0] == pytest.approx(right[1], abs=0.1)
    assert float(start.get("x")[:-1]) == pytest.approx(float(surname.get("x")[:-1]), abs=0.1)
    assert float(postcode.get("x")[:-1]) == pytest.approx(float(total.get("x")[:-1]), abs=0.1)
    rows = [
        [words(cell) for cell in row.iter() if cell.tag in {"th", "td"}]
        for row in find_all(document, "tr")
    ][1:]
    assert [row[2:] for row in rows] == [
        ["−10.0", "−10.0"],
        ["+6.0", "−4.0"],
        ["nothing", "−4.0"],
        ["−2.0", "−6.0"],
        ["−6.0", "−6.0"],
    ]
    assert rows[3][1] == HOSTILE


def test_for_and_against_differ_in_more_than_colour(whole_page: Page) -> None:
    document = drawn(whole_page, waterfall_picture("Why?", START, WEIGHTS, "together"))
    against = find_all(document, "rect", class_="ju-svg-ended")
    assert len(against) == 3
    said = [words(text) for text in find_all(document, "text")]
    assert "+6.0 Surname: the same" in said
    assert any(text.startswith("−2.0 Postcode") for text in said)


def test_a_waterfall_alone_is_a_file_that_needs_nothing_else() -> None:
    text = waterfall_file("Why?", START, WEIGHTS, "together")
    root = ElementTree.fromstring(text)  # noqa: S314 - our own
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    used = {
        name
        for one in root.iter()
        for name in one.get("class", "").split()
        if name.startswith("ju-svg")
    }
    assert {f".{name} " for name in used} <= set(re.findall(r"\.ju-svg-[a-z]+ ", text))


@pytest.mark.parametrize(("hours", "share"), [(0, 0.0), (1, 0.25), (4, 1.0), (9, 1.0)])
def test_a_clock_shows_the_share_that_has_gone(whole_page: Page, hours: int, share: float) -> None:
    face = clock_face(NOW + timedelta(hours=4), NOW + timedelta(hours=hours), NOW)
    document = drawn(whole_page, face)
    arcs = find_all(document, "circle", class_="ju-svg-arc")
    lengths = [tuple(map(float, arc.get("stroke-dasharray").split())) for arc in arcs]
    assert [pytest.approx(share, abs=0.02)] * len(lengths) == [on / off for on, off in lengths]
    assert bool(arcs) is (share > 0)


TYPED = "Monday: hungry.\nTuesday: afraid.\n\n  - as she wrote it"


@pytest.mark.parametrize(
    "part",
    [
        '{{ parts.summary_list([("The worry", typed)], title="A card") }}',
        '{% call parts.more("More") %}<p class="ju-said">{{ typed }}</p>{% endcall %}',
        '{% call parts.notice("Notice") %}<p class="ju-said">{{ typed }}</p>{% endcall %}',
        "{{ parts.inset(typed) }}",
    ],
)
def test_lines_are_shown_as_they_were_typed(whole_page: Page, part: str) -> None:
    said = "".join(parse_strictly(whole_page(part, typed=TYPED)).itertext())
    assert TYPED in said
