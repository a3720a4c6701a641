"""A load that was cut short goes on where it ended."""

import pytest

from joinedup.interfaces.demonstration.loading import load_directory
from joinedup.interfaces.demonstration.loading.acting import company
from joinedup.interfaces.demonstration.tests.people import enquiries
from joinedup.practice.safeguarding_hub.rules.states import State

pytestmark = pytest.mark.django_db


def test_it_goes_on_after_an_interruption(area_directory, monkeypatch):
    act_out, told = company.act_out, company.stories
    monkeypatch.setattr(company, "families", lambda area: [])
    monkeypatch.setattr(company, "stories", lambda stories: list(told(stories))[:3])

    def interrupted(stage, case):
        if case.slug == "twins-and-their-numbers":
            raise KeyboardInterrupt
        return act_out(stage, case)

    monkeypatch.setattr(company, "act_out", interrupted)
    with pytest.raises(KeyboardInterrupt):
        load_directory(area_directory, lambda _: None)
    assert list(enquiries().values()) == [State.RECEIVED]

    monkeypatch.setattr(company, "act_out", act_out)
    said = []
    load_directory(area_directory, said.append)
    assert any("2 of 3 were new" in line for line in said)
    assert sorted(enquiries().values()) == [State.IDENTIFIED, State.RECEIVED, State.SCREENED]
