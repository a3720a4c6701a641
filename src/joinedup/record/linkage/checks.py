"""What has to be right before anybody asks: the model of the installation."""

from typing import Any

from django.core.checks import CheckMessage, Error

from joinedup.record.linkage.queries.model import fault_of_model

BAD_MODEL = "linkage.E001"


def model_serves(**_: Any) -> list[CheckMessage]:  # noqa: ANN401 - what Django hands to a check
    """The file that ``JOINEDUP_MODEL`` names serves for locating people."""
    fault = fault_of_model()
    return [Error(f"JOINEDUP_MODEL: {fault}", id=BAD_MODEL)] if fault else []
