"""Somebody with the owner's rights tampers with the log; each way of it is found and named."""

import contextlib
import hashlib
import json

import psycopg
import pytest
from django.db import connections

from joinedup.base.foundation.ids import new_id
from joinedup.trust.audit.commands import record
from joinedup.trust.audit.rules import Action
from joinedup.trust.audit.verification import (
    CheckpointError,
    Head,
    Wrong,
    genesis,
    read_checkpoint,
    verify,
    write_checkpoint,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("log")]
ENTRIES = 8


@pytest.fixture
def log():
    """Some entries, one transaction each: all in the first chain, since nobody else writes."""
    for number in range(ENTRIES):
        record(
            Action.OPENED,
            subject_kind="person",
            subject_id=new_id() if number % 2 else None,
            details={"é\n\x01": [f"🙂 {number}"], "b": None, "a": number},
        )


@pytest.fixture
def owner(log):
    address = connections["owner"].get_connection_params()
    kept = ("host", "port", "user", "password", "dbname")
    with psycopg.connect(
        **{name: address[name] for name in kept if address.get(name)}, autocommit=True
    ) as link:
        yield link


@contextlib.contextmanager
def tampering(owner):
    owner.execute("ALTER TABLE audit_auditentry DISABLE TRIGGER USER")
    yield lambda statement, *values: owner.execute(statement, values)
    owner.execute("ALTER TABLE audit_auditentry ENABLE TRIGGER USER")


def entry_at(owner, position):
    found = owner.execute(
        "SELECT id::text FROM audit_auditentry WHERE chain = 1 AND position = %s", [position]
    ).fetchone()
    return found[0]


def found(report):
    return [(f.wrong, f.chain, f.position, f.last_position, f.entry_id) for f in report.findings]


REHASH = (
    "UPDATE audit_auditentry e SET hash = sha256(convert_to(audit_hashed_text(e), 'UTF8'))"
    " WHERE chain = 1 AND position = %s"
)


def test_a_log_that_nobody_touched_is_whole(owner):
    told = []
    report = verify(owner, progress=lambda done, expected: told.append((done, expected)))
    assert report.findings == ()
    assert (report.entries, report.chains) == (ENTRIES, 128)


@pytest.mark.parametrize(
    "change",
    [
        "actor_id = gen_random_uuid()",
        "actor_agency_id = gen_random_uuid()",
        "action = 'listed'",
        "subject_kind = 'plan'",
        "subject_id = gen_random_uuid()",
        "folder_id = gen_random_uuid()",
        "controller_id = gen_random_uuid()",
        "purpose = 'none'",
        "details = '{}'",
        "at = at + interval '1 microsecond'",
        "id = gen_random_uuid()",
        "hash = sha256('x')",
    ],
)
def test_an_altered_entry_is_named_whatever_was_altered(owner, change):
    with tampering(owner) as change_log:
        change_log(f"UPDATE audit_auditentry SET {change} WHERE chain = 1 AND position = 4")
    name = entry_at(owner, 4)
    assert (Wrong.ALTERED, 1, 4, None, name) in found(verify(owner))


def test_an_entry_whose_hash_was_made_to_fit_is_found_by_the_next_one(owner):
    with tampering(owner) as change_log:
        change_log("UPDATE audit_auditentry SET purpose = 'x' WHERE chain = 1 AND position = 4")
        change_log(REHASH, 4)
    assert found(verify(owner)) == [(Wrong.REPLACED, 1, 4, None, entry_at(owner, 4))]


def test_the_last_entry_made_to_fit_is_found_by_the_head(owner):
    with tampering(owner) as change_log:
        change_log("UPDATE audit_auditentry SET purpose = 'x' WHERE position = %s", ENTRIES)
        change_log(REHASH, ENTRIES)
    assert found(verify(owner)) == [(Wrong.REPLACED, 1, ENTRIES, None, entry_at(owner, ENTRIES))]


def test_missing_entries_are_named_by_their_places_and_neighbours(owner):
    with tampering(owner) as change_log:
        change_log("DELETE FROM audit_auditentry WHERE chain = 1 AND position IN (1, 4, 5)")
    report = verify(owner)
    assert found(report) == [
        (Wrong.MISSING, 1, 1, 1, None),
        (Wrong.MISSING, 1, 4, 5, None),
    ]
    assert str(report.findings[1]) == (
        f"chain 1, positions 4 to 5: missing, after entry {entry_at(owner, 3)}"
        f" and before entry {entry_at(owner, 6)}."
    )


