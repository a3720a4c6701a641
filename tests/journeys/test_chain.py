"""From a teacher's worry to the answer that she reads: every step by the person whose it is.

    teacher -> screener -> manager -> police and health -> manager -> two teams -> teacher

Each person has a browser of their own; the teacher's runs no script.
"""

import io
import re

import psycopg
import pytest
from django.db import connection
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from joinedup.trust.audit.rules import Action
from joinedup.trust.audit.verification import verify
from tests.browsing import DESKTOP, PHONE, Site, sign_in, take_picture
from tests.database import TestDatabase
from tests.html import parse_strictly
from tests.journeys import area as areas
from tests.journeys.area import ARREST, BRUISE, INFORMANT, SUMMARY, Area
from tests.journeys.steps import WORRY, choose, follow, heading, press

pytestmark = pytest.mark.browser

FEEDBACK = "Thank you. The family will be offered help, and we stay in touch with the school."
DECIDED = "Violence at home and an injury that nobody can explain: too much at once."


@pytest.fixture(scope="module")
def area(running_site: Site) -> Area:
    return areas.build()


def test_the_whole_chain(
    site: Site, area: Area, pictures_wanted: bool, django_db_setup: TestDatabase
):
    hub = area.hub
    teacher = site.open(javascript=False)
    sign_in(teacher, hub.referrer)
    reference = the_teacher_reports(teacher)

    screener = site.open()
    sign_in(screener, hub.screener)
    the_screener_finds_out_who_it_is(screener, reference)
    the_screener_rates_it(screener)

    manager = site.open()
    sign_in(manager, hub.manager)
    enquiry = the_manager_asks_two_agencies(manager, reference, pictures_wanted=pictures_wanted)

    police = site.open()
    sign_in(police, hub.police_researcher)
    the_police_answer(police)
    health = site.open()
    sign_in(health, hub.health_researcher)
    health_answers(health)

    room = f"{enquiry}room/"
    for page in (screener, manager, police, health):
        everything_is_in_the_room(page, room)
    take_picture(police, "sealed-room", wanted=pictures_wanted)
    phone = site.open(hub.health_researcher, size=PHONE)
    phone.goto(room)
    take_picture(phone, "sealed-room-phone", wanted=pictures_wanted)
    an_officer_sees_nothing(site, area, room)
    the_referrer_sees_nothing_of_it(teacher, enquiry)

    the_manager_decides(manager, enquiry)
    the_manager_tells_two_teams(manager)
    product = early_help_reads_the_arrest_in_full(site, area)
    health_visitors_read_a_summary(site, area, other_product=product)

    the_manager_answers_the_teacher(manager)
    the_teacher_reads_it(teacher, reference)
    the_log_is_whole_and_names_the_readers(django_db_setup, area)
    the_council_sees_in_the_log_who_read(site, area)


def the_teacher_reports(page: Page) -> str:
    follow(page, "Report a worry")
    child = page.get_by_role("group", name="Child 1", exact=True)
    child.get_by_label("First names").fill("Ffion")
    child.get_by_label("Surname").fill("Wyn")
    child.get_by_label("Day").first.fill("3")
    child.get_by_label("Month").first.fill("5")
    child.get_by_label("Year").first.fill("2016")
    child.get_by_label("House and street").fill("14 Larch Rd")
    child.get_by_label("Postcode").fill("qx4 2ab")
    page.get_by_label("What are you worried about?").fill(WORRY)
    press(page, "Add an adult")
    expect(page.get_by_label("What are you worried about?")).to_have_value(WORRY)
    adult = page.get_by_role("group", name="Adult 1", exact=True)
    adult.get_by_label("First names").fill("Carys")
    adult.get_by_label("Surname").fill("Wyn")
    adult.get_by_label("A parent or carer").check()
    adult.get_by_label("More exactly").fill("Mother")
    choose(page, "Is a child in danger right now?", "No")
    choose(page, "Does the family know that you are telling us?", "Yes")
    page.get_by_label("How can we reach you today?").fill("01632 960001")
    press(page, "Continue: check your answers")
    expect(heading(page)).to_have_text("Check before you send")
    expect(page.get_by_text("3 May 2016")).to_be_visible()
    press(page, "Send to the hub")
    expect(heading(page)).to_have_text("Sent to the hub")
    return page.locator(".govuk-panel__body").inner_text().removeprefix("Your reference is ")


