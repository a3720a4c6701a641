"""One browser for everything that needs a real one: see browsing.py."""

from tests.browsing import browser, running_site, site

__all__ = ["browser", "running_site", "site"]
