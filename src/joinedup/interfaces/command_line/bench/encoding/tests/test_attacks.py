"""The attacks work where they should: one that undoes nothing anywhere would prove nothing."""

from datetime import date

import numpy as np
import pytest

from joinedup.interfaces.command_line.bench.encoding import attacks
from joinedup.interfaces.command_line.bench.encoding.people import made_up, many
from joinedup.record.linkage.engine.encoding import Scheme, encode
from joinedup.record.linkage.engine.encoding.scheme import LAYOUTS, Part

KEY, OWN_KEY = bytes(range(32)), bytes(range(32, 64))
OPEN = Scheme(fold=False)


@pytest.fixture(scope="module")
def area():
    return made_up(1000, date(2026, 11, 20))


@pytest.fixture(scope="module")
def people(area):
    return area.only(area.once()[0])


def test_counting_undoes_a_name_by_itself_and_nothing_that_is_handed_over(people, monkeypatch):
    by_itself = (Part("name", "given name", 256, (("given", 120),)),)
    monkeypatch.setitem(LAYOUTS, "name", by_itself)
    guess = attacks.commonest(people)
    alone = attacks.by_counting(encode(people, Scheme("name", fold=False), KEY), people)
    assert alone.given > 0.3
    for scheme in (Scheme(), OPEN, Scheme("whole")):
        undone = attacks.by_counting(encode(people, scheme, KEY), people)
        assert undone.given <= guess.given + 0.01


def test_known_people_undo_the_rest_and_folding_and_salt_make_it_harder(area):
    fields = many(area, 1500)
    shares = [
        attacks.by_known_people(encode(fields, scheme, KEY), fields, 500).given
        for scheme in (OPEN, Scheme(), Scheme(salt=True))
    ]
    assert shares[0] > 0.5
    assert shares[0] > shares[1] + 0.2 > shares[2] + 0.2


def test_who_resembles_whom_undoes_open_encodings_and_not_folded_ones(people):
    turned = np.random.default_rng(1).permutation(len(people["given"]))
    listed = {name: [rows[n] for n in turned] for name, rows in people.items()}
    shares = []
    for scheme in (OPEN, Scheme()):
        bits, ours = encode(people, scheme, KEY), encode(listed, scheme, OWN_KEY)
        shares.append(attacks.by_resemblance(bits, listed, ours, np.argsort(turned)).family)
    assert shares[0] > 0.8
    assert shares[1] < shares[0] / 2


def test_whoever_holds_the_key_undoes_nearly_everything(people):
    bits = encode(people, Scheme(salt=True), KEY)
    truth = np.arange(len(bits))
    assert attacks.by_the_key(bits, people, bits, truth).given > 0.95
    other = encode(people, Scheme(), OWN_KEY)
    assert attacks.by_the_key(bits[:, :64], people, other[:, :64], truth).given < 0.1
