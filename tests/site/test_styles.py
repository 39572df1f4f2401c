"""The one style sheet has the rules that pages use, as they were."""

from conundrum.site.styles import gather, keep_used, names_in_page, names_in_script


def test_names_are_those_of_pages_and_all_words_of_scripts():
    assert names_in_page('<p class="a b-c" id="d">e <a href="#f">') == {"a", "b-c", "d"}
    assert {"live-box", "show"} <= names_in_script('x.className = "live-box"; y("show")')


def test_a_rule_stays_if_it_may_apply():
    css = """
    @charset "UTF-8"; /* .a {} */
    .a, .b > .c, p.d:not(.e) { color: red; background: url("x;{}.png") }
    :is(.b, .a) p, #b { margin: 0 }
    @media (min-width: 9px) { .b { top: 0 } .a::before { content: "} .b {" } }
    @media print { .b { top: 0 } }
    @font-face { font-family: B; src: url(b.woff2) }
    [data-b="b"] { left: 0 }
    """
    assert keep_used(css, {"a", "d"}) == (
        '@charset "UTF-8";.a,p.d:not(.e){color:red;background:url("x;{}.png")}'
        ":is(.b, .a) p{margin:0}"
        '@media (min-width: 9px){.a::before{content:"} .b {"}}'
        "@font-face{font-family:B;src:url(b.woff2)}"
        '[data-b="b"]{left:0}'
    )


def test_addresses_lead_to_the_same_files_from_where_the_sheet_lies(tmp_path):
    (tmp_path / "styles").mkdir()
    styles = tmp_path / "styles" / "sphinx-book-theme.css"
    styles.write_text("a{b:url(../c.png)}d{e:url('f.png')}g{h:url(data:i)}", "utf-8")
    assert "".join(gather(tmp_path)) == (
        "a{b:url(styles/../c.png)}d{e:url('styles/f.png')}g{h:url(data:i)}"
    )


def test_every_page_has_it_and_no_other_before_it(pages, site):
    for name, page in pages.items():
        if name == "index.html" or name.startswith("live/"):
            continue
        first, *others = page.select("link[rel=stylesheet]")
        assert first["href"].endswith("_static/site.css"), name
        assert all("/live/" in other["href"] for other in others), name
    assert (site / "_static/site.css").stat().st_size < 150_000
