"""The protocol: how the question will be answered, written before anybody sees a row."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from joinedup.base.documents.file_names import safe_file_name
from joinedup.insight.evaluation import commands, queries
from joinedup.insight.evaluation.pages import presenting
from joinedup.insight.evaluation.pages.planning import PlanForm, initial_of
from joinedup.insight.evaluation.rules.states import READERS, Event
from joinedup.trust.agencies.rules import Role
from joinedup.trust.drafts.commands import discard_draft
from joinedup.trust.drafts.forms import resume
from joinedup.trust.sharing.asking import NotVisible
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.rules import Purpose, work_of


class ProtocolForm(PlanForm):
    """The plan, and why it answers the question."""

    words = forms.CharField(
        label="Why can the groups be compared in this way?",
        help_text=(
            "Say who decided which families waited, what else may differ between them, and which"
            " result would change your mind"
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=5_000,
    )


@page(Purpose.EVALUATION, Role.EVALUATOR)
def protocol(request: PageRequest, study_id: UUID) -> HttpResponse:
    """Written and changed until the study is submitted."""
    view = queries.open_study(request.viewer, study_id)
    if Event.SUBMIT not in view.may_ever:
        raise NotVisible
    if Event.SUBMIT not in view.may:
        return redirect("study", study_id)
    key = f"protocol:{study_id}"
    initial = {**initial_of(view.plan), "words": view.study.protocol_words}
    form = resume(request, ProtocolForm, key, asked=view.study.variables, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            commands.write_protocol(
                request.viewer,
                study_id=study_id,
                plan=form.plan(),
                words=form.cleaned_data["words"],
            )
        except ValueError as impossible:
            form.add_error(None, str(impossible))
        else:
            discard_draft(request.viewer, form=key)
            messages.success(request, "The protocol is saved. You can ask for approval now.")
            return redirect("study", study_id)
    context = {
        "study": presenting.header(view),
        "form": form,
        "back": reverse("study", args=[study_id]),
    }
    return render(request, "insight/evaluation/pages/protocol/page.html", context)


@page(work_of, *READERS)
def protocol_file(request: PageRequest, study_id: UUID) -> HttpResponse:
    """What was planned, as a file that the command line reads."""
    view = queries.open_study(request.viewer, study_id)
    if not view.study.protocol_sha256:
        raise NotVisible
    name = safe_file_name(f"Study {view.study.reference} protocol.toml")
    return HttpResponse(
        queries.protocol_of_study(view.study).as_toml(),
        content_type="application/toml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


urlpatterns = [
    path("<uuid:study_id>/protocol/", protocol, name="study_protocol"),
    path("<uuid:study_id>/protocol.toml", protocol_file, name="study_protocol_file"),
]
