"""The form as a whole: as many children and adults as there are, and the rest.

It is made from what was typed, wherever that comes from: the browser, a draft, or a page that
carries it on. Nothing that was typed is lost by adding or removing a person.
"""

from typing import Any
from uuid import UUID

from django import forms

from joinedup.base.foundation.ids import new_id
from joinedup.practice.safeguarding_hub.commands import ContactDraft
from joinedup.practice.safeguarding_hub.pages.contact.forms import AboutForm, PersonForm
from joinedup.trust.drafts.forms import Keeping, Typed, as_typed

MOST_CHILDREN, MOST_ADULTS = 8, 6


class WholeForm:
    """The people and the rest, from what was typed: shown again as typed, or checked.

    ``children`` and ``adults`` say how many of each there are; both are bounded. ``draft`` is for
    the template: see ``drafts.forms``.
    """

    draft: Keeping | None = None

    def __init__(
        self,
        typed: Typed | None,
        *,
        about: type[AboutForm],
        child: type[PersonForm],
        adult: type[PersonForm],
        check: bool,
        initial: dict[str, Any] | None = None,
    ) -> None:
        self._typed: Typed = typed or {}
        self._check = check
        children = _count(self._typed, "children", least=1, most=MOST_CHILDREN)
        adults = _count(self._typed, "adults", least=0, most=MOST_ADULTS)
        self.children = [self._made(child, prefix=f"child{n}") for n in range(children)]
        self.adults = [self._made(adult, prefix=f"adult{n}") for n in range(adults)]
        key = {"submission_key": new_id()} | (initial or {})
        self.about = self._made(about, initial=key)

    def _made(self, kind: type[forms.Form], **given: Any) -> Any:  # noqa: ANN401 - one of the forms above
        return as_typed(kind, self._typed or None, check=self._check, **given)

    @property
    def people(self) -> list[PersonForm]:
        """Children first, then adults."""
        return [*self.children, *self.adults]

    @property
    def every_form(self) -> list[forms.Form]:
        """In the order of the page, for the error summary."""
        return [*self.people, self.about]

    def is_valid(self) -> bool:
        """Whether all of it can be sent. Every part is checked, so that all errors show at once."""
        wrong = [form for form in self.every_form if not form.is_valid()]
        return not wrong

    def contact(self) -> ContactDraft:
        """What was written, as the hub takes it."""
        return self.about.contact([person.mentioned() for person in self.people])  # type: ignore[no-any-return]

    @property
    def submission_key(self) -> UUID:
        """By which a form that is sent twice is known. Only after ``is_valid``."""
        found: UUID = self.about.cleaned_data["submission_key"]
        return found


def _count(typed: Typed, name: str, *, least: int, most: int) -> int:
    text = (typed.get(name) or [""])[0]
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else least
    return min(max(number, least), most)


def added(typed: Typed, which: str) -> dict[str, list[str]]:
    """The form with room for one more child or adult."""
    least, most = (1, MOST_CHILDREN) if which == "children" else (0, MOST_ADULTS)
    number = min(_count(typed, which, least=least, most=most) + 1, most)
    return {**typed, which: [str(number)]}


def removed(typed: Typed, prefix: str) -> dict[str, list[str]]:
    """The form without one person; those after them move up."""
    which, kind = ("children", "child") if prefix.startswith("child") else ("adults", "adult")
    number = prefix.removeprefix(kind)
    least, most = (1, MOST_CHILDREN) if kind == "child" else (0, MOST_ADULTS)
    people = _count(typed, which, least=least, most=most)
    if not (number.isascii() and number.isdigit() and int(number) < people):
        return dict(typed)
    left = {}
    for name, values in typed.items():
        place, dash, rest = name.partition("-")
        at = place.removeprefix(kind)
        is_person = bool(dash) and place.startswith(kind) and at.isascii() and at.isdigit()
        if not is_person or int(at) < int(number):
            left[name] = values
        elif int(at) > int(number):
            left[f"{kind}{int(at) - 1}-{rest}"] = values
    return {**left, which: [str(max(people - 1, least))]}
