"""The checks of accessibility look at the pages in a real browser."""

from tests.browsing import browser, running_site, site

__all__ = ["browser", "running_site", "site"]
