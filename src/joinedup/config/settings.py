"""Settings, all from the environment; a missing one says what to do.

JOINEDUP_MODE          demonstration (the default) or production
JOINEDUP_DATA          the directory for the embedded database and secrets
SECRET_KEY             needed in production; otherwise made once and kept in the data directory
DATABASE_URL           the owner's address of a server PostgreSQL (15 or later)
APPLICATION_DATABASE_URL  the application role's address, when it is not derived from the owner's
JOINEDUP_HOSTS         host names served, separated by commas (production)
JOINEDUP_IDLE_MINUTES  minutes without a click before sign-in is asked for again
JOINEDUP_PROXIES       how many proxies in front of us add to X-Forwarded-For
OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME
                       single sign-on with OpenID Connect; all four or none
OIDC_TENANT            the Entra ID tenant that people must come from
OIDC_EMAIL_CLAIM       email (the default, must be verified) or preferred_username
OIDC_SECOND_FACTOR     1 when the provider itself asks everybody for a second factor
EMAIL_URL, EMAIL_FROM  how mail is sent; without, none is in production (see foundation.mail)
SECRET_KEY_FALLBACKS   former secret keys, separated by commas
"""

import os
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from joinedup.base.foundation.addresses import database_addresses
from joinedup.base.foundation.data_directory import data_directory, demonstration_mark
from joinedup.base.foundation.mail import mail
from joinedup.base.foundation.secrets_file import former_keys, secret_key
from joinedup.trust.accounts.provider_settings import single_sign_on

MODE = os.environ.get("JOINEDUP_MODE", "demonstration")
if MODE not in ("demonstration", "production"):
    raise ImproperlyConfigured(
        f"JOINEDUP_MODE is {MODE!r}: set it to 'demonstration' or 'production'."
    )
PRODUCTION = MODE == "production"
DEMO = not PRODUCTION
DEBUG = False

DATA_DIRECTORY = data_directory(os.environ)
SECRET_KEY = secret_key(os.environ, DATA_DIRECTORY, production=PRODUCTION)
SECRET_KEY_FALLBACKS = former_keys(os.environ)

