"""Locate: who may ask, about whom, what is answered, and that nothing else leaks."""

import dataclasses
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from joinedup.base.foundation.ids import new_id
from joinedup.record.linkage import queries
from joinedup.record.linkage.engine.grading import Verdict
from joinedup.record.linkage.engine.identity import (
    NHS_NUMBER,
    Address,
    Identifier,
    Identity,
    Name,
    PartialDate,
)
from joinedup.record.linkage.models import IndexEntry
from joinedup.record.linkage.queries.model import weigher
from joinedup.record.linkage.tests import factories as linkage
from joinedup.record.linkage.tests.factories import a_hub, an_agency, enquiry_folder, imported
from joinedup.record.people import commands
from joinedup.record.people.queries import who_knows
from joinedup.record.people.tests.factories import opening
from joinedup.trust.agencies.models import Membership
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.audit.models import AuditEntry
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.commands import Holder, Opening, share_with
from joinedup.trust.sharing.rules import Category, Outcome, Purpose
from joinedup.trust.sharing.rules.purposes import GROUNDS

pytestmark = pytest.mark.django_db

FFION = Identity(
    names=(Name(("Ffion", "Mair"), "Wyn-Parry"),),
    birth=PartialDate(2016, 5, 3),
    addresses=(Address("14 Larch Rd", "", "QX4 2AB"),),
)


@pytest.fixture
def health():
    agency = an_agency()
    imported(agency, {})
    return agency


@pytest.fixture
def hub():
    return a_hub()


def recorded(hub, identity=FFION):
    """The record of this person that the hub keeps."""
    with session(hub.manager, Purpose.SCREENING):
        return commands.add_known_person(
            hub.manager,
            controller_id=hub.id,
            openings=[opening(hub.team)],
            purpose=Purpose.SCREENING,
            reasons="Named in a contact.",
            identity=identity,
        )


def decision(hub, agency, *, whom=FFION, **fields):
    """A decision to ask an agency about this person, of whom the hub has a record."""
    about = fields.pop("about", None) or recorded(hub, whom).folder
    return linkage.decision(hub, agency, about=about, **fields)


def ask(viewer, decisions, identity=FFION):
    with session(viewer, Purpose.SCREENING):
        return queries.locate(viewer, decisions=decisions, identity=identity)


def test_a_permitted_question_says_whom_to_ring_and_nothing_more(health, hub):
    [answer] = ask(hub.screener, [decision(hub, health)])
    assert answer.agency_id == health.id
    [person] = answer.people
    assert (person.service, person.service_status) == ("Health visiting", "open")
    assert (person.contact_name, person.contact_telephone) == ("Marie Okell", "01632 960301")
    assert person.verdict is Verdict.MATCH
    assert person.score > 0.99
    assert person.words.startswith("Same surname, first name, middle names, birth date")
    held = {"ffion", "parry", "2016", "larch", "qx4", "r1"}
    told = " ".join(map(str, dataclasses.astuple(answer))).casefold()
    assert not [word for word in held if word in told.replace(str(person.entry_id), "")]


def test_not_known_comes_with_coverage(health, hub):
    somebody = Identity(names=(Name(("Oluwaseun",), "Adeyemi"),), birth=PartialDate(2011, 2, 9))
    [answer] = ask(hub.screener, [decision(hub, health, whom=somebody)], somebody)
    assert not answer.known
    assert answer.coverage.known == 1
    assert answer.coverage.newest_update.isoformat() == "2026-11-01"


def test_an_agency_without_an_import_is_not_known_and_says_so(hub):
    police = an_agency("Police")
    [answer] = ask(hub.screener, [decision(hub, police)])
    assert not answer.known
    assert answer.coverage.imported_at is None


@pytest.mark.parametrize(
    "fields",
    [
        {"outcome": Outcome.DENY},
        {"outcome": Outcome.REVIEW},
        {"purpose": Purpose.SCREENING},
        {"purpose": Purpose.OWN_RECORDS},
        {"categories": [Category.HEALTH]},
    ],
)
def test_any_other_decision_is_as_if_it_did_not_exist(health, hub, fields):
    assert ask(hub.screener, [decision(hub, health, **fields)]) == []
    assert ask(hub.screener, [new_id()]) == []
    assert ask(hub.screener, []) == []


