"""Whether methods find what is known, and how often their intervals hold it."""
