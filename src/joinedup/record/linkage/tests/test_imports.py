"""Agencies' files: what comes in, what is turned away, and that nothing stops the rest."""

import io

import pytest
from django.db import DataError, IntegrityError, ProgrammingError, connection, transaction

from joinedup.base.foundation.ids import new_id
from joinedup.record.linkage import commands, queries
from joinedup.record.linkage.commands import people, reading
from joinedup.record.linkage.models import IndexEntry, IndexImport, IndexRelationship
from joinedup.record.linkage.tests.factories import an_agency, csv_file, entries, imported
from joinedup.trust.audit.models import AuditEntry
from joinedup.trust.sharing.asking import NotVisible, session
from joinedup.trust.sharing.models import Folder
from joinedup.trust.sharing.rules import Category, FolderKind, Purpose

pytestmark = pytest.mark.django_db


@pytest.fixture
def health():
    return an_agency()


def columns_at_fault(done):
    return [(p["line"], p["column"]) for p in done.problems]


def raw(agency, content: bytes, **options):
    with session(agency.researcher, Purpose.OWN_RECORDS):
        return commands.import_people(
            agency.researcher,
            agency=agency.id,
            file=io.BytesIO(content),
            file_name="people.csv",
            **options,
        )


def test_a_row_is_stored_as_the_agency_has_it(health):
    done = imported(
        health, {"nhs_number": "943 476 5919", "other_names": "maiden:Rees;nickname:Fi"}
    )
    assert (done.rows, done.added, done.rejected, done.known) == (1, 1, 0, 1)
    assert done.newest_update.isoformat() == "2026-11-01"
    entry = entries(health)["R1"]
    assert (entry.given_names, entry.family_name) == ("Ffion Mair", "Ŵyn-Parry")
    assert (entry.birth_year, entry.birth_month, entry.birth_day) == (2016, 5, 3)
    assert entry.nhs_number == "9434765919"
    assert [name["use"] for name in entry.other_names] == ["maiden", "nickname"]
    assert entry.keys
    assert entry.prepared["n"]


def test_the_same_file_again_changes_nothing(health):
    imported(health, {}, {"record_id": "R2", "given_names": "Owain"})
    before = entries(health)
    done = imported(health, {}, {"record_id": "R2", "given_names": "Owain"})
    assert (done.added, done.changed, done.unchanged) == (0, 0, 2)
    assert entries(health) == before
    changed = imported(health, {}, {"record_id": "R2", "given_names": "Owen"})
    assert (changed.added, changed.changed, changed.unchanged) == (0, 1, 1)
    assert entries(health)["R2"].given_names == "Owen"
    assert entries(health)["R2"].pk == before["R2"].pk


def test_bad_rows_are_named_by_line_and_stop_nothing(health):
    done = imported(
        health,
        {},
        {"record_id": ""},
        {"record_id": "R1", "given_names": "Somebody else"},
        {"record_id": "R3", "given_names": "", "family_name": ""},
        {"record_id": "R4", "nhs_number": "9434765918", "birth_date": "31/2/2016x", "sex": "?"},
        {"record_id": "R5", "given_names": "N" * 100_000},
        {"record_id": "R" * 200},
        {"record_id": "R6"},
    )
    assert (done.rows, done.added, done.rejected) == (8, 4, 4)
    assert set(entries(health)) == {"R1", "R4", "R5", "R6"}
    found = columns_at_fault(done)
    assert {(3, "record_id"), (4, "record_id"), (5, ""), (8, "record_id")} <= set(found)
    assert {(6, "nhs_number"), (6, "birth_date"), (6, "sex"), (7, "given_names")} <= set(found)
    assert entries(health)["R4"].nhs_number == ""
    assert "9434765918" not in str(done.problems)


