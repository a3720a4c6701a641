"""Every address of ours, and who may come to it: one row a route; the tests beside it read it.

`who` names the people of the scene (scene.py) who are let in; everybody else gets the page that
an address that does not exist gets. PUBLIC is open to everybody; ANYBODY to all who are in post.
"""

from dataclasses import dataclass, field

PUBLIC = frozenset({"public"})
ANYBODY = frozenset({"anybody"})

HUB = frozenset({"screener", "manager"})
MANAGER = frozenset({"manager"})
# Both desks were asked about the enquiry; the housing desk was not.
ASKED = frozenset({"police_researcher", "health_researcher"})
LEADS = frozenset({"council_lead", "police_lead", "housing_lead"})
# Of the parties to the agreement, and of the agencies that an opening concerns.
CONCERNED = LEADS - {"housing_lead"}
DESKS = ASKED | {"housing_researcher", "council_researcher"}
# In the room, and at records of people: the hub's own researcher holds what the hub holds.
ROOM = HUB | ASKED | {"council_researcher"}


@dataclass(frozen=True)
class Route:
    """Which things of the scene the address names, and who is let in."""

    who: frozenset[str]
    about: dict[str, str] = field(default_factory=dict)
    post_only: bool = False


OWNERS = frozenset({"police_researcher", "police_lead"})
DECIDERS = HUB | {"council_researcher"}
# Of the two agencies in the sealed matching, which has been released to the families team.
MATCHING = frozenset(
    {"council_lead", "police_lead", "council_researcher", "police_researcher",
     "families_manager", "team_manager", "board_member"}
)  # fmt: skip
SENDERS = frozenset({"council_lead", "police_lead", "council_researcher", "police_researcher"})
COUNCILS_LEAD = frozenset({"council_lead"})
# Roles that read people and chronologies: they come as far as their grants let them.
FINDERS = HUB | DESKS | {"practitioner", "police_practitioner", "team_manager", "families_manager"}
EVALUATOR = frozenset({"evaluator"})
# Of the council, whose families the study is about.
EVALUATION = frozenset({"evaluator", "council_lead", "board_member"})
ENQUIRY = {"enquiry_id": "enquiry"}
EXERCISE = {"exercise_id": "exercise"}
PERSON = {"person_id": "person"}
STUDY = {"study_id": "study"}
RUN = STUDY | {"run_id": "run"}

