from datetime import date

import pytest

from joinedup.insight.evaluation.methods.planning.protocol import (
    Done,
    Protocol,
    deviations,
    read_protocol,
)
from joinedup.insight.evaluation.methods.tables import DataError

PROTOCOL = Protocol(
    "Did it help?", date(2026, 1, 10), "Does help lower crime?", "effect",
    {"outcome": "crime", "covariates": ["age", "area"], "level": 0.95, "stages": {"left": "b"}},
    author="The evaluator", families=200, data_sha256="ab12", notes="By lot.",
)  # fmt: skip


def done(**changed):
    told = {
        "action": "effect",
        "settings": {"outcome": "crime", "covariates": ("age", "area"), "level": 0.95,
                     "stages": {"left": "b"}, "seed": 1, "out": "x", "cluster": None},
        "defaults": {"seed": 1, "cluster": None, "covariates": (), "level": 0.9},
        "families": 210,
        "fingerprints": ["ab12"],
    }  # fmt: skip
    return Done(**{**told, **changed})


def with_settings(**changed):
    return done(settings={**done().settings, **changed})


def test_toml_and_json_say_the_same_and_have_the_same_hash():
    again = read_protocol(PROTOCOL.as_toml())
    assert again == PROTOCOL
    assert again.sha256 == PROTOCOL.sha256
    spaced = PROTOCOL.as_toml().replace(" = ", "   =   ") + "\n# a remark\n"
    assert read_protocol(spaced).sha256 == PROTOCOL.sha256


def test_one_changed_word_changes_the_hash():
    changed = PROTOCOL.as_toml().replace('"age"', '"years"')
    assert read_protocol(changed).sha256 != PROTOCOL.sha256


def test_a_kept_protocol_has_no_deviation():
    assert deviations(PROTOCOL, done()) == ()


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (done(action="did"), "promised was effect, done was did"),
        (with_settings(outcome="school"), "--outcome was promised as crime and was school"),
        (with_settings(covariates=("age",)), "--covariates was promised as age, area and was age"),
        (with_settings(level=0.9), "--level was promised as 0.95 and was 0.9"),
        (with_settings(cluster="area"), "--cluster was area, of which the protocol does not speak"),
        (with_settings(seed=2), "--seed was 2, of which the protocol does not speak"),
        (done(families=150), "200 families were planned for, 150 were counted"),
        (done(fingerprints=["cd34"]), "not the file that was promised"),
    ],
)
def test_each_departure_is_told(what, said):
    found = deviations(PROTOCOL, what)
    assert len(found) == 1
    assert said in found[0]


def test_a_promise_that_the_action_does_not_know_is_told():
    settings = {name: v for name, v in done().settings.items() if name != "level"}
    assert "does not know" in deviations(PROTOCOL, done(settings=settings))[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = ", "no TOML or JSON"),
        ('title = "A"', "does not say its registered"),
        (PROTOCOL.as_toml().replace("2026-01-10", '"soon"'), "no date: soon"),
        ('aim = "x"\n' + PROTOCOL.as_toml(), "says aim, which nothing checks"),
        (PROTOCOL.as_toml().replace("200", "0"), "no whole number"),
        ("{", "no TOML or JSON"),
    ],
)
def test_what_is_no_protocol_is_refused(text, said):
    with pytest.raises(DataError, match=said):
        read_protocol(text)
