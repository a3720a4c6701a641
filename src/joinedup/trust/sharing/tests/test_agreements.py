"""An agreement binds a party when that party's own lead has accepted it, and by nobody else."""

from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction
from tests.html import find_one, parse_strictly, words

from joinedup.base.foundation.ids import new_id
from joinedup.trust.accounts.models import User
from joinedup.trust.agencies.rules import OrganisationKind, Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.agreeing import AgreementDraft, answer_agreement, record_agreement
from joinedup.trust.sharing.asking import NotVisible, session
from joinedup.trust.sharing.models import Agreement, PartyAnswer
from joinedup.trust.sharing.queries import agreements_to_answer, terms_begun, viewer_for
from joinedup.trust.sharing.rules import AgreementAnswer, Category, Purpose
from joinedup.trust.sharing.tests.agreements import answer, governance_lead

pytestmark = pytest.mark.django_db

GOVERNANCE = Purpose.INFORMATION_GOVERNANCE
TODAY = date(2026, 6, 1)


@pytest.fixture
def council():
    return agencies.organisation("Brackenshire Council")


@pytest.fixture
def homes():
    return agencies.organisation("Harbour Homes", OrganisationKind.HOUSING)


@pytest.fixture
def recorder(council):
    return governance_lead(council)


@pytest.fixture
def homes_lead(homes):
    return governance_lead(homes)


@pytest.fixture
def recorded(council, homes, recorder):
    return record(recorder, council, homes)


def record(recorder, *parties, version=1):
    with session(recorder, GOVERNANCE):
        return record_agreement(
            recorder,
            draft=AgreementDraft(
                reference="hub",
                version=version,
                name="Hub agreement",
                contact="Governance",
                parties=[party.pk for party in parties],
                data=["housing"],
                purposes=[Purpose.CHILD_IN_NEED],
                categories=[Category.HOUSING_MONEY],
                starts_on=date(2026, 1, 1),
                ends_on=date(2126, 1, 1),
                permitted_uses=["Asking."],
            ),
        )


def accepted():
    (one,) = terms_begun(TODAY)
    return one.accepted


def test_recording_accepts_for_the_recorders_own_organisation_alone(
    recorded, council, homes, homes_lead
):
    assert accepted() == {council.slug}
    with session(homes_lead, GOVERNANCE):
        assert agreements_to_answer(homes_lead) == [recorded]
    answer(homes_lead, recorded)
    assert accepted() == {council.slug, homes.slug}
    with session(homes_lead, GOVERNANCE):
        assert agreements_to_answer(homes_lead) == []
    answer(homes_lead, recorded, AgreementAnswer.WITHDRAWN, "We were misled.")
    assert accepted() == {council.slug}


def test_only_the_latest_version_waits_for_an_answer(
    recorded, council, homes, recorder, homes_lead
):
    newer = record(recorder, council, homes, version=2)
    with session(homes_lead, GOVERNANCE):
        assert agreements_to_answer(homes_lead) == [newer]


@pytest.mark.parametrize("said", [AgreementAnswer.DECLINED, AgreementAnswer.ACCEPTED])
def test_an_answer_is_for_leads_of_a_party_and_needs_its_reasons(recorded, homes, said):
    police_lead = governance_lead(agencies.organisation("Police", OrganisationKind.POLICE))
    worker = viewer_for(agencies.professional((agencies.team(homes), Role.PRACTITIONER)).pk)
    for somebody in (police_lead, worker):
        with pytest.raises(NotVisible):
            answer(somebody, recorded, said, "Why not.")
    if said is AgreementAnswer.DECLINED:
        with pytest.raises(ValueError, match="reasons"):
            answer(governance_lead(homes), recorded, said, " ")


def test_an_answer_follows_from_the_one_before(recorded, recorder, homes_lead):
    with pytest.raises(ValueError, match="answered this version already"):
        answer(recorder, recorded)
    with pytest.raises(ValueError, match="answered this version already"):
        answer(homes_lead, recorded, AgreementAnswer.WITHDRAWN, "Never had it.")
    answer(homes_lead, recorded, AgreementAnswer.DECLINED, "Too much.")
    with session(homes_lead, GOVERNANCE), pytest.raises(NotVisible):
        answer_agreement(homes_lead, agreement_id=new_id(), answer=AgreementAnswer.ACCEPTED)


_ACCEPT = (
    "INSERT INTO sharing_partyanswer (id, agreement_id, organisation_id, answer, reasons,"
    " decided_by_id, decided_at) VALUES (%s, %s, %s, 'accepted', '', %s, "
)


def by_sql(viewer, statement, parameters=()):
    with (
        transaction.atomic(),
        session(viewer, GOVERNANCE),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, parameters)


