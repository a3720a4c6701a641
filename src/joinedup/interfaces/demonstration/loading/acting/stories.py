"""What has become of the eight stories by the time a new user looks."""

from collections.abc import Iterator, Mapping

from joinedup.interfaces.demonstration.loading.acting.script import (
    About,
    Ask,
    Case,
    Earlier,
    Gate,
    Home,
    Person,
    Telling,
    Tie,
)
from joinedup.interfaces.demonstration.loading.agencies import team_slug
from joinedup.interfaces.demonstration.loading.folder import Story
from joinedup.practice.safeguarding_hub.rules.outcomes import Outcome
from joinedup.practice.safeguarding_hub.rules.ratings import Rating
from joinedup.record.people.rules import RelationshipKind as Kind
from joinedup.trust.sharing.rules import Category, Purpose, Relation

_CHILD, _PARENT, _OTHER = Relation.CHILD, Relation.PARENT_OR_CARER, Relation.OTHER
_IN = Category.INVOLVEMENT

GRAHAM = "graham.penrose@schools.example.org"
MARIE = "marie.okell@health.example.org"
LYNN = "lynn.ashby@police.example.org"
TESSA = "tessa.quayle@council.example.org"
ROSALIND = "rosalind.achebe@schools.example.org"


def stories(told: Mapping[str, Story]) -> Iterator[Case]:
    """The cases of those stories that the area has."""
    cases = (
        _worried_teacher, _twins, _not_yet_born, _father_and_son, _nearly_eighteen,
        _somebody_we_know, _safe_address, _so_that_we_understand,
    )  # fmt: skip
    slugs = (
        "the-worried-teacher", "twins-and-their-numbers", "not-yet-born", "father-and-son",
        "nearly-eighteen", "somebody-we-know", "a-safe-address", "so-that-we-understand",
    )  # fmt: skip
    for slug, case in zip(slugs, cases, strict=True):
        if slug in told:
            yield case(told[slug])


def _people(story: Story) -> dict[str, Person]:
    people = {}
    for key, person in story.people.items():
        given, _, family = person.name.rpartition(" ")
        people[key] = Person(
            given, family, person.birth_date, person.expected_date, records=person.records
        )
    return people


def _worried_teacher(story: Story) -> Case:
    """Left for a new user to take through the hub."""
    return Case(
        story.slug,
        story.contact,
        _people(story),
        about=(
            About("poppy", _CHILD),
            About("gemma", _PARENT, "mother"),
            About("darren", _OTHER, "mother's former partner", told_as="Darren"),
        ),
        received=Earlier(minutes=25),
        referrer=ROSALIND,
        family_told="no",
        why_not_told="He may be at home when she is told. I want to ask you first.",
        identified=False,
    )


def _twins(story: Story) -> Case:
    return Case(
        story.slug,
        story.contact,
        _people(story),
        about=(
            About("ismail", _CHILD, language="Urdu"),
            About("ibrahim", _CHILD, "twin brother", language="Urdu"),
            About("saima", _PARENT, "mother", language="Urdu", interpreter=True),
            About("mohammed", _PARENT, "father", language="Urdu"),
        ),
        received=Earlier(working_days=3, hour=15, minute=10),
        referrer=MARIE,
        ties=(
            Tie("ismail", "ibrahim", Kind.TWIN),
            Tie("ismail", "saima", Kind.MOTHER),
            Tie("ismail", "mohammed", Kind.FATHER),
            Tie("ibrahim", "saima", Kind.MOTHER),
            Tie("ibrahim", "mohammed", Kind.FATHER),
        ),
        homes=(Home(("ismail", "ibrahim", "saima", "mohammed"), "2019-06-03"),),
    )


