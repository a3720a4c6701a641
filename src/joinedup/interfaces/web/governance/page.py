"""Who saw what: the log, for the information governance lead of an agency."""

from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from joinedup.base.documents.spreadsheets import write_csv
from joinedup.base.govuk.dates import ThreePartDateField
from joinedup.base.govuk.paging import page_asked, page_href
from joinedup.base.govuk.wording import capital, say_count
from joinedup.interfaces.web.governance.decisions import urlpatterns as decisions
from joinedup.interfaces.web.governance.sentences import Sentence, sentences
from joinedup.trust.agencies.queries import professionals, professionals_named
from joinedup.trust.agencies.rules import Role
from joinedup.trust.audit.queries import COUNTED_UP_TO, Wanted, export_log, log_of
from joinedup.trust.audit.rules import READS, Action
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.rules import Purpose

GROUPS: dict[str, tuple[str, frozenset[Action]]] = {
    "reads": ("Reading: opened, listed, searched, exported", READS),
    "writes": (
        "Writing: added, changed, ended, merged",
        frozenset(
            {
                Action.ADDED,
                Action.CHANGED,
                Action.COMPARED,
                Action.DELETED,
                Action.ENDED,
                Action.IMPORTED,
                Action.MERGED,
                Action.UNMERGED,
                Action.DELETED,
            }
        ),
    ),
    "sharing": (
        "Sharing: decided, shared, refused, restricted",
        frozenset(
            {
                Action.DECIDED,
                Action.SHARED,
                Action.REFUSED,
                Action.RESTRICTED,
                Action.EXCLUDED,
            }
        ),
    ),
    "break_glass": (
        "Break-glass openings and their reviews",
        frozenset({Action.BROKE_GLASS, Action.REVIEWED_BREAK_GLASS}),
    ),
    "signing_in": (
        "Signing in and out",
        frozenset(
            {
                Action.SIGNED_IN,
                Action.SIGN_IN_FAILED,
                Action.SIGNED_OUT,
                Action.SESSION_ENDED,
            }
        ),
    ),
}
DAYS = 7
MOST_EXPORTED = 50_000
_HEADINGS = (
    "at",
    "who",
    "job_title",
    "agency",
    "action",
    "record_kind",
    "record_id",
    "folder_id",
    "purpose",
    "details",
)


class LogForm(forms.Form):
    """What to look for in the log."""

    who = forms.CharField(label="Somebody's name", max_length=100, required=False)
    folder = forms.UUIDField(
        label="Record number",
        help_text="From “Why can I see this?” on a record, or “Who else saw this” on a line here",
        required=False,
        error_messages={"invalid": "This is not a record number"},
    )
    actions = forms.ChoiceField(
        label="What they did",
        choices=[("", "Anything"), *((name, words) for name, (words, _) in GROUPS.items())],
        required=False,
    )
    since = ThreePartDateField(label="From this day", past=True, required=False)
    until = ThreePartDateField(label="To this day", required=False)

    def clean(self) -> dict[str, Any]:
        """The days in order."""
        made: dict[str, Any] = super().clean() or {}
        since, until = made.get("since"), made.get("until")
        if since and until and until < since:
            self.add_error("until", "To this day must be on or after the day that it starts from")
        return made

    def wanted(self, actor: str) -> Wanted:
        """The question to the log: a week back when no day is given and no record is named."""
        made = self.cleaned_data
        narrow = made.get("folder") or made.get("who") or actor
        since = made.get("since")
        if since is None and not narrow:
            since = timezone.localdate() - timedelta(days=DAYS)
        until = made.get("until")
        return Wanted(
            folder_id=made.get("folder"),
            actors=self._actors(actor),
            actions=GROUPS[made["actions"]][1] if made.get("actions") else (),
            since=_start_of(since),
            until=_start_of(until + timedelta(days=1)) if until else None,
        )

    def _actors(self, actor: str) -> list[UUID] | None:
        if actor:
            try:
                return [UUID(actor)]
            except ValueError:
                return []
        named = self.cleaned_data.get("who", "")
        return [person.pk for person in professionals_named(named)] if named else None


