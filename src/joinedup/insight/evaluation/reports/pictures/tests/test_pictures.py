from xml.etree import ElementTree

import pytest

from joinedup.base.documents.document import Picture
from joinedup.insight.evaluation.reports import pictures
from joinedup.insight.evaluation.reports.pictures.drawing import number, reaching, ticks

EVIL = '<b onload="x">&"'
NAN = float("nan")
DRAWN = {
    "love": pictures.love_plot(
        [pictures.Difference(EVIL, 1.2, -0.05), pictures.Difference("age", 0.2, None)]
    ),
    "overlap": pictures.overlap([0, 0.5, 1], [0.2, 0.8], [0.9, 0.1]),
    "forest": pictures.forest(
        [pictures.Interval(EVIL, 0.1, -0.2, 0.4), pictures.Interval("b", NAN, NAN, NAN)][:1],
        title="By method", axis="Change",
    ),
    "event study": pictures.by_time(
        [pictures.Interval("", v / 10, v / 10 - 1, v / 10 + 1, v) for v in range(-3, 4)],
        title="Around the start", axis="Years",
    ),
    "dumbbells": pictures.dumbbells([pictures.Dumbbell(EVIL, 0.47, 0.15)], title="Change"),
    "curves": pictures.curves(
        [pictures.Curve(EVIL, [1, 2, 3], [0.9, 0.8, 0.5], [0.8, 0.7, 0.4], [1, 0.9, 0.6])],
        title="Until", axis="Weeks",
    ),
    "series": pictures.series(
        [1, 2, 3, 4], [1, 2, 2, 1], [1, 2, 2, 1], [None, None, 3, 4], title="S", axis="Month",
        began=3,
    ),
}  # fmt: skip


def parsed(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 - our own drawing


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_well_formed_names_itself_and_needs_nothing_else(name):
    root = parsed(DRAWN[name])
    assert root.get("role") == "img"
    assert len(root.get("aria-label")) > 20
    assert "nan" not in DRAWN[name].lower().replace(EVIL, "")
    assert Picture(DRAWN[name], "said")


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_is_drawn_outside_the_picture(name):
    root = parsed(DRAWN[name])
    _, _, width, height = map(float, root.get("viewBox").split())
    for element in root.iter():
        for key, most in (("x", width), ("cx", width), ("x2", width), ("y", height)):
            if value := element.get(key):
                assert -1 <= float(value) <= most + 1, (name, element.attrib)


def places(svg, tag, key):
    found = parsed(svg).iter("{http://www.w3.org/2000/svg}" + tag)
    return [float(element.get(key)) for element in found]


def test_a_dumbbell_points_from_start_to_end():
    svg = pictures.dumbbells([pictures.Dumbbell("a", 0.4, 0.1)], title="t")
    end = places(svg, "circle", "cx")[-1]
    start = places(svg, "rect", "x")[-1]
    assert start > end
    assert "40%" in svg
    assert "10%" in svg


def test_a_love_plot_says_how_many_are_left():
    svg = pictures.love_plot([pictures.Difference("a", 0.5, 0.02), pictures.Difference("b", 0, 0)])
    assert "Of 2 respects, 1 differed by more than 0.1 before and 0 after" in svg


def test_marks_before_the_start_are_hollow():
    svg = pictures.by_time(
        [pictures.Interval("", 0, -1, 1, at) for at in (-2, -1, 0, 1)], title="t", axis="a"
    )
    fills = [e.get("fill") for e in parsed(svg).iter("{http://www.w3.org/2000/svg}circle")]
    assert fills[:2] == ["#ffffff"] * 2
    assert "#ffffff" not in fills[2:]


@pytest.mark.parametrize(
    ("low", "high"), [(0, 1), (-3.2, 4.7), (0.001, 0.0042), (12_000, 98_000), (-1e-9, 1e-9)]
)
def test_ticks_are_round_few_and_inside(low, high):
    found = ticks(low, high)
    assert 2 <= len(found) <= 8
    assert all(low - 1e-12 <= tick <= high + 1e-12 for tick in found)


def test_numbers_as_people_write_them():
    assert number(-0.5, 0.25) == "−0.50"
    assert number(0.0, 0.5) == "0.0"
    assert number(-0.0001, 0.1) == "0.0"
    assert number(12_000, 2_000) == "12,000"


def test_a_scale_of_one_value_has_room():
    scale = reaching([3.0, NAN], start=0, stop=100)
    assert scale.low < 3 < scale.high


def test_long_names_that_end_differently_do_not_become_one():
    long = "how deprived the neighbourhood is (1, the most, to 5)"
    names = [f"{long}: {step}" for step in ("1", "2 to 3", "4 to 5")] + [f"{long} missing"]
    svg = pictures.love_plot([pictures.Difference(name, 0.1, 0.0) for name in names])
    said = [element.text for element in parsed(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert said.count("how deprived the…") == len(names)
    for end in ("most, to 5): 1", "most, to 5): 2 to 3", "most, to 5): 4 to 5", "missing"):
        assert sum(line.endswith(end) for line in said) == 1


def test_times_along_the_bottom_are_whole_and_without_commas():
    years, measured = [1980, 1985, 1990, 1995], [1200, 1300, 1100, 1000]
    drawn = pictures.series(
        years, measured, measured, [None, None, 1300, 1400], title="S", axis="Year", began=1990
    )
    assert ">1980<" in drawn
    assert ">1,200<" in drawn
    assert "1,980" not in drawn
    exposure = [pictures.Interval("", 0.1, 0, 0.2, at) for at in range(-8, 6)]
    drawn = pictures.by_time(exposure, title="E", axis="Years")
    assert ">\u22125<" in drawn
    assert "2.5<" not in drawn
