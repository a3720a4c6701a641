"""Identifiers that pass every check and can belong to nobody.

Each is a fixed one-to-one function of a serial number, so that none is given twice and no table
of numbers in use has to be kept, however large the area.
"""

TEST_NHS_CAPACITY = 900_000
"""Usable numbers in the range 999 000 0000 to 999 999 9999, which the NHS keeps for tests."""

RESERVED = 1_000
"""Serial numbers below this belong to the stories."""

FICTIONAL_LOCAL_AUTHORITY = "989"
"""A local authority number that the Department for Education has not given to any authority."""

_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_SCHOOLS, _PUPILS = 6_000, 1_000
_RECORD_SPACE = 90_000_000
# none shares a factor with the space that it spreads serial numbers over; one for each agency
_RECORD_STEPS = (
    55_623_059, 37_119_127, 70_261_433, 23_917_871, 64_339_219, 41_882_053, 78_507_691, 31_415_927,
)  # fmt: skip


def nhs_number(serial: int) -> str:
    """The NHS number with a serial of 0 to 899,999, ten digits, valid check digit.

    Ten numbers begin with the same eight digits, of which at most one has the check value 10
    and is not allowed; nine of the others are used.
    """
    serial = serial * 556_231 % TEST_NHS_CAPACITY
    start, place = divmod(serial, 9)
    body = f"999{start:05d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, range(10, 2, -1), strict=True))
    for last in range(10):
        check = -(total + last * 2) % 11
        if check == 10:
            continue
        if place == 0:
            return f"{body}{last}{check}"
        place -= 1
    raise AssertionError("nine of ten last digits are usable")


def has_nhs_number(person: int, people: int) -> bool:
    """Whether this one of `people` has a number: 98 in 100, fewer when the test range runs out."""
    given, of = nhs_share(people)
    return (person + 1) * given // of > person * given // of


def nhs_serial(person: int, people: int) -> int:
    """The serial of the number of a person who has one."""
    given, of = nhs_share(people)
    return RESERVED + person * given // of


def nhs_share(people: int) -> tuple[int, int]:
    """Numbers given, as a fraction of all people."""
    usable = TEST_NHS_CAPACITY - RESERVED
    return (98, 100) if people * 98 <= usable * 100 else (usable, people)


def upn_check_letter(digits: str) -> str:
    """The letter of a unique pupil number: its twelve digits weighted 2 to 13, modulo 23."""
    return _UPN_LETTERS[sum(int(d) * w for w, d in enumerate(digits, 2)) % 23]


def unique_pupil_number(serial: int, year: int) -> str:
    """A UPN first given in `year`; unique for serials below six million."""
    school, pupil = divmod(serial * 3_708_203 % (_SCHOOLS * _PUPILS), _PUPILS)
    digits = f"{FICTIONAL_LOCAL_AUTHORITY}{2_000 + school:04d}{year % 100:02d}{pupil:03d}"
    return upn_check_letter(digits) + digits


def uprn(dwelling: int) -> str:
    """Twelve digits beginning 999: the very top of the field, far above any block in use."""
    return f"999{(dwelling * 617_403_389 + 17) % 999_000_000:09d}"


def story_uprn(number: int) -> str:
    """A number above all those of `uprn`, for a household of a story."""
    return f"{999_999_000_000 + number}"


def mobile(number: int) -> str:
    """One of the thousand mobile numbers that Ofcom keeps for drama."""
    return f"07700 900{number % 1_000:03d}"


def landline(number: int) -> str:
    """A number without a real area code, from the thousand that Ofcom keeps for drama."""
    return f"01632 960{number % 1_000:03d}"


def record_number(prefix: str, agency: int, serial: int, letter: str = "") -> str:
    """An agency's number for a record: unlike for one person in two agencies, and in no order."""
    spread = serial * _RECORD_STEPS[agency % len(_RECORD_STEPS)] % _RECORD_SPACE
    return f"{prefix}-{letter}{10_000_000 + spread}"


def story_record_number(prefix: str, number: int, letter: str = "") -> str:
    """A story's number, below all those of `record_number` and the same in every area."""
    return f"{prefix}-{letter}{number:08d}"
