"""What the security tests can ask for."""

from tests.security.walking import area

__all__ = ["area"]
