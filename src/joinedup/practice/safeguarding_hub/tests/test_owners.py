"""The agency that owns an item says itself whether it may be sent; a refusal needs an override."""

from itertools import product as every

import pytest

from joinedup.base.foundation.transitions import NotNow
from joinedup.practice.safeguarding_hub import commands
from joinedup.practice.safeguarding_hub.models import (
    Dissemination,
    InformationProduct,
    OwnerQuestion,
    OwnerReply,
)
from joinedup.practice.safeguarding_hub.queries.owners import (
    asked_about_check,
    asked_of_owners,
    waiting_for_our_word,
)
from joinedup.practice.safeguarding_hub.rules.outcomes import (
    AskedOwner,
    Handling,
    HowMuch,
    OwnerAnswer,
    OwnerWord,
    Sending,
    owner_word,
    problems,
    problems_of_asking,
)
from joinedup.practice.safeguarding_hub.tests import factories, rooms
from joinedup.trust.agencies.rules import Role
from joinedup.trust.sharing.asking import NotVisible, session
from joinedup.trust.sharing.rules import Purpose

FULL, SUMMARY = HowMuch.IN_FULL, HowMuch.SUMMARY
WORDS = "Adults have fought."


@pytest.mark.parametrize(
    ("asked", "in_full", "summary", "another_summary"),
    [
        ([], "not_asked", "not_asked", "not_asked"),
        ([(FULL, "", None)], "waiting", "not_asked", "not_asked"),
        ([(FULL, "", True)], "agreed", "agreed", "agreed"),
        ([(FULL, "", False)], "refused", "not_asked", "not_asked"),
        ([(SUMMARY, WORDS, None)], "not_asked", "waiting", "not_asked"),
        ([(SUMMARY, WORDS, True)], "not_asked", "agreed", "not_asked"),
        ([(SUMMARY, WORDS, False)], "refused", "refused", "not_asked"),
        ([(FULL, "", True), (FULL, "", False)], "agreed", "agreed", "agreed"),
        ([(FULL, "", False), (FULL, "", True)], "refused", "agreed", "agreed"),
        ([(FULL, "", None), (FULL, "", False)], "waiting", "not_asked", "not_asked"),
        ([(SUMMARY, WORDS, True), (FULL, "", False)], "refused", "agreed", "not_asked"),
    ],
)
def test_what_the_owner_has_said_about_a_sending(asked, in_full, summary, another_summary):
    questions = [AskedOwner(*one) for one in asked]
    said = [
        owner_word(FULL, "", questions),
        owner_word(SUMMARY, f" {WORDS} ", questions),
        owner_word(SUMMARY, "Something else.", questions),
    ]
    assert said == [OwnerWord(in_full), OwnerWord(summary), OwnerWord(another_summary)]


@pytest.mark.parametrize(("word", "answer"), list(every(OwnerWord, OwnerAnswer)))
def test_on_what_an_item_may_leave(word, answer):
    sending = Sending(
        how_much=FULL,
        summary="",
        handling=Handling.ASK_FIRST,
        owner_answer=answer,
        owner_words="Pat Police, today",
        override_gateway="Children Act 2004, section 16LA",
        reasons="They visit.",
        to_owner=False,
        about_named=True,
        owner_word=word,
    )
    may = answer is OwnerAnswer.OVERRIDDEN
    may |= answer is OwnerAnswer.AGREED_NOW and word is not OwnerWord.REFUSED
    may |= answer is OwnerAnswer.AGREED_HERE and word is OwnerWord.AGREED
    assert (problems(sending) == []) is may


def test_what_an_owner_must_be_told_to_answer():
    assert problems_of_asking(FULL, "", "They visit.") == []
    assert [p.part for p in problems_of_asking(HowMuch.NOT, "", " ")] == ["how_much", "reasons"]
    assert [p.part for p in problems_of_asking(SUMMARY, " ", "They visit.")] == ["summary"]


@pytest.fixture
def hub(db):
    return factories.a_hub()


@pytest.fixture
def enquiry_id(hub):
    return rooms.decided(hub)


def ask(hub, enquiry_id, *, by=None, item=0, **more):
    by = by or hub.manager
    contribution = rooms.contributions(hub, enquiry_id)[item]
    with session(by, Purpose.SAFEGUARDING_DUTY):
        details = {"how_much": FULL, "reasons": "They visit the home."} | more
        return commands.ask_owner(
            by,
            enquiry_id=enquiry_id,
            contribution_id=contribution.pk,
            recipient_id=hub.early_help.pk,
            **details,
        )


def answer(viewer, question, *, agrees, reasons="It helps them to be safe."):
    with session(viewer, Purpose.AGENCY_CHECK):
        return commands.answer_owner_question(
            viewer, question_id=question.pk, agrees=agrees, reasons=reasons
        )


