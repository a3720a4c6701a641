"""Everything that can be done in the hub. Each command is one decision, audited with its write."""

from joinedup.practice.safeguarding_hub.commands.answers import (
    AnswerDraft,
    ItemDraft,
    answer_check,
)
from joinedup.practice.safeguarding_hub.commands.contacts import (
    ContactDraft,
    MentionedDraft,
    NoHubError,
    report_worry,
    report_worry_publicly,
)
from joinedup.practice.safeguarding_hub.commands.decisions import give_feedback, record_decision
from joinedup.practice.safeguarding_hub.commands.dissemination import disseminate
from joinedup.practice.safeguarding_hub.commands.gate import (
    ask_agencies,
    ask_nobody,
    review_ask,
)
from joinedup.practice.safeguarding_hub.commands.identity import (
    TOO_LATE_TO_ADD,
    add_new_person,
    confirm_from_index,
    confirm_known_person,
    confirm_new_person,
    confirm_subjects,
)
from joinedup.practice.safeguarding_hub.commands.owners import answer_owner_question, ask_owner
from joinedup.practice.safeguarding_hub.commands.screening import screen
from joinedup.practice.safeguarding_hub.commands.steps import Changed
from joinedup.practice.safeguarding_hub.rules.asks import AskDraft
from joinedup.practice.safeguarding_hub.rules.kinship import Kinship
from joinedup.practice.safeguarding_hub.rules.sendings import ProductDraft, SendingDraft

__all__ = [
    "TOO_LATE_TO_ADD",
    "AnswerDraft",
    "AskDraft",
    "Changed",
    "ContactDraft",
    "ItemDraft",
    "Kinship",
    "MentionedDraft",
    "NoHubError",
    "ProductDraft",
    "SendingDraft",
    "add_new_person",
    "answer_check",
    "answer_owner_question",
    "ask_agencies",
    "ask_nobody",
    "ask_owner",
    "confirm_from_index",
    "confirm_known_person",
    "confirm_new_person",
    "confirm_subjects",
    "disseminate",
    "give_feedback",
    "record_decision",
    "report_worry",
    "report_worry_publicly",
    "review_ask",
    "screen",
]