ROUTES: dict[str, Route] = {
    # Anybody at all.
    "accessibility": Route(PUBLIC),
    "privacy": Route(PUBLIC),
    "guide": Route(PUBLIC),
    "tell_us": Route(PUBLIC),
    "told_us": Route(PUBLIC, {"signed": "signed"}),
    # Anybody in post: their own work, and what agencies have agreed.
    "home": Route(ANYBODY),
    "report_worry": Route(ANYBODY),
    "check_worry": Route(ANYBODY),
    "my_worries": Route(ANYBODY),
    "products_received": Route(ANYBODY),
    "agreements": Route(ANYBODY),
    "agreement": Route(ANYBODY, {"agreement_id": "agreement"}),
    "download_agreement": Route(ANYBODY, {"agreement_id": "agreement"}),
    "save_draft": Route(ANYBODY, post_only=True),
    # What a referrer wrote and what a team was told belong to them.
    "my_worry": Route(frozenset({"referrer"}), {"contact_id": "contact"}),
    "worry_sent": Route(frozenset({"referrer"}), {"reference": "reference"}),
    "product": Route(HUB | {"council_researcher", "practitioner"}, {"product_id": "product"}),
    "product_document": Route(
        HUB | {"council_researcher", "practitioner"}, {"product_id": "product"}
    ),
    # The hub.
    "hub_work": Route(HUB),
    "enquiry": Route(HUB, ENQUIRY),
    "identity": Route(HUB, ENQUIRY),
    "identify": Route(HUB, ENQUIRY | {"mentioned_id": "mentioned"}),
    # Only for an entry that a subject of this enquiry was confirmed from, which this one is not:
    # whom it lets in is tested beside the page.
    "identity_family": Route(frozenset(), ENQUIRY | {"entry_id": "index_entry"}),
    "add_enquiry_person": Route(HUB, ENQUIRY),
    "screening": Route(HUB, ENQUIRY),
    "gate": Route(MANAGER, ENQUIRY),
    "gate_check": Route(MANAGER, ENQUIRY),
    "who_knows": Route(HUB, ENQUIRY),
    "ask_nobody": Route(MANAGER, ENQUIRY),
    "review_ask": Route(MANAGER, {"check_id": "police_check"}),
    "decision": Route(MANAGER, ENQUIRY),
    "dissemination": Route(MANAGER, ENQUIRY),
    "feedback": Route(MANAGER, ENQUIRY),
    # The sealed room, and the desks that were asked.
    "room": Route(ROOM, ENQUIRY),
    "hub_checks": Route(DESKS),
    "hub_check": Route(frozenset({"police_researcher"}), {"check_id": "police_check"}),
    "owner_question": Route(frozenset({"police_researcher"}), {"question_id": "owner_question"}),
    # Records of people.
    "search": Route(FINDERS),
    "person": Route(ROOM, PERSON),
    "whole_person": Route(ROOM, PERSON),
    "person_chronology": Route(ROOM, PERSON),
    "add_to_chronology": Route(DECIDERS, PERSON),
    "person_history": Route(ROOM, PERSON),
    "correct_person": Route(HUB, PERSON),
    "add_to_person": Route(HUB, PERSON | {"slug": "name"}),
    "correct_person_part": Route(HUB, PERSON | {"slug": "name", "row_id": "name_row"}),
    "choose_merge": Route(HUB, PERSON),
    "merge_people": Route(HUB, PERSON | {"other_id": "other_person"}),
    "unmerge_people": Route(DECIDERS, {"merge_id": "merge"}),
    # One of the two records is open to the hub's named people only.
    "overturning": Route(HUB, {"overturning_id": "overturning"}),
    # The list shows what the database lets through; a pair takes sight of both records, of which
    # one is open to the hub's named people only.
    "possible_duplicates": Route(
        HUB | {"practitioner", "police_practitioner", "team_manager", "families_manager"}
    ),
    "possible_duplicate": Route(HUB, {"one_id": "person", "other_id": "sealed_person"}),
    "chronology": Route(ROOM, {"folder_id": "enquiry_folder"}),
    "add_chronology_entry": Route(ROOM, {"folder_id": "enquiry_folder"}),
    "chronology_entry": Route(ROOM, {"entry_id": "entry"}),
    "correct_chronology_entry": Route(frozenset({"police_researcher"}), {"entry_id": "entry"}),
    # An agency's own index.
    "own_records": Route(DESKS | LEADS),
    "own_events": Route(DESKS),
    "own_import": Route(OWNERS, {"import_id": "import"}),
    "own_import_problems": Route(OWNERS, {"import_id": "import"}),
    # Who may see a record, and deciding about it.
    "who_may_see": Route(ROOM, {"folder_id": "person_folder"}),
    "restrict_record": Route(DECIDERS, {"folder_id": "person_folder"}),
    "share_record": Route(DECIDERS, {"folder_id": "person_folder"}),
    "end_access": Route(DECIDERS, {"folder_id": "person_folder", "grant_id": "grant"}),
    "lift_restriction": Route(HUB, {"folder_id": "restricted_folder"}),
    "exclude_from_record": Route(DECIDERS, {"folder_id": "person_folder"}),
    "lift_exclusion": Route(
        DECIDERS, {"folder_id": "excluded_folder", "exclusion_id": "exclusion"}
    ),
    "break_glass": Route(
        HUB | {"practitioner", "police_practitioner", "team_manager", "families_manager"}
    ),
    # Sealed matching.
    "exercises": Route(DESKS | LEADS | {"team_manager", "families_manager", "board_member"}),
    "propose_exercise": Route(LEADS),
    "exercise": Route(MATCHING, EXERCISE),
    "change_exercise": Route(COUNCILS_LEAD, EXERCISE),
    "submit_exercise": Route(COUNCILS_LEAD, EXERCISE),
    "answer_exercise": Route(frozenset({"police_lead", "board_member"}), EXERCISE),
    "send_extract": Route(SENDERS, EXERCISE),
    "run_exercise": Route(COUNCILS_LEAD, EXERCISE),
    "release_exercise": Route(COUNCILS_LEAD, EXERCISE),
    "close_exercise": Route(COUNCILS_LEAD, EXERCISE),
    "withdraw_exercise": Route(COUNCILS_LEAD, EXERCISE),
    "exercise_result": Route(frozenset({"families_manager"}), EXERCISE),
    "exercise_own_records": Route(frozenset({"council_researcher", "police_researcher"}), EXERCISE),
    # Evaluation: the data set of the study is built, and a run is finished.
    "studies": Route(LEADS | {"evaluator", "board_member"}),
    "begin_study": Route(EVALUATOR),
    "study": Route(EVALUATION, STUDY),
    "change_study": Route(EVALUATOR, STUDY),
    "study_protocol": Route(EVALUATOR, STUDY),
    "study_protocol_file": Route(EVALUATION, STUDY),
    "submit_study": Route(EVALUATOR, STUDY),
    "answer_study": Route(COUNCILS_LEAD, STUDY),
    "build_study": Route(EVALUATOR, STUDY),
    "end_study": Route(frozenset({"evaluator", "council_lead"}), STUDY),
    "withdraw_study": Route(EVALUATOR, STUDY),
    "study_data": Route(frozenset({"evaluator", "council_lead"}), STUDY),
    "study_rows": Route(EVALUATOR, STUDY),
    "begin_run": Route(EVALUATOR, STUDY),
    "study_run": Route(EVALUATION, RUN),
    "stop_run": Route(EVALUATOR, RUN),
    "study_report": Route(EVALUATION, RUN),
    "study_report_file": Route(EVALUATION, RUN | {"form": "pdf"}),
    # Information governance.
    "break_glass_reviews": Route(LEADS),
    "break_glass_review": Route(CONCERNED, {"opening_id": "opening"}),
    "audit": Route(LEADS),
    "export_audit": Route(LEADS),
    "sharing_decisions": Route(LEADS),
    "upload_agreement": Route(LEADS),
    "answer_agreement": Route(CONCERNED, {"agreement_id": "agreement"}),
}


