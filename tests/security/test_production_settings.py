"""Cookies, transport and second factors as they are in production."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import joinedup
from joinedup.base.foundation.data_directory import demonstration_mark
from joinedup.base.foundation.secrets_file import former_keys

_SHOW = """
import json
from joinedup.config import settings
names = [name for name in dir(settings) if name.isupper()]
print(json.dumps({name: getattr(settings, name) for name in names}, default=str))
"""

PRODUCTION = {
    "JOINEDUP_MODE": "production",
    "JOINEDUP_HOSTS": "joinedup.example",
    "SECRET_KEY": "a key that is only used to look at the settings of production mode",
    "DATABASE_URL": "postgresql://owner:secret@db.example/joinedup",
}


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return show(
        tmp_path_factory.mktemp("data"),
        **PRODUCTION,
    )


def show(directory: Path, **environment: str) -> dict[str, Any]:
    paths = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(
        [sys.executable, "-c", _SHOW],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": paths, "JOINEDUP_DATA": str(directory)}
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_cookies_travel_over_tls_alone_and_scripts_cannot_read_them(live: dict[str, Any]) -> None:
    for cookie in ("SESSION", "CSRF"):
        assert live[f"{cookie}_COOKIE_SECURE"] is True
        assert live[f"{cookie}_COOKIE_HTTPONLY"] is True
    assert live["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert live["SESSION_EXPIRE_AT_BROWSER_CLOSE"] is True


def test_everything_else_that_production_holds_to(live: dict[str, Any]) -> None:
    assert live["DEBUG"] is False
    assert live["SECURE_SSL_REDIRECT"] is True
    assert live["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert live["SECOND_FACTOR_REQUIRED"] is True
    assert live["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"] is False
    assert live["PROXIES"] == 1
    assert live["ALLOWED_HOSTS"] == ["joinedup.example"]
    assert "Argon2" in live["PASSWORD_HASHERS"][0]
    assert "unsafe" not in json.dumps(live["CONTENT_SECURITY_POLICY"])


def test_one_factor_is_for_the_made_up_area_alone(tmp_path: Path) -> None:
    assert show(tmp_path)["SECOND_FACTOR_REQUIRED"] is True
    demonstration_mark(tmp_path).touch()
    assert show(tmp_path)["SECOND_FACTOR_REQUIRED"] is False
    assert show(tmp_path, **PRODUCTION)["SECOND_FACTOR_REQUIRED"] is True


def test_no_link_to_a_new_password_is_printed_in_production(
    live: dict[str, Any], tmp_path: Path
) -> None:
    assert live["SENDS_MAIL"] is False
    assert "dummy" in live["EMAIL_BACKEND"]
    given = {"EMAIL_URL": "smtp://ours:hush@mail.example", "EMAIL_FROM": "joinedup@council.example"}
    sending = show(tmp_path, **PRODUCTION, **given)
    assert (sending["SENDS_MAIL"], sending["EMAIL_USE_TLS"]) == (True, True)
    assert (sending["EMAIL_HOST"], sending["EMAIL_HOST_PASSWORD"]) == ("mail.example", "hush")
    assert sending["DEFAULT_FROM_EMAIL"] == "joinedup@council.example"
    printed = show(tmp_path, **PRODUCTION, EMAIL_BACKEND="django.core.mail.backends.console.x")
    assert "dummy" in printed["EMAIL_BACKEND"]


def test_former_keys_come_from_the_environment(live: dict[str, Any], tmp_path: Path) -> None:
    assert live["SECRET_KEY_FALLBACKS"] == []
    former = ["k" * 32, "another former key of more than 32 letters"]
    shown = show(tmp_path, **PRODUCTION, SECRET_KEY_FALLBACKS=f"{former[0]}, {former[1]},")
    assert shown["SECRET_KEY_FALLBACKS"] == former
    with pytest.raises(ValueError, match="SECRET_KEY_FALLBACKS"):
        former_keys({"SECRET_KEY_FALLBACKS": f"{former[0]},short"})


# Set by a process for its child, or before Django is set up; nobody sets these.
OF_OUR_OWN = {"JOINEDUP_SUPERVISOR", "DJANGO_SETTINGS_MODULE"}
OURS = re.compile(
    r"(JOINEDUP|OIDC|DJANGO)_[A-Z_]+|SECRET_KEY(_[A-Z]+)?|EMAIL_(URL|FROM)|([A-Z]+_)?DATABASE_URL"
)


def variables() -> set[str]:
    """Every name in the code that is, by its form or its use, one of the environment."""
    source = Path(joinedup.__file__).parent
    found: set[str] = set()
    for folder in ("config", "base/foundation", "trust/accounts", "interfaces/command_line"):
        for file in (source / folder).rglob("*.py"):
            if "tests" in file.parts:
                continue
            text = file.read_text()
            found |= set(re.findall(r'environ\w*(?:\.get\(|\[)\s*"(\w+)"', text))
            strings = (n.value for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant))
            found |= {s for s in strings if isinstance(s, str) and OURS.fullmatch(s)}
    return found - OF_OUR_OWN


def test_every_setting_stands_in_the_instructions() -> None:
    text = (Path(__file__).parents[2] / "DEPLOY.md").read_text()
    named = set(re.findall(r"`([A-Z][A-Z_]+)[`=]", text))
    assert {"OIDC_TENANT", "JOINEDUP_PROXIES", "EMAIL_URL", "DATABASE_URL"} <= variables()
    assert variables() - named == set()
    assert {name for name in named if OURS.fullmatch(name)} - variables() == set()
