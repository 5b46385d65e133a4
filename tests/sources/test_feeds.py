"""Feeds of all kinds, broken ones and hostile ones."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from news_site import rss

from detente.errors import SourceError
from detente.sources.feeds import Feed, LeftOut, printed_day, read_feed
from detente.sources.page import decode_page, plain_text, read_page
from detente.sources.publishers import agency_of_page, find_agency, load_agencies, publisher_at

BASE = "http://news.example/feed"
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Ports</title><entry><id>urn:1</id>
<title type="html">Lee &amp;amp; &lt;b&gt;Xi&lt;/b&gt; meet</title><link href="/a"/><author><name>Jane Doe, AFP</name></author>
<updated>2026-01-07T06:00:00+09:00</updated><category term="Asia"/>
<content type="html">&lt;p&gt;They met.&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;p&gt;They parted.&lt;/p&gt;</content></entry></feed>"""
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Ports",
    "items": [
        {
            "id": 7,
            "url": "/a",
            "title": "Lee & Xi meet",
            "content_html": "<p>They met.</p><p>They parted.</p>",
            "date_published": "2026-01-07T06:00:00+09:00",
            "authors": [{"name": "Jane Doe, AFP"}],
            "tags": ["Asia"],
        },
        "no object",
        {},
    ],
}


def feed(text: str | bytes, **more: str) -> Feed:
    raw = text.encode() if isinstance(text, str) else text
    return read_feed(raw, "test", url=BASE, **more)


@pytest.mark.parametrize("text", [ATOM, json.dumps(JSON)])
def test_entries_are_items(text: str) -> None:
    (item,) = feed(text).items
    assert (item.url, item.title, item.published, item.text, item.authors, item.tags) == (
        "http://news.example/a",
        "Lee & Xi meet",
        "2026-01-07",  # as printed, though it was the sixth in Greenwich
        "They met.\nThey parted.",
        ("Jane Doe, AFP",),
        ("Asia",),
    )


def test_a_feed_that_breaks_off_gives_what_it_has() -> None:
    whole = rss(("One", "/1", "Wed, 07 Jan 2026 06:00:00 +0900"), ("Two", "/2", "2026-01-08"))
    found = feed(whole[: whole.index("<link>/2") + 8])
    assert [i.title for i in found.items] == ["One", "Two"]
    assert found.trouble is not None
    assert "no element found" in found.trouble


def test_two_entries_of_one_id_are_one_item() -> None:
    assert len(feed(rss(("One", "/1", ""), ("Two", "/1", ""))).items) == 1


ENTRIES = (
    "<item><title>A</title><guid>1</guid></item><item/><item><title>B</title><guid>1</guid></item>"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # of three entries one says nothing and one has an id that was there
        (
            f"<rss version='2.0'><channel>{ENTRIES}</channel></rss>",
            (1, LeftOut(empty=1, repeated=1)),
        ),
        (
            json.dumps(
                {**JSON, "items": [{"id": 1, "title": "A"}, 7, {}, {"id": 1, "title": "B"}]}
            ),
            (1, LeftOut(empty=2, repeated=1)),
        ),
        (
            json.dumps({**JSON, "items": [{"id": n, "title": "A"} for n in range(1_003)]}),
            (1_000, LeftOut(beyond=3)),
        ),
        (
            "<rss version='2.0'><channel>"
            + "".join(f"<item><guid>{n}</guid><title>A</title></item>" for n in range(1_003))
            + "</channel></rss>",
            (1_000, LeftOut(beyond=3)),
        ),
    ],
)
def test_no_entry_is_left_out_untold(text: str, expected: tuple[int, LeftOut]) -> None:
    found = feed(text)
    assert (len(found.items), found.left_out) == expected
    assert found.left_out.words().startswith("entries left out: ")


def test_the_digest_follows_what_is_said_not_the_id() -> None:
    one, two, three = (
        feed(
            f"<rss version='2.0'><channel><item><guid>{g}</guid><title>{t}</title></item></channel></rss>"
        ).items[0]
        for g, t in (("a", "x"), ("b", "x"), ("a", "y"))
    )
    assert one.digest == two.digest != three.digest


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'
    "<rss version='2.0'><channel><title>&c;</title></channel></rss>"
)
OPEN = '<rss version="2.0"><channel>'


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (LAUGHS.encode(), "declares entities"),
        (LAUGHS.encode("utf-16"), "declares entities"),
        (
            b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>',
            "declares entities",
        ),
        (b"<html><body>no feed</body></html>", "a web page"),
        (b"/etc/passwd", "no feed"),  # never taken for the name of a file
        (b"", "empty"),
        (bytes(range(256)) * 50, "no feed"),
        (b'{"a":' * 100_000, "broken JSON"),
        (b'{"items": []}', "no JSON Feed"),
        ((OPEN + "<a>" * 100_000 + "</a>" * 100_000).encode(), "nested"),
        ((OPEN + "<a>" * 400_000).encode(), "tags"),
        (
            (OPEN + "<item " + " ".join(f'a{i}=""' for i in range(5_000)) + "/>").encode(),
            "attributes",
        ),
    ],
)
def test_what_is_no_feed_is_refused(raw: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        feed(raw)


def test_a_feed_of_a_hundred_thousand_entries_is_cut() -> None:
    raw = OPEN + "".join(f"<item><guid>{i}</guid></item><item/>" for i in range(20_000))
    assert len(feed(raw).items) <= 1_000


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(lambda t: (OPEN + t).encode("utf-8", "replace"))
)
def test_no_bytes_break_it(raw: bytes) -> None:
    try:
        found = feed(raw)
    except SourceError:
        return
    assert isinstance(found, Feed)


