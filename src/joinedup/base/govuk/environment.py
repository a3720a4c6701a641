"""The Jinja2 environment of every page: `joinedup.base.govuk.environment.environment`.

Templates load by their path from the package root ("practice/safeguarding_hub/pages/...").
Design-system macros load as "govuk_frontend_jinja/components/<name>/macro.html".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import jinja2
from django.conf import settings
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from joinedup.base.govuk import forms, frame, pictures, wording
from joinedup.base.govuk.partial_dates import PartialDate

PACKAGE_ROOT = Path(__file__).resolve().parents[2]
DESIGN_SYSTEM = "govuk_frontend_jinja"


class PageEnvironment(jinja2.Environment):
    """Strict for our templates, lenient for the design system's.

    The design system's macros ask for parameters that nobody gave (`params.hint.html`), which
    `StrictUndefined` forbids; ours must fail at the first misspelt name. So its templates
    live in an overlay that differs only in how it treats what is missing.
    """

    design_system: jinja2.Environment | None = None

    def get_template(
        self,
        name: str | jinja2.Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's own name
    ) -> jinja2.Template:
        lenient = self.design_system
        if lenient is not None and isinstance(name, str) and name.startswith(f"{DESIGN_SYSTEM}/"):
            return lenient.get_template(name, parent, globals)
        return super().get_template(name, parent, globals)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        # Jinja compares the globals at each import inside a macro; a plain dict makes that cheap
        return super().make_globals(d) if d else self.globals


def environment(**options: Any) -> jinja2.Environment:  # noqa: ANN401 - Jinja's options
    """What Django's Jinja2 back end calls, with its OPTIONS, to make the environment.

    `prefixes` gives folders, from the package root, further names: libraries ask for theirs.
    """
    prefixes: Mapping[str, str] = options.pop("prefixes", {})
    named = {name: jinja2.FileSystemLoader(PACKAGE_ROOT / at) for name, at in prefixes.items()}
    options["undefined"] = jinja2.StrictUndefined
    options["loader"] = jinja2.ChoiceLoader(
        [jinja2.FileSystemLoader(PACKAGE_ROOT), jinja2.PrefixLoader(named)]
    )
    options["autoescape"] = True
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    made = PageEnvironment(**options)
    made.filters.update(_filters())
    made.globals.update(_globals())
    lenient = made.overlay(
        undefined=jinja2.ChainableUndefined,
        loader=jinja2.PrefixLoader({DESIGN_SYSTEM: jinja2.PackageLoader(DESIGN_SYSTEM)}),
    )
    made.design_system = lenient
    return made


def _filters() -> Mapping[str, Callable[..., object]]:
    return {
        "say_date": wording.say_date,
        "say_datetime": wording.say_datetime,
        "say_time": wording.say_time,
        "say_list": wording.say_list,
        "say_count": wording.say_count,
        "say_bytes": wording.say_bytes,
        "age": _age,
        "time_left": _time_left,
        "time_since": _time_since,
        "is_late": _is_late,
        "printable": wording.printable,
        "indent": _as_it_is,
    }


def _as_it_is(text: object, *_how: object, **_options: object) -> object:
    """Jinja's `indent`, switched off.

    The design system's macros indent their markup for looks, and with it what somebody typed:
    every line of it but the first would gain spaces, again each time that a form is shown.
    """
    return text


def _globals() -> Mapping[str, object]:
    return {
        "url": reverse,
        "url_if_any": _url_if_any,
        "static": static,
        "now": timezone.now,
        "is_demo": _is_demo,
        "csp_nonce": frame.csp_nonce,
        "navigation": frame.navigation,
        "signed_in": frame.signed_in,
        "idle": frame.idle,
        "messages_of": frame.messages_of,
        "describe_field": forms.describe_field,
        "visible_names": forms.visible_names,
        "hidden_names": forms.hidden_names,
        "summarise_errors": forms.summarise_errors,
        "page_numbers": frame.page_numbers,
        "picture": pictures,
    }


def _url_if_any(name: str, *args: object) -> str | None:
    """The address of a named page, or None where an installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


def _is_demo() -> bool:
    return bool(getattr(settings, "DEMO", False))


def _age(born: date | PartialDate | None, on: date | None = None) -> str:
    return wording.age(born, on or timezone.localdate())


def _time_left(deadline: datetime | None, now: datetime | None = None) -> str:
    return wording.time_left(deadline, now or timezone.now())


def _time_since(moment: datetime | None, now: datetime | None = None) -> str:
    return wording.time_since(moment, now or timezone.now())


def _is_late(deadline: datetime | None, now: datetime | None = None) -> bool:
    return deadline is not None and deadline < (now or timezone.now())
