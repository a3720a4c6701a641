"""Comparing everybody, what people decide about a pair that was found, and that as labels."""

from joinedup.record.duplicates.commands.comparing import compare_everybody
from joinedup.record.duplicates.commands.deciding import call_relatives
from joinedup.record.duplicates.commands.exporting import HEADER, export_labels

__all__ = ["HEADER", "call_relatives", "compare_everybody", "export_labels"]
