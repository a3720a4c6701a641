"""Sharing agreements: who may ask whom, for what, until when, and who has accepted that.

Open to everybody; a party's information governance lead answers for it.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from joinedup.base.govuk.forms import Radios
from joinedup.base.govuk.wording import say_date, say_list
from joinedup.trust.agencies.rules import Role
from joinedup.trust.drafts.commands import discard_draft
from joinedup.trust.drafts.forms import resume
from joinedup.trust.sharing.agreeing import answer_agreement
from joinedup.trust.sharing.asking import NotVisible
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.queries import agreement, agreements, latest_answers
from joinedup.trust.sharing.rules import AgreementAnswer, Category, Purpose
from joinedup.trust.sharing.rules.agreements import may_follow
from joinedup.trust.sharing.rules.categories import CATEGORY_WORDS
from joinedup.trust.sharing.rules.purposes import GROUNDS

_TEMPLATES = "interfaces/web/agreements"
_ANSWERS = {
    AgreementAnswer.ACCEPTED: "Accept it",
    AgreementAnswer.DECLINED: "Decline it",
    AgreementAnswer.WITHDRAWN: "Withdraw from it",
}
_HINTS = {
    AgreementAnswer.ACCEPTED: "It binds your agency and every other that has accepted it",
    AgreementAnswer.DECLINED: "It does not bind your agency. Everybody can read your reasons",
    AgreementAnswer.WITHDRAWN: "From today neither it nor an earlier version binds your agency",
}


class AnswerForm(forms.Form):
    """What an agency answers to an agreement, and why, where it does not accept."""

    answer = forms.ChoiceField(label="What does your agency say?")
    reasons = forms.CharField(
        label="Why?",
        help_text="Needed unless you accept it. Every agency can read this",
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own arguments
        may: Iterable[AgreementAnswer],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["answer"]
        field.widget = Radios(hints={answer.value: _HINTS[answer] for answer in may})
        field.choices = [(answer.value, _ANSWERS[answer]) for answer in may]

    def clean(self) -> None:
        """Whoever does not accept says why."""
        said = self.cleaned_data.get("answer")
        if said and said != AgreementAnswer.ACCEPTED and not self.cleaned_data.get("reasons"):
            self.add_error("reasons", "Say why, so that the other agencies can answer")


@page(Purpose.INFORMATION_GOVERNANCE)
def agreement_list(request: PageRequest) -> HttpResponse:
    """The latest version of each agreement, the ones in force first."""
    latest: dict[str, Any] = {}
    for row in agreements():
        latest.setdefault(row.reference, row)
    today = timezone.localdate()
    in_order = sorted(latest.values(), key=lambda a: (not _runs(a, today), a.name))
    rows = [
        [
            {"text": found.name, "href": reverse("agreement", args=[found.pk])},
            _names(found.parties.all()),
            f"Version {found.version}",
            f"{_state(found, today)}, {_period(found)}",
        ]
        for found in in_order
    ]
    context = {
        "rows": rows,
        "may_record": request.viewer.has(Role.INFORMATION_GOVERNANCE_LEAD),
    }
    return render(request, f"{_TEMPLATES}/list.html", context)


@page(Purpose.INFORMATION_GOVERNANCE)
def agreement_page(request: PageRequest, agreement_id: UUID) -> HttpResponse:
    """One version in full, with the others."""
    found = agreement(agreement_id)
    today = timezone.localdate()
    versions = [
        {
            "text": f"Version {other.version}, {_period(other)}",
            "href": reverse("agreement", args=[other.pk]),
            "current": other.pk == found.pk,
        }
        for other in agreements()
        if other.reference == found.reference
    ]
    context = {
        "agreement": found,
        "facts": _facts(found, today),
        "answers": _answers(found),
        "answering": _answering(request, found),
        "versions": versions,
        "newer": versions[0]["href"] if not versions[0]["current"] else None,
        "back": reverse("agreements"),
    }
    return render(request, f"{_TEMPLATES}/page.html", context)


@page(Purpose.INFORMATION_GOVERNANCE, Role.INFORMATION_GOVERNANCE_LEAD)
def answer_page(request: PageRequest, agreement_id: UUID) -> HttpResponse:
    """Accepting a version for one's own agency, declining it, or withdrawing from it."""
    found = agreement(agreement_id)
    if not any(party.pk == request.viewer.agency_id for party in found.parties.all()):
        raise NotVisible
    key = f"answer_agreement:{agreement_id}"
    form = resume(request, AnswerForm, key, may=_may(request, found))
    if request.method == "POST" and form.is_valid():
        try:
            answer_agreement(
                request.viewer,
                agreement_id=found.pk,
                answer=AgreementAnswer(form.cleaned_data["answer"]),
                reasons=form.cleaned_data["reasons"],
            )
        except ValueError as refused:
            form.add_error("answer", str(refused))
        else:
            discard_draft(request.viewer, form=key)
            messages.success(request, "Your agency's answer has been recorded.")
            return HttpResponseRedirect(reverse("agreement", args=[found.pk]))
    context = {
        "form": form,
        "agreement": found,
        "agency": request.viewer.agency_name,
        "back": reverse("agreement", args=[found.pk]),
    }
    return render(request, f"{_TEMPLATES}/answer.html", context)


