"""Taking a case through the hub, each step in the name of whoever's work it is."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils import timezone

from joinedup.interfaces.demonstration.loading.acting.answering import answer, is_theirs
from joinedup.interfaces.demonstration.loading.acting.following import decide, give_feedback, tell
from joinedup.interfaces.demonstration.loading.acting.script import (
    About,
    Ask,
    Case,
    Gate,
    Home,
    Person,
    Subject,
)
from joinedup.interfaces.demonstration.loading.agencies import COUNCIL, Workforce, desk_slug
from joinedup.practice.safeguarding_hub import commands as hub
from joinedup.practice.safeguarding_hub import queries
from joinedup.practice.safeguarding_hub.queries import Candidate
from joinedup.practice.safeguarding_hub.rules.states import CheckState
from joinedup.record.people.commands import (
    begin_household,
    correct_person,
    record_access_need,
    relate,
)
from joinedup.record.people.queries import people_named
from joinedup.trust.sharing.asking import Viewer, session
from joinedup.trust.sharing.commands import (
    exclude_for_conflict_of_interest,
    restrict_to_named_people,
)
from joinedup.trust.sharing.queries import open_folder, viewer_for
from joinedup.trust.sharing.rules import Purpose, Relation

SCREENER = "tunde.marlowe@council.example.org"
MANAGER = "farida.sutcliffe@council.example.org"
DEPUTY = "dominic.ashgrove@council.example.org"


@dataclass
class Stage:
    """Who acts, and when now is."""

    workforce: Workforce
    seed: int
    now: datetime = field(default_factory=timezone.now)

    def __post_init__(self) -> None:
        self.screener = self.viewer(SCREENER)
        self.manager = self.viewer(MANAGER)

    def viewer(self, email: str) -> Viewer:
        """A member of staff as they are asking now."""
        return viewer_for(self.workforce.professionals[email])

    def key(self, slug: str) -> UUID:
        """What makes telling a case twice the same as telling it once."""
        return uuid5(NAMESPACE_URL, f"joinedup demonstration {self.seed} {slug}")


@transaction.atomic
def act_out(stage: Stage, case: Case) -> bool:
    """Take a case as far as it goes; False when that was done before."""
    if queries.reference_sent(stage.key(case.slug)):
        return False
    enquiry_id = _report(stage, case)
    if not case.identified:
        return True
    subjects = _identify(stage, case, enquiry_id)
    if case.rating is None:
        return True
    with session(stage.screener, Purpose.SCREENING):
        hub.screen(
            stage.screener, enquiry_id=enquiry_id, rating=case.rating, rationale=case.rationale
        )
    if case.gate is None:
        return True
    _ask(stage, case, case.gate, enquiry_id, subjects)
    if case.outcome is not None:
        decide(stage.manager, case, enquiry_id)
    if case.tells or case.tells_nobody:
        tell(stage.manager, case, enquiry_id, subjects, stage.workforce)
    if case.feedback:
        give_feedback(stage.manager, case, enquiry_id)
    return True


def _report(stage: Stage, case: Case) -> UUID:
    draft = hub.ContactDraft(
        submission_key=stage.key(case.slug),
        worry=case.worry,
        immediate_danger=False,
        mentioned=[_mention(case.people[about.who], about) for about in case.about],
        family_told=case.family_told,
        family_told_reasons=case.why_not_told,
        access_needs=case.access_needs,
        received_at=case.received.than(stage.now),
    )
    if case.referrer:
        referrer = stage.viewer(case.referrer)
        with session(referrer, Purpose.CONTACT):
            reference = hub.report_worry(referrer, draft=draft)
    else:
        reference = hub.report_worry_publicly(draft=draft)
    with session(stage.screener, Purpose.SCREENING):
        waiting = queries.enquiries_to_do(stage.screener, page_size=queries.MOST_LISTED)
    return next(work.id for work in waiting.enquiries if work.reference == reference)


def _mention(person: Person, about: About) -> hub.MentionedDraft:
    if about.told_as:
        given, _, family = about.told_as.partition(" ")
        return hub.MentionedDraft(about.relation, about.words, given=given, family=family)
    year, month, day = ([int(part) for part in person.born.split("-") if part] + [None] * 3)[:3]
    return hub.MentionedDraft(
        about.relation,
        about.words,
        given=person.given,
        family=person.family,
        birth_year=year,
        birth_month=month,
        birth_day=day,
        expected_on=date.fromisoformat(person.expected) if person.expected else None,
        address_line=person.address[0],
        town=person.address[1],
        postcode=person.address[2],
    )


def _identify(stage: Stage, case: Case, enquiry_id: UUID) -> dict[str, Subject]:
    """Say who each person is: the council's own record of them, or a new one."""
    subjects: dict[str, Subject] = {}
    with session(stage.screener, Purpose.SCREENING):
        mentioned = queries.open_enquiry(stage.screener, enquiry_id).mentioned
        for about, named in zip(case.about, mentioned, strict=True):
            candidate = queries.candidate_for(stage.screener, enquiry_id, named.pk)
            subjects[about.who] = _confirm(
                stage.screener,
                case.people[about.who],
                about,
                candidate,
                enquiry_id,
                _kinship(case, about),
            )
        _write_what_is_known(stage.screener, case, subjects)
    _protect(stage, case, enquiry_id, subjects)
    with session(stage.screener, Purpose.SCREENING):
        hub.confirm_subjects(stage.screener, enquiry_id=enquiry_id)
    return subjects


