"""A file that a page takes in: none, an empty one, one of the largest size, one beyond it."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from joinedup.base.govuk.files import SentFileField


class SendingForm(forms.Form):
    file = SentFileField(most_bytes=1_000, beyond="Send it in parts.")


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (None, ["Choose the file to send"]),
        (0, []),
        (1_000, []),
        (2_000, ["This file is 2 KB; at most 1 KB can be sent here. Send it in parts."]),
    ],
)
def test_a_file_is_taken_up_to_its_size(size: int | None, said: list[str]) -> None:
    sent = {} if size is None else {"file": SimpleUploadedFile("people.csv", b"x" * size)}
    form = SendingForm({}, sent)
    assert form.is_valid() is not bool(said)
    assert form.errors.get("file", []) == said
    if not said:
        assert form.cleaned_data["file"].size == size
