"""Told or asked by telephone and written down afterwards: clocks run from the event itself."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from joinedup.base.foundation.working_time import due
from joinedup.practice.safeguarding_hub import commands
from joinedup.practice.safeguarding_hub.models import AgencyCheck, Enquiry
from joinedup.practice.safeguarding_hub.rules.ratings import RATINGS, SCREENING, Rating
from joinedup.practice.safeguarding_hub.tests import factories
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Category, Consent, Purpose, Told

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return factories.a_hub()


def ask(hub, enquiry_id, asked_at):
    subjects = factories.subjects_of(hub, enquiry_id)
    draft = factories.ask(hub.police_desk, subjects, Category.INVOLVEMENT)
    with session(hub.manager, Purpose.SCREENING):
        commands.ask_agencies(
            hub.manager,
            enquiry_id=enquiry_id,
            purpose=Purpose.SIGNIFICANT_HARM,
            told=Told.YES,
            consent=Consent.GIVEN,
            told_reasons="",
            asks=[replace(draft, asked_at=asked_at)],
        )
        return AgencyCheck.objects.get(enquiry=enquiry_id)


def test_screening_is_due_from_when_the_worry_was_told(hub):
    told_at = timezone.now() - timedelta(days=3)
    enquiry_id = factories.received(hub, received_at=told_at)
    with session(hub.screener, Purpose.SCREENING):
        enquiry = Enquiry.objects.select_related("contact").get(pk=enquiry_id)
        assert enquiry.contact.received_at == told_at
        assert enquiry.screening_due_at == due(told_at, SCREENING)


def test_a_worry_is_not_told_tomorrow(hub):
    with pytest.raises(ValueError, match="future"):
        factories.reported(hub, received_at=timezone.now() + timedelta(days=1))


def test_an_agency_has_its_time_from_when_it_was_asked(hub):
    now = timezone.now()
    enquiry_id = factories.screened(hub, received_at=now - timedelta(days=2))
    asked_at = now - timedelta(hours=5)
    check = ask(hub, enquiry_id, asked_at)
    assert check.asked_at == asked_at
    assert check.due_at == due(asked_at, RATINGS[Rating.RED].clocks.answer)
    assert check.due_at < now


@pytest.mark.parametrize("hours", [-72, 1])
def test_an_agency_is_not_asked_before_the_worry_or_tomorrow(hub, hours):
    now = timezone.now()
    enquiry_id = factories.screened(hub, received_at=now - timedelta(days=2))
    with pytest.raises(ValueError, match="after the worry"):
        ask(hub, enquiry_id, now + timedelta(hours=hours))