def test_an_old_decision_no_longer_counts(health, hub):
    with pytest.MonkeyPatch.context() as patch:
        long_ago = timezone.now() - timedelta(days=29)
        patch.setattr("django.utils.timezone.now", lambda: long_ago)
        old = decision(hub, health)
    assert ask(hub.screener, [old]) == []


def test_only_for_the_asking_agencys_hub_and_in_its_own_folder(health, hub):
    permitted = decision(hub, health)
    elsewhere = a_hub()
    assert ask(elsewhere.screener, [permitted]) == []
    assert ask(health.researcher, [permitted]) == []
    other_folder = enquiry_folder(elsewhere.manager, elsewhere.team)
    assert ask(hub.screener, [decision(hub, health, folder=other_folder)]) == []
    assert len(ask(hub.manager, [permitted])) == 1


def test_a_screener_cannot_permit_themselves(health, hub):
    assert ask(hub.screener, [decision(hub, health, by=hub.screener)]) == []


def test_a_decision_of_somebody_who_has_since_lost_the_role_no_longer_counts(health, hub):
    permitted = decision(hub, health)
    yesterday = timezone.localdate() - timedelta(days=1)
    agencies.change(
        Membership.objects.filter(professional_id=hub.manager.professional_id), ends_on=yesterday
    )
    assert ask(hub.screener, [permitted]) == []


def test_a_person_may_permit_what_the_rules_left_open(health, hub):
    waiting = decision(hub, health, outcome=Outcome.REVIEW)
    assert ask(hub.screener, [waiting]) == []
    with session(hub.manager, Purpose.SCREENING):
        share_with(
            hub.manager,
            folder=hub.folder,
            purpose=Purpose.SIGNIFICANT_HARM,
            rule="person_decided",
            reasons="Proportionate.",
            openings=[Opening(Holder(team_id=health.desk.pk), [Category.REQUEST])],
        )
    assert len(ask(hub.screener, [waiting])) == 1


def test_only_the_agencies_decided_about_are_asked(health, hub):
    police = an_agency("Police")
    imported(police, {"service": "Public protection"})
    ffion = recorded(hub).folder
    denied = decision(hub, police, about=ffion, outcome=Outcome.DENY)
    [answer] = ask(hub.screener, [decision(hub, health, about=ffion), denied])
    assert answer.agency_id == health.id


def test_somebody_who_has_left_the_agency_is_not_known_there(health, hub):
    imported(health, {"record_id": "R2", "given_names": "Owain"}, complete=True)
    [answer] = ask(hub.screener, [decision(hub, health)])
    assert not [p for p in answer.people if p.verdict is Verdict.MATCH]


def test_twins_are_two_answers_and_never_one(hub):
    health = an_agency()
    imported(
        health,
        {"record_id": "T1", "given_names": "Ffion"},
        {"record_id": "T2", "given_names": "Cerys"},
    )
    unnamed = dataclasses.replace(FFION, names=(Name((), "Wyn-Parry"),))
    [answer] = ask(hub.screener, [decision(hub, health, whom=unnamed)], unnamed)
    assert [p.verdict for p in answer.people] == [Verdict.POSSIBLE, Verdict.POSSIBLE]
    assert "twins cannot be ruled out" in answer.people[0].reason
    [named] = ask(hub.screener, [decision(hub, health)])
    assert [p.verdict for p in named.people] == [Verdict.MATCH, Verdict.POSSIBLE_RELATIVE]


