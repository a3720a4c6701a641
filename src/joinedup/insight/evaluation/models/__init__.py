"""Studies, what was decided and done about each, and what their methods found. None is about a
person; the two tables that are, nobody reads."""

from joinedup.insight.evaluation.models.data import DataSet, StudyKey
from joinedup.insight.evaluation.models.runs import Run
from joinedup.insight.evaluation.models.studies import Answer, Step, Study

__all__ = ["Answer", "DataSet", "Run", "Step", "Study", "StudyKey"]
