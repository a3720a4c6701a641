import pytest

from joinedup.interfaces.command_line.tests.test_main import joinedup, refused

TRUTH = "source,record,person\ns,1,a\ns,2,a\ns,3,b\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "truth.csv").write_text(TRUTH)
    return tmp_path


def test_measure_says_how_good_clusters_are(folder):
    (folder / "clusters.csv").write_text("source,record,person\ns,1,P1\ns,2,P2\ns,3,P3\n")
    done = joinedup(
        "link", "measure", "--clusters", folder / "clusters.csv", "--truth", folder / "truth.csv"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "3 records, 3 clusters, 2 persons" in done.stdout
    assert [line.split()[1:4] for line in done.stdout.splitlines()[2:]] == [
        ["1.0000", "0.0000", "0.0000"],
        ["0.3333", "0.5000", "0.4000"],
    ]


@pytest.mark.parametrize(
    ("clusters", "words"),
    [
        ("", "is empty"),
        ("source,record\ns,1\n", "no column 'person'"),
        ("source,record,person\ns,1,a\ns,1,b\n", "is there twice"),
        ("source,record,person\ns,4,a\n", "no record in common"),
    ],
)
def test_measure_names_a_wrong_file_in_one_line(folder, clusters, words):
    (folder / "clusters.csv").write_text(clusters)
    done = joinedup(
        "link", "measure", "--clusters", folder / "clusters.csv", "--truth", folder / "truth.csv"
    )
    assert words in refused(done, 2)
