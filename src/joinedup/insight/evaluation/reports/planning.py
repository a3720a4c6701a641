"""Lots that were drawn, and what was promised."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from joinedup.insight.evaluation.methods.planning.allocation import Allocation
from joinedup.insight.evaluation.methods.planning.protocol import Protocol
from joinedup.insight.evaluation.reports.finding import Finding, Shown
from joinedup.insight.evaluation.reports.wording import plain_figures

AGAIN = (
    "Anybody who has the list can draw them again with seed {seed}; a list that is changed by one"
    " letter has another fingerprint."
)
HASH = "Its hash is {sha256}: whoever holds it can tell whether the protocol was changed."
KEPT = "The report keeps to its protocol."


def allocation_finding(
    drawn: Allocation, *, source: str, fingerprint: str, checked: bool = False
) -> Finding:
    """How many came to each arm, and how anybody can draw the same lots again."""
    log = drawn.log
    what = "were drawn again, and are the same" if checked else "were drawn"
    return Finding(
        title="Who begins when, by lot",
        verdict=f"Lots {what}: {log.units:,} units, {len(log.arms)} groups.",
        in_words=(
            f"Lots {what} for {log.units:,} units. The groups are: {', '.join(log.arms)}.",
            AGAIN.format(seed=log.seed),
        ),
        shown=(
            Shown(
                title="How many came to each group",
                words="Within each stratum the groups are as equal as they can be.",
                headings=("Stratum", *log.arms),
                rows=tuple(
                    (stratum or "all", *(f"{counts[arm]:,}" for arm in log.arms))
                    for stratum, counts in drawn.counts().items()
                ),
            ),
        ),
        warnings=(),
        figures=plain_figures(
            {
                "seed": log.seed,
                "arms": list(log.arms),
                "block": log.block,
                "n": log.units,
                "list_sha256": log.list_sha256,
                "drawn_sha256": log.drawn_sha256,
                "counts": drawn.counts(),
                "checked": checked,
                "warnings": [],
            }
        ),
        fingerprints={source: fingerprint},
        how=(("Method", log.method), ("Seed", str(log.seed)), ("Block", str(log.block)),
             ("SHA-256 of the list with strata", log.list_sha256),
             ("SHA-256 of the lots", log.drawn_sha256)),
    )  # fmt: skip


def protocol_finding(protocol: Protocol, *, source: str, fingerprint: str) -> Finding:
    """The protocol as a document, with the hash to write down beforehand."""
    day = f"{protocol.registered.day} {protocol.registered:%B %Y}"
    return Finding(
        title=protocol.title,
        verdict=f"Registered on {day}, before anybody looks.",
        in_words=(
            protocol.question,
            f"It will be answered by joinedup evaluate {protocol.action} with the settings below.",
            HASH.format(sha256=protocol.sha256),
            *((protocol.notes,) if protocol.notes else ()),
        ),
        shown=(
            Shown(
                title="What is promised",
                words="",
                headings=("Setting", "Value"),
                rows=tuple(
                    (name.replace("_", " "), _said(value))
                    for name, value in sorted(protocol.settings.items())
                ),
            ),
        ),
        warnings=(),
        figures=plain_figures(
            {"protocol": protocol.as_map(), "sha256": protocol.sha256, "warnings": []}
        ),
        fingerprints={source: fingerprint},
        how=(("Author", protocol.author or "not said"), ("Hash", protocol.sha256)),
    )


def _said(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_said(each)}" for name, each in value.items())
    return str(value)


def held_to(finding: Finding, protocol: Protocol, deviations: Sequence[str]) -> Finding:
    """The finding, saying first whether it is what was promised."""
    number = len(deviations)
    words = KEPT if not number else (
        f"This report departs from its protocol in {number} {'way' if number == 1 else 'ways'}:"
        f" {'; '.join(deviations)}."
    )  # fmt: skip
    shown = Shown(
        title="Beside the protocol",
        words=f"“{protocol.title}”, registered on {protocol.registered:%d %B %Y}.",
        headings=("Departure",),
        rows=tuple((each,) for each in deviations) or (("none",),),
    )
    told = {
        "title": protocol.title,
        "registered": protocol.registered.isoformat(),
        "sha256": protocol.sha256,
        "deviations": list(deviations),
    }
    warned = tuple(f"not as promised: {each}" for each in deviations)
    figures = dict(finding.figures)
    already = figures.get("warnings")
    figures["warnings"] = [*(already if isinstance(already, list) else []), *warned]
    return replace(
        finding,
        in_words=(*finding.in_words, words),
        shown=(*finding.shown, shown),
        warnings=(*finding.warnings, *warned),
        figures={**figures, "protocol": told},
        how=(*finding.how, ("Protocol's hash", protocol.sha256)),
    )
