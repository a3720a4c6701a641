"""Break-glass reviews, and who may see a record, as people use them.

Beside the module rather than beside the pages: the tests need the module's tables.
"""

import pytest
from tests.html import find_all, find_one, parse_strictly, words

from joinedup.base.foundation.ids import new_id
from joinedup.trust.accounts.models import User
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing import commands
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.commands import Holder, Opening
from joinedup.trust.sharing.models import BreakGlass, Exclusion, Folder, Restriction
from joinedup.trust.sharing.queries import viewer_for
from joinedup.trust.sharing.rules import Category, FolderKind, Purpose

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return agencies.team()


def in_team(team, role=Role.PRACTITIONER, name="Ada Worker"):
    return viewer_for(agencies.professional((team, role), name=name).pk)


@pytest.fixture
def ada(team):
    return in_team(team)


@pytest.fixture
def bryn(team):
    return in_team(team, name="Bryn Hughes")


@pytest.fixture
def folder(ada, team):
    with session(ada, Purpose.DIRECT_WORK):
        return commands.open_folder(
            ada,
            kind=FolderKind.PERSON,
            controller_id=ada.agency_id,
            purpose=Purpose.DIRECT_WORK,
            reasons="We work with this family.",
            openings=[
                Opening(
                    Holder(team_id=team.pk),
                    [Category.IDENTITY, Category.HEALTH],
                    may_write=True,
                    may_decide=True,
                )
            ],
        )


@pytest.fixture
def sign_in(client):
    def as_(viewer):
        user, _ = User.objects.get_or_create(
            email=f"{viewer.professional_id}@council.example",
            professional_id=viewer.professional_id,
        )
        client.force_login(user)
        return client

    return as_


def sees(viewer, folder):
    with session(viewer, Purpose.DIRECT_WORK):
        return Folder.objects.filter(pk=folder.pk).exists()


def error_of(response):
    return words(find_one(parse_strictly(response), "div", class_="govuk-error-summary"))


def test_why_i_can_see_this_and_who_else(sign_in, ada, folder):
    text = words(parse_strictly(sign_in(ada).get(f"/sharing/{folder.pk}/")))
    assert "We work with this family." in text
    assert "who they are" in text
    assert "Children Act 2004, section 11" in text
    assert "Keep somebody out of it" in text


def test_forbidden_and_absent_are_alike(sign_in, folder):
    stranger = sign_in(in_team(agencies.team()))
    for wanted in (folder.pk, new_id()):
        for end in ("", "restrict/", "restrict/lift/", "exclude/", f"exclude/{new_id()}/lift/"):
            assert stranger.get(f"/sharing/{wanted}/{end}").status_code == 404
            assert stranger.post(f"/sharing/{wanted}/{end}").status_code in (404, 405)


def test_readers_who_may_not_decide_are_offered_nothing_to_decide(sign_in, ada, folder):
    theirs = agencies.team()
    reader = in_team(theirs)
    with session(ada, Purpose.DIRECT_WORK):
        commands.share_with(
            ada,
            folder=folder,
            purpose=Purpose.DIRECT_WORK,
            rule="agreed",
            reasons="They help too.",
            openings=[Opening(Holder(team_id=theirs.pk), [Category.HEALTH])],
        )
    client = sign_in(reader)
    text = words(parse_strictly(client.get(f"/sharing/{folder.pk}/")))
    assert "They help too." in text
    assert "Keep somebody out" not in text
    for end in ("restrict/", "exclude/"):
        assert client.get(f"/sharing/{folder.pk}/{end}").status_code == 404


def test_closing_a_record_to_named_people_and_lifting_that(sign_in, ada, bryn, team, folder):
    cai = in_team(team, name="Cai Owen")
    client = sign_in(ada)
    address = f"/sharing/{folder.pk}/restrict/"
    parse_strictly(client.get(address))
    refused = client.post(address, {"people": str(bryn.professional_id), "reasons": " "})
    assert "Answer the question “Why must it be closed to others?”" in error_of(refused)
    kept = find_one(parse_strictly(refused), "input", value=str(bryn.professional_id))
    assert kept.get("checked") is not None
    assert "Select one of the answers" in error_of(
        client.post(address, {"people": str(new_id()), "reasons": "Known to many."})
    )
    done = client.post(address, {"people": str(bryn.professional_id), "reasons": "Known to many."})
    assert done.status_code == 302
    assert [sees(v, folder) for v in (ada, bryn, cai)] == [True, True, False]
    text = words(parse_strictly(client.get(f"/sharing/{folder.pk}/")))
    assert "Named people only, since" in text
    lifting = f"/sharing/{folder.pk}/restrict/lift/"
    assert "Why is it no longer needed?" in error_of(client.post(lifting, {}))
    assert client.post(lifting, {"reasons": "They moved."}).status_code == 302
    with session(ada, Purpose.DIRECT_WORK):
        assert Restriction.objects.get().lift_reasons == "They moved."
    assert not sees(cai, folder)
    assert client.get(lifting).status_code == 404


