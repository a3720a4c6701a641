"""Whom a pair may be taken for: a truth table of what agrees and what differs."""

from dataclasses import replace

import pytest

from joinedup.record.linkage.engine.model.artefact import Model, Trained
from joinedup.record.linkage.engine.model.levels import comparisons
from joinedup.record.linkage.engine.model.training import usual
from joinedup.record.linkage.engine.preparing import Prepared
from joinedup.record.linkage.engine.verdict import RULES, Judge, Verdict

FIELDS = ("given", "family", "middle", "birth", "sex", "postcodes", "identifier_1")
CHANCE = {
    "given": 0.003, "family": 0.001, "middle": 0.01, "birth": 0.00003, "sex": 0.5,
    "postcodes": 0.0003, "identifier_1": 1e-6,
}  # fmt: skip


def judge_of(fields):
    """What is usual of one person; of two, agreement by chance and slips as often."""
    made = comparisons(Prepared(frozenset(fields), {"identifier_1": "number"}, ("identifier_1",)))
    trained = {}
    for field in made:
        u = [CHANCE[field.name]] * (len(field.levels) - 1)
        columns = (tuple(getattr(x, name) for x in field.levels) for name in ("label", "condition"))
        trained[field.name] = Trained(
            field.title, field.missing, *columns, tuple(x.rare for x in field.levels),
            tuple(usual(field)), (*u, 1 - sum(u)),
        )  # fmt: skip
    return Judge(Model("2026-11-20", {}, 1e-6, trained, 1e-5, {}, {}), 1_000_000)


@pytest.fixture(scope="module")
def judge():
    return judge_of(FIELDS)


def verdict(judge, names=("", ""), **levels):
    """``levels`` by label; what is not named is missing."""
    model = judge._model
    places = tuple(
        model.comparisons[name].labels.index(levels[name]) if name in levels else -1
        for name in model.comparisons
    )
    compared = zip(model.comparisons.items(), places, strict=True)
    bits = [trained.weight(place) for (_, trained), place in compared]
    return judge.verdict(places, bits, names)


SAME = {"given": "same", "family": "same", "birth": "same", "postcodes": "same", "sex": "same"}
TABLE = [
    ({}, Verdict.MATCH),
    ({"postcodes": "different"}, Verdict.MATCH),
    ({"given": "forms of one name"}, Verdict.MATCH),
    ({"given": "one slip"}, Verdict.MATCH),
    ({"given": "swapped with surname", "family": "swapped with first name"}, Verdict.MATCH),
    ({"family": "different"}, Verdict.MATCH),
    ({"birth": "day and month swapped"}, Verdict.MATCH),
    ({"birth": "year alone known"}, Verdict.MATCH),
    ({"sex": "different"}, Verdict.MATCH),
    ({"identifier_1": "different"}, Verdict.MATCH),
    ({"given": "different"}, Verdict.RELATIVE),
    ({"given": "different", "sex": "different", "identifier_1": "different"}, Verdict.RELATIVE),
    ({"given": "different", "identifier_1": "same"}, Verdict.MATCH),
    ({"given": "forms of one name", "sex": "different"}, Verdict.RELATIVE),
    ({"given": "forms of one name", "identifier_1": "different"}, Verdict.RELATIVE),
    ({"given": "different", "identifier_1": "one sign"}, Verdict.RELATIVE),
    ({"birth": "different", "identifier_1": "two signs"}, Verdict.NAMESAKE),
    ({"given": None}, Verdict.RELATIVE),
    ({"given": None, "identifier_1": "same"}, Verdict.MATCH),
    ({"given": "different", "birth": "different"}, Verdict.RELATIVE),
    ({"birth": "different"}, Verdict.NAMESAKE),
    ({"birth": "different", "middle": "same"}, Verdict.NAMESAKE),
    ({"birth": None}, Verdict.NAMESAKE),
    ({"birth": None, "identifier_1": "same"}, Verdict.MATCH),
    ({"birth": "different", "postcodes": "different"}, Verdict.UNLIKELY),
    ({"birth": "same year", "postcodes": "different"}, Verdict.POSSIBLE),
    ({"birth": "two of three parts", "postcodes": "different"}, Verdict.POSSIBLE),
    ({"birth": "one digit", "postcodes": None}, Verdict.POSSIBLE),
]


