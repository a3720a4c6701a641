"""A small OpenID provider that speaks real HTTP on 127.0.0.1 and holds clients to the rules."""

import base64
import contextlib
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = "joined-up"
SECRET = "the client's secret"
TENANT = "11111111-2222-3333-4444-555555555555"


class Provider:
    """What the stub knows. Tests change ``claims`` and ``header`` before the browser arrives."""

    def __init__(self, address: str) -> None:
        self.issuer = address
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.signing_key: Any = self.key
        self.algorithm = "RS256"
        self.kid = "key-1"
        self.claims: dict[str, Any] = {}
        self.asked: dict[str, dict[str, str]] = {}
        self.refused: list[str] = []
        self.announced_issuer = address

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.announced_issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "key-1", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """The address that the browser is sent back to."""
        needed = {"response_type": "code", "client_id": CLIENT, "code_challenge_method": "S256"}
        for name, value in needed.items():
            if asked.get(name) != value:
                self.refused.append(name)
        for name in ("state", "nonce", "code_challenge", "redirect_uri"):
            if not asked.get(name):
                self.refused.append(name)
        if "openid" not in asked.get("scope", "").split():
            self.refused.append("scope")
        code = secrets.token_urlsafe()
        self.asked[code] = asked
        back = {"code": code, "state": asked.get("state", "")}
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def token(self, sent: dict[str, str]) -> dict[str, Any] | None:
        """The answer to a code, once, for the client that asked for it with its own verifier."""
        asked = self.asked.pop(sent.get("code", ""), None)
        if asked is None or sent.get("client_secret") != SECRET:
            return None
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != asked["code_challenge"]:
            return None
        if sent.get("redirect_uri") != asked["redirect_uri"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "subject-1",
            "iat": now,
            "exp": now + 600,
            "nonce": asked["nonce"],
            "tid": TENANT,
        } | self.claims
        id_token = jwt.encode(
            {name: value for name, value in claims.items() if value is not None},
            self.signing_key,
            algorithm=self.algorithm,
            headers={"kid": self.kid},
        )
        return {"access_token": "a", "token_type": "Bearer", "id_token": id_token}


class _Handler(BaseHTTPRequestHandler):
    server: Any

    def do_GET(self) -> None:
        provider: Provider = self.server.provider
        parts = urlsplit(self.path)
        if parts.path == "/.well-known/openid-configuration":
            self._json(provider.configuration())
        elif parts.path == "/keys":
            self._json(provider.keys())
        elif parts.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", provider.authorize(_single(parts.query)))
            self.end_headers()
        else:
            self._json({"error": "not_found"}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        answer = self.server.provider.token(_single(body))
        self._json(answer or {"error": "invalid_grant"}, 200 if answer else 400)

    def _json(self, answer: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _single(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


@contextlib.contextmanager
def running_provider() -> Iterator[Provider]:
    """Serve a provider until the block ends."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.provider = Provider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
