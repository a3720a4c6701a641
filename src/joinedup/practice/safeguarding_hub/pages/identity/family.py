"""The family of somebody in our own index: who else belongs to the enquiry, and as what?"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from joinedup.base.foundation.transitions import NotNow
from joinedup.practice.safeguarding_hub import commands, queries
from joinedup.practice.safeguarding_hub.pages.cards import name_of as name_of_subject
from joinedup.practice.safeguarding_hub.pages.contact.answers import name_of
from joinedup.practice.safeguarding_hub.pages.identity.candidates import Line, entry_line
from joinedup.practice.safeguarding_hub.pages.identity.kinship import kind_choices
from joinedup.practice.safeguarding_hub.pages.sheets import (
    Sheet,
    drop_sheet,
    notice_with_draft,
    read_sheet,
)
from joinedup.practice.safeguarding_hub.queries import EnquiryView, FamilyEntry
from joinedup.practice.safeguarding_hub.rules.kinship import NOT_KNOWN
from joinedup.record.people.rules import RelationshipKind, Sex, inverse
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.asking import NotVisible
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import Purpose, Relation

NOT = "not"
AS = [
    (NOT, "Not part of this enquiry"),
    (Relation.CHILD.value, "Add as a child"),
    (Relation.PARENT_OR_CARER.value, "Add as a parent or carer"),
    (Relation.OTHER.value, "Add as somebody around the child"),
]


class MemberForm(forms.Form):
    """One of the family: not part of it, added, or one of those whom the referrer named."""

    part = forms.ChoiceField(label="Part of this enquiry?")
    kinship = forms.ChoiceField(
        label="What are they to the child?", choices=kind_choices(None), required=False
    )

    def __init__(self, *args: Any, named: list[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        part = self.fields["part"]
        assert isinstance(part, forms.ChoiceField)  # noqa: S101 - tells the type checker
        part.choices = [*AS, *named]

    def clean(self) -> dict[str, Any]:
        """Whoever is added is something to the child, or it is not known what."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("part") not in (None, NOT) and cleaned.get("kinship") == "":
            self.add_error("kinship", "Say what they are to the child, or “Not known”")
        return cleaned

    def confirmed(self) -> commands.Kinship:
        """What they are to the child."""
        kind = self.cleaned_data["kinship"]
        return commands.Kinship(None if kind == NOT_KNOWN else RelationshipKind(kind))


@page(Purpose.SCREENING, Role.SCREENER, Role.DECISION_MAKER)
def identity_family(request: PageRequest, enquiry_id: UUID, entry_id: UUID) -> HttpResponse:
    """Those whom our index has as related, or in the same household."""
    view = queries.open_enquiry(request.viewer, enquiry_id)
    if entry_id not in {s.subject.index_entry_id for s in view.subjects}:
        raise NotVisible
    taken = {s.subject.index_entry_id for s in view.subjects}
    members = [m for m in queries.family_of(request.viewer, entry_id) if m.entry.pk not in taken]
    of_child = any(
        s.subject.index_entry_id == entry_id and s.subject.relation == Relation.CHILD
        for s in view.subjects
    )
    named = _named(view)
    key = f"identity_family:{enquiry_id}:{entry_id}"
    sent = request.method == "POST"
    sheet = read_sheet(request, key)
    if not sent:
        _begin(sheet, members, of_child=of_child)
    rows = [
        (member, sheet.part(MemberForm, str(member.entry.pk), check=sent, named=named))
        for member in members
    ]
    if sent and not [form for _, form in rows if not form.is_valid()]:
        added, problems = _add(request, enquiry_id, rows)
        drop_sheet(request, key)
        for problem in problems:
            messages.error(request, problem)
        if added:
            messages.success(request, f"Added: {', '.join(added)}")
        return redirect("identity", enquiry_id)
    context = {
        "about": next(
            name_of_subject(s) for s in view.subjects if s.subject.index_entry_id == entry_id
        ),
        "form": notice_with_draft(request, key, sheet),
        "rows": [_shown(member, form) for member, form in rows],
        "forms": [form for _, form in rows],
        "why": explanations(view.enquiry.folder_id),
        "back": reverse("identity", args=[enquiry_id]),
    }
    return render(request, "practice/safeguarding_hub/pages/identity/family.html", context)


def _begin(sheet: Sheet, members: list[FamilyEntry], *, of_child: bool) -> None:
    """Nobody is part of it until somebody says so; the index only suggests what they are."""
    for member in members:
        prefix = str(member.entry.pk)
        if f"{prefix}-part" not in sheet.fields:
            sheet.put(f"{prefix}-part", NOT)
            sheet.put(f"{prefix}-kinship", _suggested(member) if of_child else "")


def _named(view: EnquiryView) -> list[tuple[str, str]]:
    confirmed = {s.subject.mentioned_id for s in view.subjects}
    return [
        (str(person.pk), f"This is “{name_of(person)}”, whom the referrer named")
        for person in view.mentioned
        if person.pk not in confirmed
    ]


def _add(
    request: PageRequest, enquiry_id: UUID, rows: list[tuple[FamilyEntry, MemberForm]]
) -> tuple[list[str], list[str]]:
    """Those who were added, and what stood in the way of others."""
    view = queries.open_enquiry(request.viewer, enquiry_id)
    mentioned = {str(person.pk): person for person in view.mentioned}
    added, problems = [], []
    for member, form in rows:
        part = form.cleaned_data["part"]
        if part == NOT:
            continue
        person = mentioned.get(part)
        try:
            commands.confirm_from_index(
                request.viewer,
                enquiry_id=enquiry_id,
                entry_id=member.entry.pk,
                relation=Relation(person.relation) if person else Relation(part),
                relation_words=person.relation_words if person else "",
                kinship=form.confirmed(),
                evidence=f"Our index has them in the family: {_kind(member)}.",
                mentioned_id=person.pk if person else None,
            )
        except (commands.Changed, NotNow) as problem:
            problems.append(f"{entry_line(member.entry).name}: {problem}")
        else:
            added.append(entry_line(member.entry).name)
    return added, problems


def _kind(member: FamilyEntry) -> str:
    kind = member.kind.replace("_", " ")
    if not kind:
        return "lives in the same household"
    return f"has them as {kind}" if member.reverse else kind


def _suggested(member: FamilyEntry) -> str:
    """What the index says that they are to the child; a person confirms it."""
    kind = RelationshipKind(member.kind) if member.kind in set(RelationshipKind) else None
    if kind is None or not member.reverse:
        return kind.value if kind else ""
    other_way = inverse(kind, Sex(member.entry.sex))
    return other_way.value if other_way else ""


def _shown(member: FamilyEntry, form: MemberForm) -> dict[str, object]:
    line: Line = entry_line(member.entry)
    facts = [fact for fact in (line.born, line.address, line.numbers, line.source) if fact]
    return {"name": line.name, "kind": _kind(member), "facts": facts, "form": form}


urlpatterns = [
    path(
        "hub/enquiries/<uuid:enquiry_id>/identity/family/<uuid:entry_id>/",
        identity_family,
        name="identity_family",
    ),
]
