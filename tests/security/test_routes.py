"""Every address with every kind of person: let in as the table says, and nobody else.

Whoever is not let in gets, byte for byte, what an address that does not exist gets.
"""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from joinedup.base.foundation.ids import new_id
from joinedup.trust.sharing.middleware import SIGN_IN_PAGES
from tests.security.routes import ANYBODY, PUBLIC, ROUTES, SIGN_IN
from tests.security.scene import build
from tests.security.walking import address, plain, signed_in

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
    ours = set(_names()) - set(SIGN_IN)
    assert ours - set(ROUTES) == set(), "say in routes.py who may come here"
    assert set(ROUTES) - ours == set(), "these are gone: take them out of routes.py"
    assert set(SIGN_IN) == set(SIGN_IN_PAGES)


def test_everybody_is_let_in_or_kept_out_as_the_table_says():
    scene = build()
    wrong = []
    for person, account in scene.people.items():
        client = signed_in(account)
        nowhere = client.get(f"/{new_id()}/")
        assert nowhere.status_code == 404
        for name, route in ROUTES.items():
            if route.post_only:
                continue
            answer = client.get(address(scene, name, route))
            let_in = answer.status_code < 400
            expected = route.who in (PUBLIC, ANYBODY) or person in route.who
            if let_in != expected or (not let_in and answer.status_code != 404):
                wrong.append(f"{person} at {name}: {answer.status_code}")
            elif not let_in and plain(answer.content) != plain(nowhere.content):
                wrong.append(f"{person} at {name}: another page than for an address that is not")
    assert wrong == [], "\n".join(wrong)


def test_nobody_is_let_in_without_signing_in():
    scene = build()
    wrong = []
    for name, route in ROUTES.items():
        answer = Client().get(address(scene, name, route))
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
    client = signed_in(scene.people["police_practitioner"])
    for name, route in ROUTES.items():
        if not route.about or route.who in (PUBLIC, ANYBODY) or route.post_only:
            continue
        forbidden = client.get(address(scene, name, route))
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
        assert plain(forbidden.content) == plain(absent.content), name