def test_whoever_is_not_in_a_complete_file_has_left(health):
    imported(health, {}, {"record_id": "R2"}, {"record_id": "R3"})
    done = imported(health, {}, {"record_id": "R2"}, complete=True)
    assert (done.left, done.known) == (1, 2)
    assert entries(health)["R3"].left_at is not None
    back = imported(health, {"record_id": "R3"})
    assert (back.changed, back.known) == (1, 3)
    assert entries(health)["R3"].left_at is None


def test_a_complete_file_with_an_unreadable_row_closes_nobody(health):
    imported(health, {}, {"record_id": "R2"})
    done = imported(health, {}, {"record_id": ""}, complete=True)
    assert done.left == 0
    assert "nobody was taken to have left" in str(done.problems)


def test_a_file_that_leaves_out_very_many_is_not_believed(health):
    imported(health, *({"record_id": f"R{n}"} for n in range(100)))
    done = imported(health, *({"record_id": f"R{n}"} for n in range(40)), complete=True)
    assert done.left == 0
    assert "may not be complete" in str(done.problems)


def test_a_rejected_row_does_not_make_its_person_leave(health):
    imported(health, {}, {"record_id": "R2"})
    done = imported(
        health, {}, {"record_id": "R2", "given_names": "", "family_name": ""}, complete=True
    )
    assert (done.rejected, done.left) == (1, 0)
    assert entries(health)["R2"].given_names == "Ffion Mair"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"   \r\n", "empty"),
        (b"PK\x03\x04" + b"\0" * 99, "workbook"),
        ("record_id\n1\n".encode("utf-16"), "UTF-16"),
        (b"name,born\nA,B\n", "Missing"),
        (b"\x00\x01\x02\xff\xfe\x81\x8d", "could not be read|neither|Missing"),
        (b"record_id,record_id,given_names\n", "twice"),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_clear_answer(health, content, said):
    with pytest.raises(commands.NotImportedError, match=said):
        raw(health, content)
    assert entries(health) == {}


def test_a_file_that_is_too_large_is_refused_before_it_is_read(health):
    with pytest.raises(commands.NotImportedError, match="larger than"):
        raw(health, csv_file({}).getvalue(), max_bytes=100)


def test_hostile_values_are_kept_as_text_or_left_out(health):
    done = imported(
        health,
        {
            "record_id": "=1+1",
            "given_names": '=HYPERLINK("http://x")',
            "family_name": "'; DROP TABLE linkage_indexentry; --",
        },
        {"record_id": "R2", "given_names": "Nul\x00l"},
        {"record_id": "R3", "given_names": "<script>alert(1)</script>", "family_name": "{{7*7}}"},
        {"record_id": "R4", "given_names": "😀 Ŵyn", "family_name": "\u202egnikrow"},
    )
    assert (done.added, done.rejected) == (3, 1)
    assert columns_at_fault(done) == [(3, "given_names")]
    assert entries(health)["=1+1"].family_name.startswith("'; DROP")


def test_broken_quoting_keeps_what_came_before(health):
    content = csv_file({}, {"record_id": "R2"}).getvalue() + b'R3,"open\r\nR4,x\r\n'
    done = raw(health, content, complete=True)
    assert set(entries(health)) == {"R1", "R2"}
    assert done.rejected == 1
    assert done.left == 0


def test_windows_1252_is_read_and_said(health):
    headings = "record_id,given_names,family_name,birth_date,service,updated_on"
    content = f"{headings}\nR1,Zoë,Brontë,2016-05-03,X,2026-01-01\n"
    done = raw(health, content.encode("cp1252"))
    assert entries(health)["R1"].given_names == "Zoë"
    assert "Windows-1252" in done.statement


def test_progress_is_told(health):
    told = []
    raw(
        health,
        csv_file(*({"record_id": f"R{n}"} for n in range(30))).getvalue(),
        progress=told.append,
    )
    assert told == [30]


