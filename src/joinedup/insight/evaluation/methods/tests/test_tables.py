import pandas as pd
import pytest

from joinedup.insight.evaluation.methods.tables import DataError, read_table, table_of


def written(tmp_path, text, name="families.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_numbers_stay_numbers_and_words_become_categories(tmp_path):
    table = read_table(written(tmp_path, "age,area,fit\n3,north,yes\nNA,,no\n4.5,south,unknown\n"))
    assert table.numbers("age")[[0, 2]].tolist() == [3, 4.5]
    assert table.frame["area"].tolist() == ["north", None, "south"]
    assert table.is_text("area")
    assert table.yes_or_no("fit")[:2].tolist() == [1, 0]
    assert pd.isna(table.yes_or_no("fit")[2])


@pytest.mark.parametrize("between", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_files_of_other_programs_say_the_same(tmp_path, between, ends):
    path = tmp_path / "families.csv"
    lines = ["", between.join(("age", "area")), between.join(("3", '"north, and west"')),
             between.join(("n/a", "not known"))]  # fmt: skip
    path.write_bytes("\ufeff".encode() + ends.join(lines).encode())
    table = read_table(path)
    assert table.numbers("age")[0] == 3
    assert pd.isna(table.numbers("age")[1])
    assert table.frame["area"].tolist() == ["north, and west", None]


@pytest.mark.parametrize(
    "text",
    [
        '"","age","area"\n"1",3,"north"\n"2",NA,"south"\n',
        'age,area\n"1",3,"north"\n"2",NA,"south"\n',
        "age,area\nNSW1,3,north\nNSW2,NA,south\n",
    ],
)
def test_names_of_rows_as_r_writes_them_are_a_column_of_their_own(tmp_path, text):
    table = read_table(written(tmp_path, text))
    assert list(table.frame.columns) == ["row name", "age", "area"]
    assert table.numbers("age")[0] == 3
    assert table.frame["area"].tolist() == ["north", "south"]


def test_between_semicolons_a_comma_is_a_decimal_one(tmp_path):
    table = read_table(written(tmp_path, "age;area;said\n3,5;1,2 north;1,5\n-4;south;2,x\nNA;;\n"))
    assert table.numbers("age")[:2].tolist() == [3.5, -4]
    assert table.frame["area"].tolist() == ["1,2 north", "south", None]
    assert table.frame["said"].tolist() == ["1,5", "2,x", None]


def test_parquet_says_the_same(tmp_path):
    path = tmp_path / "families.parquet"
    pd.DataFrame({"age": [3, 4], "area": ["north", None], "in": [True, False]}).to_parquet(path)
    table = read_table(path)
    assert table.numbers("age").tolist() == [3, 4]
    assert table.frame["area"].tolist() == ["north", None]
    assert table.yes_or_no("in").tolist() == [1, 0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("age,area\n", "holds no row"),
        ("age,age\n1,2\n", "names the column age twice"),
        ("age,area\n5,2,3\n", "well-formed"),
        ("age,area\n1,2\n3\n", "Expected 2 columns, got 1"),
        ("age,\n1,2\n", "without a heading"),
        (f"{'a' * 200_000},age\n1,2\n", "well-formed"),
    ],
)
def test_a_faulty_file_is_one_line(tmp_path, text, said):
    with pytest.raises(DataError, match=said):
        read_table(written(tmp_path, text))


def test_a_file_that_is_not_there_or_not_text(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        read_table(tmp_path / "none.csv")
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"age\n\xff\xfe\n")
    with pytest.raises(DataError, match="not UTF-8"):
        read_table(broken)
    cut = tmp_path / "cut.parquet"
    cut.write_bytes(b"PAR1 and no more")
    with pytest.raises(DataError, match="whole Parquet"):
        read_table(cut)


def test_columns_that_cannot_serve():
    table = table_of(pd.DataFrame({"a": [1, 2], "b": ["x", "y"], "c": [None, None]}))
    with pytest.raises(DataError, match="no column d; there are a, b, c"):
        table.require(["a", "d"])
    with pytest.raises(DataError, match="named twice"):
        table.require(["a", "a"])
    with pytest.raises(DataError, match="is empty"):
        table.require(["c"])
    with pytest.raises(DataError, match="holds words"):
        table.numbers("b")
    with pytest.raises(DataError, match="0 and 1"):
        table.yes_or_no("a")


def test_infinity_is_no_number(tmp_path):
    assert read_table(written(tmp_path, "age\n1\ninf\n")).is_text("age")
