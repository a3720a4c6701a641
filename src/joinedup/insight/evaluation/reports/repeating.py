"""What somebody needs to repeat a run: the command, the data's fingerprints, the versions."""

import platform
from importlib.metadata import version

import joinedup
from joinedup.insight.evaluation.reports.finding import Finding

LIBRARIES = ("numpy", "scipy", "pandas", "statsmodels", "scikit-learn", "lifelines")


def repeating(finding: Finding, command: str) -> tuple[tuple[str, str], ...]:
    """Labels and values."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        *finding.how,
        ("Command", command),
        *(
            (f"SHA-256 of {name}", fingerprint)
            for name, fingerprint in finding.fingerprints.items()
        ),
        (
            "Versions",
            f"Joined Up {joinedup.__version__}, Python {platform.python_version()}, {libraries}",
        ),
    )
