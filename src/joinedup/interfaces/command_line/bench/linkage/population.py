"""A made-up population in the files of six agencies, of any size, each with its own dirt.

Nobody in it is real.  Names have the long tail of real ones: first names and surnames of the
engine's tables and invented ones, weighed by rank.  People live in households of one surname, with
twins, fathers and sons of one name, and homes they have left.  Every record goes wrong by itself,
one field independently of the other.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
from numpy.typing import NDArray

from joinedup.record.linkage.engine import names as name_tables

COLUMNS = (
    "record_id", "given_name", "middle_name", "family_name", "birth_date", "sex", "postcode",
    "nhs_number",
)  # fmt: skip
MAPPING = """record_id = "record_id"
[columns]
given_name = "given_name"
middle_name = "middle_name"
family_name = "family_name"
birth_date = "birth_date"
sex = "sex"
postcode = "postcode"
nhs_number = "identifier"
"""
Texts = NDArray[np.object_]
Ints = NDArray[np.int64]
Random = np.random.Generator


@dataclass(frozen=True)
class Agency:
    """Whom it knows (share of children, of grown-ups), and how often it holds the NHS number."""

    name: str
    children: float
    grown_ups: float
    numbered: float


AGENCIES = (
    Agency("health", 0.97, 0.80, 0.97),
    Agency("education", 0.90, 0.02, 0.35),
    Agency("housing", 0.30, 0.40, 0.02),
    Agency("police", 0.12, 0.38, 0.02),
    Agency("social-care", 0.22, 0.12, 0.60),
    Agency("charity", 0.10, 0.14, 0.15),
)
ONE_IN_A_HUNDRED = 0.01
_GROWN_UP = 18
_TODAY = 2026


@dataclass(frozen=True)
class Population:
    """People by column; ``home`` and ``left`` are postcodes, ``related`` whom a twin or a namesake
    may be taken for (-1: nobody)."""

    given: Texts
    middle: Texts
    family: Texts
    maiden: Texts
    born: NDArray[np.datetime64]
    sex: Texts
    home: Texts
    left: Texts
    number: Texts
    related: Ints

    def __len__(self) -> int:
        return len(self.given)


def write_population(
    people: int, folder: Path, *, seed: int = 1, tell: Callable[[str], None] = lambda _: None
) -> int:
    """Six CSV files, ``mapping.toml`` and ``truth.csv``; how many records they hold."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    population = make_population(people, random)
    tell(f"  {len(population):,} people made")
    (folder / "mapping.toml").write_text(MAPPING)
    sources, records, persons = [], [], []
    for agency in AGENCIES:
        known = known_to(population, agency, random)
        table = extract(population, agency, known, random)
        pa_csv.write_csv(table, folder / f"{agency.name}.csv")
        sources.append(np.full(len(known), agency.name, dtype=object))
        records.append(table.column("record_id").to_numpy(zero_copy_only=False))
        persons.append(known)
        tell(f"  {agency.name}: {len(known):,} records")
    truth = {
        "source": np.concatenate(sources), "record": np.concatenate(records),
        "person": np.concatenate(persons),
    }  # fmt: skip
    pa_csv.write_csv(pa.table(truth), folder / "truth.csv")
    return sum(map(len, persons))


# ---- people --------------------------------------------------------------------------------