ALLOWED_HOSTS = [
    host.strip() for host in os.environ.get("JOINEDUP_HOSTS", "").split(",") if host.strip()
] or ([] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"])
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set JOINEDUP_HOSTS to the host names that people will type.")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
    "joinedup.base.foundation",
    "joinedup.base.govuk",
    "joinedup.trust.audit",
    "joinedup.trust.agencies",
    "joinedup.trust.accounts",
    "joinedup.trust.sharing",
    "joinedup.trust.drafts",
    "joinedup.record.linkage",
    "joinedup.record.people",
    "joinedup.record.duplicates",
    "joinedup.record.chronology",
    "joinedup.record.outcomes",
    "joinedup.practice.safeguarding_hub",
    "joinedup.practice.think_family",
    "joinedup.insight.evaluation",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "joinedup.trust.accounts.middleware.NoStoreMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "joinedup.trust.accounts.middleware.IdleMiddleware",
    "joinedup.trust.accounts.middleware.SecondFactorMiddleware",
    "joinedup.trust.sharing.middleware.DenyByDefaultMiddleware",
    "joinedup.trust.drafts.middleware.RescueMiddleware",
    "joinedup.interfaces.web.navigation.NavigationMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "joinedup.config.urls"
WSGI_APPLICATION = "joinedup.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "pages",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "joinedup.base.govuk.environment.environment",
            # allauth asks for its pages by names of its own
            "prefixes": {
                name: f"trust/accounts/pages/{name}"
                for name in ("account", "mfa", "usersessions", "socialaccount")
            },
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "libraries",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

_application, _owner = database_addresses(os.environ, DATA_DIRECTORY, SECRET_KEY)
DATABASES: dict[str, dict[str, Any]] = {"default": _application.django()}
if _owner is not None:
    DATABASES["owner"] = _owner.django()
    DATABASES["owner"]["TEST"] = {"DEPENDENCIES": []}
# A connection is kept between requests: signing in to the database takes longer than most pages.
# Who is asking is set for one transaction at a time and is gone with it.
DATABASES["default"] |= {"CONN_MAX_AGE": 300, "CONN_HEALTH_CHECKS": True}
# A statement is planned at its first uses and then kept: with a policy on every table, planning
# takes several times as long as reading does (docs/performance.md).
DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 5}
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
# Addresses are unique whatever their capitals, by a constraint that this check cannot see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
# The adapters write to the log, which is decided above accounts: see sharing/sign_in.py.
ACCOUNT_ADAPTER = "joinedup.trust.sharing.sign_in.LoggedAccountAdapter"
SOCIALACCOUNT_ADAPTER = "joinedup.trust.accounts.single_sign_on.SingleSignOnAdapter"
MFA_ADAPTER = "joinedup.trust.accounts.second_factor.SecondFactorAdapter"
USERSESSIONS_ADAPTER = "joinedup.trust.sharing.sign_in.LoggedSessionsAdapter"
_FORMS = "joinedup.trust.accounts.forms"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.SignInForm",
    "reauthenticate": f"{_FORMS}.ConfirmPasswordForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
    "reset_password": f"{_FORMS}.AskForResetForm",
    "reset_password_from_key": f"{_FORMS}.NewPasswordForm",
}
MFA_FORMS = {
    "authenticate": f"{_FORMS}.CodeForm",
    "reauthenticate": f"{_FORMS}.ConfirmCodeForm",
    "activate_totp": f"{_FORMS}.SetUpAppForm",
    "add_webauthn": f"{_FORMS}.AddPasskeyForm",
    "edit_webauthn": f"{_FORMS}.RenamePasskeyForm",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
# A whole office signs in from one address: these stop guessing at many accounts, not the office.
ACCOUNT_RATE_LIMITS = {"login": "240/m/ip", "sign_in_from_one_place": "60/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
MFA_TOTP_ISSUER = "Joined Up"
# Whoever enters people of their own may enter real ones: one factor is for made-up people alone.
SECOND_FACTOR_REQUIRED = PRODUCTION or not demonstration_mark(DATA_DIRECTORY).exists()
PROXIES = int(os.environ.get("JOINEDUP_PROXIES", "1" if PRODUCTION else "0"))

OIDC_ISSUER = os.environ.get("OIDC_ISSUER", "")
OIDC_NAME = os.environ.get("OIDC_NAME", "")
OIDC_TENANT = os.environ.get("OIDC_TENANT", "")
OIDC_EMAIL_CLAIM = os.environ.get("OIDC_EMAIL_CLAIM", "email")
OIDC_SECOND_FACTOR = os.environ.get("OIDC_SECOND_FACTOR") == "1"
SOCIALACCOUNT_PROVIDERS = single_sign_on(os.environ, production=PRODUCTION)

AXES_USERNAME_CALLABLE = "joinedup.trust.accounts.sign_in.name_tried"
AXES_CLIENT_IP_CALLABLE = "joinedup.trust.accounts.client_address.client_address"
AXES_SENSITIVE_PARAMETERS = ["login", "email", "username"]
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_CALLABLE = "joinedup.base.govuk.errors.too_many_requests"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False

# A model.json of `joinedup link run` over the agencies' own records; else the one that we ship.
MODEL = os.environ.get("JOINEDUP_MODEL", "")

IDLE_SECONDS = 60 * int(os.environ.get("JOINEDUP_IDLE_MINUTES", "20"))
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "joinedup_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "joinedup.base.govuk.errors.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
# Uploaded files are read in memory: a temporary file would hold names and addresses in the clear.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# No cache holds records: nothing may be answered from a store that policies do not guard.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

_mail = mail(os.environ, production=PRODUCTION)
SENDS_MAIL = _mail.sends
EMAIL_BACKEND = _mail.backend
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.starttls, _mail.tls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = _mail.sender or "joinedup@localhost"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

PGHISTORY_APPEND_ONLY = True
PGTRIGGER_INSTALL_ON_MIGRATE = False

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {
        "no_personal_data": {"()": "joinedup.base.foundation.logs.NoPersonalData"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["no_personal_data"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "joinedup": {"level": "INFO"},
        "axes": {"level": "ERROR"},
        "django.request": {"level": "ERROR"},
    },
}