def test_sql_cannot_accept_for_another_organisation_or_person_or_day(
    recorded, council, homes, recorder, homes_lead
):
    worker = viewer_for(agencies.professional((agencies.team(homes), Role.PRACTITIONER)).pk)
    outsider = agencies.organisation("Police", OrganisationKind.POLICE)
    forged = [
        (recorder, homes.pk, recorder.professional_id, "now()"),
        (recorder, homes.pk, homes_lead.professional_id, "now()"),
        (worker, homes.pk, worker.professional_id, "now()"),
        (homes_lead, homes.pk, recorder.professional_id, "now()"),
        (homes_lead, homes.pk, homes_lead.professional_id, "now() + interval '1 day'"),
        (governance_lead(outsider), outsider.pk, None, "now()"),
    ]
    for viewer, organisation, person, day in forged:
        with pytest.raises(ProgrammingError, match="row-level security"):
            by_sql(
                viewer,
                f"{_ACCEPT}{day})",
                [new_id(), recorded.pk, organisation, person or viewer.professional_id],
            )
    by_sql(
        homes_lead,
        f"{_ACCEPT}now())",
        [new_id(), recorded.pk, homes.pk, homes_lead.professional_id],
    )
    assert accepted() == {council.slug, homes.slug}


def test_sql_cannot_change_what_was_accepted(recorded, homes_lead, recorder):
    outsider = agencies.organisation("Police", OrganisationKind.POLICE)
    joining = (
        "INSERT INTO sharing_agreement_parties (agreement_id, organisation_id)"
        f" VALUES ('{recorded.pk}', '{outsider.pk}')"
    )
    statements = [
        joining,
        "UPDATE sharing_agreement SET ends_on = '2099-01-01'",
        "DELETE FROM sharing_agreement",
        "UPDATE sharing_agreement_parties SET organisation_id = organisation_id",
        "DELETE FROM sharing_agreement_parties",
        "UPDATE sharing_partyanswer SET answer = 'accepted'",
        "DELETE FROM sharing_partyanswer",
    ]
    for statement in statements:
        for viewer in (recorder, homes_lead):
            with pytest.raises(ProgrammingError):
                by_sql(viewer, statement)
    worker = viewer_for(agencies.professional((agencies.team(), Role.DECISION_MAKER)).pk)
    with pytest.raises(ProgrammingError), session(worker, GOVERNANCE):
        Agreement.objects.create(
            reference="forged",
            version=1,
            data=[],
            purposes=[],
            categories=[],
            starts_on=TODAY,
            ends_on=TODAY,
            permitted_uses=[],
            recorded_by_id=worker.professional_id,
        )


@pytest.fixture
def sign_in(client):
    def as_(viewer):
        client.force_login(
            User.objects.create_user(
                f"{new_id()}@agency.example", professional_id=viewer.professional_id
            )
        )
        return client

    return as_


def error_of(response):
    return words(find_one(parse_strictly(response), "div", class_="govuk-error-summary"))


def test_a_lead_finds_it_among_their_work_and_accepts(sign_in, recorded, homes_lead):
    client = sign_in(homes_lead)
    work = words(parse_strictly(client.get("/")))
    assert "Agreements to accept or decline" in work
    assert "Hub agreement, version 1" in work
    before = words(parse_strictly(client.get(f"/agreements/{recorded.pk}/")))
    assert "Accepted by 1 of 2" in before
    assert "Harbour Homes Has not answered yet" in before
    address = f"/agreements/{recorded.pk}/answer/"
    assert "Answer for Harbour Homes" in words(parse_strictly(client.get(address)))
    assert "what does your agency say?" in error_of(client.post(address, {})).lower()
    done = client.post(address, {"answer": "accepted"}, follow=True)
    after = words(parse_strictly(done))
    assert "Your agency's answer has been recorded." in after
    assert "In force, 1 January 2026" in after
    assert f"Harbour Homes Accepted {homes_lead.name}" in after
    assert "Withdraw from this agreement" in after
    assert "Agreements to accept" not in words(parse_strictly(client.get("/")))


def test_declining_and_withdrawing_say_why(sign_in, recorded, homes_lead):
    client = sign_in(homes_lead)
    address = f"/agreements/{recorded.pk}/answer/"
    refused = client.post(address, {"answer": "declined", "reasons": " "})
    assert "Say why" in error_of(refused)
    assert find_one(parse_strictly(refused), "input", value="declined").get("checked") is not None
    client.post(address, {"answer": "declined", "reasons": "It names no end."})
    text = words(parse_strictly(client.get(f"/agreements/{recorded.pk}/")))
    assert "Harbour Homes Declined" in text
    assert "It names no end." in text
    assert "Select one of the answers" in error_of(
        client.post(address, {"answer": "withdrawn", "reasons": "Never had it."})
    )
    client.post(address, {"answer": "accepted"})
    client.post(address, {"answer": "withdrawn", "reasons": "Two breaches."})
    text = words(parse_strictly(client.get(f"/agreements/{recorded.pk}/")))
    assert "Harbour Homes Withdrawn" in text
    assert "Accepted by 1 of 2" in text
    assert PartyAnswer.objects.filter(organisation=homes_lead.agency_id).count() == 3


def test_leads_of_others_answer_nothing(sign_in, recorded):
    police_lead = governance_lead(agencies.organisation("Police", OrganisationKind.POLICE))
    client = sign_in(police_lead)
    assert client.get(f"/agreements/{recorded.pk}/answer/").status_code == 404
    assert "Accept or decline" not in words(
        parse_strictly(client.get(f"/agreements/{recorded.pk}/"))
    )
