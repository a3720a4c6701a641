"""No address leaves the hub that was not ticked; what is known against sending it is said first."""

from dataclasses import replace
from datetime import date
from itertools import product as every

import pytest
from django.utils import timezone

from joinedup.practice.safeguarding_hub import commands
from joinedup.practice.safeguarding_hub.models import InformationProduct, Subject
from joinedup.practice.safeguarding_hub.queries.addresses import sendable_addresses
from joinedup.practice.safeguarding_hub.rules.addresses import TELL_NOBODY, Whereabouts, cautions
from joinedup.practice.safeguarding_hub.rules.outcomes import HowMuch
from joinedup.practice.safeguarding_hub.tests import factories, kept, rooms
from joinedup.record.people.commands import add_address, correct_address, move
from joinedup.record.people.rules import AddressUse
from joinedup.trust.agencies.rules import Role
from joinedup.trust.audit.models import AuditEntry
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.commands import restrict_to_named_people
from joinedup.trust.sharing.rules import Purpose, Told

SAFE = Whereabouts(
    whose="Ffion",
    others=0,
    refuge=False,
    named_people_only=False,
    telling_unsafe=False,
    not_there=(),
)
SAID = {
    "refuge": "This is a refuge",
    "named_people_only": "open to named people only",
    "telling_unsafe": "telling the family would not be safe",
}


@pytest.mark.parametrize("facts", list(every([False, True], repeat=3)))
def test_each_danger_is_said_and_no_other(facts):
    where = replace(SAFE, **dict(zip(SAID, facts, strict=True)))
    said = " ".join(cautions(where))
    assert {name for name in SAID if SAID[name] in said} == {
        name for name, is_so in zip(SAID, facts, strict=True) if is_so
    }
    assert where.to_be_kept is any(facts)


def test_others_and_other_addresses():
    assert cautions(SAFE) == []
    assert cautions(replace(SAFE, others=1)) == [
        "Ffion has more than one current address. Find out first which is right."
    ]
    assert cautions(replace(SAFE, not_there=["Abdi", "Sagal"])) == [
        "Not recorded as living here, and perhaps not to learn of it: Abdi, Sagal."
    ]


@pytest.fixture
def hub(db):
    return factories.a_hub()


@pytest.fixture
def enquiry_id(hub):
    return rooms.decided(hub)


def offered(hub, enquiry_id, viewer=None):
    viewer = viewer or hub.manager
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        folder_id = Subject.objects.filter(enquiry=enquiry_id).first().folder_id
    with session(viewer, Purpose.SAFEGUARDING_DUTY):
        return sendable_addresses(viewer, folder_id)


def person_of(hub, enquiry_id, n=0):
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        subject_id = factories.subjects_of(hub, enquiry_id)[n]
        return Subject.objects.select_related("person__folder").get(pk=subject_id).person


def at_mill_lane(hub, person, **more):
    with session(hub.screener, Purpose.SCREENING):
        details = {"use": AddressUse.HOME, "line": "3 Mill Lane", "postcode": "QX4 7CD"}
        return add_address(hub.screener, person_id=person.pk, **{**details, **more})


def told(hub, enquiry_id, *keys, subjects=None):
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        [sent] = commands.disseminate(
            hub.manager,
            enquiry_id=enquiry_id,
            products=[
                commands.ProductDraft(
                    recipient_id=hub.early_help.pk,
                    message="Please visit.",
                    subject_ids=subjects or factories.subjects_of(hub, enquiry_id),
                    sendings=[
                        commands.SendingDraft(item.pk, HowMuch.NOT)
                        for item in rooms.contributions(hub, enquiry_id)
                    ],
                    address_keys=keys,
                )
            ],
        )
    return sent


def test_nothing_is_sent_that_was_not_ticked(hub, enquiry_id):
    assert [a.name for a in offered(hub, enquiry_id)] == ["Ffion Ŵyn"]
    sent = told(hub, enquiry_id)
    assert "ZZ99" not in str(sent.content)
    assert [p["addresses"] for p in sent.content["people"]] == [[], []]
    assert not kept.logged(hub.manager, "shared", person_of(hub, enquiry_id).pk)


def test_what_was_ticked_is_sent_with_its_date_and_source_and_written_to_the_log(hub, enquiry_id):
    [home] = offered(hub, enquiry_id)
    today = f"{timezone.localdate().day} {timezone.localdate():%B %Y}"
    sent = told(hub, enquiry_id, home.key)
    [child, mother] = sent.content["people"]
    assert child["addresses"] == [
        {
            "words": "ZZ99 3WZ (Home)",
            "source": f"Recorded on {today} by Sam Screener, as the referrer gave it.",
            "caution": "",
        }
    ]
    assert mother["addresses"] == []
    lead = rooms.colleague(hub.team, Role.INFORMATION_GOVERNANCE_LEAD, "Ida Lead")
    [entry] = kept.logged(lead, "shared", home.address.id)
    assert entry.details == {"product": str(sent.pk), "recipient": str(hub.early_help.pk)}
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        assert not any("ZZ99" in str(e.details) for e in AuditEntry.objects.all())


