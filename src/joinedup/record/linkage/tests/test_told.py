"""What the model says of an agency's entry: whom it takes for the person, whom for a relative, and
of whom nothing leaves the database."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from django.core.checks import run_checks
from django.db import connection

from joinedup.record.linkage.checks import BAD_MODEL
from joinedup.record.linkage.engine.comparing import prepare
from joinedup.record.linkage.engine.files import FileError
from joinedup.record.linkage.engine.grading import Verdict
from joinedup.record.linkage.engine.identity import (
    NHS_NUMBER,
    Address,
    Identifier,
    Identity,
    Name,
    NameUse,
    PartialDate,
)
from joinedup.record.linkage.engine.live.within import LEAST_BITS, NAMED, RULES
from joinedup.record.linkage.engine.verdict import Judge
from joinedup.record.linkage.queries.located import said_of
from joinedup.record.linkage.queries.model import fault_of_model, weigher
from joinedup.record.linkage.rules.compared import entry_of, prepared, question_of
from joinedup.record.linkage.rules.comparing import stored
from joinedup.record.linkage.tests.test_compare import some_pairs

pytestmark = pytest.mark.django_db

HOME = (Address("14 Larch Road", "Quill", "QX4 2AB"),)
FFION = Identity(
    names=(Name(("Ffion", "Mair"), "Parry"),),
    birth=PartialDate(2016, 5, 3),
    sex="F",
    addresses=HOME,
)
ELSEWHERE = (Address("7 Elm Grove", "Marl", "ZQ9 7XX"),)


def other(given=("Ffion", "Mair"), family="Parry", **fields):
    return replace(FFION, names=(Name(given, family),), **fields)


def told(question, entry):
    """What leaves the database, or nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT linkage_told(%s, %s)", [json.dumps(question), json.dumps(entry)])
        return cursor.fetchone()[0]


def said(one, another):
    """The verdict and words on an entry, or nothing where it is not told of."""
    question = question_of(one, prepare(one), weigher())
    found = told(question, entry_of(another, prepare(another)))
    return said_of(found, question["m"])[1:] if found else (Verdict.NO, "", "")


@pytest.mark.parametrize(
    ("case", "entry", "verdict"),
    [
        ("herself", other(), Verdict.MATCH),
        ("has moved", other(addresses=ELSEWHERE), Verdict.MATCH),
        ("day and month swapped", other(birth=PartialDate(2016, 3, 5)), Verdict.MATCH),
        ("one digit", other(birth=PartialDate(2016, 5, 8)), Verdict.MATCH),
        ("a misspelling", other(("Fion", "Mair")), Verdict.MATCH),
        ("another surname, at home", other(family="Adeyemi"), Verdict.MATCH),
        ("moved and married", other(family="Adeyemi", addresses=ELSEWHERE), Verdict.POSSIBLE),
        ("names swapped", other(("Parry",), "Ffion"), Verdict.MATCH),
        ("names swapped, with a middle name", other(("Parry",), "Ffion Mair"), Verdict.POSSIBLE),
        ("no birth date", other(birth=None), Verdict.POSSIBLE),
        ("a twin", other(("Cerys", "Ann")), Verdict.POSSIBLE_RELATIVE),
        ("a twin brother", other(("Owain",), sex="M"), Verdict.POSSIBLE_RELATIVE),
        ("a mother of one name", other(birth=PartialDate(1988, 9, 21)), Verdict.POSSIBLE_RELATIVE),
        ("a sister", other(("Cerys", "Ann"), birth=PartialDate(2013, 9, 21)), Verdict.NO),
        ("a brother", other(("Owain",), sex="M", birth=PartialDate(2014, 1, 30)), Verdict.NO),
        ("a mother", other(("Sara",), birth=PartialDate(1988, 9, 21)), Verdict.NO),
        (
            "a neighbour",
            other(("Joe",), "Lane", sex="M", birth=PartialDate(1960, 1, 9)),
            Verdict.NO,
        ),
        ("a stranger of that birth date", other(("Mia",), "Lane", addresses=ELSEWHERE), Verdict.NO),
        ("an initial, as a twin may have", other(("F",)), Verdict.POSSIBLE),
        ("not yet named", other((), "Parry"), Verdict.POSSIBLE),
    ],
)
def test_who_is_told_of(case, entry, verdict):
    assert said(FFION, entry)[0] is verdict, (case, said(FFION, entry))
    assert said(entry, FFION)[0] is verdict, case


def test_one_number_wrong_does_not_hide_her_and_twins_numbers_tell_them_apart():
    numbers = ["9434765919", "9434765870"]
    one, two = (replace(FFION, identifiers=(Identifier(NHS_NUMBER, n),)) for n in numbers)
    assert said(one, one)[0] is Verdict.MATCH
    assert said(one, two)[0] in {Verdict.MATCH, Verdict.POSSIBLE}
    twin = replace(two, names=(Name(("Cerys",), "Parry"),))
    assert said(one, twin)[0] is Verdict.POSSIBLE_RELATIVE


def test_a_former_surname_is_hers():
    married = other(family="Lane")
    both = replace(married, names=(*married.names, Name(("Ffion",), "Parry", NameUse.MAIDEN)))
    assert said(FFION, both)[0] is Verdict.MATCH
    assert "surnames are spellings or parts of one name" in said(FFION, both)[2]


