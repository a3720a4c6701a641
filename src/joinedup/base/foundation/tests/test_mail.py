import pytest

from joinedup.base.foundation.mail import MailError, mail

FROM = "joinedup@council.example"


def sent(url: str, sender: str = FROM, *, production: bool = True):
    return mail({"EMAIL_URL": url, "EMAIL_FROM": sender}, production=production)


def test_without_a_setting_production_sends_nothing_and_prints_nothing():
    found = mail({}, production=True)
    assert (found.sends, found.backend.split(".")[-2]) == (False, "dummy")


def test_without_a_setting_the_demonstration_prints_it():
    found = mail({}, production=False)
    assert (found.sends, found.backend.split(".")[-2]) == (True, "console")


@pytest.mark.parametrize(
    ("url", "port", "starttls", "tls"),
    [
        ("smtp://u:p@mail.example", 587, True, False),
        ("smtp://u:p@mail.example:2525", 2525, True, False),
        ("smtps://u:p@mail.example", 465, False, True),
        ("smtps://u:p@mail.example:4650", 4650, False, True),
        ("smtp://localhost:25", 25, False, False),
        ("smtp://127.0.0.1:25", 25, False, False),
        ("smtps://localhost", 465, False, True),
        ("smtp://localhost.example", 587, True, False),
    ],
)
@pytest.mark.parametrize("production", [True, False])
def test_a_server_elsewhere_is_spoken_to_by_tls(url, port, starttls, tls, production):
    found = sent(url, production=production)
    assert (found.port, found.starttls, found.tls) == (port, starttls, tls)
    assert (found.sends, found.sender) == (True, FROM)
    assert found.backend == "django.core.mail.backends.smtp.EmailBackend"


def test_user_and_password_are_read_as_they_were_meant():
    found = sent("smtps://joined%40up:p%2Fw%3A@mail.example")
    assert (found.user, found.password) == ("joined@up", "p/w:")
    assert "p/w:" not in repr(found)


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("smtp://u:hush@mail.example", ""),
        ("", FROM),
        ("smtp://u:hush@mail.example", "nobody"),
        ("smtp://u:hush@mail.example", "a@b\nBcc: c@d"),
        ("http://u:hush@mail.example", FROM),
        ("mail.example", FROM),
        ("smtp://u:hush@:25", FROM),
        ("smtp://u:hush@mail.example:port", FROM),
        ("smtp://u:hush@mail.example/folder", FROM),
        ("smtp://u:hush@mail.example?tls=no", FROM),
    ],
)
def test_what_cannot_be_is_refused_without_the_password(url, sender):
    with pytest.raises(MailError) as refused:
        sent(url, sender)
    assert "hush" not in str(refused.value)
