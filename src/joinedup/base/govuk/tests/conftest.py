"""Renders templates as pages do, without a database."""

from collections.abc import Callable

import pytest
from django.template import engines

Page = Callable[..., str]


@pytest.fixture
def rendered() -> Page:
    """Return the text of a template made from a string, in the environment of the pages."""

    def render(template: str, **context: object) -> str:
        return engines["pages"].env.from_string(template).render(context)

    return render


@pytest.fixture
def whole_page(rendered: Page) -> Page:
    """Return a whole page around some content."""

    def render(content: str, **context: object) -> str:
        return rendered(
            '{% extends "base/govuk/page.html" %}'
            '{% import "base/govuk/components.html" as parts %}'
            '{% from "base/govuk/fields.html" import field, form_fields %}'
            "{% block title %}A page{% endblock %}"
            "{% block content %}<h1>A page</h1>" + content + "{% endblock %}",
            **context,
        )

    return render
