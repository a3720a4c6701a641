"""What a team has been told by the hub: its list, each in full, and as a document to take away."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from joinedup.base.documents.document import (
    Block,
    Document,
    Heading,
    KeyValues,
    Notice,
    Paragraph,
)
from joinedup.base.documents.file_names import safe_file_name
from joinedup.base.documents.pdf import PrintSize, as_pdf
from joinedup.base.govuk.wording import say_datetime
from joinedup.practice.safeguarding_hub.queries import open_product, products_received
from joinedup.practice.safeguarding_hub.queries.enquiry import take_out_product
from joinedup.trust.sharing.audience import PageRequest, page
from joinedup.trust.sharing.explaining import explanations
from joinedup.trust.sharing.rules import work_of

FOLDER = "practice/safeguarding_hub/pages/product"
HANDLING = "Official-Sensitive: for the named {} only"
HOW_TO_TREAT = (
    "{}, for the work described here. Each item still belongs to the agency that"
    " brought it: ask the hub before passing anything on."
)
MAY_ASK = "The family may ask to read this."
SIZES = {
    PrintSize.STANDARD: "Standard print",
    PrintSize.LARGE: "Large print",
    PrintSize.GIANT: "Giant print",
}


@page(work_of)
def received(request: PageRequest) -> HttpResponse:
    """Newest first; a team that has been told nothing is told so."""
    rows: list[list[Any]] = [
        [
            {
                "text": found.about or "A family",
                "href": reverse("product", args=[found.id]),
                "reference": found.reference,
            },
            found.title,
            found.reference,
            say_datetime(found.made_at),
        ]
        for found in products_received(request.viewer)
    ]
    return render(request, f"{FOLDER}/list.html", {"rows": rows})


@page(work_of)
def product(request: PageRequest, product_id: UUID) -> HttpResponse:
    """One of them, word for word as it was sent."""
    found = open_product(request.viewer, product_id)
    address = reverse("product_document", args=[product_id])
    context = {
        "product": found,
        "made_for": made_for(found),
        "sizes": [{"text": words, "href": f"{address}?size={s}"} for s, words in SIZES.items()],
        "why": explanations(found.folder_id),
        "back": reverse("products_received"),
    }
    return render(request, f"{FOLDER}/page.html", context)


@page(work_of)
def document(request: PageRequest, product_id: UUID) -> HttpResponse:
    """The same as a tagged PDF, made in memory under the viewer's own grants, and logged."""
    try:
        size = PrintSize(request.GET.get("size", PrintSize.STANDARD))
    except ValueError as unknown:
        raise Http404 from unknown
    found = take_out_product(request.viewer, product_id, print_size=size)
    name = safe_file_name(f"Hub {found.reference} {size}.pdf")
    return HttpResponse(
        as_pdf(_as_document(found), print_size=size),
        status=HTTPStatus.OK,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def made_for(found: Any) -> str:  # noqa: ANN401 - pages know no tables
    """The team with its agency, after the people of it to whom it was sent by name."""
    team = (found.recipient.name, found.recipient.organisation.name)
    return ", ".join([*found.content.get("named", []), *team])


def _as_document(found: Any) -> Document:  # noqa: ANN401 - pages know no tables
    content = found.content
    caution = content.get("caution", "")
    blocks: list[Block] = [
        *([Notice(caution, title="Before you speak to the family")] if caution else []),
        Paragraph(content["message"]),
        Heading("About whom"),
        KeyValues(tuple((person["name"], _person(person)) for person in content["people"])),
    ]
    if content["items"]:
        blocks.append(Heading("What you need to know"))
        for item in content["items"]:
            blocks += _item(item)
    readers = content.get("readers", "")
    treat = HOW_TO_TREAT.format(f"Only for {readers}" if readers else "For this team alone")
    treat = treat if caution else f"{treat} {MAY_ASK}"
    blocks.append(Notice(treat, title="How to treat this"))
    blocks.append(KeyValues((("Questions to", content["contact"] or content["from"]),)))
    return Document(
        title=found.title,
        reference=found.reference,
        made_for=made_for(found),
        made_by=f"{found.made_by.name}, {content['from']}",
        made_at=found.made_at,
        handling=HANDLING.format("people" if readers else "team"),
        blocks=tuple(blocks),
    )


def _person(person: dict[str, Any]) -> str:
    homes = []
    for address in person.get("addresses", []):
        homes.append(f"Address: {address['words']}. {address['source']}")
        homes += [address["caution"]] if address["caution"] else []
    needs = [f"To be able to take part: {need}" for need in person["needs"]]
    return "\n".join([f"{person['relation'].capitalize()}. {person['born']}.", *homes, *needs])


def _item(item: dict[str, Any]) -> list[Block]:
    title = ", ".join(filter(None, [item["kind"], item["when"]])) or "In summary"
    about = f"About {item['about']}. " if item["about"] else ""
    said = [item["what"]]
    if item["done"]:
        said.append(f"What was done, or why nothing: {item['done']}")
    if item["view"]:
        said.append(f"A professional view, not a fact: {item['view']}")
    said.append(f"{about}From {item['source']}.")
    return [Heading(title, level=2), Paragraph("\n\n".join(said))]


urlpatterns = [
    path("received/", received, name="products_received"),
    path("received/<uuid:product_id>/", product, name="product"),
    path("received/<uuid:product_id>/document.pdf", document, name="product_document"),
]