def _not_yet_born(story: Story) -> Case:
    return Case(
        story.slug,
        story.contact,
        _people(story),
        about=(
            About("baby", _CHILD, "unborn child"),
            About("bethan", _PARENT, "mother", language="Welsh"),
            About("kyle", _OTHER, "mother's partner"),
        ),
        received=Earlier(working_days=1, hour=9, minute=40),
        referrer=MARIE,
        ties=(
            Tie("baby", "bethan", Kind.MOTHER),
            Tie("baby", "kyle", Kind.FATHER),
            Tie("bethan", "kyle", Kind.PARTNER),
        ),
        rating=Rating.AMBER,
        rationale="First baby of a young woman who was in care. She asks for support.",
    )


def _father_and_son(story: Story) -> Case:
    asked = Earlier(working_days=4, hour=14, minute=20)
    return Case(
        story.slug,
        story.contact,
        _people(story),
        about=(
            About("shannon", _CHILD),
            About("michael-senior", _PARENT, "father"),
            About("michael-junior", _OTHER, "brother"),
            About("bridget", _PARENT, "mother"),
        ),
        received=Earlier(working_days=4, hour=11, minute=5),
        referrer=GRAHAM,
        ties=(
            Tie("shannon", "michael-senior", Kind.FATHER),
            Tie("shannon", "bridget", Kind.MOTHER),
            Tie("shannon", "michael-junior", Kind.SIBLING),
            Tie("michael-junior", "michael-senior", Kind.FATHER),
            Tie("michael-junior", "bridget", Kind.MOTHER),
        ),
        homes=(Home(("shannon", "michael-senior", "michael-junior", "bridget"), "2009-10-12"),),
        rating=Rating.GREEN,
        rationale="Two people at the address have the same name. Nothing else is known yet.",
        gate=Gate(
            question="Which of the two Michael Dorans do you know, and what is relevant?",
            asks=(
                Ask("health", ("shannon", "michael-junior"), (_IN, Category.SUBSTANCE_USE), asked,
                    answers=True),
                Ask("police", ("michael-senior", "michael-junior"), (_IN, Category.OFFENDING),
                    asked),
            ),
        ),
    )  # fmt: skip


def _nearly_eighteen(story: Story) -> Case:
    asked = Earlier(working_days=1, hour=10, minute=15)
    return Case(
        story.slug,
        story.contact,
        _people(story),
        about=(
            About("zofia", _CHILD, "young person", language="Polish"),
            About("joyce", _OTHER, "foster carer"),
            About("delroy", _OTHER, "foster carer"),
            About("agnieszka", _PARENT, "mother", language="Polish", interpreter=True),
        ),
        received=Earlier(working_days=2, hour=16, minute=30),
        referrer=TESSA,
        ties=(
            Tie("zofia", "joyce", Kind.FOSTER_CARER),
            Tie("zofia", "delroy", Kind.FOSTER_CARER),
            Tie("zofia", "agnieszka", Kind.MOTHER),
        ),
        homes=(
            Home(("zofia", "joyce", "delroy"), "2020-09-14"),
            Home(("zofia", "agnieszka"), "2026-01-10", at_times="zofia"),
        ),
        needs=story.needs,
        rating=Rating.GREEN,
        rationale="She asks who takes over when she is 18. Nobody has said.",
        gate=Gate(
            question="What do you do for her now, and what happens to it when she is 18?",
            asks=(
                Ask("health", ("zofia",), (_IN, Category.HEALTH, Category.MENTAL_HEALTH), asked,
                    answers=True),
                Ask("education", ("zofia",), (_IN, Category.EDUCATION), asked, answers=True),
                Ask("adult-mental-health", ("zofia",), (_IN, Category.MENTAL_HEALTH), asked,
                    answers=True),
            ),
        ),
    )  # fmt: skip