def the_screener_finds_out_who_it_is(page: Page, reference: str) -> None:
    follow(page, "The hub")
    page.get_by_role("row").filter(has_text=reference).get_by_role("link").click()
    expect(page.get_by_text(WORRY)).to_be_visible()
    follow(page, "Say who it is about")
    follow(page, "Say who this is (Child: Ffion Wyn)")
    expect(heading(page)).to_have_text("Who is Ffion Wyn?")
    rows = page.locator("table.ju-worklist tbody tr")
    expect(rows.nth(1)).to_contain_text("Ffion Ŵyn")
    expect(rows.nth(1)).to_contain_text("Likely the same person")
    expect(rows.nth(1)).to_contain_text("birth date")
    page.get_by_label("Ffion Ŵyn, 3 May 2016").check()
    page.get_by_label("What makes you sure?").fill("Same birth date and postcode; mother named.")
    press(page, "Confirm")
    expect(heading(page)).to_contain_text("The family of Ffion Ŵyn")
    mother = page.get_by_role("group", name="Carys Ŵyn")
    mother.get_by_label("Part of this enquiry?").select_option(
        label="This is “Carys Wyn”, whom the referrer named"
    )
    mother.get_by_label("What are they to the child?").select_option(label="Mother")
    brother = page.get_by_role("group", name="Macsen Ŵyn")
    brother.get_by_label("Part of this enquiry?").select_option(label="Add as a child")
    brother.get_by_label("What are they to the child?").select_option(label="Brother or sister")
    press(page, "Save and go on")
    expect(page.get_by_text("Everybody who was named is confirmed")).to_be_visible()
    for name in ("Ffion Ŵyn", "Carys Ŵyn", "Macsen Ŵyn"):
        expect(page.get_by_role("heading", name=name, level=3)).to_be_visible()
    press(page, "Go on and rate it")


def the_screener_rates_it(page: Page) -> None:
    expect(page).to_have_url(re.compile("/screening/$"))
    page.get_by_role("radio").first.check()
    page.get_by_label("Why this rating?").fill("Hungry, afraid, and a small brother at home.")
    press(page, "Save the rating")
    expect(page.get_by_text("Rating recorded")).to_be_visible()


def the_manager_asks_two_agencies(page: Page, reference: str, *, pictures_wanted: bool) -> str:
    follow(page, "The hub")
    page.get_by_role("row").filter(has_text=reference).get_by_role("link").click()
    enquiry = page.url
    follow(page, "Decide whom to ask")
    page.get_by_role("group", name="Why are you asking?").get_by_role("radio").first.check()
    choose(page, "Has the family been told that agencies will be asked?", "Yes")
    choose(page, "Does the family agree?", "They have not been asked")
    everywhere = page.get_by_role("group", name="About whom do you ask every agency")
    expect(everywhere.get_by_label("Macsen Ŵyn")).to_be_checked()
    everywhere.get_by_label("Carys Ŵyn").check()
    for agency in ("Brackenshire Police", "Brackenshire NHS Trust"):
        page.get_by_label(f"Ask {agency}").check()
    take_picture(page, "gate", wanted=pictures_wanted)
    press(page, "Continue: see what the rules say")
    expect(heading(page)).to_have_text("What the rules say")
    expect(page.get_by_role("heading", name="Brackenshire Police May be asked")).to_be_visible()
    expect(
        page.get_by_role("heading", name="Brackenshire NHS Trust A person must decide")
    ).to_be_visible()
    take_picture(page, "what-the-rules-say", wanted=pictures_wanted)
    press(page, "Confirm")
    expect(page.get_by_text("Brackenshire Police has been asked.")).to_be_visible()
    follow(page, "Decide about asking Brackenshire NHS Trust")
    choose(page, "Is the agency to be asked?", "Yes, ask it")
    page.get_by_label("Your reasons").fill("An injury is possible: health must be heard today.")
    press(page, "Record your decision")
    expect(page.get_by_text("Brackenshire NHS Trust has been asked.")).to_be_visible()
    return enquiry


def _open_the_question(page: Page) -> None:
    follow(page, "Questions to answer")
    page.locator("main").get_by_role("link").first.click()
    expect(heading(page)).to_have_text("What does your agency know?")


def _the_others_are_not_known(page: Page) -> None:
    for name in ("Carys Ŵyn", "Macsen Ŵyn"):
        group = page.get_by_role("group", name=f"Does your agency know {name}?")
        group.get_by_label("We do not know them").check()


