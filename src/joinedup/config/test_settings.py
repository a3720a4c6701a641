"""Settings for the tests: the same as live, with quicker password hashing."""

from joinedup.config.settings import *  # noqa: F403 - a settings module is a set of names

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# The tests that are about it ask for it.
SECOND_FACTOR_REQUIRED = False
# The role's password comes from it: runs at the same time share one server and one password.
SECRET_KEY = "for tests alone, wherever they keep their data"