@dataclass(frozen=True)
class SignInRoute:
    """What a page of signing in or of one's own account answers, to (GET, POST) of an empty form.

    It knows no roles: every role gets the same. Whoever is not signed in and gets 302 is led to
    where they sign in.
    """

    stranger: tuple[int, int]
    signed_in: tuple[int, int]
    about: dict[str, object] = field(default_factory=dict)


OWN = (302, 302)
PASSKEY = {"pk": 1}
PROVIDER = {"provider_id": "staff"}

SIGN_IN: dict[str, SignInRoute] = {
    "account_login": SignInRoute((200, 200), (302, 302)),
    "account_logout": SignInRoute((302, 302), (200, 302)),
    "account_inactive": SignInRoute((200, 405), (200, 405)),
    "account_reset_password": SignInRoute((200, 200), (200, 200)),
    "account_reset_password_done": SignInRoute((200, 405), (200, 405)),
    "account_reset_password_from_key": SignInRoute(
        (200, 200), (200, 200), {"uidb36": "abc", "key": "def"}
    ),
    "account_reset_password_from_key_done": SignInRoute((200, 405), (200, 405)),
    "mfa_authenticate": SignInRoute((302, 302), (302, 302)),
    "mfa_login_webauthn": SignInRoute((302, 302), (302, 302)),
    "socialaccount_login_cancelled": SignInRoute((200, 405), (200, 405)),
    # There is no identity provider in the scene.
    "openid_connect_login": SignInRoute((404, 405), (404, 405), PROVIDER),
    "openid_connect_callback": SignInRoute((404, 405), (404, 405), PROVIDER),
    "keep_alive": SignInRoute((405, 404), (405, 204)),
    # One's own account. 302: the password is asked for again first. 404: there is none to show.
    "account_reauthenticate": SignInRoute(OWN, (200, 200)),
    "account_change_password": SignInRoute(OWN, (200, 200)),
    "mfa_index": SignInRoute(OWN, (200, 405)),
    "mfa_reauthenticate": SignInRoute(OWN, (302, 302)),
    "mfa_activate_totp": SignInRoute(OWN, (302, 302)),
    "mfa_deactivate_totp": SignInRoute(OWN, (404, 404)),
    "mfa_view_recovery_codes": SignInRoute(OWN, (404, 405)),
    "mfa_generate_recovery_codes": SignInRoute(OWN, (302, 302)),
    "mfa_list_webauthn": SignInRoute(OWN, (200, 405)),
    "mfa_add_webauthn": SignInRoute(OWN, (302, 302)),
    "mfa_reauthenticate_webauthn": SignInRoute(OWN, (302, 302)),
    "mfa_edit_webauthn": SignInRoute(OWN, (302, 302), PASSKEY),
    "mfa_remove_webauthn": SignInRoute(OWN, (302, 302), PASSKEY),
    "usersessions_list": SignInRoute(OWN, (200, 302)),
    "end_session": SignInRoute(OWN, (405, 404), {"place_id": 1}),
}