@page(Purpose.INFORMATION_GOVERNANCE, Role.INFORMATION_GOVERNANCE_LEAD)
def audit(request: PageRequest) -> HttpResponse:
    """The log, by record, by person, by period."""
    form = LogForm(request.GET)
    valid = form.is_valid()
    actor = request.GET.get("actor", "")
    context: dict[str, Any] = {
        "form": form,
        "actor": actor,
        "days": None,
        "chosen": _chosen(form, request.GET),
    }
    if valid:
        found = log_of(form.wanted(actor), page=page_asked(request.GET))
        context |= {
            "days": _by_day(sentences(found.entries), request),
            "found": _found(found.total),
            "page": found.page,
            "pages": found.pages,
            "page_href": page_href(request.GET),
            "export_query": _without(request.GET, "page").urlencode(),
            "a_week": not (
                form.cleaned_data.get("since")
                or request.GET.get("folder")
                or form.cleaned_data.get("who")
                or actor
            ),
        }
    return render(request, "interfaces/web/governance/page.html", context)


@page(Purpose.INFORMATION_GOVERNANCE, Role.INFORMATION_GOVERNANCE_LEAD)
def export(request: PageRequest) -> HttpResponse:
    """The same as a file for a spreadsheet, the newest entries first. Taking it out is logged."""
    form = LogForm(request.GET)
    if not form.is_valid():
        return audit(request)  # type: ignore[return-value]
    entries = export_log(form.wanted(request.GET.get("actor", "")), most=MOST_EXPORTED)
    people = professionals(e.actor_id for e in entries if e.actor_id)
    rows: list[tuple[object, ...]] = [_HEADINGS]
    for entry in entries:
        person = people.get(entry.actor_id) if entry.actor_id else None
        rows.append(
            (
                timezone.localtime(entry.at).isoformat(),
                person.name if person else "",
                person.job_title if person else "",
                person.organisation.name if person else "",
                entry.action,
                entry.subject_kind,
                entry.subject_id,
                entry.folder_id,
                entry.purpose,
                _details(entry.details),
            )
        )
    response = HttpResponse(write_csv(rows), content_type="text/csv; charset=utf-8")
    name = f"who-saw-what-{timezone.localdate().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _by_day(said: list[Sentence], request: PageRequest) -> list[tuple[str, list[dict[str, Any]]]]:
    def line(s: Sentence) -> dict[str, Any]:
        return {
            "text": str(s),
            "agency": s.agency if s.agency != request.viewer.agency_name else "",
            "who_href": f"?actor={s.actor_id}" if s.actor_id else None,
            "record_href": f"?folder={s.folder_id}" if s.folder_id else None,
        }

    return [(day, [line(s) for s in group]) for day, group in groupby(said, key=lambda s: s.day)]


def _chosen(form: LogForm, asked: QueryDict) -> list[dict[str, str]]:
    actor = str(asked.get("actor", ""))
    if not actor:
        return []
    try:
        found = professionals([UUID(actor)])
    except ValueError:
        found = {}
    name = next((person.name for person in found.values()), "Somebody not in the staff list")
    return [{"text": name, "href": f"?{_without(asked, 'actor').urlencode()}"}]


def _without(asked: QueryDict, *names: str) -> QueryDict:
    query = asked.copy()
    for name in names:
        query.pop(name, None)
    # Braces would be taken for the place of the page number.
    return QueryDict(query.urlencode().replace("{", "").replace("}", ""), mutable=True)


def _found(total: int) -> str:
    if total >= COUNTED_UP_TO:
        return f"{COUNTED_UP_TO:,} entries or more. The newest are shown: name fewer days."
    words = say_count(total, "entry", "entries")
    return capital(words)


def _details(details: Any) -> str:  # noqa: ANN401 - JSON
    if not isinstance(details, dict):
        return ""
    return "; ".join(f"{name}: {_value(value)}" for name, value in sorted(details.items()))


def _value(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _start_of(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time())) if day else None


urlpatterns = [
    path("", audit, name="audit"),
    path("export/", export, name="export_audit"),
    *decisions,
]
