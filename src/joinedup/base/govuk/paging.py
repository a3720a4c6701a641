"""Long lists, a page at a time: the page that an address asks for, and the addresses of others."""

from django.http import QueryDict


def page_asked(query: QueryDict) -> int:
    """The page asked for; the first when that is no number."""
    asked = query.get("page", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1


def page_href(query: QueryDict) -> str:
    """The same question for another page, with {} where its number goes."""
    others = query.copy()
    others.pop("page", None)
    # Braces in what was typed must not be taken for the place of the page number.
    encoded = others.urlencode().replace("{", "%7B").replace("}", "%7D")
    return f"?{encoded}&page={{}}" if encoded else "?page={}"
