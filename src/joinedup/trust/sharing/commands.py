"""Deciding about sharing. Each command is one decision, recorded with its reasons and audited."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.functions import TransactionNow
from django.db import connection, transaction
from django.utils import timezone

from joinedup.base.foundation.ids import new_id
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.sharing import rules
from joinedup.trust.sharing.asking import NotVisible, Viewer
from joinedup.trust.sharing.models import (
    BreakGlass,
    Decision,
    Exclusion,
    Folder,
    Grant,
    Refusal,
    Restriction,
    ToldFamily,
)
from joinedup.trust.sharing.rules import RULES_VERSION, Category, FolderKind, Purpose
from joinedup.trust.sharing.rules.purposes import GROUNDS


@dataclass(frozen=True)
class Holder:
    """Who is to hold a grant: a team, or one professional."""

    team_id: UUID | None = None
    professional_id: UUID | None = None


@dataclass(frozen=True)
class Opening:
    """What is opened to one holder: categories, for reading, writing or deciding, until when."""

    holder: Holder
    categories: Collection[Category]
    may_read: bool = True
    may_write: bool = False
    may_decide: bool = False
    until: datetime | None = None


@transaction.atomic
def open_folder(
    actor: Viewer,
    *,
    kind: FolderKind,
    controller_id: UUID,
    purpose: Purpose,
    reasons: str,
    openings: Iterable[Opening],
) -> Folder:
    """Open a folder and say at once who holds it. Without openings nobody could see it."""
    folder = Folder(
        id=new_id(), kind=kind, controller_id=controller_id, opened_by_id=actor.professional_id
    )
    folder.save(force_insert=True)
    _grant(actor, folder, purpose, "opened_for_the_work", reasons, openings)
    record(Action.ADDED, subject_kind=f"{kind}_folder", subject_id=folder.pk, folder=folder)
    return folder


@transaction.atomic
def share_with(
    actor: Viewer,
    *,
    folder: Folder,
    purpose: Purpose,
    rule: str,
    reasons: str,
    openings: Iterable[Opening],
    because_of: Folder | None = None,
) -> None:
    """Open a folder to further holders. Only those who may decide about the folder can.

    Raises ``ValueError`` without reasons, and a database error when the actor may not decide.
    """
    openings = list(openings)
    _grant(actor, folder, purpose, rule, reasons, openings, because_of)
    categories = sorted({str(c) for opening in openings for c in opening.categories})
    holders = [str(o.holder.team_id or o.holder.professional_id) for o in openings]
    record(
        Action.SHARED,
        subject_kind=f"{folder.kind}_folder",
        subject_id=folder.pk,
        folder=folder,
        details={"categories": categories, "holders": holders, "rule": rule},
    )


def _grant(
    actor: Viewer,
    folder: Folder,
    purpose: Purpose,
    rule: str,
    reasons: str,
    openings: Iterable[Opening],
    because_of: Folder | None = None,
) -> None:
    if not reasons.strip():
        raise ValueError("Give the reasons for sharing.")
    # Policies compare with the transaction's own time; a clock a moment later would not count yet.
    Grant.objects.bulk_create(
        Grant(
            folder=folder,
            category=category,
            team_id=opening.holder.team_id,
            professional_id=opening.holder.professional_id,
            may_read=opening.may_read,
            may_write=opening.may_write,
            may_decide=opening.may_decide,
            purpose=purpose,
            rule=rule,
            rules_version=RULES_VERSION,
            reasons=reasons,
            because_of=because_of,
            decided_by_id=actor.professional_id,
            starts_at=TransactionNow(),
            ends_at=opening.until,
        )
        for opening in openings
        for category in opening.categories
    )


@transaction.atomic
def stop_sharing(
    actor: Viewer,
    *,
    folder: Folder,
    reasons: str,
    holder: Holder | None = None,
    categories: Collection[Category] | None = None,
    because_of: Folder | None = None,
) -> int:
    """End the grants of one holder, or of all but the actor's own person. Returns how many ended.

    With ``because_of``, only those that were given for its sake.
    """
    if not reasons.strip():
        raise ValueError("Give the reasons for ending the sharing.")
    grants = Grant.objects.raw("SELECT id FROM sharing_who_may_see(%s)", [folder.pk])
    rows = Grant.objects.filter(pk__in=[g.pk for g in grants])
    if holder is not None:
        rows = rows.filter(holder_id=holder.team_id or holder.professional_id)
    else:
        rows = rows.exclude(professional_id=actor.professional_id)
    if because_of is not None:
        rows = rows.filter(because_of=because_of)
    if categories is not None:
        rows = rows.filter(category__in=categories)
    ended = rows.update(
        ends_at=TransactionNow(), ended_by_id=actor.professional_id, end_reasons=reasons
    )
    record(
        Action.ENDED,
        subject_kind=f"{folder.kind}_folder",
        subject_id=folder.pk,
        folder=folder,
        details={"grants": ended},
    )
    return ended


@transaction.atomic
def refuse_to_share(
    actor: Viewer,
    *,
    folder: Folder,
    to_organisation_id: UUID,
    categories: Collection[Category],
    purpose: Purpose,
    rule: str,
    reasons: str,
) -> Refusal:
    """Record a decision not to share, with its reasons."""
    if not reasons.strip():
        raise ValueError("Give the reasons for not sharing.")
    refusal = Refusal(
        folder=folder,
        to_organisation_id=to_organisation_id,
        categories=sorted(categories),
        purpose=purpose,
        rule=rule,
        rules_version=RULES_VERSION,
        reasons=reasons,
        decided_by_id=actor.professional_id,
    )
    refusal.save(force_insert=True)
    record(Action.REFUSED, subject_kind="refusal", subject_id=refusal.pk, folder=folder)
    return refusal


@transaction.atomic
def decide(
    actor: Viewer,
    *,
    folder: Folder,
    question: rules.Question,
    asking_id: UUID,
    holding_id: UUID,
) -> Decision:
    """Put a question to the rules and keep what they answered, whatever it is."""
    given = rules.answer(question)
    decision = Decision(
        folder=folder,
        asking_id=asking_id,
        holding_id=holding_id,
        asked_by_id=actor.professional_id,
        purpose=question.purpose,
        gateway=GROUNDS[question.purpose].gateway,
        categories=sorted(question.categories),
        outcome=given.outcome,
        rule=given.rule,
        rules_version=given.version,
        because=given.because,
        agreement=given.agreement,
    )
    decision.save(force_insert=True)
    record(
        Action.DECIDED,
        subject_kind="sharing_decision",
        subject_id=decision.pk,
        folder=folder,
        details={"outcome": given.outcome, "rule": given.rule, "version": given.version},
    )
    return decision


@transaction.atomic
def record_told_family(
    actor: Viewer,
    *,
    folder: Folder,
    category: Category,
    told: rules.Told,
    consent: rules.Consent,
    reasons: str,
) -> ToldFamily:
    """Say whether the family has been told and agrees. A change of mind is a new row."""
    row = ToldFamily(
        folder=folder,
        category=category,
        told=told,
        consent=consent,
        reasons=reasons.strip(),
        recorded_by_id=actor.professional_id,
    )
    row.save(force_insert=True)
    record(
        Action.ADDED,
        subject_kind="told_family",
        subject_id=row.pk,
        folder=folder,
        details={"told": told, "consent": consent},
    )
    return row


@transaction.atomic
def restrict_to_named_people(
    actor: Viewer,
    *,
    folder: Folder,
    named: Collection[UUID],
    reasons: str,
    purpose: Purpose = Purpose.SAFEGUARDING_DUTY,
) -> Restriction:
    """Close a folder to teams and open it to the named professionals, the actor among them.

    What the teams held, the named people hold from now on, and nobody else.
    """
    if not reasons.strip():
        raise ValueError("Give the reasons for the restriction.")
    held = list(Grant.objects.raw("SELECT * FROM sharing_who_may_see(%s)", [folder.pk]))
    categories = {Category(g.category) for g in held}
    writable = {Category(g.category) for g in held if g.may_write}
    people = {actor.professional_id, *named}
    openings = []
    for person in people:
        holder = Holder(professional_id=person)
        openings += [
            Opening(holder, writable, may_write=True, may_decide=True),
            Opening(holder, categories - writable, may_decide=True),
        ]
    restriction = Restriction(folder=folder, reasons=reasons, decided_by_id=actor.professional_id)
    restriction.save(force_insert=True)
    _grant(actor, folder, purpose, "restricted_to_named_people", reasons, openings)
    Grant.objects.filter(pk__in=[g.pk for g in held]).update(
        ends_at=TransactionNow(), ended_by_id=actor.professional_id, end_reasons=reasons
    )
    record(
        Action.RESTRICTED,
        subject_kind=f"{folder.kind}_folder",
        subject_id=folder.pk,
        folder=folder,
        details={"named": sorted(str(p) for p in people)},
    )
    return restriction


@transaction.atomic
def exclude_for_conflict_of_interest(
    actor: Viewer, *, folder: Folder, professional_id: UUID, reasons: str
) -> Exclusion:
    """Keep a professional out of a folder that their team may see, at once and in every page."""
    if not reasons.strip():
        raise ValueError("Give the reasons for the exclusion.")
    exclusion = Exclusion(
        folder=folder,
        professional_id=professional_id,
        reasons=reasons,
        decided_by_id=actor.professional_id,
    )
    exclusion.save(force_insert=True)
    record(
        Action.EXCLUDED,
        subject_kind=f"{folder.kind}_folder",
        subject_id=folder.pk,
        folder=folder,
        details={"professional": str(professional_id)},
    )
    return exclusion


BREAK_GLASS_MINUTES = 60


@transaction.atomic
def break_glass(
    actor: Viewer, *, folder_id: UUID, reasons: str, categories: Collection[Category]
) -> UUID:
    """Open a folder for an hour without a grant, for immediate danger. A second person reviews it.

    Raises ``NotVisible`` when there is no such folder or this actor may not.
    """
    opening = new_id()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sharing_break_glass(%s, %s, %s, %s, %s)",
            [opening, folder_id, reasons, BREAK_GLASS_MINUTES, sorted(categories)],
        )
        if not cursor.fetchone()[0]:
            raise NotVisible
    record(
        Action.BROKE_GLASS,
        subject_kind="break_glass",
        subject_id=opening,
        folder=Folder.objects.get(pk=folder_id),
    )
    return opening


@transaction.atomic
def review_break_glass(
    actor: Viewer, *, opening: BreakGlass, justified: bool, notes: str
) -> BreakGlass:
    """A second person says whether an opening was justified. Raises ``ValueError`` otherwise."""
    if opening.professional_id == actor.professional_id:
        raise ValueError("Somebody else must review an opening of your own.")
    if opening.reviewed_at is not None:
        raise ValueError("This opening has already been reviewed.")
    if not notes.strip():
        raise ValueError("Say what you looked at and why you think so.")
    opening.reviewed_by_id = actor.professional_id
    opening.reviewed_at = timezone.now()
    opening.justified = justified
    opening.review_notes = notes
    opening.save(update_fields=["reviewed_by", "reviewed_at", "justified", "review_notes"])
    record(
        Action.REVIEWED_BREAK_GLASS,
        subject_kind="break_glass",
        subject_id=opening.pk,
        details={"justified": justified},
    )
    return opening
