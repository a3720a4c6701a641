"""How a page offers drafts.

    form = resume(request, ContactForm, "contact")
    if request.method == "POST" and form.is_valid():
        report_contact(request.viewer, **form.cleaned_data)
        discard_draft(request.viewer, form="contact")

and in its template

    {% from "trust/drafts/keeping.html" import draft_attributes, draft_fields, draft_note %}
    {{ draft_note(form) }}
    <form method="post" {{ draft_attributes(form) }}>{{ csrf_input }}{{ draft_fields(form) }}

A form of one record among many takes its id into its key: ``f"decision:{enquiry_id}"``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from joinedup.trust.drafts.queries import AsTyped, draft_for
from joinedup.trust.drafts.rules import may_be_kept
from joinedup.trust.drafts.tokens import DraftToken, sign
from joinedup.trust.sharing.asking import Viewer

F = TypeVar("F", bound=forms.BaseForm)
Typed = Mapping[str, list[str]]
"""Each field's values, as the browser sent them."""


@dataclass(frozen=True)
class Keeping:
    """What a form's template needs: where drafts go, the signed field, since when one is kept."""

    url: str
    token: str
    kept_at: datetime | None


def resume(request: HttpRequest, form_class: type[F], form_key: str, **kwargs: Any) -> F:  # noqa: ANN401
    """The form as it was sent, or else as its writer left it, or else new.

    On a public page, where nobody is signed in, nothing is kept and nothing resumed. Raises
    ``TypeError`` for a form that asks for a password: those keep no drafts.
    """
    viewer: Viewer | None = getattr(request, "viewer", None)
    if request.method == "POST":
        form = form_class(request.POST, request.FILES, **kwargs)
        left = None
    else:
        form = form_class(**kwargs)
        left = draft_for(form_key) if viewer else None
    if any(isinstance(field.widget, forms.PasswordInput) for field in form.fields.values()):
        raise TypeError("A form that asks for a password keeps no drafts.")
    if left is not None:
        form.initial = {**form.initial, **typed_into(form, left.fields)}
    _attach(form, keeping(request, form_key, left=left))
    return form


def keeping(request: HttpRequest, form_key: str, *, left: AsTyped | None) -> Keeping | None:
    """What a template needs, for a page that puts its forms together itself."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None:
        return None
    token = DraftToken(
        writer_id=viewer.professional_id, form=form_key, page=request.get_full_path()
    )
    return Keeping(
        url=reverse("save_draft"), token=sign(token), kept_at=left.saved_at if left else None
    )


def as_typed(form_class: type[F], fields: Typed | None, *, check: bool, **kwargs: Any) -> F:  # noqa: ANN401
    """A form of what was typed, wherever that comes from: checked, or only shown as it is."""
    if check:
        return form_class(data=_sent(fields or {}), **kwargs)
    form = form_class(**kwargs)
    if fields is not None:
        form.initial = {**form.initial, **typed_into(form, fields)}
    return form


def typed_into(form: forms.BaseForm, fields: Typed) -> dict[str, Any]:
    """The initial values that show each field as it was typed, right or wrong."""
    typed = _sent(fields)
    found = {}
    for name, field in form.fields.items():
        html_name = form.add_prefix(name)
        is_file = isinstance(field, forms.FileField)
        if may_be_kept(html_name) and not is_file:
            found[name] = field.widget.value_from_datadict(typed, {}, html_name)
    return found


def _sent(fields: Typed) -> QueryDict:
    sent = QueryDict(mutable=True)
    for name, values in fields.items():
        sent.setlist(name, list(values))
    return sent


def _attach(form: forms.BaseForm, kept: Keeping | None) -> None:
    given: Any = form
    given.draft = kept