def test_a_child_not_yet_born_is_still_found_by_the_expected_date():
    unborn = replace(other((), "Parry"), birth=None, sex=None, expected=date(2016, 5, 10))
    assert said(unborn, other((), "Parry"))[0] is Verdict.POSSIBLE
    # born since: what is known of the birth decides
    assert said(FFION, other(expected=date(2016, 5, 10)))[0] is Verdict.MATCH


def test_an_entry_from_before_there_was_a_model_is_graded():
    question = question_of(FFION, prepare(FFION), weigher())
    found = told(question, stored(prepare(FFION)))
    assert found.startswith("missing|exact 1|exact 1|exact 1")
    assert said_of(found, question["m"])[1] is Verdict.MATCH


def first_name(record):
    return record["given"] if record["known"] or len(record["given"]) == 1 else ""


def test_what_leaves_the_database_is_levels_that_weigh_as_the_model_weighs():
    compared = answered = 0
    judge = Judge(weigher().model, 2**LEAST_BITS, RULES)
    names = [*weigher().model.comparisons]
    for one, another in some_pairs()[:3_000]:
        question = question_of(one, prepare(one), weigher())
        entry = entry_of(another, prepare(another))
        record = prepared(one)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT l, linkage_bits(l, q -> 'bits', NULL), linkage_bits(l, q -> 'bits',"
                " q -> 'own'), linkage_told(q, e) FROM (SELECT %s::jsonb AS q, %s::jsonb AS e) p,"
                " LATERAL (SELECT linkage_levels(q -> 'm', e -> 'm') AS l OFFSET 0) c",
                [json.dumps(question), json.dumps(entry)],
            )
            levels, bits, own, found = cursor.fetchone()
        weights = [
            weigher().model.weight(
                name, level, record.get(weigher().model.comparisons[name].rare[level], "")
            ) if level >= 0 else 0.0
            for name, level in zip(names, levels, strict=False)
        ]  # fmt: skip
        assert bits == pytest.approx(sum(weights), abs=1e-9)
        assert own == pytest.approx(sum(weights[place] for place in weigher().own), abs=1e-9)
        compared += 1
        if found is None or "|" in found:
            continue
        answered += 1
        assert re.fullmatch(r"(-1|\d)(,(-1|\d)){13}", found)
        assert [*map(int, found.split(","))] == levels
        judged = weigher().told(record, levels)
        assert judged.weight == pytest.approx(bits, abs=1e-9)
        # as if both names had been seen
        names_seen = (first_name(record), first_name(prepared(another)))
        assert judged.verdict == judge.verdict(tuple(levels[:-2]), weights, names_seen)
    assert compared == 3_000
    assert answered > 200


def test_what_is_sent_weighs_every_level_as_the_model_does():
    model = weigher().model
    names = {column: next(iter(shares), "") for column, shares in model.rarity.items()}
    for record in (names, {}, dict.fromkeys(names, "zzyzx")):
        sent = weigher().weights(record)
        for (name, trained), bits in zip(model.comparisons.items(), sent, strict=True):
            rare = [record.get(column, "") for column in trained.rare]
            assert bits == [model.weight(name, n, value) for n, value in enumerate(rare)]


@pytest.mark.parametrize(
    "entry",
    [
        other(("Sara",), birth=PartialDate(1988, 9, 21)),
        other((), "Parry", birth=None),
        other(("Mia",), "Lane", addresses=ELSEWHERE),
    ],
)
def test_no_weights_that_are_sent_open_family_or_strangers(entry):
    question = question_of(FFION, prepare(FFION), weigher())
    sent = {name: len(weights) * [1_000.0] for name, weights in enumerate(question["bits"])}
    forged = {**question, "bits": [*sent.values()], "least": -1e9, "least_own": -1e9}
    assert told(forged, entry_of(FFION, prepare(FFION)))
    assert told(forged, entry_of(entry, prepare(entry))) is None


def test_the_model_that_comes_with_it_tells_of_nobody():
    model = weigher().model
    assert set(model.rarity) == NAMED
    assert all(share > model.least for shares in model.rarity.values() for share in shares.values())
    assert "made-up area" in str(model.provenance["sources"])
    assert model.guards == {"family": True, "namesake": True}


def test_an_installation_may_have_its_own_model(settings, tmp_path):
    ours = weigher().model
    own = tmp_path / "model.json"
    own.write_text(replace(ours, made_on="2026-11-25").text())
    settings.MODEL = str(own)
    assert weigher().model.made_on == "2026-11-25"
    assert weigher().model.sha256 != ours.sha256
    changed = tmp_path / "changed.json"
    changed.write_text(own.read_text().replace("2026-11-25", "2026-11-24"))
    settings.MODEL = str(changed)
    with pytest.raises(FileError, match="changed after it was made"):
        weigher()
    lacking = tmp_path / "lacking.json"
    fewer = {name: one for name, one in ours.comparisons.items() if name != "sex"}
    lacking.write_text(replace(ours, comparisons=fewer).text())
    settings.MODEL = str(lacking)
    with pytest.raises(FileError, match="no weights for 'sex'"):
        weigher()
    assert fault_of_model().startswith(f"{lacking}: ")
    [fault] = run_checks(tags=["installation"])
    assert fault.id == BAD_MODEL
    assert str(lacking) in fault.msg


def test_a_model_that_serves_is_no_fault():
    assert fault_of_model() == ""
    assert run_checks(tags=["installation"]) == []
