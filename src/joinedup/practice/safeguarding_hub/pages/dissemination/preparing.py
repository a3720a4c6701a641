"""The steps of telling: whom, then each recipient with every item, then what each will read."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.forms import CharField
from markupsafe import Markup, escape

from joinedup.base.govuk.wording import say_count, say_list
from joinedup.practice.safeguarding_hub.pages.dissemination.forms import (
    NOBODY,
    ChooseForm,
    RecipientForm,
    SendingForm,
)
from joinedup.practice.safeguarding_hub.pages.room import presenting
from joinedup.practice.safeguarding_hub.pages.sheets import Sheet
from joinedup.practice.safeguarding_hub.queries import Room
from joinedup.practice.safeguarding_hub.queries.addresses import (
    SendableAddress,
    problems_of_addresses,
    sendable_addresses,
)
from joinedup.practice.safeguarding_hub.queries.owners import (
    Asked,
    OwnerQuestionView,
    asked_of_owners,
)
from joinedup.practice.safeguarding_hub.queries.products import problems_of_sending
from joinedup.practice.safeguarding_hub.queries.recipients import (
    RecipientTeam,
    recipients_for,
    say_readers,
)
from joinedup.practice.safeguarding_hub.rules.outcomes import (
    Handling,
    HowMuch,
    needs_the_owner,
    problems_of_asking,
)
from joinedup.practice.safeguarding_hub.rules.sendings import ProductDraft, SendingDraft
from joinedup.trust.sharing.asking import Viewer

CHOOSE, PREVIEW = "choose", "preview"
WHOM = "whom"


@dataclass
class Line:
    """One item for one recipient, as the page shows it."""

    contribution: Any
    item: dict[str, Any]
    prefix: str
    form: SendingForm
    asks_owner: bool
    to_owner: bool
    asked: list[OwnerQuestionView]
    checked: Callable[[], SendingForm]


@dataclass(frozen=True)
class Known:
    """What is known of the people and from the owners, for every recipient alike."""

    addresses: list[SendableAddress]
    asked: Asked


@dataclass
class Recipient:
    """One recipient with its forms."""

    number: int
    whom: RecipientTeam
    prefix: str
    form: RecipientForm
    lines: list[Line]
    addresses: list[SendableAddress]

    @property
    def team(self) -> Any:  # noqa: ANN401 - pages know no tables
        """The team."""
        return self.whom.team

    @property
    def called(self) -> str:
        """The team with its agency."""
        return self.whom.called

    @property
    def forms(self) -> list[Any]:
        """All of its forms, in the order of the page."""
        return [self.form, *(line.form for line in self.lines)]

    @property
    def parts(self) -> list[str]:
        """The prefixes of its forms."""
        return [self.prefix, *(line.prefix for line in self.lines)]

    def draft(self) -> ProductDraft:
        """What this recipient is to be told, once everything has been checked."""
        made = self.form.cleaned_data
        return ProductDraft(
            recipient_id=self.team.pk,
            message=made["message"],
            subject_ids=frozenset(UUID(s) for s in made["subjects"]),
            named_ids=self.named_ids(),
            address_keys=frozenset(made.get("addresses", [])),
            sendings=[
                line.form.draft(line.contribution.pk, otherwise=made["why"].strip())
                for line in self.lines
            ],
        )

    def named_ids(self) -> frozenset[UUID]:
        """The people of the team who alone read it; none when all of them do."""
        return frozenset(UUID(pk) for pk in self.form.cleaned_data.get("named", []))

    def words(self) -> list[tuple[str, str]]:
        """Everything that somebody wrote for this recipient, with what each was written to."""
        return [
            (str(form[name].label), written)
            for form in self.forms
            for name, field in form.fields.items()
            if isinstance(field, CharField) and (written := str(form[name].value() or "").strip())
        ]

    def readers(self) -> str:
        """Who will read it, in words."""
        return say_readers(self.whom, self.named_ids())


def choose_form(room: Room, sheet: Sheet, *, check: bool) -> ChooseForm:
    """Step one."""
    found = recipients_for(room.enquiry.folder_id)
    return sheet.part(
        ChooseForm,
        WHOM,
        check=check,
        teams=[(str(one.team.pk), one.called) for one in found],
        counts={str(one.team.pk): say_count(len(one.people), "person", "people") for one in found},
    )


def chosen_ids(sheet: Sheet) -> list[str]:
    """The recipients, in the order of the list."""
    return [i for i in sheet.all(f"{WHOM}-recipients") if i != NOBODY]


def nobody_is_told(sheet: Sheet) -> bool:
    """Whether nobody is to be told."""
    return NOBODY in sheet.all(f"{WHOM}-recipients")


def recipients_of(viewer: Viewer, room: Room, sheet: Sheet, *, check: bool) -> list[Recipient]:
    """Every recipient that was chosen; those that are no team outside the hub are left out."""
    chosen = set(chosen_ids(sheet))
    found = [one for one in recipients_for(room.enquiry.folder_id) if str(one.team.pk) in chosen]
    if not found:
        return []
    known = Known(
        sendable_addresses(viewer, room.enquiry.folder_id),
        asked_of_owners(viewer, room.enquiry.folder_id),
    )
    return [_recipient(room, sheet, n, one, known, check=check) for n, one in enumerate(found)]


def _recipient(
    room: Room,
    sheet: Sheet,
    number: int,
    whom: RecipientTeam,
    known: Known,
    *,
    check: bool,
) -> Recipient:
    prefix = f"t{whom.team.pk.hex}"
    form = sheet.part(
        RecipientForm,
        prefix,
        check=check,
        called=whom.team.name,
        people=[(str(pk), name) for pk, name in presenting.names_of(room.view).items()],
        readers=_can_be_named(whom),
        readers_hint=_who_reads_it(whom),
        addresses=[(a.key, f"{a.name}: {a.words}") for a in known.addresses],
        about_addresses={a.key: _about_address(a) for a in known.addresses},
    )
    lines = _lines(room, sheet, prefix, whom.team, known.asked, check=check)
    recipient = Recipient(number, whom, prefix, form, lines, known.addresses)
    if check:
        _show_problems(recipient)
    return recipient


def _about_address(address: SendableAddress) -> Markup:
    """Its date and source; and what speaks against sending it, so that nobody passes over it."""
    take_care = Markup("").join(
        Markup("<br><strong>Take care: {}</strong>").format(caution) for caution in address.cautions
    )
    return escape(address.source) + take_care


def _can_be_named(whom: RecipientTeam) -> list[tuple[str, str]]:
    """Those who can be named; nobody where naming them would keep it from nobody."""
    if len(whom.people) < 2:
        return []
    return [(str(p.id), ", ".join(filter(None, (p.name, p.job_title)))) for p in whom.can_be_named]


def _who_reads_it(whom: RecipientTeam) -> str:
    managers = say_list(person.name for person in whom.managers)
    alone = f"they and the team's manager ({managers})" if managers else "they alone"
    return (
        f"Choose nobody, and {say_readers(whom, ())} can read it. Choose people by name, and"
        f" {alone} can."
    )


def _lines(
    room: Room,
    sheet: Sheet,
    prefix: str,
    team: Any,  # noqa: ANN401 - pages know no tables
    asked: Asked,
    *,
    check: bool,
) -> list[Line]:
    shown = presenting.items(room)
    lines = []
    for contribution in room.contributions:
        to_owner = team.organisation_id == contribution.agency_id
        asks = needs_the_owner(Handling(contribution.handling), to_owner=to_owner)
        part = f"{prefix}i{contribution.pk.hex}"
        item = shown[contribution.entry.pk]
        questions = asked.get((contribution.pk, team.pk), [])
        form = partial(
            sheet.part,
            SendingForm,
            part,
            owner=item["owner"],
            called=f"{item['shown'].title}, {item['shown'].when}",
            asks_owner=asks,
            agreed_here=any(question.agrees for question in questions),
        )
        checked = partial(form, check=True)
        lines.append(
            Line(contribution, item, part, form(check=check), asks, to_owner, questions, checked)
        )
    return lines


def _show_problems(recipient: Recipient) -> None:
    """What the rules say about each item, beside its fields, besides what the forms say."""
    if not recipient.form.is_valid():
        # Without knowing about whom, only the forms themselves can be checked.
        for line in recipient.lines:
            line.form.is_valid()
        return
    made = recipient.form.cleaned_data
    about = ProductDraft(
        recipient_id=recipient.team.pk,
        message=made["message"],
        subject_ids=frozenset(UUID(s) for s in made["subjects"]),
        address_keys=frozenset(made.get("addresses", [])),
    )
    for problem in problems_of_addresses(
        about, recipient.addresses, called=recipient.whom.team.name
    ):
        recipient.form.show(problem)
    for line in recipient.lines:
        if not line.form.is_valid():
            continue
        sending = line.form.draft(line.contribution.pk, otherwise=made["why"].strip())
        for problem in problems_of_sending(
            sending,
            about,
            recipient=recipient.team,
            contribution=line.contribution,
            asked=line.asked,
        ):
            line.form.show(problem)


def is_right(recipient: Recipient) -> bool:
    """Whether nothing stands in the way of this recipient's product."""
    return not any(form.errors for form in recipient.forms)


def leave_out_the_rest(sheet: Sheet, recipient: Recipient) -> None:
    """Every item about which nothing has been decided is not sent."""
    for line in recipient.lines:
        sheet.put_if_empty(f"{line.prefix}-how_much", HowMuch.NOT.value)


def question_to_owner(recipient: Recipient, line: Line) -> SendingDraft | None:
    """What the owner is asked about an item; None where the form says what is missing."""
    line.form = line.checked()
    if not line.form.is_valid():
        return None
    why = str(recipient.form["why"].value() or "").strip()
    draft = line.form.draft(line.contribution.pk, otherwise=why)
    found = problems_of_asking(draft.how_much, draft.summary, draft.reasons)
    for problem in found:
        line.form.show(problem)
    return None if found else draft
