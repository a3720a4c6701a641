"""Splink used straight from its documentation, to compare with: the same files, the same machine.

``python -m joinedup.interfaces.command_line.bench.linkage.straight FOLDER RECORDS OUT [TRAINING]``
links the six files and writes ``clusters.csv``, as `joinedup link run` does.  Its functions alone
clean, block, train, score and cluster; nothing of Joined Up takes part.

``TRAINING`` is ``documented``, with no limit to the pairs of a round as in the documentation's
first example, or ``limited`` to ``MOST_TO_LEARN`` of them, which is quicker and learns as much.
"""

import logging
import sys
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

FILES = ("health", "education", "housing", "police", "social-care", "charity")
MATCH = 0.99
"""The probability from which pairs are clustered; of several it gave the best F1 in our trials."""
MOST_TO_LEARN = 1e6
"""Pairs for each round of training; without a limit, that alone takes minutes among millions."""
ON_DISK = 3_000_000
"""Records from which the work is done on disk, and pairs are scored in four parts."""


def main(folder: Path, records: int, out: Path, training: str = "limited") -> None:
    """Link them."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    large = records >= ON_DISK
    out.mkdir(parents=True, exist_ok=True)
    base = duckdb.connect(str(out / "splink.duckdb") if large else ":memory:")
    if large:
        base.execute("SET memory_limit = '4GB'")
    files = ", ".join(f"'{folder / f'{name}.csv'}'" for name in FILES)
    base.execute(
        "CREATE TABLE records AS SELECT row_number() OVER () AS unique_id,"  # noqa: S608
        " split_part(parse_filename(filename), '.', 1) AS source, record_id,"
        " nullif(lower(given_name), '') AS first_name, nullif(lower(family_name), '') AS surname,"
        " nullif(lower(middle_name), '') AS middle_name, nullif(birth_date, '') AS dob,"
        " nullif(sex, '') AS sex, nullif(postcode, '') AS postcode,"
        " nullif(nhs_number, '') AS nhs_number"
        f" FROM read_csv([{files}], all_varchar = true, header = true, filename = true)"
    )
    api = DuckDBAPI(connection=base)
    linker = Linker(api.register("records", dataset_display_name="records"), _settings())
    train = linker.training
    train.estimate_probability_two_random_records_match(
        [block_on("nhs_number"), block_on("first_name", "surname", "dob")], recall=0.8
    )
    most = None if training == "documented" else MOST_TO_LEARN
    train.estimate_u_using_random_sampling(max_pairs=5e6)
    for rule in (block_on("first_name", "surname"), block_on("dob", "postcode")):
        train.estimate_parameters_using_expectation_maximisation(rule, max_pairs=most)
    pairs = linker.inference.predict(
        threshold_match_probability=0.5, num_chunks_left=4 if large else None
    )
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        pairs, threshold_match_probability=MATCH
    )
    base.execute(
        "COPY (SELECT r.source, r.record_id AS record, c.cluster_id AS person"  # noqa: S608
        f" FROM {clusters.physical_name} c JOIN records r USING (unique_id))"
        f" TO '{out / 'clusters.csv'}' (FORMAT csv, HEADER)"
    )
    base.close()
    (out / "splink.duckdb").unlink(missing_ok=True)


def _settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("first_name", [0.92, 0.8]).configure(
                term_frequency_adjustments=True
            ),
            cl.JaroWinklerAtThresholds("surname", [0.92, 0.8]).configure(
                term_frequency_adjustments=True
            ),
            cl.ExactMatch("middle_name").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.ExactMatch("sex"),
            cl.PostcodeComparison("postcode"),
            cl.LevenshteinAtThresholds("nhs_number", 2),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("nhs_number"),
            block_on("first_name", "surname", "substr(dob, 1, 4)"),
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("dob", "postcode"),
            block_on("first_name", "postcode"),
        ],
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), *sys.argv[4:])
