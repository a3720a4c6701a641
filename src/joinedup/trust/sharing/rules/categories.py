"""Kinds of folder and kinds of information. Every protected row has one of each."""

from enum import StrEnum


class FolderKind(StrEnum):
    """What a sharing decision is about."""

    PERSON = "person"
    HOUSEHOLD = "household"
    CONTACT = "contact"
    ENQUIRY = "enquiry"
    AGENCY_CHECK = "agency_check"
    PRODUCT = "product"
    AGENCY_RECORDS = "agency_records"
    EXERCISE = "exercise"
    EXERCISE_RESULT = "exercise_result"


class Category(StrEnum):
    """What sort of information a row holds; a grant names the sorts that it opens."""

    IDENTITY = "identity"
    FAMILY = "family"
    INVOLVEMENT = "involvement"
    SOCIAL_CARE = "social_care"
    HEALTH = "health"
    MENTAL_HEALTH = "mental_health"
    SUBSTANCE_USE = "substance_use"
    EDUCATION = "education"
    OFFENDING = "offending"
    HOUSING_MONEY = "housing_money"
    THIRD_PARTY = "third_party"
    WHEREABOUTS = "whereabouts"
    CONTACT = "contact"
    SCREENING = "screening"
    REQUEST = "request"
    DECISION = "decision"
    PRODUCT = "product"
    FEEDBACK = "feedback"


CATEGORY_WORDS: dict[Category, str] = {
    Category.IDENTITY: "who they are",
    Category.FAMILY: "family and household",
    Category.INVOLVEMENT: "which services are involved",
    Category.SOCIAL_CARE: "social care",
    Category.HEALTH: "health",
    Category.MENTAL_HEALTH: "mental health",
    Category.SUBSTANCE_USE: "drugs and alcohol",
    Category.EDUCATION: "education",
    Category.OFFENDING: "offending",
    Category.HOUSING_MONEY: "housing and money",
    Category.THIRD_PARTY: "other people",
    Category.WHEREABOUTS: "where they live",
    Category.CONTACT: "what the referrer told us",
    Category.SCREENING: "screening",
    Category.REQUEST: "what was asked",
    Category.DECISION: "decisions",
    Category.PRODUCT: "what was sent",
    Category.FEEDBACK: "feedback to the referrer",
}

# What an agency may contribute to an enquiry, and what a chronology entry may be about.
CONTENT: tuple[Category, ...] = (
    Category.INVOLVEMENT,
    Category.SOCIAL_CARE,
    Category.HEALTH,
    Category.MENTAL_HEALTH,
    Category.SUBSTANCE_USE,
    Category.EDUCATION,
    Category.OFFENDING,
    Category.HOUSING_MONEY,
    Category.THIRD_PARTY,
    Category.WHEREABOUTS,
)

# Special-category and criminal-offence data (UK GDPR Articles 9 and 10).
SENSITIVE: frozenset[Category] = frozenset(
    {
        Category.HEALTH,
        Category.MENTAL_HEALTH,
        Category.SUBSTANCE_USE,
        Category.OFFENDING,
        Category.THIRD_PARTY,
    }
)
