"""The rules of sealed matching, each as a table of what follows from what."""

from itertools import product
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.practice.think_family.rules import states
from joinedup.practice.think_family.rules.approvals import Approver, Asked, still_missing, why_not
from joinedup.practice.think_family.rules.counts import in_words, rounded
from joinedup.practice.think_family.rules.criteria import Criteria, what_is_wrong
from joinedup.practice.think_family.rules.extract_file import OPTIONAL, REQUIRED, read_row
from joinedup.practice.think_family.rules.families import MOST_IN_A_HOME, Record, find
from joinedup.practice.think_family.rules.needs import NEEDS
from joinedup.practice.think_family.rules.states import Event, State, may_cause
from joinedup.trust.agencies.rules import Role

GUIDE = Path(__file__).parents[5] / "docs" / "guide" / "sealed-matching-states.md"
LEAD, OTHER, STRANGER = (UUID(int=n) for n in (1, 2, 3))
PROPOSER, SECOND, TEAM = (UUID(int=n) for n in (4, 5, 6))
ASKED = Asked(LEAD, frozenset({LEAD, OTHER}), PROPOSER, TEAM)


def test_the_guide_shows_the_states_of_the_rules():
    remedy = "python -m joinedup.practice.think_family.rules.states"
    assert GUIDE.read_text(encoding="utf-8") == states.page(), f"Copy what this says: {remedy}"


def test_every_state_is_reached_and_leads_somewhere_or_ends():
    assert {t.target for t in states.TRANSITIONS} == set(State) - {State.DRAFT}
    assert {t.source for t in states.TRANSITIONS} == set(State) - states.ENDED


def test_what_happens_by_itself_nobody_can_cause():
    by_itself = {t.event for t in states.TRANSITIONS if t.side is states.Side.NOBODY}
    assert by_itself == {
        Event.LAST_APPROVAL,
        Event.FINISH_RUN,
        Event.RUN_FAILED,
        Event.END_DATE,
    }
    for event, state in product(by_itself, State):
        assert not may_cause(event, state, frozenset(Role), leads=True, contributes=True)


@pytest.mark.parametrize(
    ("event", "state", "role", "leads", "contributes", "may"),
    [
        (Event.SUBMIT, State.DRAFT, Role.INFORMATION_GOVERNANCE_LEAD, True, False, True),
        (Event.SUBMIT, State.DRAFT, Role.INFORMATION_GOVERNANCE_LEAD, False, True, False),
        (Event.SUBMIT, State.DRAFT, Role.TEAM_MANAGER, True, True, False),
        (Event.START_RUN, State.SUBMITTED, Role.INFORMATION_GOVERNANCE_LEAD, True, True, False),
        (Event.START_RUN, State.OPEN, Role.INFORMATION_GOVERNANCE_LEAD, True, False, True),
        (Event.START_RUN, State.OPEN, Role.INFORMATION_GOVERNANCE_LEAD, False, True, False),
        (Event.SEND_EXTRACT, State.OPEN, Role.RESEARCHER, False, True, True),
        (Event.SEND_EXTRACT, State.OPEN, Role.RESEARCHER, True, False, False),
        (Event.SEND_EXTRACT, State.RUNNING, Role.RESEARCHER, False, True, False),
        (Event.RELEASE, State.MATCHED, Role.TEAM_MANAGER, True, True, False),
        (Event.CLOSE, State.RELEASED, Role.INFORMATION_GOVERNANCE_LEAD, True, False, True),
        (Event.WITHDRAW, State.RELEASED, Role.INFORMATION_GOVERNANCE_LEAD, True, False, False),
    ],
)
def test_who_may_do_what_when(event, state, role, leads, contributes, may):
    roles = frozenset({role})
    assert may_cause(event, state, roles, leads=leads, contributes=contributes) is may


@pytest.mark.parametrize(
    ("person", "agency", "role", "teams", "may"),
    [
        (SECOND, LEAD, Role.INFORMATION_GOVERNANCE_LEAD, (), True),
        (SECOND, LEAD, Role.BOARD_MEMBER, (), True),
        (SECOND, LEAD, Role.TEAM_MANAGER, (), True),
        (SECOND, LEAD, Role.TEAM_MANAGER, (TEAM,), False),
        (SECOND, LEAD, Role.PRACTITIONER, (), False),
        (PROPOSER, LEAD, Role.INFORMATION_GOVERNANCE_LEAD, (), False),
        (SECOND, OTHER, Role.INFORMATION_GOVERNANCE_LEAD, (), True),
        (SECOND, OTHER, Role.BOARD_MEMBER, (), False),
        (PROPOSER, OTHER, Role.INFORMATION_GOVERNANCE_LEAD, (), False),
        (SECOND, STRANGER, Role.INFORMATION_GOVERNANCE_LEAD, (), False),
    ],
)
def test_who_may_decide(person, agency, role, teams, may):
    approver = Approver(person, agency, frozenset({role}), frozenset(teams))
    assert (why_not(ASKED, approver) == "") is may