@pytest.mark.parametrize(
    ("row", "identity", "words"),
    [
        (
            {"given_names": "Stephanie", "family_name": "Smith", "postcode": ""},
            Identity(names=(Name(("Steffie",), "Smith"),), birth=PartialDate(2016, 5, 3)),
            "first names are forms of one name",
        ),
        (
            {"given_names": "Stephanie", "family_name": "Smith", "birth_date": "2016-03-05"},
            Identity(names=(Name(("Stephanie",), "Smith"),), birth=PartialDate(2016, 5, 3)),
            "day and month swapped",
        ),
        (
            {"given_names": "Stephanie", "family_name": "Smith", "address_line": ""},
            Identity(
                names=(Name(("Stephanie",), "Smith"),),
                birth=PartialDate(2016, 5, 3),
                addresses=(Address(postcode="qx42ab"),),
            ),
            "Same surname, first name, birth date and postcode",
        ),
        (
            {"given_names": "Stephanie", "family_name": "Smyth"},
            Identity(names=(Name(("Smith",), "Stephanie"),), birth=PartialDate(2016, 5, 3)),
            "surname of one is the first name of the other",
        ),
    ],
)
def test_names_and_dates_as_agencies_write_them(hub, row, identity, words):
    health = an_agency()
    imported(health, row)
    [answer] = ask(hub.screener, [decision(hub, health, whom=identity)], identity)
    assert answer.known
    assert words in answer.people[0].words


def test_each_agency_asked_can_see_that_it_was_asked(health, hub):
    permitted = decision(hub, health)
    ask(hub.screener, [permitted])
    model = weigher().model.sha256
    with session(health.lead, Purpose.INFORMATION_GOVERNANCE):
        entry = AuditEntry.objects.get(action="located")
        assert entry.subject_id == permitted
        assert entry.folder_id == hub.folder.pk
        assert entry.actor_id == hub.screener.professional_id
        assert entry.details == {"purpose": "significant_harm", "answers": 1, "model": model}


def test_an_attempt_without_a_decision_is_in_the_log(health, hub):
    ask(hub.screener, [new_id()])
    with session(hub.screener, Purpose.SCREENING):
        assert AuditEntry.objects.get(action="located").details == {"asked": 0, "decisions": 1}


def test_one_enquiry_cannot_go_through_an_index(health, hub):
    permitted = decision(hub, health)
    with session(hub.screener, Purpose.SCREENING):
        for _ in range(400):
            queries.locate(hub.screener, decisions=[permitted], identity=FFION)
        with pytest.raises(ValueError, match="too many people today"):
            queries.locate(hub.screener, decisions=[permitted], identity=FFION)


def test_the_asker_still_sees_no_row(health, hub):
    permitted = decision(hub, health)
    with session(hub.screener, Purpose.SCREENING):
        queries.locate(hub.screener, decisions=[permitted], identity=FFION)
        assert not IndexEntry.objects.exists()


def test_without_a_session_nobody_asks(health, hub):
    permitted = decision(hub, health)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM linkage_locate(%s, %s, '{}')", [[permitted], []])
        assert cursor.fetchall() == []
        cursor.execute("SELECT * FROM linkage_coverage(%s)", [[health.id]])
        assert cursor.fetchall() == []


def test_the_purposes_are_those_of_the_rules():
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'linkage_locate'")
        source = cursor.fetchone()[0]
    for purpose, ground in GROUNDS.items():
        assert (f"'{purpose}'" in source) is ground.multi_agency


SOMEBODY = Identity(
    names=(Name(("Oluwaseun",), "Adeyemi"),),
    birth=PartialDate(2011, 2, 9),
    addresses=(Address("14 Larch Rd", "", "QX4 2AB"),),
)


def test_a_decision_answers_about_its_own_person_alone(health, hub):
    imported(
        health,
        {"record_id": "R2", "given_names": "Oluwaseun", "family_name": "Adeyemi"}
        | {"birth_date": "2011-02-09"},
    )
    about_ffion, about_somebody = decision(hub, health), decision(hub, health, whom=SOMEBODY)
    assert ask(hub.screener, [about_ffion], SOMEBODY) == []
    assert ask(hub.screener, [about_somebody], FFION) == []
    assert ask(hub.screener, [about_ffion, about_somebody], FFION) == []
    [answer] = ask(hub.screener, [about_somebody], SOMEBODY)
    assert answer.people[0].verdict is Verdict.MATCH
    with session(hub.screener, Purpose.SCREENING):
        refused = AuditEntry.objects.filter(action="located", subject_id=None)
        assert [entry.details["asked"] for entry in refused] == [0, 0, 0]


