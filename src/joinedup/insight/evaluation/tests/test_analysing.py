"""From rows to a report, without the record: what may not be told is not, and a run says how far it
is."""

import csv
import io
import json
from random import Random

import pytest

from joinedup.insight.evaluation.analysing import Made, analyse, called, finding_of
from joinedup.insight.evaluation.methods.tables import DataError
from joinedup.insight.evaluation.rules.plans import Plan
from joinedup.insight.evaluation.rules.runs import Work

PLAN = Plan("regression", "att", "school_exit", ("children", "drugs_start"), "drinking_exit")
COLUMNS = ("family", "took_part", "children", "drugs_start", "drugs_exit", "crime_start",
           "school_exit", "drinking_exit")  # fmt: skip


def rows(number: int = 120) -> list[dict[str, str]]:
    """Families like one another; three in all had ``crime_start``."""
    draw = Random(3)  # noqa: S311 - made-up families
    yes_or_no = ("yes", "no")
    return [
        {
            "family": f"{n:016x}",
            "took_part": yes_or_no[n % 2],
            "children": draw.choice(("1", "2", "3")),
            "drugs_start": draw.choice(yes_or_no),
            "crime_start": "yes" if n < 3 else "no",
            "school_exit": draw.choice(yes_or_no),
            "drinking_exit": draw.choice(yes_or_no),
        }
        for n in range(number)
    ]


def made(families: list[dict[str, str]], plan: Plan = PLAN, say=lambda *_: None, **more) -> Made:
    """The report of these families."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(families)
    given = {"deviations": (), "facts": (("Study", "E-1"),), **more}
    work = Work("A question", plan, out.getvalue().encode("utf-8-sig"), "ab" * 32, **given)
    return analyse(work, say)


def test_a_report_is_kept_as_it_was_found():
    done = made(rows(), deviations=("The method was another.",))
    kept = finding_of(json.loads(json.dumps(done.finding)))
    assert kept.title == "A question"
    assert kept.warnings[0] == "Not as the protocol says. The method was another."
    assert ("Study", "E-1") in kept.how
    assert kept.fingerprints == {"data.csv": "ab" * 32}
    assert kept.verdict in done.html
    assert done.pdf.startswith(b"%PDF")


def test_a_value_stands_apart_from_its_variable():
    done = made(rows())
    labels = [row[0] for shown in done.finding["shown"] for row in shown["rows"]]
    assert "number of children: 2" in labels
    assert "number of children_2" not in done.html


@pytest.mark.parametrize("plan", [{"outcome": "crime_start"}, {"placebo": "crime_start"}])
def test_what_few_families_have_is_not_compared(plan):
    with pytest.raises(DataError, match="fewer than 5 families of one group"):
        made(rows(), Plan(**{**vars(PLAN), **plan}))


def test_what_few_families_have_is_not_allowed_for_and_that_is_said():
    covariates = (*PLAN.covariates, "crime_start")
    done = made(rows(), Plan(**{**vars(PLAN), "covariates": covariates}))
    said = [text for text in done.finding["warnings"] if called("crime_start") in text]
    assert len(said) == 1
    assert "sets fewer than 5 families apart" in said[0]
    labels = [row[0] for shown in done.finding["shown"] for row in shown["rows"]]
    assert not any(called("crime_start") in label for label in labels)


def test_what_is_not_known_of_a_few_is_not_counted_out():
    families = rows()
    for family in families[:3]:
        family["drugs_start"] = ""
    for family in families[10:13]:
        family["school_exit"] = ""
    done = made(families)
    said = json.dumps(done.finding["in_words"] + done.finding["warnings"])
    assert "fewer than 5 families" in said
    assert "3 families" not in said
    labels = [row[0] for shown in done.finding["shown"] for row in shown["rows"]]
    assert f"{called('drugs_start')} missing" not in labels


def test_what_is_not_known_of_many_is_shown():
    families = rows()
    for family in families[:40]:
        family["drugs_start"] = ""
    labels = [row[0] for shown in made(families).finding["shown"] for row in shown["rows"]]
    assert f"{called('drugs_start')} missing" in labels


def test_it_says_how_far_it_is_and_stops_when_told():
    heard: list[int] = []
    made(rows(), Plan(**{**vars(PLAN), "draws": 50}), lambda percent, _: heard.append(percent))
    assert heard == sorted(heard)
    assert len(set(heard)) > 10

    class Stop(Exception):
        pass

    def stop(percent: int, _doing: str) -> None:
        if percent > 40:
            raise Stop

    with pytest.raises(Stop):
        made(rows(), Plan(**{**vars(PLAN), "draws": 50}), stop)


CHANGE = Plan("change", "", "drugs_exit")


def changing(counts: dict[tuple[str, str], int]) -> list[dict[str, str]]:
    """So many families of each group with a risk at the start and at the end."""
    return [
        {**family, "took_part": group, "drugs_start": before, "drugs_exit": after}
        for (before, after), number in counts.items()
        for group in ("yes", "no")
        for family in rows(number)
    ]


EVERY_WAY = {("yes", "yes"): 12, ("yes", "no"): 20, ("no", "yes"): 6, ("no", "no"): 30}


def test_change_is_shown_in_each_group_and_is_no_effect():
    done = made(changing(EVERY_WAY), CHANGE)
    assert "this is change, not effect" in done.finding["verdict"]
    titles = [shown["title"] for shown in done.finding["shown"]]
    for group in ("took part", "waited"):
        assert any(group in title for title in titles), titles
    assert "drug misuse: 47% had it at the start" in " ".join(done.finding["in_words"])


@pytest.mark.parametrize("way", list(EVERY_WAY))
def test_a_change_of_a_few_families_is_not_told(way):
    with pytest.raises(DataError, match="fewer than 5 families of one group changed"):
        made(changing({**EVERY_WAY, way: 4}), CHANGE)
    made(changing({w: n for w, n in EVERY_WAY.items() if w != ("no", "yes")}), CHANGE)


@pytest.mark.parametrize(("number", "told"), [(0, True), (3, False), (6, True)])
def test_what_is_not_known_of_a_few_is_not_told_of_change_either(number, told):
    families = changing({**EVERY_WAY, ("yes", ""): number})
    if told:
        made(families, CHANGE)
    else:
        with pytest.raises(DataError, match="or are not known"):
            made(families, CHANGE)
