"""Pictures as SVG, each with its table or list beside it. They hold no scripts and no styles."""

from joinedup.base.govuk.pictures.charts import Span, timeline_picture
from joinedup.base.govuk.pictures.clocks import clock_face
from joinedup.base.govuk.pictures.family import PicturedLink, PicturedPerson, family_picture
from joinedup.base.govuk.pictures.waterfall import Weight, waterfall_file, waterfall_picture

__all__ = [
    "PicturedLink",
    "PicturedPerson",
    "Span",
    "Weight",
    "clock_face",
    "family_picture",
    "timeline_picture",
    "waterfall_file",
    "waterfall_picture",
]