def test_an_interrupted_import_leaves_the_index_as_it_was(health):
    imported(health, {})

    def stop(rows):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        raw(health, csv_file({"record_id": "R9"}).getvalue(), progress=stop)
    assert set(entries(health)) == {"R1"}
    assert raw(health, csv_file({"record_id": "R9"}).getvalue()).added == 1


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 3)


def test_a_file_of_many_batches_is_taken_whole(health, small_batches):
    rows = [{"record_id": f"R{n}", "postcode": f"QX4 {n}AB"} for n in range(8)]
    told = []
    assert raw(health, csv_file(*rows).getvalue(), progress=told.append).added == 8
    assert told == [3, 6, 8]
    assert {e.postcode for e in entries(health).values()} == {f"QX4 {n}AB" for n in range(8)}
    rows[4]["given_names"] = "Owain"
    again = imported(health, *rows, {"record_id": "R9"}, {"record_id": "R1"})
    assert (again.added, again.changed, again.unchanged, again.rejected) == (1, 1, 7, 1)
    assert entries(health)["R4"].given_names == "Owain"
    assert columns_at_fault(again) == [(11, "record_id")]


@pytest.mark.parametrize("refused", [0, 4, 7])
def test_a_batch_that_the_database_refuses_undoes_all_of_them(
    health, small_batches, monkeypatch, refused
):
    as_json = people._as_json

    def damaged(person, print_):
        kept = as_json(person, print_)
        return kept | {"town": "x" * 101} if person.record_id == f"R{refused}" else kept

    monkeypatch.setattr(people, "_as_json", damaged)
    rows = [{"record_id": f"R{n}"} for n in range(8)]
    with pytest.raises(DataError), transaction.atomic():
        imported(health, *rows)
    assert entries(health) == {}
    monkeypatch.undo()
    assert imported(health, *rows).added == 8


def test_relationships_need_both_people(health):
    imported(health, {}, {"record_id": "R2", "given_names": "Carys"})
    content = (
        b"record_id,related_record_id,relationship,since,until\n"
        b"R1,R2,mother,2016-05-03,\nR1,R9,father,,\nR1,R1,sibling,,\nR1,R2,mother,,\nR1,R2,,,\n"
    )
    with session(health.researcher, Purpose.OWN_RECORDS):
        done = [
            commands.import_relationships(
                health.researcher, agency=health.id, file=io.BytesIO(content), file_name="r.csv"
            )
            for _ in range(2)
        ]
        assert [(d.added, d.unchanged, d.rejected) for d in done] == [(1, 0, 4), (0, 1, 4)]
        mother = IndexRelationship.objects.get()
        assert (mother.record_id, mother.related_record_id, mother.kind) == ("R1", "R2", "mother")
        entry = IndexEntry.objects.get(record_id="R1")
        [related] = queries.related_entries(health.researcher, entry)
        assert (related.entry.given_names, related.kind, related.reverse) == (
            "Carys",
            "mother",
            False,
        )


def test_an_import_is_audited_without_a_name_in_it(health):
    done = imported(health, {})
    with session(health.lead, Purpose.INFORMATION_GOVERNANCE):
        entry = AuditEntry.objects.get(action="imported")
        assert entry.subject_id == done.pk
        assert entry.details["added"] == 1
        assert "Ffion" not in str(entry.details)


def test_another_agency_sees_nothing(health):
    done = imported(health, {})
    police = an_agency("Police")
    for viewer in (police.researcher, police.lead, health.worker):
        with session(viewer, Purpose.OWN_RECORDS):
            assert not IndexEntry.objects.exists()
            assert not IndexImport.objects.exists()
            assert queries.own_entries_like(viewer, "ffion wyn-parry 3/5/2016") == []
            with pytest.raises(NotVisible):
                queries.own_entry(viewer, entries(health)["R1"].pk)
            with pytest.raises(NotVisible):
                queries.open_import(viewer, done.pk)
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM linkage_indexentry")
                assert cursor.fetchone() == (0,)
                cursor.execute(
                    "SELECT count(*) FROM linkage_own_candidates(%s, 10)", [entries_keys(health)]
                )
                assert cursor.fetchone() == (0,)
                cursor.execute("SELECT linkage_own_folder()")
                assert cursor.fetchone() == (None,)
    assert not IndexEntry.objects.exists()


