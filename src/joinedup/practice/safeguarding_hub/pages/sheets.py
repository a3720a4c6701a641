"""Forms of many parts that grow by buttons instead of script, and lose nothing on the way.

A sheet is everything that was typed, by field name. Each part of it is an ordinary form with a
prefix; a button that only adds, takes away or looks something up shows the parts as they were
typed, and one that sends also checks them. What is not shown goes along in hidden fields.
"""

import contextlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest

from joinedup.trust.drafts.commands import discard_draft, save_draft
from joinedup.trust.drafts.forms import Keeping, as_typed, keeping
from joinedup.trust.drafts.queries import AsTyped, draft_for
from joinedup.trust.drafts.rules import TooLargeError
from joinedup.trust.sharing.audience import PageRequest

F = TypeVar("F", bound=forms.BaseForm)

DO = "do"
_NOT_TYPED = frozenset({"csrfmiddlewaretoken", "draft_token", DO})


@dataclass
class Sheet:
    """What has been typed so far; ``kept_at`` when it comes from a draft."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    kept_at: datetime | None = None

    def one(self, name: str, default: str = "") -> str:
        """The last value of a field."""
        return self.fields.get(name, [default])[-1]

    def all(self, name: str) -> list[str]:
        """Every value of a field."""
        return self.fields.get(name, [])

    def put(self, name: str, *values: str) -> None:
        """Set a field."""
        self.fields[name] = list(values)

    def put_if_empty(self, name: str, value: str) -> None:
        """Set a field in which nobody has typed anything."""
        if value and not self.one(name).strip():
            self.put(name, value)

    def drop(self, prefix: str) -> None:
        """Take a part away."""
        self.fields = {n: v for n, v in self.fields.items() if not n.startswith(f"{prefix}-")}

    def part(self, form_class: type[F], prefix: str, *, check: bool, **kwargs: Any) -> F:  # noqa: ANN401
        """One part as a form: checked, or only shown as it was typed."""
        return as_typed(form_class, self.fields, check=check, prefix=prefix, **kwargs)

    def hidden(self, shown: Collection[str] = ()) -> Iterator[tuple[str, str]]:
        """Every field whose part is not shown, for hidden inputs; ``shown`` are prefixes."""
        for name, values in self.fields.items():
            if not any(name == part or name.startswith(f"{part}-") for part in shown):
                yield from ((name, value) for value in values)


def read_sheet(request: PageRequest, form_key: str) -> Sheet:
    """What was sent, or else what its writer left, or else nothing. What is sent is kept."""
    if request.method != "POST":
        left = draft_for(form_key)
        return Sheet(dict(left.fields), left.saved_at) if left else Sheet()
    sent = {name: list(values) for name, values in request.POST.lists() if name not in _NOT_TYPED}
    sheet = Sheet(sent)
    keep_sheet(request, form_key, sheet)
    return sheet


def keep_sheet(request: PageRequest, form_key: str, sheet: Sheet) -> None:
    """Keep it as its writer's draft; what is too long for a draft is still on the page."""
    with contextlib.suppress(TooLargeError):
        save_draft(request.viewer, form=form_key, fields=sheet.fields)


def drop_sheet(request: PageRequest, form_key: str) -> None:
    """It became what it was meant to be."""
    discard_draft(request.viewer, form=form_key)


class Notice(forms.Form):
    """Carries what a page says about no field in particular into the error summary."""

    draft: Keeping | None = None

    @classmethod
    def saying(cls, text: str = "") -> "Notice":
        """A notice, of nothing when there is no text."""
        notice = cls({}) if text else cls()
        if text:
            notice.add_error(None, text)
        return notice


def notice_with_draft(request: HttpRequest, form_key: str, sheet: Sheet, text: str = "") -> Notice:
    """The form that a template gives to the parts of ``keeping.html``."""
    notice = Notice.saying(text)
    left = AsTyped(sheet.fields, sheet.kept_at) if sheet.kept_at else None
    notice.draft = keeping(request, form_key, left=left)
    return notice


def pressed(request: HttpRequest) -> tuple[str, list[str]]:
    """Which button was pressed, and what it is about: ``use:0:abc`` is use, [0, abc]."""
    action, *about = request.POST.get(DO, "").split(":")
    return action, about
