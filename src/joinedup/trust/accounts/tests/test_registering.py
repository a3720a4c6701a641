"""What is in the register comes to be, once, and nothing that is not in it goes."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from joinedup.base.foundation.owning import as_owner_of_tables
from joinedup.trust.accounts.commands import set_password
from joinedup.trust.accounts.queries import account_with_email, in_post
from joinedup.trust.accounts.registering import apply_register
from joinedup.trust.agencies.models import Membership, Organisation, Professional, Service, Team
from joinedup.trust.agencies.queries import front_door
from joinedup.trust.agencies.register import EXAMPLE, RegisterError, read_register
from joinedup.trust.audit.models import AuditEntry

pytestmark = pytest.mark.django_db

PASSWORD = "three unlikely words"
SAM, MONA, WIL, PAT = (
    "sam.screener@council.example",
    "mona.manager@council.example",
    "wil.worker@council.example",
    "pat.police@police.example",
)
SINCE = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(date(2026, 11, 20)):
        yield


@pytest.fixture
def example() -> str:
    return EXAMPLE.read_text()


def apply(text: str) -> list[str]:
    with as_owner_of_tables():
        return apply_register(read_register(text))


def counted() -> list[int]:
    tables = (Organisation, Service, Team, Professional, Membership, AuditEntry)
    return [table.objects.count() for table in tables]


def mended(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


def of(email: str) -> Professional:
    return account_with_email(email).professional


def roles(email: str) -> list[tuple[str, str, date, date | None]]:
    held = Membership.objects.filter(professional=of(email)).order_by("starts_on", "team__slug")
    return [(one.team.slug, one.role, one.starts_on, one.ends_on) for one in held]


def test_applied_again_it_changes_nothing(example):
    assert f"{SAM}: appointed, with an account" in apply(example)
    assert front_door().name == "Public front door"
    before = counted()
    assert apply(example) == []
    assert counted() == before


def test_a_second_role_a_change_of_team_and_leaving_are_in_the_example(example):
    apply(example)
    assert roles(MONA) == [
        ("hub", "decision_maker", SINCE, None),
        ("hub", "team_manager", date(2026, 10, 1), None),
    ]
    assert roles(WIL) == [
        ("hub", "referrer", SINCE, date(2026, 10, 31)),
        ("early-help-north", "practitioner", date(2026, 11, 1), None),
    ]
    assert roles(PAT) == [("police-desk", "researcher", SINCE, date(2027, 3, 31))]
    with time_machine.travel(date(2027, 4, 1)):
        assert not in_post(account_with_email(PAT).pk)


def test_what_is_not_in_the_file_stays(example):
    apply(example)
    before = counted()
    ada = (
        f'[[people]]\nemail = "{SAM}"\norganisation = "council"\nname = "Sam Screener"\n'
        'job_title = "Screening officer"\ntelephone = "01632 960101"\nstarts_on = 2026-09-01\n'
    )
    assert apply(ada) == []
    assert counted() == before
    assert roles(SAM) == [("hub", "screener", SINCE, None)]


def test_particulars_follow_the_file(example):
    apply(example)
    people = Professional.objects.count()
    text = mended(example, "Screening officer", "Senior screening officer")
    text = mended(text, 'name = "Early help north"', 'name = "Early help, north"')
    text = mended(text, 'contact = "01632 960110"', 'contact = "01632 960111"')
    text = mended(text, 'name = "Brackenshire Police"', 'name = "Bracken Police"')
    assert apply(text) == [
        "service 'Early help' of council: changed",
        "team early-help-north: changed",
        "organisation police: changed",
        f"{SAM}: particulars changed",
    ]
    assert of(SAM).job_title == "Senior screening officer"
    assert Team.objects.get(slug="early-help-north").name == "Early help, north"
    assert Service.objects.get().contact == "01632 960111"
    assert Professional.objects.count() == people
    assert apply(text) == []


def test_leaving_ends_every_role_the_account_and_the_session(example):
    apply(example)
    set_password(email=SAM, password=PASSWORD)
    client = Client()
    client.post("/account/sign-in/", {"login": SAM, "password": PASSWORD})
    assert client.get("/account/sessions/").status_code == 200
    gone = timezone.localdate() - timedelta(days=1)
    phone = 'telephone = "01632 960101"'
    text = mended(example, phone, f"{phone}\nends_on = {gone}")
    apply(text)
    assert roles(SAM) == [("hub", "screener", SINCE, gone)]
    assert not account_with_email(SAM).is_active
    assert client.get("/account/sessions/").status_code == 302
    assert apply(text) == []
    with pytest.raises(RegisterError, match=f"they left on {gone}"):
        apply(example)


def test_leaving_ends_roles_that_the_file_does_not_name(example):
    apply(example)
    [mona] = [part for part in example.split("[[people]]") if MONA in part]
    mona = f"[[people]]{mona.partition('[[people.roles]]')[0]}ends_on = 2026-12-24\n"
    assert apply(mona) == [f"{MONA}: leaves on 2026-12-24"]
    assert {ends for *_, ends in roles(MONA)} == {date(2026, 12, 24)}


def test_an_end_to_come_can_be_taken_back_and_one_that_has_passed_cannot(example):
    apply(example)
    text = mended(example, "ends_on = 2027-03-31\n", "")
    apply(text)
    assert (of(PAT).ends_on, roles(PAT)) == (None, [("police-desk", "researcher", SINCE, None)])
    with pytest.raises(RegisterError, match="referrer in hub ended on 2026-10-31"):
        apply(mended(text, "ends_on = 2026-10-31\n", ""))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('team = "police-desk"', 'team = "nowhere"', "there is no team nowhere"),
        ('organisation = "police"', 'organisation = "fire"', "there is no organisation fire"),
        ('kind = "police"', 'kind = "council"', "there can be one hub"),
        (
            'team = "early-help-north"\nrole = "practitioner"',
            'team = "early-help-north"\nrole = "screener"',
            "a screener works in the hub, and early-help-north is not it",
        ),
        (
            'team = "police-desk"\nrole = "researcher"',
            'team = "police-desk"\nrole = "decision_maker"',
            "a decision_maker works in the hub, and police-desk is not it",
        ),
    ],
)
def test_what_cannot_be_changes_nothing(example, old, new, said):
    before = counted()
    with pytest.raises(RegisterError, match=said):
        apply(mended(example, old, new))
    assert counted() == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('organisation = "police"\nname', 'organisation = "council"\nname', "they work for police"),
        (
            'role = "screener"\n',
            'role = "screener"\nstarts_on = 2026-11-01\n',
            "they have it from 2026-09-01 already",
        ),
    ],
)
def test_what_would_rewrite_the_past_is_refused(example, old, new, said):
    apply(example)
    before = counted()
    with pytest.raises(RegisterError, match=said):
        apply(mended(example, old, new))
    assert counted() == before


def test_a_team_does_not_change_hands(example):
    apply(example)
    text = mended(example, 'slug = "police-desk"', 'slug = "early-help-south"')
    with pytest.raises(RegisterError, match="team police-desk: it is police's"):
        apply(mended(text, 'slug = "early-help-north"', 'slug = "police-desk"'))
