"""When the made-up area may not be loaded: it must never stand among real records."""

from django.conf import settings

from joinedup.interfaces.demonstration.loading.folder import Area
from joinedup.trust.agencies.queries import organisations


class NotLoadedError(RuntimeError):
    """Loading would be wrong here; the message is one line."""


def refuse_among_real_records(area: Area) -> None:
    """Refuse outside the demonstration, and where an organisation is not one of the area's.

    Every record has an organisation that answers for it, so where there is no other organisation
    there is no other record. Raises ``NotLoadedError``.
    """
    if not settings.DEMO:
        raise NotLoadedError("a made-up area is loaded in demonstration mode only")
    ours = {(agency.slug, agency.name) for agency in area.agencies}
    for organisation in organisations():
        if (organisation.slug, organisation.name) not in ours:
            raise NotLoadedError(
                f"{organisation.name} is set up here already: a made-up area may not stand among"
                " records of others"
            )
