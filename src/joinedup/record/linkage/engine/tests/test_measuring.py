"""Counting by hand what the measuring counts."""

from pathlib import Path

import pytest

from joinedup.record.linkage.engine.files import ComparedPair, FileError, Persons
from joinedup.record.linkage.engine.measuring import measure


def persons(labels, source="s"):
    return Persons(Path("file.csv"), {(source, str(n)): p for n, p in enumerate(labels)})


def test_pairs_and_clusters_are_counted():
    found = measure(persons("aabbc"), persons("xxxyy"))
    assert (found.pairs.right, found.pairs.found, found.pairs.true) == (1, 2, 4)
    assert (found.clusters.right, found.clusters.found, found.clusters.true) == (0, 3, 2)
    assert found.pairs.precision == 0.5
    assert found.pairs.recall == 0.25
    assert found.pairs.f1 == pytest.approx(1 / 3)
    assert found.losses is None


def test_nothing_to_find_is_no_fault():
    found = measure(persons("ab"), persons("xy"))
    assert (found.pairs.precision, found.pairs.recall, found.pairs.f1) == (1, 1, 1)


def test_losses_are_told_apart():
    pairs = [
        ComparedPair(("s", "0"), ("s", "1"), likely=False),
        ComparedPair(("s", "2"), ("s", "0"), likely=True),
        ComparedPair(("s", "0"), ("s", "4"), likely=True),
    ]
    losses = measure(persons("abcde"), persons("xxxzy"), pairs).losses
    assert (losses.blocking, losses.scoring, losses.clustering, losses.compared) == (1, 1, 1, 2)


def test_a_truth_without_sources_is_joined_by_record():
    pairs = [ComparedPair(("s", "0"), ("s", "1"), likely=True)]
    found = measure(persons("aab"), persons("xxy", source=""), pairs)
    assert (found.pairs.f1, found.losses.compared) == (1, 1)


def test_files_of_different_records_are_refused():
    with pytest.raises(FileError, match="does not say who 1"):
        measure(persons("ab"), persons("x"))
    twice = Persons(Path("c"), {("s", "0"): "a", ("t", "0"): "b"})
    with pytest.raises(FileError, match="two sources"):
        measure(twice, persons("x", source=""))
    with pytest.raises(FileError, match="no record in common"):
        measure(persons("a"), Persons(Path("t"), {("s", "9"): "x"}))