def test_only_the_persons_own_keys_are_looked_for(health, hub):
    """Nobody can be asked about under the birth date of somebody who lives there too."""
    unborn = dataclasses.replace(SOMEBODY, birth=None)
    permitted = decision(hub, health, whom=SOMEBODY)
    forged = dataclasses.replace(FFION, birth=None, addresses=())
    assert ask(hub.screener, [permitted], forged) == []
    assert ask(hub.screener, [permitted], dataclasses.replace(unborn, birth=FFION.birth)) == []


# ---- children who are not born yet ---------------------------------------------------------

DUE = timezone.localdate() + timedelta(days=30)
UNBORN = Identity(names=(Name((), "Ashdown"),), expected=DUE, addresses=FFION.addresses)
ELLA = Identity(
    names=(Name(("Ella",), "Ashdown"),),
    birth=PartialDate(*(timezone.localdate() - timedelta(days=6)).timetuple()[:3]),
    addresses=FFION.addresses,
)


def expected(days=0, **row):
    """As a midwifery service has the child: under the mother's surname, at her address."""
    due = (DUE + timedelta(days=days)).isoformat()
    return {"given_names": "", "family_name": "Coverdale", "birth_date": ""} | (
        {"expected_date": due} | row
    )


@pytest.mark.parametrize(
    ("asked", "row"),
    [
        (UNBORN, expected(family_name="Ashdown")),
        (UNBORN, expected()),
        (UNBORN, expected(-12)),
        (UNBORN, expected(given_names="Baby")),
        (UNBORN, expected(given_names="Ella", birth_date="today", expected_date="")),
        (ELLA, expected()),
        (ELLA, expected(family_name="Ashdown")),
    ],
)
def test_a_baby_not_yet_born_is_found_at_home_and_is_never_a_match(hub, asked, row):
    """A plan made before the birth is lost when the other parent's surname is written down."""
    born = (timezone.localdate() - timedelta(days=3)).isoformat()
    if row["birth_date"]:
        row = row | {"birth_date": born}
    midwives = an_agency("Midwives")
    imported(midwives, row)
    [answer] = ask(hub.screener, [decision(hub, midwives, whom=asked)], asked)
    [person] = answer.people
    assert person.verdict is Verdict.POSSIBLE
    assert person.contact_telephone


@pytest.mark.parametrize(
    "row",
    [
        expected(address_line="16 Larch Road"),
        expected(200),
        expected(-60),
        expected(postcode="ZQ9 7XX"),
        {"given_names": "Fatima", "family_name": "Coverdale", "birth_date": "1988-02-11"},
        {"given_names": "Yusuf", "family_name": "Coverdale", "birth_date": "2019-02-11"},
    ],
)
def test_nobody_else_at_the_postcode_of_an_unborn_child_is_told_of(hub, row):
    """Not a neighbour's child, not the child of another pregnancy, and nobody grown up."""
    midwives = an_agency("Midwives")
    imported(midwives, row)
    [answer] = ask(hub.screener, [decision(hub, midwives, whom=UNBORN)], UNBORN)
    assert not answer.known


def test_somebody_grown_up_is_not_sought_by_the_postcode(health, hub):
    imported(health, expected(record_id="R2"))
    [answer] = ask(hub.screener, [decision(hub, health)])
    assert [person.verdict for person in answer.people] == [Verdict.MATCH]


def test_a_mothers_number_on_an_unborn_childs_record_makes_no_match(hub):
    number = {"nhs_number": "9434765919"}
    midwives = an_agency("Midwives")
    imported(midwives, expected(family_name="Ashdown", **number))
    numbered = dataclasses.replace(ELLA, identifiers=(Identifier(NHS_NUMBER, "9434765919"),))
    [answer] = ask(hub.screener, [decision(hub, midwives, whom=numbered)], numbered)
    assert [person.verdict for person in answer.people] == [Verdict.POSSIBLE]
    assert "before the birth" in answer.people[0].reason


