"""References that can be read over the telephone and guessed by nobody."""

import secrets

# Crockford's alphabet: no I, L, O or U, so that nothing is misheard or misread.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference(prefix: str) -> str:
    """A prefix and eight characters (40 random bits) in two groups: ``C-7Q2K-9XM4``."""
    characters = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"{prefix}-{characters[:4]}-{characters[4:]}"