def test_reordered_entries_are_named_with_where_they_belong(owner):
    third, fourth, sixth = (entry_at(owner, n) for n in (3, 4, 6))
    with tampering(owner) as change_log:
        for was, becomes in ((3, 103), (4, 3), (6, 4), (103, 6)):
            change_log(
                "UPDATE audit_auditentry SET position = %s WHERE position = %s", becomes, was
            )
    report = verify(owner)
    assert found(report) == [
        (Wrong.MOVED, 1, 3, None, fourth),
        (Wrong.MOVED, 1, 4, None, sixth),
        (Wrong.MOVED, 1, 6, None, third),
    ]
    assert [f.words for f in report.findings] == [
        "moved: it belongs at position 4.",
        "moved: it belongs at position 6.",
        "moved: it belongs at position 3.",
    ]


def test_a_tail_that_was_cut_off_is_known_to_the_head(owner):
    with tampering(owner) as change_log:
        change_log("DELETE FROM audit_auditentry WHERE position > 5")
    assert found(verify(owner)) == [(Wrong.CUT_OFF, 1, 6, ENTRIES, None)]


def test_a_log_that_was_emptied_is_known_to_its_heads(owner):
    with tampering(owner) as change_log:
        change_log("TRUNCATE audit_auditentry")
    assert found(verify(owner)) == [(Wrong.CUT_OFF, 1, 1, ENTRIES, None)]


def test_a_head_that_is_gone_or_points_nowhere(owner):
    with tampering(owner) as change_log:
        change_log("DELETE FROM audit_auditchain WHERE id = 7")
        change_log("UPDATE audit_auditchain SET position = 3 WHERE id = 1")
    assert found(verify(owner)) == [
        (Wrong.PUT_IN, 1, 4, ENTRIES, None),
        (Wrong.HEAD, 7, 0, None, None),
    ]


def cut_off_with_its_head(owner, keep):
    with tampering(owner) as change_log:
        change_log("DELETE FROM audit_auditentry WHERE position > %s", keep)
        change_log(
            "UPDATE audit_auditchain SET position = %s, hash ="
            " (SELECT hash FROM audit_auditentry WHERE chain = 1 AND position = %s) WHERE id = 1",
            keep,
            keep,
        )


def test_only_a_checkpoint_knows_of_a_tail_cut_off_with_its_head(owner, tmp_path):
    file = tmp_path / "checkpoint.json"
    assert write_checkpoint(owner, file) == ENTRIES
    record(Action.LISTED, subject_kind="person")
    kept = read_checkpoint(file)
    assert verify(owner, against=kept).whole
    cut_off_with_its_head(owner, 5)
    assert verify(owner).whole
    assert found(verify(owner, against=kept)) == [(Wrong.CUT_OFF, 1, 6, ENTRIES, None)]


def test_only_a_checkpoint_knows_of_a_chain_written_anew(owner, tmp_path):
    kept = {
        1: Head(
            ENTRIES, owner.execute("SELECT hash FROM audit_auditchain WHERE id = 1").fetchone()[0]
        )
    }
    with tampering(owner) as change_log:
        change_log("UPDATE audit_auditentry SET purpose = 'x' WHERE position = 2")
        for position in range(2, ENTRIES + 1):
            if position > 2:
                change_log(
                    "UPDATE audit_auditentry SET previous_hash = (SELECT hash FROM"
                    " audit_auditentry WHERE chain = 1 AND position = %s) WHERE position = %s",
                    position - 1,
                    position,
                )
            change_log(REHASH, position)
        change_log(
            "UPDATE audit_auditchain SET hash = (SELECT hash FROM audit_auditentry"
            " WHERE chain = 1 AND position = %s) WHERE id = 1",
            ENTRIES,
        )
    assert verify(owner).whole
    assert found(verify(owner, against=kept)) == [
        (Wrong.REWRITTEN, 1, ENTRIES, None, entry_at(owner, ENTRIES))
    ]


def test_a_checkpoint_is_never_overwritten_and_must_be_one(owner, tmp_path):
    file = tmp_path / "checkpoint.json"
    write_checkpoint(owner, file)
    with pytest.raises(CheckpointError, match="never overwritten"):
        write_checkpoint(owner, file)
    for content in ("", "{}", "[1]", json.dumps({"format": "other", "chains": {}})):
        file.write_text(content)
        with pytest.raises(CheckpointError, match="not a checkpoint"):
            read_checkpoint(file)
    with pytest.raises(CheckpointError, match="cannot be read"):
        read_checkpoint(tmp_path / "none")
    with pytest.raises(CheckpointError, match="cannot be written"):
        write_checkpoint(owner, tmp_path / "none" / "file")


def test_the_beginning_of_a_chain_is_known_without_the_database(owner):
    assert genesis(5) == hashlib.sha256(b"joined up audit chain 5").digest()
    kept = owner.execute("SELECT hash FROM audit_auditchain WHERE id = 5").fetchone()[0]
    assert bytes(kept) == genesis(5)
