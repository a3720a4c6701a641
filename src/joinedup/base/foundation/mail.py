"""How mail is sent, from the environment. Plain Python, no Django.

`EMAIL_URL` is `smtps://user:password@host:port` (TLS from the start, port 465) or
`smtp://user:password@host:port` (TLS by STARTTLS, port 587). Only a mail server on this machine is
spoken to without TLS. `EMAIL_FROM` is the address that mail comes from. The only mail is the one
that holds the link to a new password: whoever reads it can use that link.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

_PORTS = {"smtp": 587, "smtps": 465}
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_BACKENDS = "django.core.mail.backends"


class MailError(ValueError):
    """The setting cannot be used; the message is one line and never holds the password."""


@dataclass(frozen=True)
class Mail:
    """What Django needs to know. ``sends`` is false where no mail goes out at all."""

    sends: bool
    backend: str
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    tls: bool = False
    sender: str = ""


def mail(environ: Mapping[str, str], *, production: bool) -> Mail:
    """How mail is sent. Without a setting: printed in the demonstration, not at all in production.

    A link that is printed stands in the log of whoever runs the server. Raises ``MailError``.
    """
    url, sender = environ.get("EMAIL_URL", ""), environ.get("EMAIL_FROM", "")
    if not url and not sender:
        kind = "dummy" if production else "console"
        return Mail(sends=not production, backend=f"{_BACKENDS}.{kind}.EmailBackend")
    if not url or "@" not in sender or not sender.isprintable():
        raise MailError("EMAIL_URL and EMAIL_FROM, an e-mail address, go together: set both")
    parts = urlsplit(url)
    if parts.scheme not in _PORTS:
        raise MailError("EMAIL_URL must begin with smtps:// or smtp://")
    try:
        port = parts.port or _PORTS[parts.scheme]
    except ValueError as error:
        raise MailError("the port of EMAIL_URL is not a number") from error
    if not parts.hostname or parts.path.strip("/") or parts.query:
        raise MailError("EMAIL_URL must name a mail server, and nothing after it")
    return Mail(
        sends=True,
        backend=f"{_BACKENDS}.smtp.EmailBackend",
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp" and parts.hostname not in _HERE,
        tls=parts.scheme == "smtps",
        sender=sender,
    )
