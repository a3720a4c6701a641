"""What the log says that somebody came for: their own work, on a page that serves many."""

import pytest

from joinedup.practice.safeguarding_hub.tests import factories
from joinedup.trust.agencies.models import Team
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.audit.models import AuditEntry
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Purpose

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return factories.a_hub()


@pytest.mark.parametrize(
    ("who", "purpose"),
    [
        ("screener", Purpose.SCREENING),
        ("manager", Purpose.SCREENING),
        ("police_researcher", Purpose.AGENCY_CHECK),
        ("practitioner", Purpose.DIRECT_WORK),
        ("referrer", Purpose.CONTACT),
    ],
)
def test_the_log_says_what_each_is_at_work_for(hub, client, who, purpose):
    factories.checking(hub)
    viewer = getattr(hub, who)
    with session(viewer, Purpose.OWN_ACCOUNT):
        agency = Team.objects.get(pk=next(iter(viewer.team_ids)))
    lead = viewer_for(agencies.professional((agency, Role.INFORMATION_GOVERNANCE_LEAD)).pk)
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        before = set(AuditEntry.objects.values_list("pk", flat=True))
    client.force_login(hub.account(viewer))
    assert client.get("/").status_code == 200
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        logged = AuditEntry.objects.exclude(pk__in=before).filter(action="listed")
        assert set(logged.values_list("purpose", flat=True)) == {purpose}
