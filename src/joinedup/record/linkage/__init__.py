"""Each agency's own minimal index of the people it knows, and the audited locate function."""
