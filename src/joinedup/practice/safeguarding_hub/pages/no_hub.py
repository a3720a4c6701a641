"""What pages say while the hub has not been set up: nothing can be sent, and whom to ring."""

from joinedup.trust.agencies.queries import councils_contact, hub_is_staffed


def hub_missing() -> dict[str, str | bool]:
    """For a template that calls ``no_hub_yet``: is the hub missing; the council's contact."""
    if hub_is_staffed():
        return {"no_hub": False}
    return {"no_hub": True, "councils_contact": councils_contact()}
