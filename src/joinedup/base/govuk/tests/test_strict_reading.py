"""The strict reader of pages refuses what it says that it refuses."""

import pytest
from tests.html import BrokenHtmlError, find_one, parse_strictly, words


def document(body: str) -> str:
    return (
        '<!DOCTYPE html><html lang="en"><head><title>T</title></head>'
        f"<body><main><h1>H</h1>{body}</main></body></html>"
    )


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("<p>a<div></p></div>", "line 1"),
        ('<p id="a"></p><p id="a"></p>', "id used 2 times: a"),
        ('<input type="text" name="n">', "<input name=n> has no label"),
        ('<label for="gone">L</label>', "for=gone"),
        ('<p aria-describedby="gone">x</p>', "aria-describedby=gone"),
        ('<a href="#gone">x</a>', 'href="#gone"'),
        ('<a href="/x"><svg></svg></a>', "<a> without words"),
        ("<h1>Again</h1>", "2 <h1>"),
        ("</main><main>", "2 <main>"),
        ("\x00", "line 1"),
    ],
)
def test_broken_pages_are_refused(body: str, complaint: str) -> None:
    with pytest.raises(BrokenHtmlError) as refused:
        parse_strictly(document(body))
    assert complaint in str(refused.value)


def test_a_sound_page_can_be_read() -> None:
    read = parse_strictly(
        document('<label for="n">Name</label><input id="n" name="n"><ul><li>a</li><li>b</li></ul>')
    )
    assert words(find_one(read, "ul")) == "a b"
    assert words(read).endswith("Name a b")
