# ruff: noqa: A005 - always imported as tests.html
"""Reads a response the way a strict browser would, and refuses what is broken in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from django.http import HttpResponseBase

LABELLED = {"input", "select", "textarea"}
INLINE = {"a", "abbr", "b", "em", "i", "small", "span", "strong", "sub", "sup", "time"}
NEEDS_NO_LABEL = {"hidden", "submit", "button", "image", "reset"}


class BrokenHtmlError(AssertionError):
    """What is wrong with the page, one line each."""


def parse_strictly(response: HttpResponseBase | str | bytes) -> Element:
    """The document, or BrokenHtmlError.

    Refuses: parse errors, ids used twice, controls without a label, references (`for`,
    `aria-describedby`, `aria-labelledby`, `aria-controls`, links to "#...") to ids that are not
    there, more or fewer than one h1 or main, and links or buttons without words.
    """
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    document: Element = parser.parse(_text(response))
    wrong = [f"line {place[0]}: {code} {values}" for place, code, values in parser.errors]
    elements = [element for element in document.iter() if isinstance(element.tag, str)]
    for element in elements:
        element.tag = element.tag.rpartition("}")[2]  # inside an SVG, tags carry its namespace
    ids = Counter(element.get("id") for element in elements if element.get("id"))
    wrong += [f"id used {count} times: {name}" for name, count in ids.items() if count > 1]
    wrong += _one_of_each(elements)
    wrong += _references(elements, set(ids))
    wrong += _unlabelled(elements)
    wrong += _wordless(elements)
    if wrong:
        raise BrokenHtmlError("\n".join(wrong))
    return document


def words(element: Element) -> str:
    """The text of an element as it is read, spaces collapsed; blocks stand apart."""
    return " ".join("".join(_spoken(element)).split())


def find_all(document: Element, tag: str, **attributes: str) -> list[Element]:
    """Elements by tag and attributes; `class_` must be one of the element's classes."""
    return [element for element in document.iter(tag) if _matches(element, attributes)]


def find_one(document: Element, tag: str, **attributes: str) -> Element:
    """The only such element; an AssertionError otherwise."""
    found = find_all(document, tag, **attributes)
    assert len(found) == 1, f"{len(found)} <{tag}> with {attributes}"
    return found[0]


def _spoken(element: Element) -> Iterator[str]:
    if not isinstance(element.tag, str):
        return
    apart = "" if element.tag in INLINE else " "
    yield apart + (element.text or "")
    for child in element:
        yield from _spoken(child)
        yield child.tail or ""
    yield apart


def _matches(element: Element, attributes: dict[str, str]) -> bool:
    for name, value in attributes.items():
        if name == "class_":
            if value not in (element.get("class") or "").split():
                return False
        elif element.get(name.replace("_", "-")) != value:
            return False
    return True


def _text(response: HttpResponseBase | str | bytes) -> str:
    if isinstance(response, str):
        return response
    content: Any = response if isinstance(response, bytes) else getattr(response, "content", b"")
    return str(content, "utf-8")


def _one_of_each(elements: list[Element]) -> Iterator[str]:
    for tag in ("h1", "main"):
        count = sum(element.tag == tag for element in elements)
        if count != 1:
            yield f"{count} <{tag}>"


def _references(elements: list[Element], ids: set[str | None]) -> Iterator[str]:
    for element in elements:
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            for wanted in (element.get(name) or "").split():
                if wanted not in ids:
                    yield f"<{element.tag} {name}={wanted}>: there is no such id"
        href = element.get("href") or ""
        if element.tag == "a" and href.startswith("#") and href[1:] not in ids:
            yield f'<a href="{href}">: there is no such id'


def _unlabelled(elements: list[Element]) -> Iterator[str]:
    labelled = {element.get("for") for element in elements if element.tag == "label"}
    for element in elements:
        if element.tag not in LABELLED or element.get("type") in NEEDS_NO_LABEL:
            continue
        named = element.get("aria-label") or element.get("aria-labelledby")
        if not named and element.get("id") not in labelled:
            yield f"<{element.tag} name={element.get('name')}> has no label"


def _wordless(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag in {"a", "button"} and not (words(element) or element.get("aria-label")):
            yield f"<{element.tag}> without words: {element.attrib}"