def test_every_agency_has_to_approve_and_the_lead_agency_with_them():
    assert still_missing(ASKED, []) == {LEAD, OTHER}
    assert still_missing(ASKED, [OTHER]) == {LEAD}
    assert still_missing(ASKED, [LEAD, OTHER]) == set()
    leads_only = Asked(LEAD, frozenset({OTHER}), PROPOSER, TEAM)
    assert still_missing(leads_only, [OTHER]) == {LEAD}


@pytest.mark.parametrize(
    ("facts", "met"),
    [
        ([("crime", "police"), ("health", "nhs"), ("education", "council")], True),
        ([("crime", "police"), ("health", "nhs"), ("education", "nhs")], True),
        ([("crime", "police"), ("health", "nhs")], False),
        # One need that three agencies know of is one need.
        ([("crime", "police"), ("crime", "nhs"), ("crime", "council")], False),
        # Three needs of one agency need no matching.
        ([("crime", "police"), ("health", "police"), ("education", "police")], False),
        ([], False),
    ],
)
def test_three_needs_from_two_agencies(facts, met):
    assert Criteria(3, 2).met_by(facts) is met


def test_a_need_that_every_family_must_have():
    facts = [("crime", "police"), ("health", "nhs"), ("education", "nhs")]
    assert Criteria(3, 2, frozenset({"crime"})).met_by(facts)
    assert not Criteria(3, 2, frozenset({"housing"})).met_by(facts)


@pytest.mark.parametrize(
    ("criteria", "wrong"),
    [
        (Criteria(2, 2), ""),
        (Criteria(2, 1), "Enter 2 or more"),
        (Criteria(2, 3), "Only 2 agencies"),
        (Criteria(4, 2), "contribute 3 different needs"),
        (Criteria(2, 2, frozenset({"housing"})), "contributed by nobody"),
    ],
)
def test_criteria_that_nobody_could_meet_are_refused(criteria, wrong):
    contributed = {
        "police": frozenset({"crime", "health"}),
        "nhs": frozenset({"health", "finance"}),
    }
    found = what_is_wrong(criteria, contributed)
    assert (found is None) is (wrong == "")
    assert found is None or wrong in found.words


@given(number=st.integers(0, 10_000))
def test_no_number_below_five_is_told_and_no_exact_one(number):
    shown = rounded(number)
    assert (shown is None) == (number < 5)
    if shown is not None:
        assert shown % 5 == 0
        assert abs(shown - number) <= 2
    assert in_words(shown) == ("fewer than 5" if shown is None else f"about {shown:,}")


def _found(records, person, uncertain=(), criteria=None):
    return find(records, person, uncertain, criteria or Criteria(2, 2))


def _record(agency, needs="", address="", household=""):
    return Record(agency, frozenset(needs.split()), address, household)


def test_people_at_one_address_are_a_family():
    found = _found([_record("police", "crime", "A"), _record("nhs", "health", "A")], [0, 1])
    assert [sorted(f.people) for f in found.qualifying] == [[0, 1]]
    apart = _found([_record("police", "crime", "A"), _record("nhs", "health", "B")], [0, 1])
    assert (apart.families, apart.qualifying) == (2, ())


def test_people_of_one_household_are_a_family_and_references_of_two_agencies_are_not_one():
    records = [
        _record("police", "crime", "A", "H1"),
        _record("nhs", "health", "B", "H1"),
        _record("nhs", "", "A", "H2"),
    ]
    assert _found(records, [0, 1, 2]).qualifying == ()
    records[2] = _record("nhs", "", "", "H1")
    assert _found(records, [0, 1, 0]).families == 1


def test_a_record_without_an_address_takes_that_of_its_household_where_it_is_one():
    records = [
        _record("nhs", "", "A", "H1"),
        _record("nhs", "health", "", "H1"),
        _record("police", "crime", "A"),
    ]
    assert len(_found(records, [0, 1, 2]).qualifying) == 1
    records.append(_record("nhs", "", "B", "H1"))
    assert _found(records, [0, 1, 2, 3]).qualifying == ()


def test_a_child_with_two_homes_does_not_put_the_needs_of_two_homes_together():
    """Harm: the other parent's new family comes out by name for what goes on elsewhere."""
    records = [
        _record("police", "crime", "A"),
        _record("council", "", "A"),
        _record("council", "", "B"),
        _record("nhs", "health", "B"),
    ]
    found = _found(records, [0, 1, 1, 2])
    assert (found.families, found.qualifying) == (2, ())


