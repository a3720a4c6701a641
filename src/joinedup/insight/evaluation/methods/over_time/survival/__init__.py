"""How long until something happened, where some were only seen until it had not."""