def entries_keys(agency):
    return entries(agency)["R1"].keys


def test_nobody_imports_for_another_agency(health):
    police = an_agency("Police")
    with session(police.researcher, Purpose.OWN_RECORDS), pytest.raises(NotVisible):
        commands.import_people(
            police.researcher, agency=health.id, file=csv_file({}), file_name="x.csv"
        )


def test_raw_sql_cannot_plant_an_entry_in_another_agencys_name(health):
    imported(health, {})
    police = an_agency("Police")
    imported(police, {"record_id": "P1"})
    with session(police.researcher, Purpose.OWN_RECORDS):
        own = queries.own_folder()
        assert own is not None
        with pytest.raises(ProgrammingError), transaction.atomic():
            IndexEntry(
                folder=own, category=Category.IDENTITY, agency_id=health.id, record_id="X",
                fingerprint=b"x" * 32,
            ).save(force_insert=True)  # fmt: skip
        with pytest.raises(ProgrammingError), transaction.atomic():
            IndexEntry.objects.filter(record_id="P1").update(agency_id=health.id)
        with pytest.raises(ProgrammingError), transaction.atomic():
            Folder(
                id=new_id(), kind=FolderKind.AGENCY_RECORDS, controller_id=health.id,
                opened_by_id=police.researcher.professional_id,
            ).save(force_insert=True)  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Folder(
                id=new_id(), kind=FolderKind.AGENCY_RECORDS, controller_id=police.id,
                opened_by_id=police.researcher.professional_id,
            ).save(force_insert=True)  # fmt: skip


def test_the_governance_lead_sees_the_index_and_may_import(health):
    imported(health, {})
    with session(health.lead, Purpose.INFORMATION_GOVERNANCE):
        assert queries.imports(health.lead).count() == 1
        commands.import_people(
            health.lead, agency=health.id, file=csv_file({"record_id": "R2"}), file_name="x.csv"
        )
        assert IndexEntry.objects.count() == 2


def test_suggestions_come_ranked_with_reasons_in_words(health):
    imported(
        health,
        {
            "record_id": "R1",
            "given_names": "Stephanie",
            "family_name": "Smith",
            "birth_date": "2016-05-03",
            "household_ref": "H1",
        },
        {
            "record_id": "R2",
            "given_names": "Oliver",
            "family_name": "Smith",
            "birth_date": "2016-05-03",
            "household_ref": "H1",
        },
        {
            "record_id": "R3",
            "given_names": "Stefan",
            "family_name": "Jones",
            "birth_date": "1990-01-02",
            "postcode": "QX9 9ZZ",
        },
    )
    with session(health.researcher, Purpose.AGENCY_CHECK):
        found = queries.own_entries_like(health.researcher, "steffie smyth 5/3/2016")
        assert found[0].entry.record_id == "R1"
        assert "day and month swapped" in found[0].words
        assert [e.record_id for e in queries.household_of(health.researcher, found[0].entry)] == [
            "R2"
        ]
        opened = queries.own_entry(health.researcher, found[0].entry.pk)
        assert queries.identity_of_entry(opened).names[0].family == "Smith"
        actions = list(AuditEntry.objects.values_list("action", flat=True))
        assert actions.count("searched") == 1
        assert actions.count("opened") == 1


def test_coverage_is_open_to_everybody_and_names_nobody(health):
    imported(health, {})
    police = an_agency("Police")
    with session(police.researcher, Purpose.SCREENING):
        facts = {c.agency_id: c for c in queries.coverage(police.researcher)}
    assert (facts[health.id].known, facts[health.id].complete) == (1, False)
    assert facts[health.id].imported_at is not None
    assert facts[police.id].imported_at is None
