"""Who is who in a family: boxes in generations, lines for links, and the same as lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from joinedup.base.govuk.pictures.drawing import figure, folded, joined, text_at, wrapped

WIDTH = 200
GAP = 40
LINE = 21
STEP = 11


@dataclass(frozen=True, slots=True)
class PicturedPerson:
    """Somebody in the picture: `detail` is an age or the like, `household` where they live."""

    key: str
    name: str
    detail: str = ""
    household: str = ""
    focus: bool = False


@dataclass(frozen=True, slots=True)
class PicturedLink:
    """How two people are linked: "Sara" "is the mother of" "Idris". A parent comes first."""

    one: str
    words: str
    other: str
    kind: Literal["parent", "partner", "other"] = "other"
    ended: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    left: float
    top: float
    height: float

    @property
    def middle(self) -> float:
        return self.left + WIDTH / 2

    @property
    def bottom(self) -> float:
        return self.top + self.height


def family_picture(
    title: str, people: Sequence[PicturedPerson], links: Sequence[PicturedLink]
) -> Markup:
    """A layered drawing of the people and links, with lists of both beneath it.

    Links to somebody who is not among the people are left out of drawing and lists.
    """
    known = {person.key: person for person in people}
    drawn = [link for link in links if link.one in known and link.other in known]
    rows = _rows(people, drawn)
    places, width, height = _places(rows, drawn)
    lines = joined(_line(link, path) for link, path in _paths(drawn, places))
    boxes = joined(_box(person, places[person.key]) for person in people)
    size = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    return figure(
        title=title,
        description=f"{len(people)} people and {len(drawn)} links between them, "
        "oldest generation at the top. A dashed line is a link that has ended. "
        "The lists below say the same.",
        size=size,
        body=lines + boxes,
        beside=_lists(people, drawn, known),
        wide=True,
    )


def _generations(people: Sequence[PicturedPerson], links: Sequence[PicturedLink]) -> dict[str, int]:
    """Children below their parents, partners level. Circular data stops after a few passes."""
    levels = {person.key: 0 for person in people}
    for _ in range(min(len(people), 12)):
        before = dict(levels)
        for link in links:
            if link.kind == "parent":
                levels[link.other] = max(levels[link.other], levels[link.one] + 1)
            elif link.kind == "partner":
                levels[link.one] = levels[link.other] = max(levels[link.one], levels[link.other])
        if levels == before:
            break
    _lift_childless_ends(levels, links)
    return levels


def _lift_childless_ends(levels: dict[str, int], links: Sequence[PicturedLink]) -> None:
    """A parent without parents of their own stands right above their children, not at the top."""
    parents = {link.other for link in links if link.kind == "parent"}
    partners = {key for link in links if link.kind == "partner" for key in (link.one, link.other)}
    for key in levels:
        children = [link.other for link in links if link.kind == "parent" and link.one == key]
        if children and key not in parents and key not in partners:
            levels[key] = max(levels[key], min(levels[child] for child in children) - 1)


def _rows(
    people: Sequence[PicturedPerson], links: Sequence[PicturedLink]
) -> list[list[PicturedPerson]]:
    levels = _generations(people, links)
    rows: list[list[PicturedPerson]] = []
    order: dict[str, float] = {}
    for level in sorted(set(levels.values())):
        row = [person for person in people if levels[person.key] == level]
        above: dict[str, list[float]] = {}
        for link in links:
            if link.kind == "parent" and link.one in order:
                above.setdefault(link.other, []).append(order[link.one])
        row.sort(key=lambda person: _mean(above.get(person.key, [])))
        row = _partners_together(row, links)
        order |= {person.key: index - len(row) / 2 for index, person in enumerate(row)}
        rows.append(row)
    return rows


def _partners_together(
    row: Sequence[PicturedPerson], links: Sequence[PicturedLink]
) -> list[PicturedPerson]:
    by_key = {person.key: person for person in row}
    placed: dict[str, PicturedPerson] = {}

    def place(key: str) -> None:
        if key in placed or key not in by_key:
            return
        placed[key] = by_key[key]
        for link in links:
            if link.kind == "partner" and key in (link.one, link.other):
                place(link.other if link.one == key else link.one)

    # somebody with two partners stands between them, so begin with those who have one
    for person in sorted(row, key=lambda person: _partners(person.key, links) > 1):
        place(person.key)
    return list(placed.values())


def _partners(key: str, links: Sequence[PicturedLink]) -> int:
    return sum(link.kind == "partner" and key in (link.one, link.other) for link in links)


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0


def _places(
    rows: Sequence[Sequence[PicturedPerson]], links: Sequence[PicturedLink]
) -> tuple[Mapping[str, _Place], float, float]:
    widest = max((len(row) for row in rows), default=1)
    width = widest * (WIDTH + GAP) + GAP
    places: dict[str, _Place] = {}
    top = 10.0
    for row in rows:
        keys = {person.key for person in row}
        top += 20 + STEP * sum(link.one in keys or link.other in keys for link in links)
        height = max(len(_lines(person)) for person in row) * LINE + 18
        left = (width - len(row) * (WIDTH + GAP) + GAP) / 2
        for person in row:
            places[person.key] = _Place(left, top, height)
            left += WIDTH + GAP
        top += height
    return places, width, top + 20


def _lines(person: PicturedPerson) -> list[tuple[str, str]]:
    """The lines of a box with their styles."""
    named = [(line, "ju-svg-strong") for line in wrapped(person.name, 21)]
    more = [text for text in (person.detail, person.household) if text]
    return named + [(line, "ju-svg-small") for text in more for line in wrapped(text, 25)]


def _box(person: PicturedPerson, place: _Place) -> Markup:
    words = joined(
        text_at(f"{place.middle:.1f}", place.top + 26 + number * LINE, line, style, "middle")
        for number, (line, style) in enumerate(_lines(person))
    )
    return Markup(
        '<rect x="{:.1f}" y="{:.1f}" width="{}" height="{:.1f}" rx="8" class="ju-svg-box {}"/>{}'
    ).format(
        place.left, place.top, WIDTH, place.height, "ju-svg-focus" if person.focus else "", words
    )


def _paths(
    links: Sequence[PicturedLink], places: Mapping[str, _Place]
) -> list[tuple[PicturedLink, str]]:
    """A path for each link. No two lines leave a box at one point or bend at one height."""
    ports = _ports(links, places)
    bends: dict[float, int] = {}
    paths = []
    aside = 4
    for number, link in enumerate(links):
        one, other = places[link.one], places[link.other]
        if _side_by_side(one, other):
            left, right = (one, other) if one.left < other.left else (other, one)
            middle = left.top + 24
            paths.append((link, f"M{left.left + WIDTH:.1f} {middle:.1f}H{right.left:.1f}"))
            continue
        start, end = ports[number, link.one], ports[number, link.other]
        row = max(one.top, other.top)
        bends[row] = bends.get(row, 0) + 1
        bend = row - bends[row] * STEP
        first = one.top if one.top == row else one.bottom
        last = other.top if other.top == row else other.bottom
        across = f"V{bend:.1f}H{end:.1f}V{last:.1f}"
        if _passes_a_row(one, other, places):
            # down the empty left edge, so that it does not seem to end at a box on its way
            if one.top == row:
                start, end, first, last = end, start, last, first
            aside += 6
            across = f"V{first + STEP:.1f}H{aside}V{bend:.1f}H{end:.1f}V{last:.1f}"
        paths.append((link, f"M{start:.1f} {first:.1f}{across}"))
    return paths


def _ports(
    links: Sequence[PicturedLink], places: Mapping[str, _Place]
) -> dict[tuple[int, str], float]:
    """Where along its edge each link leaves each box, nearest to where the other end is."""
    edges: dict[tuple[str, bool], list[tuple[float, int]]] = {}
    for number, link in enumerate(links):
        one, other = places[link.one], places[link.other]
        if _side_by_side(one, other):
            continue
        edges.setdefault((link.one, one.top < other.top), []).append((other.left, number))
        edges.setdefault((link.other, other.top < one.top), []).append((one.left, number))
    return {
        # lower edges stand a little to the right, so that lines of two rows do not run together
        (number, key): places[key].left + 8 * below + WIDTH * (position + 1) / (len(ends) + 1)
        for (key, below), ends in edges.items()
        for position, (_, number) in enumerate(sorted(ends))
    }


def _passes_a_row(one: _Place, other: _Place, places: Mapping[str, _Place]) -> bool:
    upper, lower = sorted((one.top, other.top))
    return any(upper < place.top < lower for place in places.values())


def _side_by_side(one: _Place, other: _Place) -> bool:
    return one.top == other.top and abs(one.left - other.left) <= WIDTH + GAP


def _line(link: PicturedLink, path: str) -> Markup:
    return Markup('<path d="{}" class="ju-svg-link {}"/>').format(
        path, "ju-svg-ended" if link.ended else ""
    )


def _lists(
    people: Sequence[PicturedPerson],
    links: Sequence[PicturedLink],
    known: Mapping[str, PicturedPerson],
) -> Markup:
    who = joined(
        Markup("<li>{}</li>").format(
            ", ".join(text for text in (person.name, person.detail, person.household) if text)
        )
        for person in people
    )
    how = joined(
        Markup("<li>{} {} {}{}</li>").format(
            known[link.one].name,
            link.words,
            known[link.other].name,
            " (this has ended)" if link.ended else "",
        )
        for link in links
    )
    lists = Markup(
        '<p class="govuk-body">People</p><ul class="govuk-list govuk-list--bullet">{}</ul>'
    ).format(who)
    if how:
        lists += Markup(
            '<p class="govuk-body">Links</p><ul class="govuk-list govuk-list--bullet">{}</ul>'
        ).format(how)
    return folded("Show this as lists", lists)
