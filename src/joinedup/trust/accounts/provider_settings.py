"""Single sign-on from the environment, in the form that allauth reads."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

_NEEDED = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME")


def single_sign_on(environment: Mapping[str, str], *, production: bool) -> dict[str, Any]:
    """SOCIALACCOUNT_PROVIDERS: one OpenID Connect provider, or none when nothing is set.

    Raises ``ImproperlyConfigured``, naming what to set.
    """
    given = {name: environment.get(name, "") for name in _NEEDED}
    if not any(given.values()):
        return {}
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise ImproperlyConfigured(f"Single sign-on also needs {', '.join(missing)}.")
    if production and not given["OIDC_ISSUER"].startswith("https://"):
        raise ImproperlyConfigured("OIDC_ISSUER must be an https address in production.")
    claim = environment.get("OIDC_EMAIL_CLAIM", "email")
    if claim not in ("email", "preferred_username"):
        raise ImproperlyConfigured("OIDC_EMAIL_CLAIM must be 'email' or 'preferred_username'.")
    return {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "staff",
                    "name": given["OIDC_NAME"],
                    "client_id": given["OIDC_CLIENT_ID"],
                    "secret": given["OIDC_CLIENT_SECRET"],
                    "settings": {
                        "server_url": given["OIDC_ISSUER"],
                        "fetch_userinfo": False,
                        "oauth_pkce_enabled": True,
                    },
                }
            ]
        }
    }
