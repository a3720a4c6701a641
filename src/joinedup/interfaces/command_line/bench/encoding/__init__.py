"""`joinedup bench encoding`: what privacy-preserving linkage finds beside clear text, how fast it
is, and what an attack on encodings undoes."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter

import numpy as np

from joinedup.interfaces.command_line.bench.encoding import attacks
from joinedup.interfaces.command_line.bench.encoding.people import MAPPING, Area, made_up, many
from joinedup.interfaces.command_line.installation import say
from joinedup.record.linkage.engine.encoding import Encoded, Index, Scheme, encode, join
from joinedup.record.linkage.engine.encoding.filters import Bits
from joinedup.record.linkage.engine.encoding.similarity import filters
from joinedup.record.linkage.engine.linking import Options, link
from joinedup.record.linkage.engine.measuring import Score, pairwise

_KEY, _OWN_KEY = bytes(range(32)), bytes(range(32, 64))
SCHEMES = {
    "parts, folded (default)": Scheme(),
    "parts, not folded": Scheme(fold=False),
    "parts, noise 0.05, not folded": Scheme(noise=0.05, fold=False),
    "parts, salted": Scheme(salt=True),
    "whole record, not folded": Scheme("whole", fold=False),
    "whole record, folded": Scheme("whole"),
}
_KNOWN = (100, 1_000)
_LOOK_UPS = 300


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how large."""
    parser.add_argument("--people", type=int, default=2_000, metavar="N", help="default: 2000")
    parser.add_argument(
        "--index", type=int, default=100_000, metavar="N",
        help="look one encoding up among so many (default: 100000)",
    )  # fmt: skip
    parser.add_argument("--no-attacks", action="store_true", help="measure only what is found")


def run(arguments: argparse.Namespace) -> int:
    """Measure and print tables."""
    today = datetime.now(UTC).date()
    area = made_up(arguments.people, today)
    say(f"{len(area.person):,} records of {len(set(area.person)):,} people\n")
    say("| linked from | precision | recall | F1 | seconds |\n|---|--:|--:|--:|--:|")
    took, score = _timed(lambda: _clear(area))
    say(_found("clear text", score, took))
    for name, scheme in SCHEMES.items():
        took, score = _timed(lambda scheme=scheme: _encoded(area, scheme))  # type: ignore[misc]
        say(_found(name, score, took))
    _speed(area, arguments.index)
    if not arguments.no_attacks:
        _attacked(area)
    return 0


def _timed(work: Callable[[], Score]) -> tuple[float, Score]:
    since = perf_counter()
    found = work()
    return perf_counter() - since, found


def _found(name: str, score: Score, seconds: float) -> str:
    return (
        f"| {name} | {score.precision:.4f} | {score.recall:.4f} | {score.f1:.4f} | {seconds:.1f} |"
    )


def _clear(area: Area) -> Score:
    options = Options(today=datetime.now(UTC).date())
    linked = link(area.records, MAPPING, options, lambda _: None)
    return pairwise(linked.clustered.person, area.person)


def _encoded(area: Area, scheme: Scheme) -> Score:
    joined = join(_all(area, scheme), between=False, seed=1, made_on="", weighing=None, tell=_quiet)
    return pairwise(joined.clustered.person, area.person)


def _all(area: Area, scheme: Scheme) -> Encoded:
    bits = encode(area.fields, scheme, _KEY)
    check = scheme.check_value(_KEY)
    return Encoded(scheme, check, area.records.sources, area.records.ids, bits)


def _quiet(_: str) -> None:
    pass


# ---- speed ---------------------------------------------------------------------------------


def _speed(area: Area, size: int) -> None:
    scheme = Scheme()
    fields = many(area, size)
    since = perf_counter()
    bits = encode(fields, scheme, _KEY)
    encoding = size / (perf_counter() - since)
    person = filters(bits, scheme)[0]
    since = perf_counter()
    for row in range(20):
        person.against(person.words[row], int(person.counts[row]))
    dice = 20 * size / (perf_counter() - since)
    weighing = join(
        _all(area, scheme), between=False, seed=1, made_on="", weighing=None, tell=_quiet
    ).weighing
    index = Index(scheme, weighing)
    since = perf_counter()
    index.add([str(n) for n in range(size)], bits)
    built = perf_counter() - since
    times, first = _look_ups(index, bits)
    p50, p95, p99 = (float(np.percentile(times, p)) for p in (50, 95, 99))
    say(
        f"\n{encoding:,.0f} records encoded a second; {dice / 1e6:.1f} million comparisons of names"
        f" and birth dates a second; an index of {size:,} made in {built:.1f} s; a look-up p50"
        f" {p50:.1f}, p95 {p95:.1f}, p99 {p99:.1f} ms, {first:.1%} find themselves first."
    )


def _look_ups(index: Index, bits: Bits) -> tuple[list[float], float]:
    times, first = [], 0
    for row in np.random.default_rng(2).integers(0, len(bits), _LOOK_UPS).tolist():
        since = perf_counter()
        found = index.search(bits[row])
        times.append((perf_counter() - since) * 1_000)
        first += bool(found) and found[0].record == str(row)
    return times, first / _LOOK_UPS


# ---- attacks -------------------------------------------------------------------------------


def _attacked(area: Area) -> None:
    once, again = area.once()
    people, both = area.only(once), [n for n, other in enumerate(again) if other >= 0]
    others = area.only([again[n] for n in both])
    say(
        f"\nShare of given names and surnames undone, of {len(once):,} people"
        f" ({len(both):,} of them as another agency wrote them down)\n\n"
        "| encodings | counting | patterns | 100 people known | 1,000 known"
        " | same list, own key | other agency's list, own key | with the key |\n"
        "|---|--:|--:|--:|--:|--:|--:|--:|"
    )
    guess = attacks.commonest(people)
    say(f"| the commonest name for everybody | {_share(guess)} | | | | | | |")
    shuffled = np.random.default_rng(3).permutation(len(once))
    for name, scheme in SCHEMES.items():
        bits, other = encode(people, scheme, _KEY), encode(others, scheme, _KEY)
        listed = encode(people, scheme, _OWN_KEY)
        turned = {field: [rows[n] for n in shuffled] for field, rows in people.items()}
        same = attacks.by_resemblance(bits, turned, listed[shuffled], np.argsort(shuffled))
        truth = np.array(both, np.int64)
        undone = [
            attacks.by_counting(bits, people),
            attacks.by_patterns(bits, people),
            *(attacks.by_known_people(bits, people, known) for known in _KNOWN),
            same,
            attacks.by_resemblance(other, people, listed, truth),
            attacks.by_the_key(other, people, bits, truth),
        ]
        say(f"| {name} | {' | '.join(map(_share, undone))} |")


def _share(undone: attacks.Undone) -> str:
    return f"{undone.given:.1%} / {undone.family:.1%}"