def send(hub, enquiry_id, how, **more):
    police, health = rooms.contributions(hub, enquiry_id)
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        return commands.disseminate(
            hub.manager,
            enquiry_id=enquiry_id,
            products=[
                commands.ProductDraft(
                    recipient_id=hub.early_help.pk,
                    message="Please see the family.",
                    subject_ids=factories.subjects_of(hub, enquiry_id)[:1],
                    sendings=[
                        commands.SendingDraft(
                            police.pk, FULL, reasons="They visit.", owner_answer=how, **more
                        ),
                        commands.SendingDraft(health.pk, HowMuch.NOT),
                    ],
                )
            ],
        )


def waiting(viewer):
    with session(viewer, Purpose.AGENCY_CHECK):
        return waiting_for_our_word(viewer)


def test_a_desk_finds_the_question_answers_and_the_item_goes_on_its_word(hub, enquiry_id):
    with pytest.raises(ValueError, match="has not agreed here"):
        send(hub, enquiry_id, OwnerAnswer.AGREED_HERE)
    question = ask(hub, enquiry_id)
    [found] = waiting(hub.police_researcher)
    assert found.recipient == "Early help north, Brackenshire Council"
    assert found.contribution.entry.what == rooms.ARREST
    assert waiting(hub.health_researcher) == []
    answer(hub.police_researcher, question, agrees=True)
    assert waiting(hub.police_researcher) == []
    send(hub, enquiry_id, OwnerAnswer.AGREED_HERE)
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        assert Dissemination.objects.filter(owner_answer=OwnerAnswer.AGREED_HERE).count() == 1
    with pytest.raises(NotNow):
        answer(hub.police_researcher, question, agrees=False)


def test_a_refusal_needs_an_override_whatever_anybody_said_on_the_telephone(hub, enquiry_id):
    question = ask(hub, enquiry_id)
    answer(hub.police_researcher, question, agrees=True)
    answer(hub.police_researcher, question, agrees=False, reasons="A witness is at risk.")
    for how in (OwnerAnswer.AGREED_HERE, OwnerAnswer.AGREED_NOW):
        with pytest.raises(ValueError, match=r"has not agreed here|has refused this"):
            send(hub, enquiry_id, how, owner_words="Pat Police, by telephone")
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        [[said]] = asked_of_owners(hub.manager, OwnerQuestion.objects.get().folder_id).values()
    assert (said.agrees, said.reply_reasons) == (False, "A witness is at risk.")
    send(hub, enquiry_id, OwnerAnswer.OVERRIDDEN, override_gateway="Children Act 2004")


def test_the_words_way_stays(hub, enquiry_id):
    ask(hub, enquiry_id)
    send(hub, enquiry_id, OwnerAnswer.AGREED_NOW, owner_words="Pat Police, by telephone")
    assert waiting(hub.police_researcher) == []


def test_who_may_answer(hub, enquiry_id):
    question = ask(hub, enquiry_id)
    others = [
        hub.health_researcher,
        hub.manager,
        hub.practitioner,
        rooms.officer(hub),
        rooms.colleague(hub.police_desk, Role.PRACTITIONER),
    ]
    for viewer in others:
        with pytest.raises(NotVisible):
            answer(viewer, question, agrees=True)
    answer(rooms.colleague(hub.police_desk, Role.RESEARCHER), question, agrees=True)


def test_who_may_ask_and_about_what(hub, enquiry_id):
    for viewer in (hub.screener, hub.police_researcher):
        with pytest.raises(NotVisible):
            ask(hub, enquiry_id, by=viewer)
    with pytest.raises(ValueError, match="need not be asked"):
        ask(hub, enquiry_id, item=1)
    with pytest.raises(ValueError, match="Say why"):
        ask(hub, enquiry_id, reasons=" ")
    ask(hub, enquiry_id)
    with pytest.raises(commands.Changed, match="asked this already"):
        ask(hub, enquiry_id)
    ask(hub, enquiry_id, how_much=SUMMARY, summary=WORDS)
    with pytest.raises(NotNow):
        ask(hub, rooms.with_items(hub))


def test_nobody_outside_the_room_sees_the_question_or_the_answer(hub, enquiry_id):
    answer(hub.police_researcher, ask(hub, enquiry_id), agrees=True)
    outside = [hub.practitioner, hub.referrer, rooms.officer(hub)]
    for viewer in outside:
        with session(viewer, Purpose.DIRECT_WORK):
            assert not OwnerQuestion.objects.exists()
            assert not OwnerReply.objects.exists()
    send(hub, enquiry_id, OwnerAnswer.AGREED_HERE)
    with session(hub.practitioner, Purpose.DIRECT_WORK):
        assert "It helps them to be safe" not in str(InformationProduct.objects.get().content)
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        commands.give_feedback(hub.manager, enquiry_id=enquiry_id, message="Thank you.")
    with session(hub.police_researcher, Purpose.AGENCY_CHECK):
        assert not OwnerQuestion.objects.exists()


def test_a_desk_sees_all_that_it_was_asked_beside_its_answer(hub, enquiry_id):
    ask(hub, enquiry_id)
    check = factories.check_of(hub, enquiry_id, hub.police_desk)
    for viewer, count in ((hub.police_researcher, 1), (hub.health_researcher, 0)):
        with session(viewer, Purpose.AGENCY_CHECK):
            assert len(asked_about_check(viewer, check)) == count
