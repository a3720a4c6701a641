"""Named after the harm: a violent man learns from a kind question that somebody spoke."""

import pytest

from joinedup.practice.safeguarding_hub.models import InformationProduct
from joinedup.practice.safeguarding_hub.rules.telling import NOT_TOLD, UNSAFE, caution
from joinedup.practice.safeguarding_hub.tests import factories
from joinedup.trust.sharing.asking import session
from joinedup.trust.sharing.rules import Purpose, Told


@pytest.mark.parametrize(
    ("told", "referrer_said", "expected"),
    [
        (Told.YES, "", ""),
        (Told.YES, "unsafe", ""),
        (Told.UNSAFE, "", UNSAFE),
        (Told.NO, "unsafe", UNSAFE),
        (Told.NOT_RECORDED, "unsafe", UNSAFE),
        (Told.NO, "no", NOT_TOLD),
        (Told.NOT_RECORDED, "", NOT_TOLD),
    ],
)
def test_what_is_said_about_telling_the_family(told, referrer_said, expected):
    assert caution(told, referrer_said) == expected


@pytest.mark.django_db
def test_that_telling_is_unsafe_travels_with_the_question_and_the_product(client):
    hub = factories.a_hub()
    enquiry_id = factories.checking(hub, told=Told.UNSAFE)
    check_id = factories.check_of(hub, enquiry_id, hub.police_desk)
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(hub.account(hub.police_researcher), backend=backend)
    page = client.get(f"/checks/{check_id}/").content.decode()
    assert "Do not tell the family about this, or that you were asked" in page
    factories.disseminated(hub, told=Told.UNSAFE)
    with session(hub.manager, Purpose.SAFEGUARDING_DUTY):
        product = InformationProduct.objects.get()
    assert product.content["caution"] == UNSAFE
    client.force_login(hub.account(hub.practitioner), backend=backend)
    page = client.get(f"/received/{product.pk}/").content.decode()
    assert "Do not tell the family about this" in page
    assert "may ask to read this" not in page
