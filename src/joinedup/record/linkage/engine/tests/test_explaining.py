"""What is said of a pair: every level has words, the steps add up, nothing missing is evidence."""

import re

import pytest

from joinedup.record.linkage.engine.explaining.weights import Found, explain_pair, odds
from joinedup.record.linkage.engine.explaining.words import WORDS, kind_of, words_for
from joinedup.record.linkage.engine.model import Model, comparisons
from joinedup.record.linkage.engine.model.artefact import Trained
from joinedup.record.linkage.engine.preparing import Prepared

EVERYTHING = frozenset(
    {"given", "family", "middle", "birth", "death", "sex", "postcode", "postcodes", "phones"}
    | {"emails", "lines"}
    | {f"{kind}_1" for kind in ("identifier", "address", "place", "attribute")}
)
TITLES = {
    "identifier_1": "NHS number",
    "address_1": "address",
    "place_1": "town",
    "attribute_1": "school",
}
COMPARISONS = {c.name: c for c in comparisons(Prepared(EVERYTHING, TITLES, ()))}


def model(*names, prior=2**-10):
    """Of these comparisons, each level a bit weaker than the one before it."""
    trained = {}
    for name in names:
        levels = COMPARISONS[name].levels
        m = tuple(2.0 ** -(n + 1) for n in range(len(levels)))
        trained[name] = Trained(
            COMPARISONS[name].title,
            COMPARISONS[name].missing,
            tuple(level.label for level in levels),
            tuple(level.condition for level in levels),
            tuple(level.rare for level in levels),
            m,
            tuple(0.01 for _ in levels),
        )
    return Model("2026-11-26", {}, prior, trained, 1e-5, {}, {})


def at(made, **labels):
    """What was found, by the labels of the levels; an empty one is missing."""
    found = {}
    for name, label in labels.items():
        level = made.comparisons[name].labels.index(label) if label else -1
        found[name] = Found(level, made.comparisons[name].weight(level))
    return found


@pytest.mark.parametrize(
    ("name", "label"), [(c.name, level.label) for c in COMPARISONS.values() for level in c.levels]
)
def test_every_level_of_the_model_has_words(name, label):
    assert label in WORDS[kind_of(name)], f"say in words.py what {label!r} of {name} means"
    said = words_for(name, COMPARISONS[name].title, label)
    assert said.found
    assert bool(said.clause) == (label != "same")
    assert "{" not in said.clause


def test_no_words_are_kept_for_a_level_that_no_longer_is():
    levels = {kind_of(c.name): {level.label for level in c.levels} for c in COMPARISONS.values()}
    assert {kind: set(labels) for kind, labels in WORDS.items()} == levels


def test_a_screener_can_read_out_why():
    made = model("given", "family", "birth", "postcodes", "identifier_1")
    found = at(
        made,
        given="forms of one name",
        family="same",
        birth="day and month swapped",
        postcodes="same",
        identifier_1="",
    )
    assert explain_pair(made, found).sentence == (
        "Same surname and postcode; first names are forms of one name; birth date differs by day"
        " and month swapped; no identifier in common; not known of both: NHS number."
    )


def test_missing_is_said_as_missing_and_weighs_nothing():
    made = model("given", "family", "birth", "death")
    said = explain_pair(made, at(made, given="", family="same"))
    assert said.sentence == (
        "Same surname; no identifier in common; not known of both: first name and birth date."
    )
    assert [(step.bits, step.missing) for step in said.steps if step.title != "surname"] == [
        (0.0, True)
    ] * 3


def test_a_different_identifier_is_said_at_the_end_and_one_in_common_first():
    made = model("family", "identifier_1", "address_1")
    apart = explain_pair(made, at(made, family="same", identifier_1="different", address_1="alike"))
    assert apart.sentence == (
        "Same surname; address alike; each has a different NHS number; no identifier in common."
    )
    shared = explain_pair(made, at(made, family="different", identifier_1="same", address_1=""))
    assert shared.sentence.startswith("Same NHS number; surnames are different;")
    assert "no identifier" not in shared.sentence


def test_names_in_swapped_order_are_said_once():
    made = model("given", "family")
    found = at(made, given="swapped with surname", family="swapped with first name")
    assert explain_pair(made, found).sentence == (
        "First name and surname are swapped; no identifier in common."
    )


def test_the_steps_add_up_from_what_was_believed_before():
    made = model("given", "family", "birth", "sex")
    said = explain_pair(made, at(made, given="alike", family="same", birth="different", sex="same"))
    total = said.prior
    for step in said.steps:
        total += step.bits
        assert step.total == pytest.approx(total)
    assert said.total == pytest.approx(total)
    assert said.prior == pytest.approx(-10, abs=0.01)


@pytest.mark.parametrize(("more", "words"), [(3.0, "few have it"), (-3.0, "many have it")])
def test_a_rare_or_common_value_is_said_but_never_shown(more, words):
    made = model("family")
    plain = made.comparisons["family"].weight(0)
    [step] = explain_pair(made, {"family": Found(0, plain + more)}).steps
    assert words in step.found


@pytest.mark.parametrize(
    ("bits", "words"),
    [
        (0.2, "about even odds"),
        (5.0, "about 30 to 1 that they are one person"),
        (-10.0, "about 1,000 to 1 against it"),
        (30.0, "more than a million to 1 that they are one person"),
        (2.0, "about 4 to 1 that they are one person"),
    ],
)
def test_odds_are_said_as_people_bet(bits, words):
    assert odds(bits) == words


def test_no_sentence_is_longer_than_a_breath_for_each_field():
    made = model(*COMPARISONS)
    found = {name: Found(len(c.levels) - 1, -1.0) for name, c in COMPARISONS.items()}
    for clause in re.split("; ", explain_pair(made, found).sentence):
        assert len(clause) < 90


def test_what_a_household_agrees_in_is_said():
    made = model("given", "birth")
    said = explain_pair(made, at(made, given="same", birth="same"), 8.0)
    assert said.steps[-1].bits == 8.0
    assert said.total == explain_pair(made, at(made, given="same", birth="same")).total + 8.0
    assert "others of the two households agree as well" in said.sentence
