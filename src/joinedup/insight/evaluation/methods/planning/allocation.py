"""Who begins now and who waits, by lot: seeded, stratified, in blocks, and logged.

The log holds the seed and the SHA-256 of the list, so that anybody with the list can draw the same
lots again, and nobody can draw until they like what they see: ``repeats`` says whether they did.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from joinedup.insight.evaluation.methods.tables import DataError

METHOD = "permuted blocks within strata, PCG64 of numpy, version 1"
WAITING_LIST = ("now", "waits")


@dataclass(frozen=True)
class Log:
    """What was decided before lots were drawn, and what was drawn.

    ``list_sha256`` is of the units with their strata, sorted; ``drawn_sha256`` of the result.
    """

    method: str
    seed: int
    arms: tuple[str, ...]
    block: int
    strata: tuple[str, ...]
    units: int
    list_sha256: str
    drawn_sha256: str

    def as_json(self) -> str:
        """For a file."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"


@dataclass(frozen=True)
class Allocation:
    """``arm`` has an entry for each unit, in the order of the list."""

    units: tuple[str, ...]
    stratum: tuple[str, ...]
    arm: tuple[str, ...]
    log: Log

    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """How many of each stratum came to each arm."""
        found = Counter(zip(self.stratum, self.arm, strict=True))
        return {
            name: {arm: found[name, arm] for arm in self.log.arms}
            for name in sorted(set(self.stratum))
        }


def waves(steps: int) -> tuple[str, ...]:
    """The arms of a stepped wedge: wave 1 begins first.

    :raises DataError: fewer than two, or more than 100.
    """
    if not 2 <= steps <= 100:
        raise DataError(f"a stepped wedge has 2 to 100 steps, not {steps}")
    return tuple(f"wave {number}" for number in range(1, steps + 1))


def allocate(
    units: Sequence[str],
    stratum: Sequence[str],
    *,
    arms: Sequence[str],
    seed: int,
    blocks: int = 1,
    strata: Sequence[str] = (),
) -> Allocation:
    """In blocks that hold each arm ``blocks`` times, within each stratum; a last block that is
    not full takes arms by lot.

    :raises DataError: a unit is named twice, is fewer than the arms, or a block is odd.
    """
    if len(set(units)) < len(units):
        twice = next(name for name, number in Counter(units).items() if number > 1)
        raise DataError(f"{twice} is in the list twice")
    if len(units) < len(arms):
        raise DataError(f"there are {len(units)} units for {len(arms)} arms")
    if not 1 <= blocks <= 50:
        raise DataError(f"a block holds each arm 1 to 50 times, not {blocks}")
    order = sorted(range(len(units)), key=lambda n: (stratum[n], units[n]))
    arm = [""] * len(units)
    random = np.random.Generator(np.random.PCG64(seed))
    members: dict[str, list[int]] = {}
    for place in order:
        members.setdefault(stratum[place], []).append(place)
    for places in members.values():
        shuffled = [places[n] for n in random.permutation(len(places))]
        lots = _lots(random, len(places), arms, blocks)
        for place, lot in zip(shuffled, lots, strict=True):
            arm[place] = lot
    listed = _sha256([[stratum[n], units[n]] for n in order])
    drawn = _sha256([[stratum[n], units[n], arm[n]] for n in order])
    log = Log(
        METHOD, seed, tuple(arms), blocks * len(arms), tuple(strata), len(units), listed, drawn
    )
    return Allocation(tuple(units), tuple(stratum), tuple(arm), log)


def _lots(random: np.random.Generator, number: int, arms: Sequence[str], blocks: int) -> list[str]:
    made: list[str] = []
    while len(made) < number:
        block = [arm for arm in arms for _ in range(blocks)]
        made += [block[n] for n in random.permutation(len(block))]
    return made[:number]


def _sha256(rows: Sequence[Sequence[str]]) -> str:
    said = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def read_log(text: str) -> Log:
    """As ``Log.as_json`` wrote it.

    :raises DataError: it is no such log.
    """
    try:
        kept = json.loads(text)
        return Log(
            str(kept["method"]),
            int(kept["seed"]),
            tuple(map(str, kept["arms"])),
            int(kept["block"]),
            tuple(map(str, kept["strata"])),
            int(kept["units"]),
            str(kept["list_sha256"]),
            str(kept["drawn_sha256"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise DataError("this is no log of an allocation") from error


def repeats(log: Log, units: Sequence[str], stratum: Sequence[str]) -> Allocation:
    """The same lots drawn again from the list.

    :raises DataError: the list is another, or the log says what was not drawn.
    """
    if log.method != METHOD:
        raise DataError(f"the log's method is another: {log.method[:80]}")
    if not log.arms or log.block % len(log.arms):
        raise DataError("the log's block does not hold each arm the same number of times")
    again = allocate(
        units,
        stratum,
        arms=log.arms,
        seed=log.seed,
        blocks=log.block // len(log.arms),
        strata=log.strata,
    )
    if again.log.list_sha256 != log.list_sha256:
        raise DataError("this is not the list that lots were drawn from")
    if again.log.drawn_sha256 != log.drawn_sha256:
        raise DataError("the log does not say what these lots give: it was changed")
    return again
