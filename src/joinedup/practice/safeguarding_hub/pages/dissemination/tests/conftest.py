"""A manager who is about to tell."""

import pytest
from django.test import Client

from joinedup.practice.safeguarding_hub.tests import factories
from joinedup.practice.safeguarding_hub.tests.telling import Telling


@pytest.fixture
def hub() -> factories.Hub:
    return factories.a_hub()


@pytest.fixture
def manager(hub: factories.Hub, client: Client) -> Client:
    client.force_login(hub.account(hub.manager))
    return client


@pytest.fixture
def telling(hub: factories.Hub, manager: Client) -> Telling:
    return Telling(hub, manager)