def test_a_number_that_is_not_the_persons_is_not_asked_about(health, hub):
    numbered = dataclasses.replace(FFION, identifiers=(Identifier(NHS_NUMBER, "9434765919"),))
    assert ask(hub.screener, [decision(hub, health)], numbered) == []
    assert len(ask(hub.screener, [decision(hub, health, whom=numbered)], numbered)) == 1


def test_day_and_month_may_be_exchanged(hub):
    health = an_agency()
    imported(health, {"birth_date": "2016-03-05", "address_line": "", "family_name": "Parri"})
    [answer] = ask(hub.screener, [decision(hub, health)])
    assert answer.known


def test_a_decision_that_names_nobody_opens_nothing(health, hub):
    recorded(hub)
    assert ask(hub.screener, [linkage.decision(hub, health)]) == []


def test_nobody_asks_about_a_record_that_they_may_not_read(health, hub):
    elsewhere = a_hub()
    theirs = recorded(elsewhere).folder
    assert ask(hub.screener, [decision(hub, health, about=theirs)]) == []


def test_the_question_is_made_from_the_record(health, hub):
    ffion = recorded(hub)
    permitted = decision(hub, health, about=ffion.folder)
    with session(hub.screener, Purpose.SCREENING):
        [answer] = who_knows(hub.screener, ffion.pk, decisions=[permitted])
    assert answer.people[0].verdict is Verdict.MATCH


@pytest.mark.django_db(transaction=True)
def test_while_somebody_waits_on_the_telephone_it_takes_three_statements(health, hub):
    ffion = recorded(hub)
    permitted = decision(hub, health, about=ffion.folder)
    with CaptureQueriesContext(connection) as sent, session(hub.screener, Purpose.SCREENING):
        who_knows(hub.screener, ffion.pk, decisions=[permitted])
    read = [one["sql"] for one in sent if one["sql"] not in {"BEGIN", "COMMIT"}]
    for what, statement in zip(("open_session", "people_person", "locate"), read, strict=True):
        assert what in statement


def test_a_question_is_not_planned_anew():
    with connection.cursor() as cursor:
        cursor.execute("SELECT proconfig FROM pg_proc WHERE proname = 'linkage_locate'")
        [[settings]] = cursor.fetchall()
    assert {"plan_cache_mode=force_generic_plan", "enable_seqscan=off"} <= set(settings)


def test_called_by_itself_the_function_gives_no_key_that_is_hidden(health, hub):
    folder = recorded(hub).folder
    keys = {}
    for viewer in (hub.screener, a_hub().screener, health.researcher):
        with session(viewer, Purpose.SCREENING), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM linkage_keys_of(%s)", [folder.pk])
            keys[viewer] = cursor.fetchone()[0]
    assert [count > 0 for count in keys.values()] == [True, False, False]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("date", "is_found"),
    [
        ((2008, 10, 21), True),
        ((2008, 3, 4), True),
        ((2008, None, None), True),
        ((1999, 10, 21), True),
        ((None, None, None), True),
        ((1999, 10, 4), False),
        ((1999, 3, 21), False),
        ((1999, None, None), False),
    ],
)
def test_a_whole_name_finds_whose_birth_date_could_be_the_same(date, is_found):
    """Asked about 21 October 2008: year, or month and day, or no date recorded."""
    name, other = "1:fg:ffion|parry", "1:fb:parry|20081021"
    wanted = [f"{name}|", f"{name}|2008", f"{name}|10-21"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT linkage_names_and_dates("
            "%s::varchar[], %s::smallint, %s::smallint, %s::smallint)",
            [[name, other], *date],
        )
        keys = cursor.fetchone()[0]
    assert bool({*keys} & {*wanted}) is is_found
    assert all(key.startswith(name) for key in keys)
