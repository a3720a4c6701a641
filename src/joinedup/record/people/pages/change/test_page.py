"""Adding and correcting: what is refused, in which words, and that nothing typed is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.html import find_one, parse_strictly, words

from joinedup.record.people.pages.person.test_page import HOME
from joinedup.record.people.queries import open_person
from joinedup.record.people.rules import NHS_NUMBER
from joinedup.record.people.tests import factories
from joinedup.record.people.tests.factories import worker
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.drafts.commands import save_draft
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Category, Purpose

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return agencies.team()


@pytest.fixture
def us(team):
    return worker(team)


def add(client, person, slug, **typed):
    return client.post(reverse("add_to_person", args=[person.pk, slug]), typed)


def correction(client, person, slug, row):
    return reverse("correct_person_part", args=[person.pk, slug, row.id])


def seen_by(viewer, query):
    with session(viewer, Purpose.DIRECT_WORK):
        return query()


def view_of(viewer, person):
    return seen_by(viewer, lambda: open_person(viewer, person.pk))


def keep(viewer, address, typed):
    seen_by(viewer, lambda: save_draft(viewer, form=f"change:{address}", fields=typed))


def refused(response, *messages):
    assert response.status_code == 200
    page = words(parse_strictly(response))
    assert "There is a problem" in page
    for message in messages:
        assert message in page
    return page


def test_every_form_is_a_sound_page(us, team):
    viewer, client = us
    person = factories.person(viewer, team, address=HOME, nhs_number="9434765919")
    for slug in ("name", "address", "identifier", "access-need", "relationship", "birth"):
        parse_strictly(client.get(reverse("add_to_person", args=[person.pk, slug])))
    parse_strictly(client.get(reverse("correct_person", args=[person.pk])))
    view = view_of(viewer, person)
    for slug, rows in (
        ("name", view.names),
        ("address", view.addresses),
        ("identifier", view.identifiers),
    ):
        [row] = rows
        parse_strictly(client.get(correction(client, person, slug, row)))
    assert client.get(reverse("add_to_person", args=[person.pk, "rank"])).status_code == 404


def test_a_name_is_added(us, team):
    viewer, client = us
    person = factories.person(viewer, team)
    response = add(client, person, "name", use="nickname", given="Ffi 🦊", family="")
    assert response.url == reverse("person", args=[person.pk])
    assert "Ffi 🦊" in view_of(viewer, person).other_names


@pytest.mark.parametrize(
    ("slug", "typed", "message"),
    [
        ("name", {"use": "usual", "given": "", "family": ""}, "Enter a first name or a surname"),
        ("name", {"use": "usual", "given": "x" * 100_000}, "200 characters or fewer"),
        ("name", {"use": "usual", "given": "a\x00b"}, "First names"),
        (
            "name",
            {"use": "usual", "given": "A", "starts_on-day": "31", "starts_on-month": "6",
             "starts_on-year": "2020"},
            "must be a real date",
        ),
        (
            "name",
            {"use": "usual", "given": "A", "starts_on-day": "2", "starts_on-month": "6",
             "starts_on-year": "2020", "ends_on-day": "1", "ends_on-month": "6",
             "ends_on-year": "2020"},
            "The end must be the same as or after the start",
        ),
        ("identifier", {"system": NHS_NUMBER, "value": "943 476 5918"}, "not an NHS number"),
        ("address", {"use": "home", "moved": "no", "postcode": "nowhere"}, "Postcode"),
        ("address", {"use": "home", "moved": "yes", "postcode": "QQ1 1AA"}, "the day they moved"),
        ("access-need", {"what": ""}, "What do they need to take part?"),
        ("relationship", {"who": "Nobody Atall"}, "Nobody whom you may see matches"),
    ],
)  # fmt: skip
def test_bad_input_is_said_beside_the_field_and_kept(us, team, slug, typed, message):
    viewer, client = us
    person = factories.person(viewer, team)
    response = add(client, person, slug, **typed)
    refused(response, message)
    kept = response.content.decode()
    for text in typed.values():
        if text.isprintable() and len(text) < 100:
            assert text in kept
    if len(str(typed.get("given", ""))) == 100_000:
        assert "x" * 100_000 in kept


def test_a_future_birth_date_is_refused(us, team):
    viewer, client = us
    person = factories.person(viewer, team)
    tomorrow = timezone.localdate() + timedelta(days=1)
    response = client.post(
        reverse("correct_person", args=[person.pk]),
        {
            "birth-day": tomorrow.day,
            "birth-month": tomorrow.month,
            "birth-year": tomorrow.year,
            "sex": "X",
            "version": "1",
        },
    )
    refused(response, "Birth date must be today or in the past")


def test_the_second_of_two_writers_is_told_and_loses_nothing(us, team):
    viewer, client = us
    _, colleague = worker(team)
    person = factories.person(viewer, team)
    [name] = view_of(viewer, person).names
    address = correction(client, person, "name", name)
    version = find_one(parse_strictly(client.get(address)), "input", name="version").get("value")
    first = {"use": "usual", "given": "Ffiona", "family": "Ŵyn", "version": version}
    assert colleague.post(address, first).status_code == 302
    second = {"use": "usual", "given": "Ffionabel", "family": "Ŵyn", "version": version}
    response = client.post(address, second)
    page = refused(response, "Somebody else changed this while you were writing")
    assert "First names: Ffion → Ffiona" in page
    form = parse_strictly(response)
    assert find_one(form, "input", name="given").get("value") == "Ffionabel"
    again = find_one(form, "input", name="version").get("value")
    assert client.post(address, second | {"version": again}).status_code == 302
    assert view_of(viewer, person).names[0].given == "Ffionabel"


def test_readers_are_told_that_they_may_not_change(us, team):
    viewer, _ = us
    person = factories.person(viewer, team)
    [name] = view_of(viewer, person).names
    reading = agencies.team()
    factories.share(viewer, person, reading, [Category.IDENTITY])
    _, client = worker(reading)
    for address in (
        reverse("add_to_person", args=[person.pk, "name"]),
        reverse("correct_person", args=[person.pk]),
        correction(client, person, "name", name),
    ):
        page = words(parse_strictly(client.get(address)))
        assert "You may read but not change this record." in page
        assert client.post(address, {"use": "usual", "given": "X"}).status_code == 403
    assert view_of(viewer, person).names[0].given == "Ffion"


def test_a_relative_is_found_chosen_and_recorded(us, team):
    viewer, client = us
    child = factories.person(viewer, team)
    aunt = factories.person(viewer, team, "Mair", "Price")
    looked = add(client, child, "relationship", find="yes", who="mair price", kind="cousin")
    assert "There is a problem" not in words(parse_strictly(looked))
    assert str(aunt.pk) in looked.content.decode()
    assert find_one(parse_strictly(looked), "option", selected="").get("value") == "cousin"
    chosen = {"who": "mair price", "related_id": str(aunt.pk), "kind": "aunt_or_uncle"}
    assert add(client, child, "relationship", **chosen).status_code == 302
    [row] = view_of(viewer, child).ties
    assert (row.person_id, row.other.id, row.kind) == (child.pk, aunt.pk, "aunt_or_uncle")
    address = correction(client, child, "relationship", row)
    parse_strictly(client.get(address))


def test_a_half_typed_relationship_is_there_again_with_whom_was_found(us, team):
    viewer, client = us
    child = factories.person(viewer, team)
    aunt = factories.person(viewer, team, "Mair", "Price")
    address = reverse("add_to_person", args=[child.pk, "relationship"])
    left = {"who": ["mair price"], "related_id": [str(aunt.pk)], "kind": ["aunt_or_uncle"]}
    keep(viewer, address, left)
    page = parse_strictly(client.get(address))
    assert "We kept what you had typed" in words(find_one(page, "main"))
    assert find_one(page, "input", name="related_id").get("checked") is not None
    assert find_one(page, "option", selected="").get("value") == "aunt_or_uncle"
    add(client, child, "relationship", **{name: values[0] for name, values in left.items()})
    assert "We kept" not in words(parse_strictly(client.get(address)))


def test_a_draft_of_an_earlier_version_is_told_what_changed_since(us, team):
    viewer, client = us
    child = factories.person(viewer, team)
    [name] = view_of(viewer, child).names
    address = correction(client, child, "name", name)
    seen = find_one(parse_strictly(client.get(address)), "input", name="version").get("value")
    mine = {"version": seen, "use": "usual", "given": "Mine", "family": "Ŵyn"}
    keep(viewer, address, {key: [value] for key, value in mine.items()})
    client.post(address, mine | {"given": "Theirs"})
    keep(viewer, address, {key: [value] for key, value in mine.items()})
    page = parse_strictly(client.get(address))
    assert find_one(page, "input", name="given").get("value") == "Mine"
    version = find_one(page, "input", name="version").get("value")
    late = client.post(address, mine | {"version": version})
    assert "Somebody else changed this while you were writing" in words(parse_strictly(late))
    assert find_one(parse_strictly(late), "input", name="given").get("value") == "Mine"


def test_somebody_hidden_cannot_be_chosen(us, team):
    viewer, client = us
    child = factories.person(viewer, team)
    other = agencies.team()
    them, _ = worker(other)
    hidden = factories.person(them, other, "Mair", "Price")
    chosen = {"who": "mair price", "related_id": str(hidden.pk), "kind": "cousin"}
    refused(add(client, child, "relationship", **chosen), "Nobody whom you may see matches")


def test_a_row_of_somebody_else_is_not_there(us, team):
    viewer, client = us
    one, other = factories.person(viewer, team), factories.person(viewer, team)
    [name] = view_of(viewer, other).names
    assert client.get(correction(client, one, "name", name)).status_code == 404


def test_a_move_ends_the_home_before(us, team):
    viewer, client = us
    person = factories.person(viewer, team, address=HOME)
    typed = {
        "moved": "yes", "use": "home", "line": "2 New Row", "postcode": "qq2 2bb",
        "starts_on-day": "1", "starts_on-month": "3", "starts_on-year": "2024",
    }  # fmt: skip
    assert add(client, person, "address", **typed).status_code == 302
    homes = view_of(viewer, person).addresses
    assert [(a.postcode, a.ended) for a in homes] == [("QQ2 2BB", False), ("QQ1 1AA", True)]


def test_an_access_need_sent_twice_is_there_once(us, team):
    viewer, client = us
    person = factories.person(viewer, team)
    for _ in range(2):
        assert add(client, person, "access-need", what="Easy read").status_code == 302
    assert len(view_of(viewer, person).access_needs) == 1


def test_the_birth_of_an_expected_child_is_recorded(us, team):
    viewer, client = us
    today = timezone.localdate()
    child = factories.unborn(viewer, team, today)
    typed = {"birth-day": today.day, "birth-month": today.month, "birth-year": today.year}
    response = add(client, child, "birth", sex="2", given="Ifan", family="Wyn", **typed)
    assert response.status_code == 302
    view = view_of(viewer, child)
    assert (view.name, view.unborn) == ("Ifan Wyn", False)


def test_an_address_of_which_only_the_property_number_is_known_is_shown_and_corrected(us, team):
    viewer, client = us
    person = factories.person(viewer, team)
    typed = {"moved": "no", "use": "home", "uprn": "1000 2333 6956"}
    assert add(client, person, "address", **typed).status_code == 302
    assert "property number (UPRN) 100023336956" in words(
        parse_strictly(client.get(reverse("person", args=[person.pk])))
    )
    [row] = view_of(viewer, person).addresses
    address = correction(client, person, "address", row)
    form = parse_strictly(client.get(address))
    assert find_one(form, "input", name="uprn").get("value") == "100023336956"
    version = find_one(form, "input", name="version").get("value")
    better = {"use": "home", "line": "2 New Row", "uprn": "100023336956", "version": version}
    refused(client.post(address, better | {"uprn": "1234567890123"}), "has 1 to 12 digits")
    assert client.post(address, better).status_code == 302
    assert "2 New Row, UPRN 100023336956" in words(
        parse_strictly(client.get(reverse("person", args=[person.pk])))
    )