def _may(request: PageRequest, found: Any) -> tuple[AgreementAnswer, ...]:  # noqa: ANN401
    last = latest_answers(found).get(request.viewer.agency_id)
    return may_follow(AgreementAnswer(last.answer) if last else None)


def _answering(request: PageRequest, found: Any) -> dict[str, str] | None:  # noqa: ANN401
    """The button that leads to the answer, for a lead of one of the parties."""
    parties = {party.pk for party in found.parties.all()}
    lead = request.viewer.has(Role.INFORMATION_GOVERNANCE_LEAD)
    if not lead or request.viewer.agency_id not in parties:
        return None
    if AgreementAnswer.WITHDRAWN in _may(request, found):
        return {"text": "Withdraw from this agreement", "kind": "secondary"}
    return {"text": "Accept or decline for your agency", "kind": ""}


def _answers(found: Any) -> list[list[str]]:  # noqa: ANN401 - an Agreement
    """Each party, what it answered last, by whom, when and why."""
    given = latest_answers(found)
    rows = []
    for party in sorted(found.parties.all(), key=lambda party: party.name):
        answer = given.get(party.pk)
        if answer is None:
            rows.append([party.name, "Has not answered yet", "", ""])
            continue
        who = f"{answer.decided_by.name}, {say_date(answer.decided_at)}"
        rows.append([party.name, answer.answer.capitalize(), who, answer.reasons])
    return rows


def _facts(found: Any, today: date) -> list[tuple[str, Any]]:  # noqa: ANN401 - an Agreement
    return [
        ("Reference", f"{found.reference}, version {found.version}"),
        ("In force", f"{_state(found, today)}, {_period(found)}"),
        ("Who to ask about it", found.contact),
        ("Parties", sorted(party.name for party in found.parties.all())),
        ("What may be shared", [CATEGORY_WORDS[Category(c)] for c in found.categories]),
        ("In their words", list(found.data)),
        (
            "What for",
            [f"{GROUNDS[Purpose(p)].words} ({GROUNDS[Purpose(p)].source})" for p in found.purposes],
        ),
        ("Permitted uses", list(found.permitted_uses)),
        ("Restrictions", list(found.restrictions) or "None written down"),
        ("What recipients must do", list(found.responsibilities) or "Nothing written down"),
        ("Security", list(found.security_measures) or "Nothing written down"),
        ("Law", list(found.legal_compliance) or "Nothing written down"),
    ]


def _state(found: Any, today: date) -> str:  # noqa: ANN401 - an Agreement
    """Whom an agreement binds today, in words."""
    if found.ends_on < today:
        return "Ended"
    parties = len(found.parties.all())
    answers = latest_answers(found).values()
    accepted = sum(answer.answer == AgreementAnswer.ACCEPTED for answer in answers)
    if accepted < parties:
        return f"Accepted by {accepted} of {parties}"
    return "In force" if found.starts_on <= today else "Accepted by all, not yet in force"


def _runs(found: Any, today: date) -> bool:  # noqa: ANN401 - an Agreement
    return bool(found.starts_on <= today <= found.ends_on)


def _period(found: Any) -> str:  # noqa: ANN401 - an Agreement
    return f"{say_date(found.starts_on)} to {say_date(found.ends_on)}"


def _names(parties: Iterable[Any]) -> str:
    names = sorted(party.name for party in parties)
    return say_list(names) if len(names) <= 4 else say_list([*names[:3], f"{len(names) - 3} more"])


urlpatterns = [
    path("", agreement_list, name="agreements"),
    path("<uuid:agreement_id>/", agreement_page, name="agreement"),
    path("<uuid:agreement_id>/answer/", answer_page, name="answer_agreement"),
]
