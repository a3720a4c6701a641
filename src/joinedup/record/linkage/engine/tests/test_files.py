"""Reading files: what cannot be used is named in one line, and nothing depends on order."""

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from joinedup.record.linkage.engine.files import FileError, read_mapping, read_persons, read_records
from joinedup.record.linkage.engine.files.decisions import UNDECIDED, read_decisions

MAPPING = 'record_id = "id"\n[columns]\n"first" = "given_name"\n"born" = "birth_date"\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "mapping.toml").write_text(MAPPING)
    return tmp_path


def written(folder, text, name="a.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "record_id"),
        ("record_id = ", "not TOML"),
        ('record_id = "id"', "columns"),
        ('record_id = "id"\n[columns]\nx = "shoe_size"', "'shoe_size' of column 'x' is not a role"),
        ('record_id = "id"\n[columns]\nx = ["given_name"]', "is not a role"),
        ('record_id = "id"\n[columns]\nx = "sex"', "no name and no identifier"),
        ('record_id = "id"\n[columns]\nx = "given_name"\n" x" = "sex"', "twice"),
        ('record_id = "id"\nmodel = 1\n[columns]\nx = "given_name"', "'model'"),
    ],
)
def test_a_wrong_mapping_is_named(folder, text, words):
    with pytest.raises(FileError, match=words):
        read_mapping(written(folder, text, "wrong.toml"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("\n\n", "begins with no names of columns"),
        ("id,first,born\n", "no records"),
        ("id,first\n1,Ann\n", "no column 'born'"),
        ("id,first,first,born\n1,Ann,Bob,\n", "two columns 'first'"),
        ("id,first,born\n1,Ann,\n1,Bob,\n", "record 2: the id '1' was there before"),
        ("id,first,born\n,Ann,\n", "record 1: its id is empty"),
        ("id,first,born\n1,Ann\n", "record 1: has 2 fields, the header 3"),
        ('id,first,born\n1,"Ann,\n', "after record 0"),
        (b"id,first,born\n1,\xff\xfe,\n", "UTF-8"),
        (b"PAR1 and nothing else", "Parquet"),
    ],
)
def test_a_wrong_file_is_named(folder, text, words):
    mapping = read_mapping(folder / "mapping.toml")
    with pytest.raises(FileError, match=words):
        read_records([written(folder, text)], mapping)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_review_in_which_nothing_was_decided_yet_can_be_read(folder, ending):
    columns = ["source_l", "record_l", "source_r", "record_r", "decision", "reason"]
    path = folder / f"decisions.{ending}"
    if ending == "csv":
        path.write_text(",".join(columns) + "\n")
    else:
        pq.write_table(pa.table({name: pa.array([], pa.string()) for name in columns}), path)
    assert read_decisions(path) == UNDECIDED
    path.write_text("")
    with pytest.raises(FileError, match="is empty"):
        read_decisions(path)
    path.write_text(",".join(columns[:-1]) + "\n")
    with pytest.raises(FileError, match="no column 'reason'"):
        read_decisions(path)


def test_a_file_that_is_not_there_is_named(folder):
    with pytest.raises(FileError, match="is not there"):
        read_records([folder / "none.csv"], read_mapping(folder / "mapping.toml"))


def test_csv_and_parquet_read_alike(folder):
    mapping = read_mapping(folder / "mapping.toml")
    csv = written(folder, "id, first ,born,other\n2, Ann ,2016-05-03,x\n\n10,,,y\n")
    table = {"id": [2, 10], "first": ["Ann", None], "born": [date(2016, 5, 3), None]}
    pq.write_table(pa.table(table), folder / "b.parquet")
    one, other = read_records([csv], mapping), read_records([folder / "b.parquet"], mapping)
    assert (one.ids, one.values) == (other.ids, other.values)
    assert one.values == {"first": ["", "Ann"], "born": ["", "2016-05-03"]}


def test_text_in_parquet_that_is_not_said_to_be_text_is_read(folder):
    mapping = read_mapping(folder / "mapping.toml")
    for name, text in (("good", "Zo\u00eb".encode()), ("bad", b"Zo\xeb")):
        table = {"id": [b"1"], "first": [text], "born": [b" 2016-05-03 "]}
        pq.write_table(pa.table(table), folder / f"{name}.parquet")
    read = read_records([folder / "good.parquet"], mapping)
    assert (read.ids, read.values) == (["1"], {"first": ["Zo\u00eb"], "born": ["2016-05-03"]})
    with pytest.raises(FileError, match="not in UTF-8"):
        read_records([folder / "bad.parquet"], mapping)


def test_a_record_of_nobody_is_named(folder):
    wrong = written(folder, "record,person\n1,A\n2,\n", "truth.csv")
    with pytest.raises(FileError, match="which person the record '2' is"):
        read_persons(wrong)


def test_the_order_of_files_and_lines_does_not_matter(folder):
    mapping = read_mapping(folder / "mapping.toml")
    one = written(folder, "id,first,born\n1,Ann,\n2,Bob,\n", "one.csv")
    two = written(folder, "id,first,born\n1,Cat,\n", "two.csv")
    read = read_records([one, two], mapping)
    before = (read.sources, read.ids, read.values)
    written(folder, "id,first,born\n2,Bob,\n1,Ann,\n", "one.csv")
    again = read_records([two, one], mapping)
    assert (again.sources, again.ids, again.values) == before


def test_files_of_one_name_are_told_apart_by_their_folders(folder):
    mapping = read_mapping(folder / "mapping.toml")
    for name in ("police", "health"):
        (folder / name).mkdir()
    paths = [
        written(folder, "id,first,born\n1,Ann,\n", f"{n}/people.csv") for n in ("police", "health")
    ]
    assert read_records(paths, mapping).sources == ["health/people", "police/people"]
    with pytest.raises(FileError, match="give each its own name"):
        read_records([paths[0], paths[0]], mapping)