def test_the_recipient_reads_the_address_as_it_was_sent_and_no_record(hub, enquiry_id):
    [home] = offered(hub, enquiry_id)
    told(hub, enquiry_id, home.key)
    with session(hub.screener, Purpose.SCREENING):
        person = person_of(hub, enquiry_id)
        move(hub.screener, person_id=person.pk, on=date(2026, 1, 2), postcode="QX4 7CD")
    with session(hub.practitioner, Purpose.DIRECT_WORK):
        content = str(InformationProduct.objects.get().content)
        assert "ZZ99 3WZ" in content
        assert "QX4 7CD" not in content
        assert not Subject.objects.exists()


def test_an_address_corrected_since_it_was_read_is_not_sent(hub, enquiry_id):
    [home] = offered(hub, enquiry_id)
    with session(hub.screener, Purpose.SCREENING):
        correct_address(
            hub.screener, address_id=home.address.id, use=AddressUse.REFUGE, postcode="QX4 7CD"
        )
    with pytest.raises(ValueError, match="has been changed since you opened the page"):
        told(hub, enquiry_id, home.key)
    assert not kept.seen(hub.manager, "InformationProduct")


def test_nor_that_of_somebody_the_recipient_is_not_told_about(hub, enquiry_id):
    _, mother = factories.subjects_of(hub, enquiry_id)
    [home] = offered(hub, enquiry_id)
    with pytest.raises(ValueError, match="is not told about Ffion Ŵyn"):
        told(hub, enquiry_id, home.key, subjects=[mother])


def test_nor_one_of_another_enquiry(hub, enquiry_id):
    [elsewhere] = offered(hub, rooms.decided(hub))
    with pytest.raises(ValueError, match="has been changed"):
        told(hub, enquiry_id, elsewhere.key)


def test_former_and_later_addresses_are_not_offered(hub, enquiry_id):
    person = person_of(hub, enquiry_id)
    at_mill_lane(hub, person, use=AddressUse.OLD, line="1 Old Lane")
    at_mill_lane(hub, person, line="2 Then Lane", ends_on=date(2026, 1, 1))
    at_mill_lane(hub, person, line="4 Later Lane", starts_on=date(2040, 1, 1))
    assert [a.words for a in offered(hub, enquiry_id)] == ["ZZ99 3WZ (Home)"]


def test_two_current_addresses_are_two_ticks_and_a_warning(hub, enquiry_id):
    at_mill_lane(hub, person_of(hub, enquiry_id), starts_on=date(2026, 5, 1))
    found = offered(hub, enquiry_id)
    assert {a.words for a in found} == {
        "3 Mill Lane, QX4 7CD (Home, since 1 May 2026)",
        "ZZ99 3WZ (Home)",
    }
    assert all("more than one current address" in " ".join(a.cautions) for a in found)
    sent = told(hub, enquiry_id, found[0].key)
    assert len(sent.content["people"][0]["addresses"]) == 1


def test_one_place_written_twice_is_one_address(hub, enquiry_id):
    person = person_of(hub, enquiry_id)
    at_mill_lane(hub, person, line="3 Mill Lane")
    at_mill_lane(hub, person, line="3, MILL LANE")
    assert len(offered(hub, enquiry_id)) == 2


def test_who_lives_elsewhere_may_not_be_meant_to_learn_it(hub, enquiry_id):
    [home] = offered(hub, enquiry_id)
    assert home.where.not_there == ["Carys Ŵyn"]
    for n in (0, 1):
        at_mill_lane(hub, person_of(hub, enquiry_id, n))
    found = {(a.name, a.words[:11]): a.where.not_there for a in offered(hub, enquiry_id)}
    assert found == {
        ("Ffion Ŵyn", "ZZ99 3WZ (H"): ["Carys Ŵyn"],
        ("Ffion Ŵyn", "3 Mill Lane"): [],
        ("Carys Ŵyn", "3 Mill Lane"): [],
    }


def test_where_telling_is_unsafe_the_recipient_is_warned_too(hub):
    enquiry_id = rooms.decided(hub, told=Told.UNSAFE)
    [home] = offered(hub, enquiry_id)
    assert "telling the family would not be safe" in " ".join(home.cautions)
    sent = told(hub, enquiry_id, home.key)
    assert sent.content["people"][0]["addresses"][0]["caution"] == TELL_NOBODY


def test_a_refuge_is_named_as_one(hub, enquiry_id):
    at_mill_lane(hub, person_of(hub, enquiry_id), use=AddressUse.REFUGE)
    refuge = next(a for a in offered(hub, enquiry_id) if a.where.refuge)
    assert refuge.cautions[0] == "This is a refuge. Send it only if the refuge agrees."


def test_a_restricted_record_says_so_and_is_offered_to_named_people_alone(hub, enquiry_id):
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        restrict_to_named_people(
            hub.manager, folder=person_of(hub, enquiry_id).folder, named=[], reasons="A refuge."
        )
    [home] = offered(hub, enquiry_id)
    assert home.where.named_people_only
    assert offered(hub, enquiry_id, hub.screener) == []


def test_whoever_may_not_read_whereabouts_is_offered_none(hub, enquiry_id):
    assert offered(hub, enquiry_id, hub.police_researcher) == []