def test_keeping_somebody_out_and_letting_them_back_in(sign_in, ada, bryn, folder):
    client = sign_in(ada)
    address = f"/sharing/{folder.pk}/exclude/"
    assert "Select an answer: who must not see it?" in error_of(
        client.post(address, {"reasons": "Her nephew."})
    )
    client.post(address, {"person": str(bryn.professional_id), "reasons": "His nephew."})
    assert not sees(bryn, folder)
    document = parse_strictly(client.get(f"/sharing/{folder.pk}/"))
    assert "Bryn Hughes" in words(document)
    (link,) = [a for a in find_all(document, "a") if words(a) == "Let them back in"]
    assert sign_in(bryn).get(f"/sharing/{folder.pk}/").status_code == 404
    assert sign_in(bryn).get(link.get("href")).status_code == 404
    client = sign_in(ada)
    assert "Let Bryn Hughes back in" in words(parse_strictly(client.get(link.get("href"))))
    assert client.post(link.get("href"), {"reasons": "A mix-up of names."}).status_code == 302
    assert sees(bryn, folder)
    assert client.post(link.get("href"), {"reasons": "Again."}).status_code == 404
    with session(ada, Purpose.DIRECT_WORK):
        assert Exclusion.objects.get().lift_reasons == "A mix-up of names."


def test_somebody_can_keep_themselves_out(sign_in, ada, folder):
    client = sign_in(ada)
    me = str(ada.professional_id)
    done = client.post(f"/sharing/{folder.pk}/exclude/", {"person": me, "reasons": "My sister."})
    assert done.headers["Location"] == "/"
    assert not sees(ada, folder)


@pytest.fixture
def opening(folder):
    rhys = in_team(agencies.team(), name="Rhys Pugh")
    with session(rhys, Purpose.BREAK_GLASS):
        pk = commands.break_glass(
            rhys,
            folder_id=folder.pk,
            reasons="She is on the roof.",
            categories=[Category.IDENTITY],
        )
    return pk, rhys


def lead_of(team, name="Ines Lead"):
    return in_team(team, Role.INFORMATION_GOVERNANCE_LEAD, name)


def test_an_opening_is_reviewed_once_by_a_second_person(sign_in, team, opening):
    pk, _ = opening
    client = sign_in(lead_of(team))
    listed = parse_strictly(client.get("/break-glass/reviews/"))
    assert "Rhys Pugh" in words(find_one(listed, "table"))
    address = f"/break-glass/reviews/{pk}/"
    text = words(parse_strictly(client.get(address)))
    assert "She is on the roof." in text
    assert "See what they did in this record" in text
    refused = client.post(address, {"notes": "I rang the station. Llŷr 🙂"})
    assert "Select yes or no" in error_of(refused)
    assert words(find_one(parse_strictly(refused), "textarea")) == "I rang the station. Llŷr 🙂"
    assert client.post(address, {"justified": "no", "notes": "No call."}).status_code == 302
    assert "Nobody has broken the glass" in words(
        parse_strictly(client.get("/break-glass/reviews/"))
    )
    again = words(parse_strictly(client.post(address, {"justified": "yes", "notes": "Mine."})))
    assert "Justified No" in again
    assert "No call." in again
    assert "Somebody else has reviewed this" in again
    assert "What you wrote: Mine." in again


def test_the_second_of_two_reviewers_is_told(team, opening):
    pk, _ = opening
    lead = lead_of(team)
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        mine, theirs = BreakGlass.objects.get(pk=pk), BreakGlass.objects.get(pk=pk)
        commands.review_break_glass(lead, opening=theirs, justified=True, notes="Rang.")
        with pytest.raises(ValueError, match="already been reviewed"):
            commands.review_break_glass(lead, opening=mine, justified=False, notes="Read.")
        assert BreakGlass.objects.get(pk=pk).justified is True


def test_reviews_are_for_leads_of_the_agencies_concerned(sign_in, opening):
    pk, rhys = opening
    assert sign_in(rhys).get("/break-glass/reviews/").status_code == 404
    other = sign_in(lead_of(agencies.team()))
    assert "Nobody has broken" in words(parse_strictly(other.get("/break-glass/reviews/")))
    for wanted in (pk, new_id()):
        assert other.get(f"/break-glass/reviews/{wanted}/").status_code == 404


def test_nobody_reviews_their_own(sign_in, folder, team):
    both = agencies.professional(
        (team, Role.PRACTITIONER), (team, Role.INFORMATION_GOVERNANCE_LEAD)
    )
    viewer = viewer_for(both.pk)
    with session(viewer, Purpose.BREAK_GLASS):
        pk = commands.break_glass(
            viewer, folder_id=folder.pk, reasons="Now.", categories=[Category.IDENTITY]
        )
    client = sign_in(viewer)
    address = f"/break-glass/reviews/{pk}/"
    assert "It is an opening of your own" in words(parse_strictly(client.get(address)))
    parse_strictly(client.post(address, {"justified": "yes", "notes": "I know myself."}))
    with session(viewer, Purpose.INFORMATION_GOVERNANCE):
        assert BreakGlass.objects.get(pk=pk).reviewed_at is None