def the_police_answer(page: Page) -> None:
    _open_the_question(page)
    child = page.get_by_role("region", name="What do you know about Ffion Ŵyn?")
    child.get_by_role("button", name="This is them").click()
    for title in ("Domestic abuse incident", "Arrested"):
        child.get_by_role("button", name=re.compile(f"Bring this into the room.*{title}")).click()
    for number, handling in ((1, "Ask us before sending it"), (2, "For the hub only")):
        item = child.get_by_role("group", name=f"Item {number} about Ffion Ŵyn", exact=True)
        choose(item, "May the hub send this to others?", handling)
    _the_others_are_not_known(page)
    page.get_by_role("button", name="Check your answer").last.click()
    expect(heading(page)).to_have_text("Check your answer before you send it")
    expect(page.get_by_text(ARREST)).to_be_visible()
    press(page, "Send the answer to the hub")
    expect(page.get_by_text("Your answer is with the hub.")).to_be_visible()


def health_answers(page: Page) -> None:
    _open_the_question(page)
    child = page.get_by_role("region", name="What do you know about Ffion Ŵyn?")
    choose(child, "Does your agency know Ffion Ŵyn?", "We know them")
    child.get_by_label("If you know them: how?").fill("Clinic and A&E since 2024.")
    child.get_by_role("button", name="Add an item").click()
    item = child.get_by_role("group", name="Item 1 about Ffion Ŵyn", exact=True)
    item.get_by_label("What kind of entry is it?").select_option("ae-injury")
    item.get_by_label("Year").first.fill("2026")
    item.get_by_label("What happened?").fill(BRUISE)
    item.get_by_label("Hard for the family").check()
    item.get_by_label("What was done about it?").fill("The health visitor was told.")
    choose(item, "May the hub send this to others?", "May be sent to those who need it")
    _the_others_are_not_known(page)
    page.get_by_role("button", name="Check your answer").last.click()
    press(page, "Send the answer to the hub")
    expect(page.get_by_text("Your answer is with the hub.")).to_be_visible()


def everything_is_in_the_room(page: Page, room: str) -> None:
    page.goto(room)
    expect(heading(page)).to_contain_text("Sealed room")
    for said in (ARREST, INFORMANT, BRUISE):
        expect(page.get_by_text(said)).to_be_visible()


def an_officer_sees_nothing(site: Site, area: Area, room: str) -> None:
    page = site.open(area.officer)
    for address in (room, room.removesuffix("room/")):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404
        for said in ("Ffion", ARREST, BRUISE, "Sealed"):
            assert said not in answer.text()
    page.goto("/search/")
    page.locator("main").get_by_role("textbox").first.fill("Ffion Wyn")
    press(page, "Search")
    expect(page.get_by_role("heading", name="Nobody found")).to_be_visible()
    page.goto("/")
    assert "Ffion" not in page.content()
    page.goto("/received/")
    assert "Ffion" not in page.content()


def the_referrer_sees_nothing_of_it(page: Page, enquiry: str) -> None:
    answer = page.goto(enquiry)
    assert answer is not None
    assert answer.status == 404
    page.goto("/worries/")
    for said in ("Red", "Police", "NHS"):
        assert said not in page.locator("main").inner_text()


def the_manager_decides(page: Page, enquiry: str) -> None:
    page.goto(enquiry)
    follow(page, "Record the decision")
    choose(page, "What is to happen?", "Early help")
    page.get_by_label("Why?", exact=True).fill(DECIDED)
    press(page, "Record the decision")
    expect(page.get_by_text("The decision is recorded.")).to_be_visible()


def the_manager_tells_two_teams(page: Page) -> None:
    page.get_by_label("Early help north, Brackenshire Council").check()
    page.get_by_label("Health visitors south, Brackenshire NHS Trust").check()
    press(page, "Continue")
    _tell(page, "Please offer the family help with meals.", "In full")
    _tell(page, "Please visit this week.", "A summary")
    expect(heading(page)).to_have_text("Read what each recipient will read")
    said = page.locator("main").inner_text()
    assert said.count(ARREST) == said.count(SUMMARY) == 1
    assert INFORMANT not in said
    assert BRUISE not in said
    press(page, "Send to 2 recipients")
    expect(page.get_by_text("Each recipient has been told.")).to_be_visible()