def test_an_old_address_does_not_put_a_family_together_with_who_lives_there_now():
    records = [
        _record("police", "crime", "OLD"),
        _record("police", "", "NEW"),
        _record("nhs", "health", "OLD"),
    ]
    # 0 and 1 are one person who has moved; 2 lives at the old address now, alone.
    found = _found(records, [0, 0, 1], criteria=Criteria(2, 2))
    assert len(found.qualifying) == 1
    # The move itself makes no third home of both.
    assert found.families == 1


def test_what_a_family_has_at_home_is_not_what_one_of_them_has_elsewhere():
    """Harm: the address of a father who left comes out with the family of the mother."""
    records = [
        _record("police", "crime", "A"),
        _record("nhs", "health", "A"),
        _record("council", "", "B"),
    ]
    [family] = _found(records, [0, 1, 1]).qualifying
    assert (family.people, family.at_home) == ({0, 1}, {0, 1})


def test_a_hostel_is_no_family():
    many = [_record("police", "crime", "A") for _ in range(MOST_IN_A_HOME)]
    found = _found([*many, _record("nhs", "health", "A")], range(len(many) + 1))
    assert (found.qualifying, found.too_large) == ((), 1)
    assert found.families == MOST_IN_A_HOME + 1


def test_an_uncertain_link_makes_no_family_meet_the_criteria_and_is_counted():
    records = [_record("police", "crime", "A"), _record("nhs", "health", "B")]
    found = _found(records, [0, 1], [(0, 1)])
    assert found.qualifying == ()
    assert (found.hanging, found.by_agency) == (2, {"police": 2, "nhs": 2})
    # Not where it would make no difference.
    assert _found(records, [0, 1], [(0, 1)], Criteria(3, 2)).hanging == 0


@given(data=st.data())
def test_the_order_of_the_records_changes_nothing(data):
    agencies, needs = ("police", "nhs", "council"), ("crime", "health", "education")
    rows = data.draw(
        st.lists(
            st.tuples(
                st.builds(
                    _record,
                    st.sampled_from(agencies),
                    st.sampled_from(needs),
                    st.sampled_from(["", "A", "B", "C"]),
                    st.sampled_from(["", "H1"]),
                ),
                st.integers(0, 4),
            ),
            min_size=1,
            max_size=12,
        )
    )
    shuffled = data.draw(st.permutations(rows))
    first, second = (
        _found([r for r, _ in some], [p for _, p in some]) for some in (rows, shuffled)
    )
    named = [{(f.people, f.facts) for f in one.qualifying} for one in (first, second)]
    assert named[0] == named[1]
    assert (first.families, first.too_large) == (second.families, second.too_large)


def _read(**cells):
    values = dict.fromkeys((*REQUIRED, *OPTIONAL), "")
    values |= {"record_id": "R1", "given_names": "Ffion", "family_name": "Ŵyn"}
    return read_row(values | cells, frozenset({"crime", "health"}))


def test_a_row_of_an_extract():
    row, faults = _read(
        birth_date="3/5/2016", needs="Crime; HEALTH", address_line="14 Larch Rd", postcode="qx42ab"
    )
    assert faults == []
    assert (row.birth_date, row.needs, row.home) == (
        "2016-05-03",
        ("crime", "health"),
        "QX4 2AB/14",
    )
    assert not row.hard_to_link


@pytest.mark.parametrize(
    ("cells", "heading"),
    [
        ({"record_id": ""}, "record_id"),
        ({"given_names": "", "family_name": ""}, ""),
        ({"needs": "poverty"}, "needs"),
        ({"needs": "education"}, "needs"),
        ({"birth_date": "99/99/1999"}, "birth_date"),
        ({"nhs_number": "9434765918"}, "nhs_number"),
        ({"hide_address": "perhaps"}, "hide_address"),
        ({"family_name": "x" * 201}, "family_name"),
    ],
)
def test_what_is_wrong_is_named_by_column_and_never_repeated(cells, heading):
    row, faults = _read(**cells)
    assert [fault.heading for fault in faults] == [heading]
    assert (row is None) == (heading in {"record_id", ""})
    for cell in filter(None, cells.values()):
        assert cell not in faults[0].message


def test_half_a_birth_date_and_no_number_is_hard_to_link():
    row, _ = _read(birth_date="2016-05")
    assert (row.birth_date, row.hard_to_link) == ("2016-05", True)
    row, _ = _read(birth_date="2016-05", nhs_number="9434765919")
    assert not row.hard_to_link


def test_no_fixed_abode_is_no_home():
    for line, code in (("No fixed abode", "ZZ99 3VZ"), ("14 Larch Road", ""), ("", "QX4 2AB")):
        row, _ = _read(address_line=line, postcode=code)
        assert row.home == ""


def test_the_ten_needs_have_words_and_a_kind():
    assert len(NEEDS) == 10
    assert all(need.words and need.category for need in NEEDS.values())
