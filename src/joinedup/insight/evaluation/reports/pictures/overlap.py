"""Whether families of both kinds can be found at every chance of taking part."""

from collections.abc import Sequence

from joinedup.insight.evaluation.reports.pictures.drawing import (
    MAIN,
    OTHER,
    SOFT,
    WIDTH,
    Scale,
    across,
    line,
    picture,
    text,
)

LEFT, TOP, HALF, FOOT = 40, 40, 130, 62


def overlap(
    edges: Sequence[float],
    treated: Sequence[float],
    control: Sequence[float],
    *,
    title: str = "Who could have been in either group",
) -> str:
    """Shares of each group in bins of the chance of taking part: took part above, others below.

    ``edges`` has one value more than each of the shares.
    """
    across_scale = Scale(min(0.0, edges[0]), max(1.0, edges[-1]), LEFT, WIDTH - 26)
    most = max((*treated, *control, 1e-9))
    middle = TOP + HALF
    parts = [across(across_scale, TOP, middle + HALF, percent=True)]
    for low, high, up, down in zip(edges, edges[1:], treated, control, strict=False):
        x, width = across_scale(low), max(across_scale(high) - across_scale(low) - 1, 1)
        parts.append(_bar(x, middle - HALF * up / most, width, HALF * up / most, MAIN, "1"))
        parts.append(_bar(x, middle, width, HALF * down / most, OTHER, "0.35"))
    parts += [
        line(LEFT, middle, WIDTH - 26, middle),
        text(LEFT, TOP - 16, "Took part (above the line)", fill=MAIN, bold=True),
        text(WIDTH - 26, TOP - 16, "Did not (below)", fill=OTHER, bold=True, anchor="end"),
        text(WIDTH / 2, middle + HALF + 48, "Estimated chance of taking part", anchor="middle",
             fill=SOFT),
    ]  # fmt: skip
    shared = sum(min(a, b) for a, b in zip(treated, control, strict=True))
    said = f"{shared:.0%} of the two groups' distributions is in common."
    return picture(title, said, middle + HALF + FOOT, parts)


def _bar(x: float, y: float, width: float, height: float, fill: str, opacity: str) -> str:
    if not height > 0:
        return ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"'
        f' fill-opacity="{opacity}" stroke="{fill}"/>'
    )
