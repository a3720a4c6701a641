"""What goes wrong at the keyboard: told beside the field, and nothing that was typed is lost."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from joinedup.practice.safeguarding_hub.models import Contact
from joinedup.practice.safeguarding_hub.tests import factories as hubs
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Purpose
from tests.browsing import Site
from tests.journeys.steps import WORRY, fill_in_a_worry, go_back, heading, press

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def hub(running_site: Site) -> hubs.Hub:
    return hubs.a_hub()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_date_that_cannot_be_and_a_wrong_check_digit(site: Site, hub: hubs.Hub, javascript: bool):
    page = site.open(hub.referrer, javascript=javascript)
    page.goto("/worries/new/")
    fill_in_a_worry(page)
    born = page.get_by_role("group", name="Birth date")
    for part, typed in (("Day", "31"), ("Month", "2"), ("Year", "2016")):
        born.get_by_label(part).fill(typed)
    page.get_by_label("NHS number").fill("943 476 5918")
    press(page, "Continue: check your answers")

    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("There is a problem")
    expect(summary.get_by_role("link")).to_have_count(2)
    expect(born.get_by_text("Birth date must be a real date")).to_be_visible()
    number = page.get_by_label("NHS number")
    expect(number).to_have_value("943 476 5918")
    expect(number).to_have_attribute("aria-describedby", re.compile("error"))
    assert page.title().startswith("Error: ")
    for part, typed in (("Day", "31"), ("Month", "2"), ("Year", "2016")):
        expect(born.get_by_label(part)).to_have_value(typed)
    expect(page.get_by_label("What are you worried about?")).to_have_value(WORRY)
    # The summary's link goes to the field itself.
    summary.get_by_role("link").nth(1).click()
    expect(number).to_be_focused()
    number.fill("943 476 5919")
    born.get_by_label("Day").fill("29")
    press(page, "Continue: check your answers")
    expect(heading(page)).to_have_text("Check before you send")


def test_a_hundred_thousand_letters_emoji_and_welsh_reach_the_hub(site: Site, hub: hubs.Hub):
    piece = "Mae’r plentyn yn drist, ŵyr neb pam 😢 tŷ’n oer. <b>&amp;</b> "
    worry = (piece * (100_000 // len(piece) + 1))[:99_990].strip() + "\nY diwedd"
    page = site.open(hub.referrer)
    page.goto("/worries/new/")
    fill_in_a_worry(page)
    # As if it was pasted: a browser takes a minute to type so much.
    page.get_by_label("What are you worried about?").evaluate(
        "(box, text) => { box.value = text; box.dispatchEvent(new Event('input')); }", worry
    )
    reference = _send(page)
    screener = site.open(hub.screener)
    screener.goto("/hub/")
    screener.get_by_role("row").filter(has_text=reference).get_by_role("link").click()
    shown = screener.locator("dd").filter(has_text="Y diwedd").first.inner_text()
    assert shown.strip() == worry


def _send(page: Page) -> str:
    press(page, "Continue: check your answers")
    expect(heading(page)).to_have_text("Check before you send")
    press(page, "Send to the hub")
    expect(heading(page)).to_have_text("Sent to the hub")
    return page.locator(".govuk-panel__body").inner_text().removeprefix("Your reference is ")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_sent_twice_is_one_worry(site: Site, hub: hubs.Hub, javascript: bool):
    worry = f"Sent twice, with script {javascript}."
    page = site.open(hub.referrer, javascript=javascript)
    page.goto("/worries/new/")
    fill_in_a_worry(page, worry)
    press(page, "Continue: check your answers")
    page.get_by_role("button", name="Send to the hub").dblclick()
    expect(heading(page)).to_have_text("Sent to the hub")
    reference = page.locator(".govuk-panel__body").inner_text()
    # Back to the page before, and once more.
    go_back(page)
    again = page.get_by_role("button", name="Send to the hub")
    if again.count():
        again.click()
        expect(page.locator(".govuk-panel__body")).to_have_text(reference)
    with session(hub.screener, Purpose.SCREENING):
        assert Contact.objects.filter(worry=worry).count() == 1


HOSTILE = (
    "record_id,given_names,family_name,birth_date,service,updated_on,contact_name\r\n"
    '"=HYPERLINK(""http://evil.example"")",Ffion,Ŵyn,2016-05-03,Public protection,2026-02-01,\r\n'
    "R2,<script>alert(1)</script>,Ŵyn,2016-05-03,@SUM(A1),31/02/2026,+44\r\n"
)


def _send_file(page: Page, file: Path) -> None:
    page.goto("/our-records/")
    page.get_by_label("People", exact=True).check()
    page.get_by_label("No, only some").check()
    page.get_by_label("The file").set_input_files(file)
    press(page, "Send the file")


def test_a_hostile_file_is_read_and_does_no_harm(site: Site, hub: hubs.Hub, tmp_path: Path):
    name = "=cmd'<img src=x onerror=alert(1)>.csv"
    file = tmp_path / name
    file.write_text(HOSTILE, encoding="utf-8")
    page = site.open(hub.police_researcher)
    _send_file(page, file)
    expect(heading(page)).to_have_text("A file of our records")
    assert page.locator("main img, main script").count() == 0
    expect(page.get_by_role("row").filter(has_text="line 3").first).to_contain_text("updated_on")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Take the list away").click()
    taken = waiting.value.path().read_text(encoding="utf-8-sig")
    for cell in re.split(r"[,\n]", taken):
        assert not re.match(r'^"?[=+@\t]', cell), cell
    assert "evil" not in taken


def test_a_file_in_another_encoding_is_read_right_or_refused_in_words(
    site: Site, hub: hubs.Hub, tmp_path: Path
):
    page = site.open(hub.health_researcher)
    file = tmp_path / "picture.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xfe\x00")
    _send_file(page, file)
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    expect(page.get_by_label("People", exact=True)).to_be_checked()

    old = tmp_path / "old-system.csv"
    text = HOSTILE.splitlines()[0] + "\r\nR7,Zoë,Siân-Jones,2016-05-03,Clinic,2026-02-01,\r\n"
    old.write_bytes(text.encode("cp1252"))
    _send_file(page, old)
    expect(heading(page)).to_have_text("A file of our records")
    assert "Windows" in page.locator("main").inner_text()
