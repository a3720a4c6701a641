"""Breaking the glass: one exact person, for a reason, and no way to fish for who is known."""

import pytest
from tests.html import find_all, find_one, parse_strictly, words

from joinedup.interfaces.web.break_glass.page import DRAFT
from joinedup.record.people.tests import factories as people
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.audit.queries import Wanted, log_of
from joinedup.trust.drafts.commands import save_draft
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.commands import exclude_for_conflict_of_interest
from joinedup.trust.sharing.queries import break_glass_to_review, open_folder, readable, viewer_for
from joinedup.trust.sharing.rules import Category, Purpose

pytestmark = pytest.mark.django_db
NUMBER = "999 123 4519"
TYPED = {
    "given": "ffion",
    "family": "ŵyn",
    "born-day": "3",
    "born-month": "5",
    "born-year": "2016",
    "categories": ["identity", "whereabouts"],
    "reasons": "She is on the roof.",
}
BY_NUMBER = {"categories": ["identity"], "reasons": "She is on the roof.", "nhs_number": NUMBER}


@pytest.fixture
def ours():
    return agencies.team()


@pytest.fixture
def us(ours):
    return people.worker(ours)[0]


@pytest.fixture
def ffion(us, ours):
    return people.person(us, ours, nhs_number=NUMBER.replace(" ", ""))


@pytest.fixture
def them():
    return people.worker(agencies.team())


@pytest.fixture
def lead(ours):
    return viewer_for(agencies.professional((ours, Role.INFORMATION_GOVERNANCE_LEAD)).pk)


def answer(response):
    return words(find_one(parse_strictly(response), "main"))


def to_review(lead):
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        return list(break_glass_to_review(lead))


def test_the_search_leads_to_it_whoever_may_come_and_nobody_else(them):
    def leads_there(client):
        return bool(find_all(parse_strictly(client.get("/search/")), "a", href="/break-glass/"))

    _, worker = them
    assert leads_there(worker)
    assert worker.get("/break-glass/").status_code == 200
    _, researcher = people.worker(agencies.team(), role=Role.RESEARCHER)
    assert not leads_there(researcher)
    assert researcher.get("/break-glass/").status_code == 404


@pytest.mark.parametrize("typed", [TYPED, BY_NUMBER])
def test_the_record_opens_and_waits_for_a_second_person(ffion, them, lead, typed):
    _, client = them
    assert client.get(f"/people/{ffion.pk}/").status_code == 404
    parse_strictly(client.get("/break-glass/"))
    response = client.post("/break-glass/", typed)
    assert response.headers["Location"] == f"/people/{ffion.pk}/"
    shown = client.get(f"/people/{ffion.pk}/")
    assert shown.status_code == 200
    assert "open to you for 60 minutes" in words(parse_strictly(shown))
    (opening,) = to_review(lead)
    assert opening.reasons == "She is on the roof."
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        logged = [e.action for e in log_of(Wanted(folder_id=ffion.folder_id)).entries]
    assert "broke_glass" in logged


def test_what_was_typed_in_a_hurry_is_there_again_until_the_record_is_open(ffion, them):
    viewer, client = them
    typed = TYPED | {"family": "Nobody"}
    kept = {name: v if isinstance(v, list) else [v] for name, v in typed.items()}
    with session(viewer, Purpose.BREAK_GLASS):
        save_draft(viewer, form=DRAFT, fields=kept)
    client.post("/break-glass/", typed)
    page = parse_strictly(client.get("/break-glass/"))
    assert words(find_one(page, "textarea")) == "She is on the roof."
    assert find_one(page, "input", name="born-year").get("value") == "2016"
    ticked = [box for box in find_all(page, "input", name="categories") if "checked" in box.attrib]
    assert [box.get("value") for box in ticked] == ["identity", "whereabouts"]
    client.post("/break-glass/", TYPED)
    assert "roof" not in answer(client.get("/break-glass/"))


def test_no_such_person_two_of_them_or_kept_out_is_one_and_the_same_answer(ffion, us, ours, them):
    viewer, client = them
    nobody = answer(client.post("/break-glass/", TYPED | {"family": "Nobody"}))
    assert "No record was opened" in nobody
    with session(us, Purpose.DIRECT_WORK):
        exclude_for_conflict_of_interest(
            us,
            folder=open_folder(ffion.folder_id),
            professional_id=viewer.professional_id,
            reasons="Her aunt.",
        )
    kept_out = answer(client.post("/break-glass/", TYPED))
    _, other = people.worker(agencies.team())
    people.person(us, ours)
    two = answer(other.post("/break-glass/", TYPED))
    assert nobody == kept_out == two
    assert client.get(f"/people/{ffion.pk}/").status_code == 404


def test_a_near_miss_opens_nothing(ffion, them, lead):
    _, client = them
    for typed in (
        TYPED | {"given": "Fion"},
        TYPED | {"born-day": "5", "born-month": "3"},
        BY_NUMBER | {"nhs_number": "999 123 4527"},
    ):
        assert "No record was opened" in answer(client.post("/break-glass/", typed))
    assert to_review(lead) == []


def test_fishing_is_logged_and_stops(ffion, them, lead):
    viewer, client = them
    for guess in range(5):
        client.post("/break-glass/", TYPED | {"given": f"Guess {guess}"})
    assert "No record was opened" in answer(client.post("/break-glass/", TYPED))
    assert to_review(lead) == []
    governing = viewer_for(
        agencies.professional(
            (_team_of(viewer), Role.INFORMATION_GOVERNANCE_LEAD),
        ).pk
    )
    with session(governing, Purpose.INFORMATION_GOVERNANCE):
        misses = log_of(Wanted(actors=[viewer.professional_id])).entries
    assert [m.action for m in misses] == ["searched"] * 6
    assert all("Guess" not in str(m.details) for m in misses)


def _team_of(viewer):
    return agencies.Team.objects.get(pk=next(iter(viewer.team_ids)))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"given": ""}, "Enter their first names, or an NHS number"),
        ({"born-day": "", "born-month": "", "born-year": ""}, "Enter their birth date, or an NHS"),
        ({"born-day": "31", "born-month": "2"}, "Birth date must be a real date"),
        ({"nhs_number": "999 123 4518"}, "This is not an NHS number"),
        ({"reasons": "  "}, "Answer the question “What is the danger"),
        ({"categories": []}, "Select an answer: what do you need to see?"),
        ({"categories": ["decision"]}, "Select one of the answers"),
    ],
)
def test_bad_input_is_kept_with_its_message(ffion, them, lead, typed, said):
    _, client = them
    document = parse_strictly(client.post("/break-glass/", TYPED | typed))
    assert said in words(find_one(document, "div", class_="govuk-error-summary"))
    assert find_one(document, "input", name="family").get("value") == "ŵyn"
    assert to_review(lead) == []


def test_what_was_not_ticked_stays_closed(ffion, them):
    _, client = them
    client.post("/break-glass/", BY_NUMBER)
    document = parse_strictly(client.get(f"/people/{ffion.pk}/"))
    assert find_all(document, "h1")
    with session(them[0], Purpose.BREAK_GLASS):
        pairs = [(ffion.folder_id, c) for c in (Category.IDENTITY, Category.WHEREABOUTS)]
        assert readable(pairs) == {pairs[0]}


def test_only_those_who_work_with_families_come_here():
    for role in (Role.REFERRER, Role.RESEARCHER, Role.INFORMATION_GOVERNANCE_LEAD):
        _, client = people.worker(agencies.team(), role)
        assert client.get("/break-glass/").status_code == 404
        assert client.post("/break-glass/", TYPED).status_code == 404
