"""A field for a file that a page takes in while its sender waits."""

from typing import Any

from django import forms

from joinedup.base.govuk.wording import say_bytes

MOST_BYTES = 10_000_000
"""What a page can take in while the sender waits: about 40,000 people or events. Files beyond
that go by the command line, which has no such limit."""


class SentFileField(forms.FileField):
    """A file of at most ``most_bytes``; ``beyond`` says where to go with a larger one.

    One with nothing in it is taken: whoever reads it says what is missing.
    """

    def __init__(self, *, beyond: str, most_bytes: int = MOST_BYTES, **kwargs: Any) -> None:  # noqa: ANN401
        kwargs.setdefault("error_messages", {"required": "Choose the file to send"})
        super().__init__(allow_empty_file=True, **kwargs)
        self.most_bytes = most_bytes
        self.beyond = beyond

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ANN401 - Django's uploaded file
        """A size that can be dealt with at once."""
        file = super().clean(data, initial)
        if file and file.size > self.most_bytes:
            raise forms.ValidationError(
                f"This file is {say_bytes(file.size)}; at most {say_bytes(self.most_bytes)} can be"
                f" sent here. {self.beyond}"
            )
        return file
