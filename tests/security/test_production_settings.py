"""Cookies, transport and second factors as they are in production."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

_SHOW = """
import json
from joinedup.config import settings
names = [name for name in dir(settings) if name.isupper()]
print(json.dumps({name: getattr(settings, name) for name in names}, default=str))
"""


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return show(
        tmp_path_factory.mktemp("data"),
        JOINEDUP_MODE="production",
        JOINEDUP_HOSTS="joinedup.example",
        SECRET_KEY="a key that is only used to look at the settings of production mode",
        DATABASE_URL="postgresql://owner:secret@db.example/joinedup",
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


def test_the_demonstration_asks_for_one_factor(tmp_path: Path) -> None:
    assert show(tmp_path)["SECOND_FACTOR_REQUIRED"] is False