def test_encodings_are_told_and_guessed() -> None:
    said = (
        "<?xml version='1.0' encoding='{}'?>"
        + OPEN
        + "<title>Café</title><item><title>x</title></item></channel></rss>"
    )
    for declared, real in (
        ("iso-8859-1", "latin-1"),
        ("utf-8", "utf-8"),
        ("utf-8", "cp1252"),
        ("nonsense", "utf-8"),
    ):
        assert feed(said.format(declared).encode(real)).title == "Café"
    assert decode_page("<meta charset=latin-1>Café".encode("latin-1"), "", "x").endswith("Café")
    assert decode_page("Café".encode(), "latin-1", "x") == "Café"  # the host lies


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("Wed, 07 Jan 2026 23:30:00 -0500", "2026-01-07"),
        ("2026-01-07", "2026-01-07"),
        ("2026-13-41T00:00:00Z", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_days_as_printed(printed: str, day: str | None) -> None:
    assert printed_day(printed) == day


def test_a_date_that_is_none_is_left_out() -> None:
    text = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title>A</title><updated>0000-00-00'
    (item,) = feed(text).items
    assert (item.title, item.published) == ("A", None)


def test_markup_is_gone_and_scripts_with_it() -> None:
    assert plain_text("a<script>b</script><style>c</style>d<br>e &lt;f&gt;") == "ad\ne <f>"
    assert plain_text("{{ 7 * 7 }} ${x} <%= y %>") == "{{ 7 * 7 }} ${x} <%= y %>"
    assert len(plain_text("<div>" * 50_000 + "x")) < 100


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<a href='x'>y</a>" * 100_000, "tags"),
        ("<p " + " ".join(f"a{i}=1" for i in range(50_000)) + ">x</p>", "attributes"),
        ("<div>" * 50_000 + "x", "no article text"),
    ],
)
def test_a_page_made_to_keep_us_busy_is_refused(body: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read_page(f"<html><body>{body}</body></html>", "x")


def forms() -> list[tuple[str, str, bool]]:
    held = load_agencies().forms
    return [(f.id, e, True) for f in held for e in f.examples] + [
        (f.id, e, False) for f in held for e in f.counterexamples
    ]


@pytest.mark.parametrize(("form", "text", "named"), forms())
def test_examples_of_agencies(form: str, text: str, named: bool) -> None:
    found = agency_of_page("", authors=[text]) if form == "author" else find_agency(text)
    assert (found is not None) is named


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("They met. (With inputs from Reuters)", "Reuters"),
        ("SEOUL (AP) — They met.", "Associated Press"),  # one agency, one name
        ("They met.\nThe Associated Press", "Associated Press"),
        ("They met, sources told Reuters. Reuters was there.", None),
        ("An AP (advanced placement) - class met.", None),
    ],
)
def test_agencies(text: str, agency: str | None) -> None:
    assert find_agency(text) == agency


def test_tags_and_hosts() -> None:
    assert agency_of_page("They met.", tags=["Asia", "Xinhua"]) == "Xinhua"
    assert agency_of_page("They met.", tags=["Reuters building"]) is None
    assert publisher_at("https://edition.cnn.com/x") == "CNN"
    assert publisher_at("https://notcnn.com/x") is None
    assert publisher_at("http://[") is None


def test_the_page_says_who_printed_it_and_whose_it_is() -> None:
    text = "".join(
        f"<p>The minister of Kenya met the envoy of Peru, and they agreed on part {i}.</p>"
        for i in range(6)
    )
    html = f'<html><head><title>Ports</title><meta name="author" content="Jane Doe, Reuters"></head><body><article>{text}</article></body></html>'
    fields = read_page(html, "x", url="https://www.thehindu.com/1")
    assert (fields["publisher"], fields["agency"], fields["url"]) == (
        "The Hindu",
        "Reuters",
        "https://www.thehindu.com/1",
    )
