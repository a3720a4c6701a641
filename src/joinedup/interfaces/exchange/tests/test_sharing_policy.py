"""Agreements as files: there and back, and what is wrong with a file in words."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.html import find_one, parse_strictly, words

from joinedup.interfaces.exchange.sharing_policy import (
    UnusablePolicyError,
    read_document,
    to_document,
)
from joinedup.record.chronology.tests import factories
from joinedup.trust.agencies.queries import organisations
from joinedup.trust.agencies.rules import Role
from joinedup.trust.agencies.tests import factories as agencies
from joinedup.trust.sharing.agreeing import AgreementDraft, record_agreement
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.queries import agreements, terms_begun
from joinedup.trust.sharing.rules import Category, Purpose

pytestmark = pytest.mark.django_db


@pytest.fixture
def parties():
    return [agencies.organisation("Council"), agencies.organisation("Police")]


@pytest.fixture
def lead(parties):
    team = agencies.team(parties[0], "Information governance")
    return factories.viewer(Role.INFORMATION_GOVERNANCE_LEAD, team=team)[0]


@pytest.fixture
def document(parties):
    return {
        "URI": "https://example.org/policy/1",
        "Identifier": {"value": "hub/1", "System": "https://example.org/policies"},
        "Name": "Hub agreement",
        "Contact": "ig@council.example",
        "Party": [
            {"Name": p.name, "CatalogueID": [f"urn:joinedup:organisation:{p.slug}"]}
            for p in parties
        ],
        "Data": ["urn:joinedup:category:health", "Summaries, not records"],
        "Purpose": ["http://www.legislation.gov.uk/ukpga/1989/41/section/47/"],
        "StartDate": "2026-01-01",
        "EndDate": "2030-12-31T00:00:00Z",
        "PermittedUse": ["odrl:read"],
    }


def read(document, parties):
    return read_document(json.dumps(document).encode(), parties)


def test_a_document_becomes_terms_that_the_rules_use(document, parties, lead):
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        record_agreement(lead, draft=read(document, parties))
        (terms,) = terms_begun(date(2026, 5, 5))
    assert terms.parties == {p.slug for p in parties}
    assert terms.accepted == {parties[0].slug}
    assert terms.purposes == {Purpose.SIGNIFICANT_HARM}
    assert terms.categories == {Category.HEALTH}
    assert (terms.reference, terms.version) == ("hub", 1)
    assert (terms.starts_on, terms.ends_on) == (date(2026, 1, 1), date(2030, 12, 31))


def test_nobody_binds_others_or_takes_the_place_of_what_others_agreed(document, parties, lead):
    outsider = factories.viewer(Role.INFORMATION_GOVERNANCE_LEAD)[0]
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        record_agreement(lead, draft=read(document, parties))
    theirs = document | {"Identifier": document["Identifier"] | {"value": "theirs/1"}}
    us = organisations().get(pk=outsider.agency_id)
    next_one = document | {"Identifier": document["Identifier"] | {"value": "hub/2"}}
    next_one["Party"] = [
        {"Name": p.name, "CatalogueID": [f"urn:joinedup:organisation:{p.slug}"]}
        for p in (us, parties[1])
    ]
    with session(outsider, Purpose.INFORMATION_GOVERNANCE):
        for refused in (theirs, next_one):
            with pytest.raises(ValueError, match="not a party"):
                record_agreement(outsider, draft=read(refused, [*parties, us]))
        assert [a.version for a in agreements()] == [1]


def test_what_goes_out_comes_back_the_same(parties, lead):
    draft = AgreementDraft(
        reference="hub",
        version=3,
        name="Cytundeb – Llŷr 🙂",
        contact="Somebody",
        parties=[p.pk for p in parties],
        data=["health", "a description"],
        purposes=[Purpose.SIGNIFICANT_HARM, Purpose.EARLY_HELP, Purpose.BREAK_GLASS],
        categories=[Category.EDUCATION, Category.HOUSING_MONEY],
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        permitted_uses=["Answering"],
        restrictions=["No onward transfer"],
        responsibilities=["Delete after 6 years"],
        security_measures=["Encryption"],
        legal_compliance=["UK GDPR"],
    )
    with session(lead, Purpose.INFORMATION_GOVERNANCE):
        first = record_agreement(lead, draft=draft)
        again = read(to_document(first, first.parties.all()), parties)
        assert record_agreement(lead, draft=again) == first
        assert agreements().count() == 1


def test_words_are_categories_only_where_none_is_named(document, parties):
    document["Data"] = ["urn:joinedup:category:health", "housing and money"]
    assert set(read(document, parties).categories) == {Category.HEALTH}
    document["Data"] = ["housing and money", "and more"]
    assert set(read(document, parties).categories) == {Category.HOUSING_MONEY}


def without(name):
    return lambda d: d.pop(name)


def with_(name, value):
    return lambda d: d.update({name: value})


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (without("Name"), "The file: “Name” is missing."),
        (with_("Name", "  "), "Name: must not be empty."),
        (with_("Name", 3), "Name: must be text."),
        (with_("Name", "n" * 201), "Name: must be 200 characters or fewer."),
        (with_("Identifier", {"value": "x"}), "Identifier: “System” is missing."),
        (with_("Identifier", {"value": "x" * 90, "System": "s"}), "must be 80 characters or fewer"),
        (with_("Party", []), "Party: needs at least one entry."),
        (with_("Party", "police"), "Party: must be a list."),
        (with_("Purpose", ["gossip"]), "Purpose 1: not a purpose that we know."),
        (with_("Data", ["everything"]), "Data: name at least one category"),
        (with_("Data", ["urn:joinedup:category:gossip"]), "Data 1: not a category that we know."),
        (with_("StartDate", "31/12/2026"), "StartDate: must be a real date like 2026-03-31."),
        (with_("EndDate", "2026-02-30"), "EndDate: must be a real date"),
        (with_("EndDate", "2025-01-01"), "EndDate: it ends before it starts."),
        (lambda d: d["Party"].pop(), "Party: an agreement has at least two parties."),
        (lambda d: d["Party"][1].update(CatalogueID=["who"]), "Party 2: no organisation here"),
        (lambda d: d["Party"][1].pop("Name"), "Party 2: “Name” is missing."),
        (lambda d: d["Party"][1]["CatalogueID"].append(1), "Party 2, CatalogueID 2: must be text."),
    ],
)
def test_each_problem_names_its_place(document, parties, spoil, said):
    spoil(document)
    with pytest.raises(UnusablePolicyError) as unusable:
        read(document, parties)
    assert len(unusable.value.problems) == 1
    assert said in unusable.value.problems[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not JSON: see line 1, column 1"),
        (b'{\n"Name": }', "not JSON: see line 2, column 9"),
        (b"[]", "The file: must be an object in braces."),
        (b"\xff\xfe", "not text in UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b" " * (1024 * 1024 + 1), "larger than 1 MB"),
    ],
)
def test_what_is_no_document_at_all(content, said):
    with pytest.raises(UnusablePolicyError, match="The file") as unusable:
        read_document(content, [])
    assert said in str(unusable.value)


def upload(client, content, name="policy.json"):
    return client.post("/agreements/upload/", {"file": SimpleUploadedFile(name, content)})


def test_uploading_reading_and_downloading(client, document, parties, lead):
    factories.sign_in(client, lead)
    parse_strictly(client.get("/agreements/upload/"))
    page = parse_strictly(client.get("/agreements/"))
    assert "No agreement has been recorded" in words(page)
    response = upload(client, json.dumps(document).encode(), "../x\n.json")
    address = response.headers["Location"]
    text = words(parse_strictly(client.get(address)))
    assert "Hub agreement, version 1, has been recorded." in text
    assert "suffering, or likely to suffer, significant harm" in text
    assert "Summaries, not records" in text
    got = client.get(f"{address}download/")
    assert got["Content-Disposition"] == 'attachment; filename="hub-1.json"'
    assert got.json()["Party"][0]["Name"] == "Council"
    document |= {"Identifier": {"value": "hub/2", "System": "s"}, "Name": "Hub agreement II"}
    second = upload(client, json.dumps(document).encode()).headers["Location"]
    assert "newer version" in words(parse_strictly(client.get(address)))
    assert "Version 1" in words(parse_strictly(client.get(second)))
    listed = words(find_one(parse_strictly(client.get("/agreements/")), "table"))
    assert (
        "Hub agreement II Council and Police Version 2 Accepted by 1 of 2, 1 January 2026" in listed
    )


def test_problems_of_a_file_are_said_and_nothing_is_kept(client, document, parties, lead):
    factories.sign_in(client, lead)
    document |= {"Name": "", "Purpose": []}
    page = parse_strictly(upload(client, json.dumps(document).encode()))
    said = words(find_one(page, "div", class_="govuk-error-summary"))
    assert "Name: must not be empty." in said
    assert "Purpose: needs at least one entry." in said
    empty = parse_strictly(client.post("/agreements/upload/", {}))
    assert "Choose a file" in words(find_one(empty, "div", class_="govuk-error-summary"))
    assert not agreements().exists()


def test_other_terms_under_a_version_that_is_kept_are_refused(client, document, parties, lead):
    factories.sign_in(client, lead)
    upload(client, json.dumps(document).encode())
    document["Name"] = "Another"
    page = parse_strictly(upload(client, json.dumps(document).encode()))
    assert "This version has other terms already" in words(page)


def test_everybody_reads_agreements_and_leads_alone_record_them(client, document, parties):
    factories.sign_in(client, factories.viewer(Role.REFERRER)[0])
    assert "Record an agreement" not in words(parse_strictly(client.get("/agreements/")))
    assert client.get("/agreements/upload/").status_code == 404
    assert upload(client, json.dumps(document).encode()).status_code == 404
    assert client.get(f"/agreements/{parties[0].pk}/").status_code == 404
