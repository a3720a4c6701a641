"""Our records: how up to date our index is, and bringing it up to date."""