def make_population(people: int, random: Random) -> Population:
    """Households until there are so many people."""
    given, family = _names(random, people)
    sizes = random.choice([1, 2, 3, 4, 5, 6], size=people, p=[0.3, 0.27, 0.16, 0.16, 0.07, 0.04])
    sizes = sizes[: int(np.searchsorted(np.cumsum(sizes), people)) + 1]
    home = np.repeat(np.arange(len(sizes)), sizes)[:people]
    place = np.arange(people) - np.concatenate(([0], np.cumsum(sizes)))[home]
    child = (place >= 2) | ((place == 1) & (random.random(people) < 0.25))
    oldest = random.integers(22, 90, size=len(sizes))
    age = np.where(place == 0, oldest[home], oldest[home] + random.integers(-6, 7, people))
    parent = np.clip(oldest[home], 20, 55)
    age = np.where(child, np.maximum(parent - random.integers(18, 40, people), 0), age)
    days = (_TODAY - age - 1970) * 365.2425 + random.integers(0, 365, people)
    born = days.astype("datetime64[D]")
    sex = random.choice(np.array(["F", "M"], dtype=object), size=people)
    first = _drawn(given[0], random, people)
    boys = sex == "M"
    first[boys] = _drawn(given[1], random, int(boys.sum()))
    middle = np.where(
        random.random(people) < 0.6,
        np.where(boys, _drawn(given[1], random, people), _drawn(given[0], random, people)), "",
    )  # fmt: skip
    surname = _drawn(family, random, len(sizes))[home]
    other = random.random(people) < 0.12
    surname[other] = _drawn(family, random, int(other.sum()))
    related = np.full(people, -1)
    before = np.arange(people) - 1
    same_home = np.concatenate(([False], home[1:] == home[:-1]))
    twin = child & same_home & child[before] & (random.random(people) < 0.03)
    born[twin] = born[before[twin]]
    surname[twin] = surname[before[twin]]
    related[twin] = before[twin]
    head = np.arange(people) - place
    namesake = child & boys & (sex[head] == "M") & (random.random(people) < 0.03) & ~twin
    for column in (first, surname):
        column[namesake] = column[head[namesake]]
    related[namesake] = head[namesake]
    codes = _postcodes(random, max(len(sizes) // 14, 40))
    return Population(
        first, middle, surname, _drawn(family, random, people), born, sex,
        random.choice(codes, len(sizes))[home], random.choice(codes, people), _numbers(people),
        related,
    )  # fmt: skip


def _names(random: Random, people: int) -> tuple[tuple[Texts, Texts], Texts]:
    """First names of women and of men, and surnames, the commonest first.  The more people, the
    longer the tail."""
    known = [*_table("given_names.csv")]
    random.shuffle(known)
    tail = min(60_000, 500 + people // 100)
    made = _made_up(random, 2_000 + tail)
    half = len(known) // 2
    rare = made[:2_000]
    women = np.array([*known[:half], *rare[:1_000]], dtype=object)
    men = np.array([*known[half:], *rare[1_000:]], dtype=object)
    surnames = [*_table("family_names.csv")]
    random.shuffle(surnames)
    return (women, men), np.array([*surnames, *made[2_000:]], dtype=object)


def _table(name: str) -> list[str]:
    path = Path(name_tables.__file__).parent / name
    with path.open(encoding="utf-8") as file:
        return [row["name"] for row in csv.DictReader(file)]


_START = (
    "b", "br", "c", "ch", "d", "f", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "r", "s", "st",
    "t", "th", "v", "w",
)  # fmt: skip
_VOWEL = ("a", "e", "i", "o", "u", "ea", "oo", "ai")
_MIDDLE = ("n", "r", "l", "m", "s", "t", "nd", "ck", "ll", "rt", "sh")
_END = (
    "ton", "ley", "son", "man", "worth", "field", "ham", "er", "s", "by", "ford", "well", "wood",
    "ard", "ing", "ey", "ow", "an",
)  # fmt: skip


def _made_up(random: Random, count: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        for _ in range(count):
            parts = [random.choice(part) for part in (_START, _VOWEL, _MIDDLE)]
            if random.random() < 0.5:
                parts += [random.choice(_VOWEL), random.choice(_MIDDLE)]
            found["".join([*parts, random.choice(_END)])] = None
    return list(found)[:count]


def _drawn(names: Texts, random: Random, count: int) -> Texts:
    """By rank, as names go: the first about one in a hundred, the last hardly anybody."""
    weight = 1 / (np.arange(len(names)) + 8.0) ** 0.95
    return names[random.choice(len(names), size=count, p=weight / weight.sum())]


def _postcodes(random: Random, count: int) -> Texts:
    letters = np.array(list("ABDEFGHJLNPQRSTUWXYZ"))
    areas = ["QX", "QZ", "QV", "QJ", "QM", "QK"]
    made = [
        f"{areas[n % 6]}{n // 6 // 4_000 % 90 + 1} {n // 6 % 10}"
        f"{letters[n // 60 % 20]}{letters[n // 1_200 % 20]}"
        for n in range(count)
    ]
    return np.array(random.permutation(sorted(set(made))), dtype=object)


def _numbers(people: int) -> Texts:
    """NHS numbers whose check digit fits, from the range kept for tests (999...) and, beyond it,
    from one that is not given out."""
    made: list[str] = []
    start = 0
    while len(made) < people:
        nine = np.arange(start, start + people + people // 8 + 20) + 100_000_000
        start = int(nine[-1]) - 100_000_000 + 1
        digits = nine[:, None] // 10 ** np.arange(8, -1, -1) % 10
        check = (11 - (digits * np.arange(10, 1, -1)).sum(axis=1) % 11) % 11
        sound = check < 10
        made += [
            f"{n}{c}" for n, c in zip(nine[sound].tolist(), check[sound].tolist(), strict=True)
        ]
    return np.array(made[:people], dtype=object)


# ---- their records -------------------------------------------------------------------------


def known_to(population: Population, agency: Agency, random: Random) -> Ints:
    """Whom an agency knows, in the order of its records."""
    grown = population.born < np.datetime64(f"{_TODAY - _GROWN_UP}-11-01")
    share = np.where(grown, agency.grown_ups, agency.children)
    return random.permutation(np.flatnonzero(random.random(len(population)) < share))


def extract(population: Population, agency: Agency, known: Ints, random: Random) -> pa.Table:
    """Its records of them, each with its own mistakes."""

    def some(share: float) -> NDArray[np.bool_]:
        return random.random(len(known)) < share

    given, middle = population.given[known], population.middle[known]
    family = population.family[known]
    maiden = some(0.025) & (population.sex[known] == "F")
    family[maiden] = population.maiden[known][maiden]
    _typed_wrong(family, some(0.03), random)
    _typed_wrong(given, some(0.03), random)
    _another_form(given, some(0.04), random)
    given = np.where(some(0.006), np.array([g[:1] for g in given], dtype=object), given)
    as_first = some(0.01) & (middle != "")
    given[as_first] = middle[as_first]
    middle[as_first | some(0.35)] = ""
    initial = some(0.3)
    middle[initial] = [m[:1] for m in middle[initial]]
    swapped = some(0.004)
    given[swapped], family[swapped] = family[swapped], given[swapped]
    post = population.home[known]
    moved = some(0.10)
    post[moved] = population.left[known][moved]
    _typed_wrong(post, some(0.012), random)
    post[some(0.03)] = ""
    number = population.number[known]
    number[~some(agency.numbered)] = ""
    wrong = some(0.002) & (number != "")
    number[wrong] = population.number[random.integers(0, len(population), int(wrong.sum()))]
    sex = population.sex[known]
    sex[some(0.003)] = "M"
    sex[some(0.02)] = ""
    columns = (
        np.array([f"{agency.name[0]}{n:08}" for n in range(len(known))], dtype=object),
        given, middle, family, _dates(population.born[known], some, random), sex, post, number,
    )  # fmt: skip
    return pa.table(dict(zip(COLUMNS, columns, strict=True)))


def _dates(
    born: NDArray[np.datetime64], some: Callable[[float], NDArray[np.bool_]], random: Random
) -> Texts:
    written = born.astype(str).astype(object)
    first = some(0.004)
    written[first] = [f"{day[:4]}-01-01" for day in written[first]]
    turned = some(0.01)
    written[turned] = [f"{d[:4]}-{d[8:]}-{d[5:7]}" if d[8:] <= "12" else d for d in written[turned]]
    slipped = some(0.015)
    written[slipped] = [_one_digit(day, random) for day in written[slipped]]
    written[some(0.01)] = ""
    return written


def _one_digit(day: str, random: Random) -> str:
    place = int(random.choice([3, 6, 9, 9, 8]))
    digit = str(random.integers(0, 10 if place in {3, 9} else 2))
    changed = day[:place] + digit + day[place + 1 :]
    try:
        np.datetime64(changed)
    except ValueError:
        return day
    return changed


def _typed_wrong(texts: Texts, wrong: NDArray[np.bool_], random: Random) -> None:
    where = np.flatnonzero(wrong)
    place, kind = random.random(len(where)), random.integers(0, 4, len(where))
    letter = random.choice(list("aeiourstnlm"), len(where))
    texts[where] = [
        _slip(text, int(p * len(text)), int(k), str(sign))
        for text, p, k, sign in zip(texts[where], place, kind, letter, strict=True)
    ]


def _slip(text: str, place: int, kind: int, sign: str) -> str:
    if len(text) < 3:
        return text
    before, after = text[:place], text[place + 1 :]
    if kind == 0 and after:
        return before + after[0] + text[place] + after[1:]
    return (before + after, before + sign + after, before + text[place] + sign + after)[kind % 3]


def _another_form(given: Texts, other: NDArray[np.bool_], random: Random) -> None:
    path = Path(name_tables.__file__).parent / "given_names.csv"
    with path.open(encoding="utf-8") as file:
        forms = {
            row["name"]: f"{row['spellings']} {row['short_forms']}".split()
            for row in csv.DictReader(file)
        }
    for place in np.flatnonzero(other):
        if known := forms.get(given[place]):
            given[place] = random.choice(known)
