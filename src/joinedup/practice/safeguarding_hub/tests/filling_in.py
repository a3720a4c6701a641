"""Filling in a page's form as a browser without script does: everything that is in it is sent."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from django.http import HttpResponseBase
from django.test import Client
from tests.html import parse_strictly, words

Typed = dict[str, list[str]]


def typed_in(document: Element) -> Typed:
    """The fields of the form in the main part of a page, as they stand."""
    [main] = document.iter("main")
    [form] = [f for f in main.iter("form") if f.get("method") == "post"]
    return fields_of(form)


def fields_of(form: Element) -> Typed:
    """The fields of one form, as they stand."""
    found: Typed = {}
    for field in form.iter():
        name = field.get("name")
        if not name or field.tag == "button":
            continue
        if field.tag == "textarea":
            # HTML drops one line end right after the tag; the parser here has done so already.
            found.setdefault(name, []).append(field.text or "")
        elif field.tag == "select":
            chosen = [o for o in field.iter("option") if o.get("selected") is not None]
            chosen = chosen or list(field.iter("option"))[:1]
            found.setdefault(name, []).append(chosen[0].get("value") or "")
        elif field.get("type") in ("radio", "checkbox"):
            if field.get("checked") is not None:
                found.setdefault(name, []).append(field.get("value") or "on")
        elif field.tag == "input":
            found.setdefault(name, []).append(field.get("value") or "")
    return found


def sent(
    client: Client,
    address: str,
    do: str = "",
    *,
    page: Element | None = None,
    **changes: str | list[str],
) -> HttpResponseBase:
    """Fill in a page (opened first, unless it is given) and press a button.

    In the names of fields, ``__`` stands for the hyphen.
    """
    page = page if page is not None else parse_strictly(client.get(address))
    typed: Mapping[str, str | list[str]] = {
        **typed_in(page),
        **{name.replace("__", "-"): value for name, value in changes.items()},
    }
    button = {"do": do} if do else {}
    return client.post(address, {**typed, **button})


def text_of(answer: HttpResponseBase | Element) -> str:
    """What a page says, its markup checked."""
    return words(answer if isinstance(answer, Element) else parse_strictly(answer))
