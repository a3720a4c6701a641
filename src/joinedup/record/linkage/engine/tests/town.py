"""A small made-up town in the files of three agencies, with one person for each harm."""

import csv
from pathlib import Path
from random import Random

GIVEN = [
    "oliver",
    "amelia",
    "george",
    "isla",
    "harry",
    "ava",
    "noah",
    "mia",
    "jack",
    "ivy",
    "leo",
    "lily",
    "oscar",
    "rosie",
    "charlie",
    "sophia",
    "jacob",
    "grace",
    "freddie",
    "ella",
    "alfie",
    "willow",
    "theo",
    "daisy",
    "archie",
    "emily",
    "arthur",
    "freya",
    "joshua",
    "florence",
    "henry",
    "phoebe",
    "ethan",
    "evie",
    "samuel",
    "poppy",
    "toby",
    "alice",
    "max",
    "matilda",
    "rory",
    "hannah",
    "luca",
    "zara",
    "dylan",
    "imran",
    "fatima",
    "yusuf",
    "aisha",
    "bilal",
    "maryam",
    "piotr",
    "zofia",
    "marek",
]
FAMILY = [
    "thackray",
    "ollerton",
    "pimlott",
    "wetherby",
    "ashdown",
    "coverdale",
    "dunstall",
    "eastwick",
    "farnaby",
    "gedling",
    "hathersage",
    "inskip",
    "jowett",
    "kirkstall",
    "lumb",
    "marsden",
    "netherton",
    "oakroyd",
    "pickersgill",
    "quarmby",
    "rastrick",
    "sowden",
    "tattersall",
    "ullathorne",
    "varley",
    "whitwam",
    "yeadon",
    "zeller",
    "armitage",
    "beaumont",
    "crowther",
    "dyson",
    "ellam",
    "firth",
    "greenwood",
    "holroyd",
    "illingworth",
    "jagger",
    "kaye",
    "lockwood",
]
STREETS = ["mill lane", "chapel row", "canal street", "moor view", "station road", "weaver close"]
COLUMNS = ("id", "first", "last", "born", "sex", "street", "postcode", "nhs", "who")

MAPPING = """record_id = "id"
[columns]
first = "given_name"
last = "family_name"
born = "birth_date"
sex = "sex"
street = "address"
postcode = "postcode"
nhs = "identifier"
"""

NHS = ("9434765919", "9434765870", "9990010013", "9990010021")


def nhs_number(n: int) -> str:
    """A number whose check digit fits, or nothing where none does."""
    nine = f"{999000000 + n}"
    check = 11 - sum(int(d) * w for d, w in zip(nine, range(10, 1, -1), strict=True)) % 11
    return "" if check == 10 else nine + str(check % 11)


def families(random: Random, households: int):
    """People: (first, last, born, sex, street, postcode, nhs)."""
    number = 0
    for house in range(households):
        last, postcode = random.choice(FAMILY), f"XJ{house // 9 + 1} {house % 9 + 1}AB"
        street = f"{random.randint(1, 90)} {random.choice(STREETS)}"
        base = random.randint(1960, 1992)
        for member in range(random.choice((2, 3, 4, 5))):
            year = base + (random.randint(0, 4) if member < 2 else random.randint(22, 30))
            born = f"{year}-{random.randint(1, 12):02}-{random.randint(2, 28):02}"
            number += 1
            yield (random.choice(GIVEN), last, born, random.choice("MF"), street, postcode,
                   nhs_number(number))  # fmt: skip


def seen(random: Random, person):
    """The same person as another agency wrote it down."""
    first, last, born, sex, street, postcode, nhs = person
    slip = random.random()
    if slip < 0.08:
        first = first[0] + first[2:]
    elif slip < 0.16:
        last = last[:2] + last[3:]
    elif slip < 0.2:
        born = f"{born[:4]}-01-01"
    elif slip < 0.24:
        born = ""
    elif slip < 0.32:
        street, postcode = "5 elsewhere road", "XJ77 1ZZ"
    return first, last, born, sex, street, postcode, nhs if random.random() < 0.3 else ""


HOME, AWAY = ("14 orchard rise", "XJ40 1QQ"), ("2 harbour walk", "XJ55 3WW")
HARMS = {
    # who: records as (agency, first, last, born, sex, home, nhs)
    "twin one": [(a, "callum", "brandreth", "2015-06-09", "M", HOME, "") for a in (0, 1)],
    "twin two": [(a, "stuart", "brandreth", "2015-06-09", "M", HOME, "") for a in (0, 1, 2)],
    "father": [(a, "duncan", "brandreth", "1981-02-17", "M", HOME, "") for a in (0, 1)],
    "son": [(a, "duncan", "brandreth", "2008-11-23", "M", HOME, "") for a in (0, 2)],
    "married": [
        (0, "philippa", "skelmanthorpe", "1990-03-14", "F", AWAY, NHS[0]),
        (1, "philippa", "cleckheaton", "1990-03-14", "F", AWAY, ""),
        (2, "philippa", "cleckheaton", "1990-03-14", "F", AWAY, NHS[0]),
    ],
    "transliterated": [
        (0, "muhammad", "choudhury", "2011-09-05", "M", AWAY, ""),
        (1, "mohammed", "chowdhury", "2011-09-05", "M", AWAY, ""),
    ],
    "swapped date": [
        (0, "rebecca", "holdsworth", "2013-04-11", "F", AWAY, ""),
        (1, "rebecca", "holdsworth", "2013-11-04", "F", AWAY, ""),
    ],
    "swapped names": [
        (0, "tamsin", "ravensthorpe", "2012-08-21", "F", AWAY, ""),
        (1, "ravensthorpe", "tamsin", "2012-08-21", "F", AWAY, ""),
    ],
    "baby": [(0, "baby", "brandreth", "2024-01-15", "", HOME, "")],
    "torn": [(1, "duncan", "brandreth", "", "M", HOME, "")],
    "mismatched": [
        (0, "benedict", "slaithwaite", "2014-07-30", "M", AWAY, NHS[1]),
        (1, "benedict", "slaithwaite", "2014-07-30", "M", AWAY, NHS[2]),
    ],
    "long dead": [(0, "josiah", "mytholmroyd", "1852-05-06", "M", AWAY, "")],
}


def rows(households=170):
    """Of each agency its rows, every row with its person in the last column."""
    random = Random(7)  # noqa: S311 - made-up people, no secret
    files = [[], [], []]
    for n, person in enumerate(families(random, households)):
        for agency in random.sample(range(3), random.choice((1, 2, 2, 3))):
            files[agency].append((f"{'abc'[agency]}{n}", *seen(random, person), f"p{n}"))
    for who, records in HARMS.items():
        for n, (agency, first, last, born, sex, home, nhs) in enumerate(records):
            record = f"{who} {n}"
            files[agency].append((record, first, last, born, sex, *home, nhs, who))
    return files


def write(folder: Path, files):
    """The files, and the mapping beside them."""
    folder.mkdir(exist_ok=True)
    (folder / "mapping.toml").write_text(MAPPING)
    paths = []
    for name, lines in zip(("council", "health", "police"), files, strict=False):
        paths.append(folder / f"{name}.csv")
        with paths[-1].open("w", newline="") as file:
            csv.writer(file).writerows([COLUMNS, *lines])
    return paths
