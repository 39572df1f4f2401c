"""What the package computed for live figures reaches them as scripts, and leaves no trace."""

import json
import re

from conundrum.page import LIVE_DATA_MIME_TYPE, supply

# Figures whose sources load data.
WITH_DATA = {"be-the-reader", "kernel-bench", "trained-network"}


def test_a_cell_says_whose_data_it_supplies():
    bundle = supply("try-it", {"numbers": [1, 2.5]})._repr_mimebundle_()
    assert bundle[LIVE_DATA_MIME_TYPE] == {"figure": "try-it", "data": {"numbers": [1, 2.5]}}
    json.dumps(bundle)


def test_a_browser_reads_what_pages_supplied(site, browser):
    tab = browser.new_page()
    files = list((site / "_static" / "live").glob("*.data.js"))
    for file in files:
        tab.add_script_tag(path=file)
    assert set(tab.evaluate("Object.keys(liveData)")) >= WITH_DATA
    assert len(files) == tab.evaluate("Object.keys(liveData).length")
    assert tab.evaluate("Object.values(liveData).every(data => Object.keys(data).length > 0)")
    tab.close()


def test_no_page_shows_a_trace_of_it(pages):
    for name, page in pages.items():
        assert not re.search("data of the live figure", page.get_text()), name