def _tell(page: Page, message: str, how_much: str) -> None:
    """One recipient: the incident as said, and nothing else."""
    page.get_by_label("What do you ask").fill(message)
    page.get_by_role("group", name="About whom is").get_by_label("Ffion Ŵyn").check()
    page.get_by_label("need to know?", exact=False).first.fill("They work with the family.")
    incident = page.locator("fieldset.govuk-summary-card").filter(has_text=ARREST)
    incident.get_by_label(how_much, exact=True).check()
    if how_much == "A summary":
        incident.get_by_label("The summary that they read").fill(SUMMARY)
    incident.get_by_label("They agree", exact=True).check()
    incident.get_by_label("If they agree: who agreed, and when?").fill("Pat Police, today")
    press(page, "Leave out every item that is not decided")
    page.get_by_role("button", name="Continue to").or_(
        page.get_by_role("button", name="Read what will be sent")
    ).last.click()


def _read(site: Site, page: Page, *, said: str, unsaid: tuple[str, ...]) -> str:
    """On the page and on paper: this is said, and that is nowhere, hidden parts included."""
    follow(page, "Sent to us")
    page.locator("main").get_by_role("link").first.click()
    expect(heading(page)).to_have_text("From the safeguarding hub")
    answer = page.goto(page.url)
    assert answer is not None
    html = answer.text()
    parse_strictly(html)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Standard print").click()
    paper = PdfReader(io.BytesIO(waiting.value.path().read_bytes()))
    printed = " ".join(" ".join(sheet.extract_text() for sheet in paper.pages).split())
    assert said in html
    assert said in printed
    for secret in unsaid:
        assert secret not in html
        assert secret not in printed
        assert secret not in str(paper.metadata)
    return page.url


def early_help_reads_the_arrest_in_full(site: Site, area: Area) -> str:
    page = site.open()
    sign_in(page, area.hub.practitioner)
    unsaid = (INFORMANT, BRUISE, SUMMARY, "Please visit this week", DECIDED, "Mill Street")
    return _read(site, page, said=ARREST, unsaid=unsaid)


def health_visitors_read_a_summary(site: Site, area: Area, *, other_product: str) -> None:
    page = site.open()
    sign_in(page, area.health_visitor)
    unsaid = (ARREST, INFORMANT, BRUISE, "help with meals", DECIDED, "upstairs")
    _read(site, page, said=SUMMARY, unsaid=unsaid)
    for address in (other_product, f"{other_product}document.pdf"):
        answer = page.request.get(address)
        assert answer.status == 404


def the_manager_answers_the_teacher(page: Page) -> None:
    page.get_by_label("What the referrer reads").fill(FEEDBACK)
    press(page, "Tell the referrer and close the enquiry")
    expect(heading(page)).to_have_text("Enquiry closed")


def the_teacher_reads_it(page: Page, reference: str) -> None:
    page.goto("/worries/")
    row = page.get_by_role("row").filter(has_text=reference)
    expect(row).to_contain_text("The hub has answered you")
    row.get_by_role("link").click()
    expect(page.get_by_text(FEEDBACK)).to_be_visible()
    for said in (ARREST, SUMMARY, BRUISE, DECIDED, "NHS Trust"):
        assert said not in page.content()


def the_log_is_whole_and_names_the_readers(database: TestDatabase, area: Area) -> None:
    hub = area.hub
    with psycopg.connect(**database.owner.psycopg()) as owner:
        assert verify(owner).whole
        rows = owner.execute(
            "SELECT DISTINCT actor_id, subject_kind FROM audit_auditentry WHERE action = %s",
            [Action.OPENED],
        ).fetchall()
    opened = {(actor, kind) for actor, kind in rows}
    for reader in (hub.screener, hub.manager, hub.police_researcher, hub.health_researcher):
        assert any(actor == reader.professional_id for actor, _ in opened)
    products = {actor for actor, kind in opened if "product" in kind}
    assert products == {hub.practitioner.professional_id, area.health_visitor.professional_id}
    assert not any(actor == area.officer.professional_id for actor, _ in opened)
    connection.close()


def the_council_sees_in_the_log_who_read(site: Site, area: Area) -> None:
    page = site.open(area.council_lead, size=DESKTOP)
    page.goto("/audit/")
    for reader in ("Sam Screener", "Wil Worker", "Pat Police"):
        page.get_by_label("Somebody's name").fill(reader)
        press(page, "Apply filters")
        expect(page.locator("main li").filter(has_text=f"{reader} opened").first).to_be_visible()