def _somebody_we_know(story: Story) -> Case:
    asked = Earlier(minutes=45)
    return Case(
        story.slug,
        story.contact,
        _people(story),
        about=(About("noah", _CHILD), About("sarah", _PARENT, "mother")),
        received=Earlier(working_days=1, hour=13, minute=25),
        referrer=LYNN,
        ties=(Tie("noah", "sarah", Kind.MOTHER),),
        conflicts=story.conflicts,
        rating=Rating.AMBER,
        rationale="He says that his mother has not got up for days. He misses school.",
        gate=Gate(
            purpose=Purpose.CHILD_IN_NEED,
            asks=(
                Ask("police", ("noah", "sarah"), (_IN, Category.OFFENDING), asked),
                Ask("education", ("noah",), (_IN, Category.EDUCATION), asked, answers=True),
                Ask("adult-mental-health", ("sarah",), (_IN, Category.MENTAL_HEALTH), asked),
            ),
        ),
    )


def _safe_address(story: Story) -> Case:
    asked = Earlier(minutes=70)
    return Case(
        story.slug,
        story.contact,
        _people(story),
        about=(
            About("ayaan", _CHILD, language="Somali"),
            About("sagal", _CHILD, "sister", language="Somali"),
            About("amina", _PARENT, "mother", language="Somali", interpreter=True),
            About("abdi", _OTHER, "mother's husband", language="Somali"),
        ),
        received=Earlier(working_days=1, hour=14, minute=50),
        referrer=GRAHAM,
        ties=(
            Tie("ayaan", "amina", Kind.MOTHER),
            Tie("sagal", "amina", Kind.MOTHER),
            Tie("ayaan", "sagal", Kind.SIBLING),
        ),
        restricted=story.whereabouts_restricted,
        rating=Rating.AMBER,
        rationale="A man asks where a child is who has moved to safety with his mother.",
        gate=Gate(
            purpose=Purpose.CHILD_IN_NEED,
            question="What do you know that bears on their safety? Do not say where they live.",
            asks=(
                Ask("police", ("ayaan", "amina", "abdi"), (_IN, Category.OFFENDING), asked,
                    after_review="The police hold the bail conditions. Nothing about where the"
                    " family lives is asked or given."),
                Ask("housing", ("amina", "abdi"), (_IN, Category.HOUSING_MONEY), asked),
            ),
        ),
    )  # fmt: skip


def _so_that_we_understand(story: Story) -> Case:
    asked = Earlier(working_days=3, hour=9, minute=30)
    family = ("luca", "ion", "elena", "rodica")
    return Case(
        story.slug,
        story.contact,
        _people(story),
        about=(
            About("luca", _CHILD, language="Romanian"),
            About("ion", _PARENT, "father", language="Romanian", interpreter=True),
            About("elena", _PARENT, "mother", language="British Sign Language", interpreter=True),
            About("rodica", _OTHER, "grandmother", language="Romanian", interpreter=True),
        ),
        received=Earlier(working_days=4, hour=10, minute=45),
        referrer=GRAHAM,
        access_needs="The father needs a Romanian interpreter, the mother a British Sign Language"
        " interpreter. Please do not ask Luca to interpret.",
        ties=(
            Tie("luca", "elena", Kind.MOTHER),
            Tie("luca", "ion", Kind.FATHER),
            Tie("luca", "rodica", Kind.GRANDPARENT),
        ),
        homes=(Home(("luca", "ion", "elena", "rodica"), "2021-03-29"),),
        needs=story.needs,
        rating=Rating.GREEN,
        rationale="A young carer who misses school. The family asks for help.",
        gate=Gate(
            asks=(
                Ask("education", ("luca",), (_IN, Category.EDUCATION), asked, answers=True),
                Ask("family-charity", ("luca",), (_IN,), asked, answers=True),
            ),
        ),
        outcome=Outcome.EARLY_HELP,
        reasons="The parents and Luca want help with interpreting and time for school.",
        tells=(
            Telling(
                team_slug("childrens-social-care", "Early help"),
                "Please offer the family early help, with interpreters booked for every meeting.",
                family,
                (_IN, Category.EDUCATION),
                "To offer help that fits what the school and the young carers' group do.",
            ),
            Telling(
                team_slug("family-charity", "Young carers"),
                "Please tell Early help when Luca's group meets and who leads it.",
                ("luca",),
                (),
                "",
            ),
        ),
    )
