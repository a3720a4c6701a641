import pytest

from joinedup.insight.evaluation.methods.tables import DataError
from joinedup.insight.evaluation.methods.value.library import deflators, rate, unit_costs

OWN = """
[eviction]
what = "an eviction"
unit = "eviction"
pounds = 7000
price_year = "2022-23"
source = "Our own ledger, 2023"
"""


def test_every_unit_cost_has_its_source_and_a_year_that_the_deflator_knows():
    for name, cost in unit_costs().items():
        assert len(cost.source) > 20, name
        assert cost.at("2024-25") > cost.pounds > 0, name


def test_the_deflator_is_the_treasurys():
    assert deflators().index["2024-25"] == 100
    assert rate("2018-19", "2024-25") == pytest.approx(100 / 78.7948)
    assert rate("2013-14", "2024-25") == pytest.approx(1.3693, abs=1e-3)
    assert rate("2020-21", "2020-21") == 1


def test_years_follow_one_another():
    years = sorted(deflators().index)
    assert [int(year[:4]) for year in years] == list(range(2000, 2025))
    assert all(int(year[5:]) == (int(year[:4]) + 1) % 100 for year in years)


def test_a_partnerships_own_costs_stand_beside_and_go_before():
    found = unit_costs(OWN)
    assert found["eviction"].pounds == 7000
    assert "robbery" in found
    mine = unit_costs(OWN.replace("eviction]", "robbery]"))
    assert mine["robbery"].source == "Our own ledger, 2023"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (OWN.replace("pounds = 7000", ""), "does not say its pounds"),
        (OWN.replace("7000", "-7"), "no pounds above 0"),
        (OWN.replace("2022-23", "2022"), "no financial year"),
        (OWN.replace("source", "origin"), "does not say its source"),
        ("[a", "no TOML"),
        ("a = 1", "a is no table"),
    ],
)
def test_a_cost_without_source_or_year_is_refused(text, said):
    with pytest.raises(DataError, match=said):
        unit_costs(text)


def test_a_year_that_is_not_known_is_said():
    with pytest.raises(DataError, match="no deflator for 1990-91"):
        rate("1990-91", "2024-25")
