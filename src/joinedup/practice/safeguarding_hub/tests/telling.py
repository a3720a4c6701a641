"""Going through the steps of telling, as a manager does."""

from io import BytesIO

from pypdf import PdfReader
from tests.html import parse_strictly

from joinedup.practice.safeguarding_hub.tests import factories, kept, rooms
from joinedup.practice.safeguarding_hub.tests.filling_in import sent


class Telling:
    """A manager going through the steps for an enquiry with two items."""

    def __init__(self, hub, client):
        self.hub, self.client = hub, client
        self.enquiry_id = rooms.decided(hub)
        self.at = f"/hub/enquiries/{self.enquiry_id}/dissemination/"
        self.child, self.mother = factories.subjects_of(hub, self.enquiry_id)
        self.police, self.health = rooms.contributions(hub, self.enquiry_id)
        self.page = parse_strictly(client.get(self.at))

    def press(self, do, **changes):
        answer = sent(self.client, self.at, do, page=self.page, **changes)
        if answer.status_code == 200:
            self.page = parse_strictly(answer)
        return answer

    def choose(self, *teams):
        return self.press("choose", whom__recipients=[str(t.pk) for t in teams])

    def filled(self, team, **changes):
        """What a manager types for a recipient: the police's item left out, health's in full."""
        prefix = f"t{team.pk.hex}"
        typed = {
            "message": "Please see the family.",
            "subjects": [str(self.child)],
            "why": "They begin the assessment.",
            f"{self.police.pk.hex}.how_much": "not",
            f"{self.health.pk.hex}.how_much": "in_full",
        } | changes
        return {self.name(prefix, name): value for name, value in typed.items()}

    @staticmethod
    def name(prefix, name):
        item, dot, part = name.rpartition(".")
        return f"{prefix}i{item}-{part}" if dot else f"{prefix}-{name}"

    def state(self):
        return kept.only(self.hub.manager, "Enquiry", pk=self.enquiry_id).state


def products(hub):
    return kept.seen(hub.manager, "InformationProduct")


def shown_names(page):
    return {
        field.get("name")
        for field in page.iter()
        if field.tag in ("input", "textarea") and field.get("type") != "hidden"
    }


def printed(paper):
    pages = PdfReader(BytesIO(paper)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
