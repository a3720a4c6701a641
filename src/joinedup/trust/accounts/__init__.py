"""Sign-in, roles, sessions."""
