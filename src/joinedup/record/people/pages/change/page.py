"""Adding to a person's record and correcting it, one part at a time.

Whoever saves second is told what the first one changed; what they typed stays in the form.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse

from joinedup.base.govuk.wording import capital
from joinedup.record.people.pages.audience import WRITERS
from joinedup.record.people.pages.change.forms import LONGEST_QUESTION, FindingForm, PartForm
from joinedup.record.people.pages.change.homes import NewHomeForm, offered
from joinedup.record.people.pages.change.parts import (
    ABOUT,
    ABOUT_CORRECTING,
    PAGES,
    Adding,
    Correcting,
    Facts,
    Page,
    initial,
)
from joinedup.record.people.pages.history.page import entry
from joinedup.record.people.pages.presenting import card
from joinedup.record.people.queries import (
    PersonView,
    changes_since,
    find_people,
    open_person,
    version_of,
)
from joinedup.record.people.rules import (
    CannotRecordError,
    ChangedMeanwhileError,
    MayNotChangeError,
)
from joinedup.trust.drafts.commands import discard_draft
from joinedup.trust.drafts.forms import keeping, typed_into
from joinedup.trust.drafts.queries import draft_for
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import work_of

TEMPLATE = "record/people/pages/change/page.html"
FORBIDDEN = 403


@dataclass(frozen=True)
class Task:
    """One request: which part of whose record."""

    part: Page
    person: PersonView
    adding: bool = False

    @property
    def title(self) -> str:
        """The heading of the page."""
        if not self.adding:
            if self.part is PAGES["household"]:
                return f"Change when {self.person.name} lived in this household"
            return f"Change {'' if self.part is ABOUT else 'the '}{self.part.called}"
        if self.part is PAGES["household"]:
            return f"Who does {self.person.name} live with?"
        if self.part.called == "birth":
            return "Record the birth"
        return f"Add {'an' if self.part.called[0] in 'aeiou' else 'a'} {self.part.called}"

    @property
    def may_write(self) -> bool:
        """Whether the viewer may write this part."""
        return self.part.category in self.person.may_write


@page(work_of, *WRITERS)
def add_to_person(request: PageRequest, person_id: UUID, slug: str) -> HttpResponse:
    """Add a row."""
    part = PAGES.get(slug)
    if part is None or part.adding is None:
        raise Http404
    task = Task(part, open_person(request.viewer, person_id), adding=True)
    adding = part.adding
    if not task.may_write:
        return _refuse(request, task)
    if request.method != "POST":
        finding = _finding(request, task, adding)
        return _show(request, task, _as_left(request, adding.form, **finding))
    if "find" in request.POST:
        return _show(request, task, _unsent(request, task, adding))
    form = adding.form(request.POST, **_finding(request, task, adding))
    if form.is_valid() and _save(form, lambda f: adding.run(request.viewer, person_id, f)):
        discard_draft(request.viewer, form=_key(request))
        messages.success(request, f"{capital(part.called)} recorded")
        return redirect("person", person_id)
    return _show(request, task, form)


@page(work_of, *WRITERS)
def correct_person_part(
    request: PageRequest, person_id: UUID, slug: str, row_id: UUID
) -> HttpResponse:
    """Correct a row."""
    part = PAGES.get(slug)
    if part is None or part.correcting is None:
        raise Http404
    task = Task(part, open_person(request.viewer, person_id))
    return _correct(request, task, part.correcting, row_id)


@page(work_of, *WRITERS)
def correct_person(request: PageRequest, person_id: UUID) -> HttpResponse:
    """Correct what is known of the person as a whole."""
    task = Task(ABOUT, open_person(request.viewer, person_id))
    return _correct(request, task, ABOUT_CORRECTING, person_id)


def _correct(
    request: PageRequest, task: Task, correcting: Correcting, row_id: UUID
) -> HttpResponse:
    version = version_of(task.part.part, row_id)
    if version.facts.get("person_id", task.person.id) != task.person.id:
        raise Http404
    if not task.may_write:
        return _refuse(request, task)
    starting = initial(correcting.form, version.facts) | {"version": version.token}
    if request.method != "POST":
        return _show(request, task, _as_left(request, correcting.form, initial=starting))
    form = correcting.form(request.POST, initial=starting)
    if not form.is_valid():
        return _show(request, task, form)
    seen = form.cleaned_data["version"] or 0
    try:
        saved = _save(form, lambda facts: correcting.run(request.viewer, row_id, facts, seen))
    except ChangedMeanwhileError:
        return _meanwhile(request, task, correcting, row_id, seen)
    if not saved:
        return _show(request, task, form)
    discard_draft(request.viewer, form=_key(request))
    messages.success(request, "Change recorded. The version before is kept.")
    return redirect("person", task.person.id)


def _key(request: PageRequest) -> str:
    """The draft of this one part of this one record."""
    return f"change:{request.path}"


def _as_left(
    request: PageRequest,
    form_class: type[PartForm],
    *,
    initial: dict[str, Any] | None = None,
    **kwargs: Any,  # noqa: ANN401 - what the form class takes
) -> PartForm:
    """The form as its writer left it, over the version that they had in front of them; or new."""
    left = draft_for(_key(request))
    form = form_class(initial=initial, **kwargs)
    if left is not None:
        # Twice: who may be chosen depends on whom was looked for.
        form = form_class(initial={**form.initial, **typed_into(form, left.fields)}, **kwargs)
        form.initial = {**form.initial, **typed_into(form, left.fields)}
    form.draft = keeping(request, _key(request), left=left)
    return form


def _save(form: PartForm, write: Any) -> bool:  # noqa: ANN401 - a command with its actor and row
    """Run the command; put what it refuses beside the field that it is about."""
    facts: Facts = {name: v for name, v in form.cleaned_data.items() if name != "version"}
    try:
        write(facts)
    except CannotRecordError as refused:
        field = {"on": "starts_on"}.get(refused.field, refused.field)
        form.add_error(field if field in form.fields else None, str(refused))
        return False
    except MayNotChangeError as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _meanwhile(
    request: PageRequest, task: Task, correcting: Correcting, row_id: UUID, seen: int
) -> HttpResponse:
    """The form as it was typed, now over the newest version, with what changed in between."""
    version = version_of(task.part.part, row_id)
    typed: QueryDict = request.POST.copy()
    typed["version"] = str(version.token)
    form = correcting.form(typed, initial=initial(correcting.form, version.facts))
    form.is_valid()
    form.add_error(
        None,
        "Somebody else changed this while you were writing. Nothing of yours is lost:"
        " compare, then save again if yours is right",
    )
    changes = changes_since(task.part.part, row_id, seen)
    return _show(request, task, form, changes=[entry(change) for change in changes])


def _unsent(request: PageRequest, task: Task, adding: Adding) -> PartForm:
    """The form with what has been typed so far, when its writer has only looked for somebody."""
    blank = adding.form(request.POST, **_finding(request, task, adding))
    typed = {
        name: field.widget.value_from_datadict(request.POST, {}, name)
        for name, field in blank.fields.items()
    }
    who = str(typed.get("who", "")).strip()
    if not 0 < len(who) <= LONGEST_QUESTION:
        return blank
    return adding.form(initial=typed, **_finding(request, task, adding))


def _finding(request: PageRequest, task: Task, adding: Adding) -> dict[str, Any]:
    if issubclass(adding.form, NewHomeForm):
        return {"offered": offered(request.viewer, task.person)}
    if not issubclass(adding.form, FindingForm):
        return {}
    return {"find": lambda text: find_people(request.viewer, text), "but": task.person.id}


def _show(
    request: PageRequest, task: Task, form: PartForm, *, changes: list[dict[str, Any]] | None = None
) -> HttpResponse:
    form.draft = form.draft or keeping(request, _key(request), left=None)
    context = _context(task) | {"form": form, "changes": changes or []}
    return render(request, TEMPLATE, context)


def _refuse(request: PageRequest, task: Task) -> HttpResponse:
    status = FORBIDDEN if request.method == "POST" else None
    return render(request, TEMPLATE, _context(task) | {"form": None}, status=status)


def _context(task: Task) -> dict[str, Any]:
    back = reverse("person", args=[task.person.id])
    return {
        "title": task.title,
        "card": card(task.person, back),
        "back": back,
        "changes": [],
        "why": explanations(task.person.folder_id),
    }


urlpatterns = [
    path("<uuid:person_id>/about/", correct_person, name="correct_person"),
    path("<uuid:person_id>/add/<slug:slug>/", add_to_person, name="add_to_person"),
    path(
        "<uuid:person_id>/<slug:slug>/<uuid:row_id>/",
        correct_person_part,
        name="correct_person_part",
    ),
]