@pytest.mark.parametrize(("changed", "expected"), TABLE)
def test_what_differs_decides(judge, changed, expected):
    found = {name: label for name, label in (SAME | changed).items() if label}
    assert verdict(judge, **found) is expected


@pytest.mark.parametrize(
    ("given", "label", "expected"),
    [
        (("jon", "joan"), "one slip", Verdict.RELATIVE),
        (("jon", ""), "one slip", Verdict.MATCH),
        (("j", "j"), "same", Verdict.RELATIVE),
        (("mohammed", "muhammad"), "forms of one name", Verdict.MATCH),
        (("rebecca", "becky"), "forms of one name", Verdict.MATCH),
        (("bill", "will"), "forms of one name", Verdict.RELATIVE),
        (("muhammad", "muhammad"), "same", Verdict.MATCH),
    ],
)
def test_first_names_are_more_than_their_level(judge, given, label, expected):
    if given == ("j", "j"):
        # an initial is as likely the other twin's
        model = judge._model.comparisons["given"]
        place = model.labels.index("initial")
        assert model.weight(place) < RULES.twins + 3
    assert verdict(judge, given, **(SAME | {"given": label})) is expected


@pytest.mark.parametrize(
    "besides",
    [
        {},
        {"middle": "same"},
        {"middle": "one in common"},
        {"identifier_1": "one sign"},
        {"identifier_1": "different"},
    ],
)
@pytest.mark.parametrize("given", [("j", ""), ("j", "jon"), ("jon", "j")])
def test_a_twin_recorded_by_an_initial_is_not_the_other_twin(judge, given, besides):
    # however often clerks write initials, "J" at home is Jon as likely as James
    often = judge._model.comparisons["given"]
    chances = tuple(
        0.3 if x == "initial" else m for x, m in zip(often.labels, often.m, strict=True)
    )
    comparisons = {**judge._model.comparisons, "given": replace(often, m=chances)}
    strict = Judge(replace(judge._model, comparisons=comparisons), 1_000_000)
    found = SAME | {"given": "initial"} | besides
    assert verdict(strict, given, **found) is Verdict.RELATIVE
    assert verdict(strict, given, **(found | {"identifier_1": "same"})) is Verdict.MATCH


def test_brothers_of_one_religious_name_are_told_apart_by_the_next(judge):
    found = SAME | {"middle": "different"}
    assert verdict(judge, ("muhammad", "muhammad"), **found) is Verdict.RELATIVE
    assert verdict(judge, ("thomas", "thomas"), **found) is Verdict.MATCH


def test_where_no_first_name_is_recorded_a_twin_is_never_taken_for_the_other():
    judge = judge_of([field for field in FIELDS if field != "given"])
    alike = {"family": "same", "birth": "same", "postcodes": "same", "sex": "same"}
    assert verdict(judge, **alike) is Verdict.RELATIVE
    assert verdict(judge, **alike, identifier_1="same") is Verdict.MATCH


@pytest.mark.parametrize("more", [-0.01, 0.01])
def test_what_is_lighter_than_the_least_is_no_match(judge, more):
    """Whatever else speaks for it: the weight of the same pair, moved across the least."""
    model = judge._model
    places = tuple(
        trained.labels.index(SAME[name]) if name in SAME else -1
        for name, trained in model.comparisons.items()
    )
    bits = [
        trained.weight(place)
        for trained, place in zip(model.comparisons.values(), places, strict=True)
    ]
    bits[0] += judge.least + more - model.prior_bits - sum(bits)
    assert (judge.verdict(places, bits) is Verdict.MATCH) == (more > 0)
