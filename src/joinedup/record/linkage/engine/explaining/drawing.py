"""An explanation as a picture with its table, and as an SVG file."""

from collections.abc import Sequence

from markupsafe import Markup

from joinedup.base.govuk.pictures import Weight, waterfall_file, waterfall_picture
from joinedup.record.linkage.engine.explaining.weights import PRIOR, Explanation, odds


def weights_of(words: Explanation) -> tuple[Weight, Sequence[Weight], str]:
    """As the waterfall draws it: where it begins, the steps, and what the sum is called."""
    first = Weight(PRIOR, odds(words.prior), words.prior)
    steps = [Weight(s.title, s.found, None if s.missing else s.bits) for s in words.steps]
    return first, steps, f"together: {odds(words.total)}"


def picture(words: Explanation, title: str) -> Markup:
    """The waterfall with its table."""
    return waterfall_picture(title, *weights_of(words))


def picture_file(words: Explanation, title: str) -> Markup:
    """The waterfall as an SVG file that needs nothing else."""
    return waterfall_file(title, *weights_of(words))
