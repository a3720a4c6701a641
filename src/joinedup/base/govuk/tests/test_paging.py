"""The page that an address asks for, and the addresses of the others."""

import pytest
from django.http import QueryDict

from joinedup.base.govuk.paging import page_asked, page_href


@pytest.mark.parametrize(
    ("asked", "page"),
    [("", 1), ("page=7", 7), ("page=-1", 1), ("page=x", 1), ("page=²", 1), ("page=123456789", 1)],
)
def test_the_page_asked_for(asked, page):
    assert page_asked(QueryDict(asked)) == page


@pytest.mark.parametrize(
    ("asked", "href"),
    [("", "?page=3"), ("page=2", "?page=3"), ("a=1&page=2&a=%7B%7D", "?a=1&a=%7B%7D&page=3")],
)
def test_the_address_of_another_page_keeps_the_question(asked, href):
    assert page_href(QueryDict(asked)).format(3) == href
