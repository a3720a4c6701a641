"""Pictures of a report, each an SVG that stands on its own, on a screen and in a PDF.

Nothing is said by colour alone: what is compared differs in shape, fill or dashes. The table that
a picture was drawn from is told beside it by whoever shows it.
"""

from joinedup.insight.evaluation.reports.pictures.curves import Curve, curves
from joinedup.insight.evaluation.reports.pictures.dumbbells import Dumbbell, dumbbells
from joinedup.insight.evaluation.reports.pictures.intervals import Interval, by_time, forest
from joinedup.insight.evaluation.reports.pictures.love import Difference, love_plot
from joinedup.insight.evaluation.reports.pictures.overlap import overlap
from joinedup.insight.evaluation.reports.pictures.series import series

__all__ = [
    "Curve",
    "Difference",
    "Dumbbell",
    "Interval",
    "by_time",
    "curves",
    "dumbbells",
    "forest",
    "love_plot",
    "overlap",
    "series",
]
