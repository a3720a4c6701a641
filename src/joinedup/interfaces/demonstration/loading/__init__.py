"""Fills an installation with the made-up area, by the same commands that real use goes through.

`load_directory` takes what `joinedup demo generate` wrote: it sets up the agencies and their staff,
reads each agency's extracts in the name of its researcher, and acts out the hub's work on the
families of the stories and on a few others. Loading again, also after an interruption, adds only
what is missing.
"""

from joinedup.interfaces.demonstration.loading.demonstration import (
    load_demonstration,
    load_directory,
)
from joinedup.interfaces.demonstration.loading.folder import NotAnAreaError
from joinedup.interfaces.demonstration.loading.refusing import NotLoadedError
from joinedup.interfaces.demonstration.loading.sign_in import PASSWORD, people_to_sign_in_as

__all__ = [
    "PASSWORD",
    "NotAnAreaError",
    "NotLoadedError",
    "load_demonstration",
    "load_directory",
    "people_to_sign_in_as",
]
