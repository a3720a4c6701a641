"""The frame of a page: who is signed in, where to go, nonces, time-out, errors."""

from collections.abc import Callable
from types import SimpleNamespace
from xml.etree.ElementTree import Element

import jinja2
import pytest
from django.conf import LazySettings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from tests.html import find_all, find_one, parse_strictly, words

from joinedup.base.govuk import errors
from joinedup.base.govuk.frame import Idle, NavigationItem, page_numbers
from joinedup.base.govuk.tests.conftest import Page

pytestmark = pytest.mark.urls("joinedup.base.govuk.tests.pages")

PAGE = "base/govuk/errors/404.html"


@pytest.fixture
def request_of_nobody() -> HttpRequest:
    request = RequestFactory().get("/somewhere")
    request.user = AnonymousUser()
    request.csp_nonce = "abc123"
    return request


@pytest.fixture
def request_of_somebody(request_of_nobody: HttpRequest) -> HttpRequest:
    request_of_nobody.user = SimpleNamespace(is_authenticated=True, display_name="Siân <O'Hara>")
    request_of_nobody.role_name = "Screener"
    request_of_nobody.navigation = [
        NavigationItem("My work", "/", current=True),
        NavigationItem("Search", "/search"),
    ]
    request_of_nobody.idle = Idle(1200, 120, "/stay/")
    return request_of_nobody


def test_somebody_signed_in_sees_who_they_are_and_where_to_go(
    request_of_somebody: HttpRequest,
) -> None:
    document = parse_strictly(render_to_string(PAGE, request=request_of_somebody))
    assert "Siân <O'Hara>" in words(find_one(document, "header"))
    form = find_one(document, "form", method="post")
    assert form.get("action") == "/sign-out/"
    assert find_one(form, "input", name="csrfmiddlewaretoken").get("value")
    assert words(find_one(document, "a", aria_current="true")) == "My work"
    dialog = find_one(document, "dialog")
    assert dialog.get("data-idle-seconds") == "1200"
    assert dialog.get("data-keep-alive-url") == "/stay/"


def test_nobody_sees_neither_sign_out_nor_a_time_out(request_of_nobody: HttpRequest) -> None:
    document = parse_strictly(render_to_string(PAGE, request=request_of_nobody))
    assert find_all(document, "form") == []
    assert find_all(document, "dialog") == []
    assert words(find_one(document, "header")) == "Joined Up Worried about a child? Tell us"


@pytest.mark.parametrize("name", ["400", "403_csrf", "404", "429"])
def test_a_stranger_is_led_to_where_they_can_tell_us(
    request_of_nobody: HttpRequest, name: str
) -> None:
    document = parse_strictly(
        render_to_string(f"base/govuk/errors/{name}.html", request=request_of_nobody)
    )
    assert _ways_to_tell_us(find_one(document, "header")) == 1
    assert _ways_to_tell_us(find_one(document, "main")) == 1


def test_whoever_is_telling_us_is_not_led_away(request_of_nobody: HttpRequest) -> None:
    request_of_nobody.path = "/tell-us/"
    document = parse_strictly(render_to_string(PAGE, request=request_of_nobody))
    assert _ways_to_tell_us(find_one(document, "header")) == 0


def test_somebody_signed_in_has_a_form_of_their_own(request_of_somebody: HttpRequest) -> None:
    document = parse_strictly(render_to_string(PAGE, request=request_of_somebody))
    assert _ways_to_tell_us(document) == 0


def _ways_to_tell_us(part: Element) -> int:
    return sum(link.get("href") == "/tell-us/" for link in find_all(part, "a"))


def test_scripts_are_files_with_the_nonce_and_styles_are_files(
    request_of_somebody: HttpRequest,
) -> None:
    text = render_to_string(PAGE, request=request_of_somebody)
    document = parse_strictly(text)
    for script in find_all(document, "script"):
        assert script.get("nonce") == "abc123"
        assert script.get("src", "").startswith("/static/joinedup/")
        assert not (script.text or "").strip()
    assert find_all(document, "style") == []
    assert " style=" not in text


def test_the_footer_leads_to_the_pages_that_there_are(request_of_nobody: HttpRequest) -> None:
    document = parse_strictly(render_to_string(PAGE, request=request_of_nobody))
    links = [words(link) for link in find_all(find_one(document, "footer"), "a")]
    assert links == ["Guide", "Accessibility", "Privacy"]


@pytest.mark.parametrize("demo", [True, False])
def test_the_demonstration_says_so_on_every_page(
    settings: LazySettings, request_of_nobody: HttpRequest, demo: bool
) -> None:
    settings.DEMO = demo
    text = render_to_string(PAGE, request=request_of_nobody)
    assert ("Everybody and everything here is made up" in text) is demo


def test_absent_and_forbidden_look_the_same(request_of_nobody: HttpRequest) -> None:
    absent = errors.not_found(request_of_nobody, LookupError("contact 4"))
    forbidden = errors.not_found(request_of_nobody, PermissionError("contact 4"))
    assert absent.status_code == forbidden.status_code == 404
    assert absent.content == forbidden.content
    assert "contact 4" not in absent.content.decode()


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (errors.bad_request, 400),
        (errors.csrf_failure, 403),
        (errors.not_found, 404),
        (errors.too_many_requests, 429),
        (errors.server_error, 500),
    ],
)
def test_error_pages_are_pages(
    request_of_nobody: HttpRequest, answer: Callable[..., HttpResponse], status: int
) -> None:
    response = answer(request_of_nobody)
    assert response.status_code == status
    parse_strictly(response)


def test_a_server_error_asks_nothing_of_the_request() -> None:
    # no user, session or database: a bare object stands for a request that has lost them
    response = errors.server_error(object())
    assert response.status_code == 500
    assert "The fault is ours" in words(parse_strictly(response))


def test_a_misspelt_name_in_our_templates_fails(rendered: Page) -> None:
    with pytest.raises(jinja2.UndefinedError):
        rendered("{{ contact.name }}")
    with pytest.raises(jinja2.UndefinedError):
        rendered("{% if contact.nmae %}x{% endif %}", contact={"name": "A"})


def test_what_people_typed_is_escaped(rendered: Page) -> None:
    assert rendered("{{ text }}", text="<b>&") == "&lt;b&gt;&amp;"


@pytest.mark.parametrize(
    ("current", "total", "shown"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (6, 12, [1, None, 5, 6, 7, None, 12]),
        (3, 5, [1, 2, 3, 4, 5]),
        (4, 9, [1, 2, 3, 4, 5, None, 9]),
    ],
)
def test_page_numbers_leave_out_what_is_far(
    current: int, total: int, shown: list[int | None]
) -> None:
    assert list(page_numbers(current, total)) == shown
