"""The page that lists all figures."""

import pytest

pytestmark = pytest.mark.slow


def test_every_figure_is_listed_once_and_leads_to_itself(pages):
    links = [
        (link["href"], link.get_text())
        for link in pages["book/figures.html"].select("article .bullet-list a, article li a")
        if "#" in link["href"]
    ]
    assert len({href for href, _ in links}) == len(links)
    on_pages = {}
    for page, soup in pages.items():
        for caption in soup.select("article figcaption .caption-number"):
            number = caption.get_text().strip().rstrip(".")
            figure = caption.find_parent("figure")
            on_pages[number] = f"{page.removeprefix('book/')}#{figure['id']}"
    listed = {words.partition(":")[0]: href for href, words in links}
    assert listed == on_pages


def test_the_list_says_what_a_figure_shows(pages):
    for link in pages["book/figures.html"].select("article li a"):
        number, _, shows = link.get_text().partition(": ")
        assert number.startswith("Fig"), link
        assert len(shows) > 10, link
