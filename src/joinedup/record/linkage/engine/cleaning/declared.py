"""The declarations: which words stand for "nothing known", which are titles, prefixes, endings.

Our own compilation, from the way that agencies' forms are filled in.  A local deployment adds to
these lists; the rules that use them are in the modules beside this one.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# ---- names -------------------------------------------------------------------------------

PLACEHOLDER_NAMES = _words(
    """
    unknown notknown unk unkn anon anonymous none null nil nan tbc tba tbd nfa refused withheld
    declined notgiven notstated notprovided notrecorded notapplicable notavailable missing blank
    noname nosurname nolastname nofixedname testing dummy xxx xx xxxx zzz zzzz aaa abc asd asdf
    qwerty deceased duplicate donotuse dnu
    """
)
"""Compared after every space and sign is taken out ("Not known" is ``notknown``)."""

PLACEHOLDER_GIVEN_NAMES = PLACEHOLDER_NAMES | _words(
    """
    baby babyof babyboy babygirl boy girl boyof girlof infant newborn unborn unbornbaby unbornchild
    foetus fetus bump twin twini twinii twinone twintwo triplet firsttwin secondtwin male female
    child person test sample nofirstname noforename
    """
)
"""Some of these words are surnames (Child, Boy, Male), so they are placeholders of given names
only."""

BABY_WORDS = frozenset({"baby", "babyboy", "babygirl", "unborn", "infant", "newborn", "twin"})
"""First words of a given name that mean "not named yet", whatever follows ("Baby of Sarah")."""

TITLES = _words(
    """
    mr mrs ms miss mx master dr doctor prof professor sir dame lord lady rev reverend fr father
    sister brother imam rabbi sheikhul haji hajji hajja cllr pc sgt
    """
)
SUFFIXES = frozenset({"jr", "jnr", "junior", "sr", "snr", "senior", "esq", "ii", "iii", "iv"})
"""Generation marks: dropped, because one agency in ten records them."""

FAMILY_PREFIXES = _words(
    """
    o d mac mc van von der den de da das do dos du del della di la le el al ul ibn bin bint binti
    ben bar abu ap ab ferch st saint san ter ten op te
    """
)
"""Particles that some agencies join on, some keep apart and some leave out."""

FAMILY_ENDINGS = (
    ("ska", "ski"),
    ("cka", "cki"),
    ("dzka", "dzki"),
    ("ova", "ov"),
    ("eva", "ev"),
    ("aite", "as"),
    ("aityte", "aitis"),
    ("iene", "as"),
    ("yte", "as"),
)
"""Feminine endings and the masculine form of the same surname (Polish, Czech, Slovak, Bulgarian,
Russian, Lithuanian).  Applied to names of six letters or more, so that "Eva" stays "Eva"."""

RELIGIOUS_FIRST_NAMES = frozenset({"muhammad", "syed", "begum", "kaur", "singh", "bibi", "khatun"})
"""Canonical forms that several brothers or sisters may all carry; when another given name is
recorded on both sides, that other name tells the children apart."""

# ---- dates -------------------------------------------------------------------------------

PLACEHOLDER_DATES = frozenset(
    {(1900, 1, 1), (1901, 1, 1), (1899, 12, 30), (1899, 12, 31), (1970, 1, 1), (1800, 1, 1)}
    | {(1752, 9, 14), (1753, 1, 1), (1111, 11, 11), (1900, 1, 2), (9999, 12, 31), (2099, 12, 31)}
)
"""Default values of forms and spreadsheets."""

EARLIEST_BIRTH_YEAR = 1890
"""Nobody alive or lately dead was born before."""

# ---- places ------------------------------------------------------------------------------

PLACEHOLDER_POSTCODE_AREAS = ("ZZ",)
"""NHS pseudo-postcodes: ZZ99 3VZ is "no fixed abode", ZZ99 3CZ "England, unknown"..."""

PLACEHOLDER_LINES = _words(
    """
    unknown notknown nfa nofixedabode nofixedaddress nofixedaddr homeless none na tbc refused
    withheld notgiven notrecorded notstated confidential sofasurfing temporary hospital prison
    """
)

LINE_WORDS = {
    "street": "st",
    "saint": "st",
    "road": "rd",
    "avenue": "ave",
    "av": "ave",
    "close": "cl",
    "court": "ct",
    "crescent": "cres",
    "drive": "dr",
    "gardens": "gdns",
    "garden": "gdns",
    "grove": "gr",
    "lane": "ln",
    "place": "pl",
    "square": "sq",
    "terrace": "terr",
    "ter": "terr",
    "apartment": "flat",
    "apt": "flat",
    "unit": "flat",
    "ground": "gnd",
    "number": "",
    "no": "",
    "the": "",
}

# ---- telephone ---------------------------------------------------------------------------

SHORTEST_PHONE = 9
