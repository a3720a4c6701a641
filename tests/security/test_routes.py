"""Every address with every kind of person: let in as the table says, and nobody else.

Whoever is not let in gets, byte for byte, what an address that does not exist gets.
"""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from joinedup.base.foundation.ids import new_id
from joinedup.trust.sharing.middleware import SIGN_IN_PAGES
from tests.security.routes import ANYBODY, PUBLIC, ROUTES, Route
from tests.security.scene import Scene, build

pytestmark = pytest.mark.django_db


def _patterns(
    resolver: URLResolver, before: tuple[URLResolver, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern, (*before, pattern))
        else:
            yield pattern.name or "", pattern


def _names() -> dict[str, URLPattern]:
    return dict(_patterns(get_resolver()))


def test_every_address_has_a_name():
    assert "" not in _names()


def test_every_address_is_in_the_table_and_no_other():
    ours = set(_names()) - set(SIGN_IN_PAGES)
    assert ours - set(ROUTES) == set(), "say in routes.py who may come here"
    assert set(ROUTES) - ours == set(), "these are gone: take them out of routes.py"


def _address(scene: Scene, name: str, route: Route) -> str:
    return reverse(name, kwargs={key: _thing(scene, what) for key, what in route.about.items()})


def _thing(scene: Scene, what: str) -> object:
    return scene.things.get(what, what)


def _plain(body: bytes) -> str:
    """A page without what differs between any two answers: nonces and tokens."""
    text = body.decode()
    text = re.sub(r'(nonce|data-[a-z-]*seconds)="[^"]*"', "", text)
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)


def test_everybody_is_let_in_or_kept_out_as_the_table_says():
    scene = build()
    wrong = []
    for person, account in scene.people.items():
        client = Client()
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        nowhere = client.get(f"/{new_id()}/")
        assert nowhere.status_code == 404
        for name, route in ROUTES.items():
            if route.post_only:
                continue
            answer = client.get(_address(scene, name, route))
            let_in = answer.status_code < 400
            expected = route.who in (PUBLIC, ANYBODY) or person in route.who
            if let_in != expected or (not let_in and answer.status_code != 404):
                wrong.append(f"{person} at {name}: {answer.status_code}")
            elif not let_in and _plain(answer.content) != _plain(nowhere.content):
                wrong.append(f"{person} at {name}: another page than for an address that is not")
    assert wrong == [], "\n".join(wrong)


def test_nobody_is_let_in_without_signing_in():
    scene = build()
    wrong = []
    for name, route in ROUTES.items():
        answer = Client().get(_address(scene, name, route))
        if route.who == PUBLIC:
            expected = answer.status_code < 400
        else:
            expected = answer.status_code == 302 and answer["Location"].startswith("/account/")
            expected = expected or (route.post_only and answer.status_code in (404, 405))
        if not expected:
            wrong.append(f"{name}: {answer.status_code}")
    assert wrong == [], "\n".join(wrong)


def test_what_is_absent_and_what_is_forbidden_look_the_same():
    scene = build()
    client = Client()
    client.force_login(
        scene.people["police_practitioner"],
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    for name, route in ROUTES.items():
        if not route.about or route.who in (PUBLIC, ANYBODY) or route.post_only:
            continue
        forbidden = client.get(_address(scene, name, route))
        absent = client.get(
            reverse(
                name,
                kwargs={
                    key: new_id() if what in scene.things else what
                    for key, what in route.about.items()
                },
            )
        )
        assert forbidden.status_code == absent.status_code == 404, name
        assert _plain(forbidden.content) == _plain(absent.content), name
