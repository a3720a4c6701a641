"""The model: comparison levels as data, trained without labels, kept as a dated file."""

from joinedup.record.linkage.engine.model.artefact import Model, model_of, read_model
from joinedup.record.linkage.engine.model.levels import Comparison, comparisons

__all__ = ["Comparison", "Model", "comparisons", "model_of", "read_model"]