def _kinship(case: Case, about: About) -> hub.Kinship | None:
    """What an adult is to the children, where the case says the same of each."""
    children = {a.who for a in case.about if a.relation is Relation.CHILD}
    if about.who in children:
        return None
    ties = {tie.who: tie.kind for tie in case.ties if tie.other == about.who}
    kinds = {ties.get(child) for child in children}
    return hub.Kinship(kinds.pop() if len(kinds) == 1 else None)


def _confirm(
    actor: Viewer,
    person: Person,
    about: About,
    candidate: Candidate,
    enquiry_id: UUID,
    kinship: hub.Kinship | None,
) -> Subject:
    suggested = [one for one in candidate.entries if is_theirs(person, COUNCIL, one)]
    if suggested:
        found = hub.confirm_from_index(
            actor,
            enquiry_id=enquiry_id,
            entry_id=suggested[0].entry.pk,
            relation=about.relation,
            relation_words=about.words,
            evidence=suggested[0].words,
            mentioned_id=candidate.mentioned.pk,
            kinship=kinship,
        )
    else:
        found = hub.confirm_new_person(
            actor,
            enquiry_id=enquiry_id,
            mentioned_id=candidate.mentioned.pk,
            evidence="Nobody in our own records is this person.",
            kinship=kinship,
        )
    return Subject(found.pk, found.person_id, found.person.folder_id)


def _write_what_is_known(actor: Viewer, case: Case, subjects: dict[str, Subject]) -> None:
    for tie in case.ties:
        relate(
            actor,
            person_id=subjects[tie.who].person_id,
            related_id=subjects[tie.other].person_id,
            kind=tie.kind,
        )
    for home in case.homes:
        _write_home(actor, home, subjects)
    for who, need in case.needs:
        record_access_need(actor, person_id=subjects[who].person_id, what=need)
    for about in case.about:
        if not about.language:
            continue
        person_id = subjects[about.who].person_id
        known = people_named(actor, [person_id])[person_id]
        correct_person(
            actor,
            person_id=person_id,
            sex=known.sex,
            birth=known.birth,
            expected_on=known.expected_on,
            died_on=known.died_on,
            language=about.language,
            needs_interpreter=about.interpreter,
        )


def _write_home(actor: Viewer, home: Home, subjects: dict[str, Subject]) -> None:
    first = home.at_times or home.who[0]
    begin_household(
        actor,
        person_id=subjects[first].person_id,
        others=[subjects[who].person_id for who in home.who if who != first],
        purpose=Purpose.SCREENING,
        mainly_here=not home.at_times,
        starts_on=date.fromisoformat(home.since),
    )


def _protect(stage: Stage, case: Case, enquiry_id: UUID, subjects: dict[str, Subject]) -> None:
    """Keep out whoever must not see it, before any agency is asked."""
    manager = stage.manager
    with session(manager, Purpose.SCREENING):
        for email in dict.fromkeys(email for email, _, _ in case.conflicts):
            related = " and ".join(
                f"{how} of {case.people[who].given}" for e, who, how in case.conflicts if e == email
            )
            folders = [subject.folder_id for subject in subjects.values()]
            for folder_id in [
                queries.open_enquiry(manager, enquiry_id).enquiry.folder_id,
                *folders,
            ]:
                exclude_for_conflict_of_interest(
                    manager,
                    folder=open_folder(folder_id),
                    professional_id=stage.workforce.professionals[email],
                    reasons=f"Conflict of interest: {related}.",
                )
        for who in case.restricted:
            restrict_to_named_people(
                manager,
                folder=open_folder(subjects[who].folder_id),
                named=[stage.screener.professional_id, stage.workforce.professionals[DEPUTY]],
                reasons="Where they live must not become known: open to named people only.",
            )


def _ask(
    stage: Stage, case: Case, gate: Gate, enquiry_id: UUID, subjects: dict[str, Subject]
) -> None:
    manager = stage.manager
    if gate.nobody:
        with session(manager, Purpose.SCREENING):
            hub.ask_nobody(manager, enquiry_id=enquiry_id, reasons=gate.nobody)
        return
    with session(manager, Purpose.SCREENING):
        checks = hub.ask_agencies(
            manager,
            enquiry_id=enquiry_id,
            purpose=gate.purpose,
            told=gate.told,
            consent=gate.consent,
            told_reasons=gate.told_reasons,
            asks=[_draft(stage, gate, ask, subjects) for ask in gate.asks],
        )
    deputy = viewer_for(stage.workforce.professionals[DEPUTY])
    with session(deputy, Purpose.SCREENING):
        for ask, check in zip(gate.asks, checks, strict=True):
            if ask.after_review and check.state == CheckState.REVIEW:
                hub.review_ask(deputy, check_id=check.pk, go_on=True, reasons=ask.after_review)
    not_by = tuple(email for email, _, _ in case.conflicts)
    for ask, check in zip(gate.asks, checks, strict=True):
        if ask.answers:
            answer(stage.workforce, case, ask, check.pk, subjects, not_by=not_by)


def _draft(stage: Stage, gate: Gate, ask: Ask, subjects: dict[str, Subject]) -> hub.AskDraft:
    return hub.AskDraft(
        team_id=stage.workforce.teams[desk_slug(ask.agency)],
        subject_ids=[subjects[who].id for who in ask.about],
        categories=ask.categories,
        question=gate.question,
        asked_at=ask.when.than(stage.now),
    )
