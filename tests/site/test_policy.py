"""No page runs or loads what is not the site's own, even if somebody slips it in."""

import base64
import hashlib
import re

import pytest

CODE = "script:not([src]):not([type='application/json']):not([type='application/ld+json'])"
SLIP_IN = """
async () => {
  const refused = [];
  addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
  const add = (tag, properties) =>
    document.body.append(Object.assign(document.createElement(tag), properties));
  add("script", { textContent: "window.slippedIn = true" });
  add("style", { textContent: "h1 { color: red }" });
  add("img", { src: "https://elsewhere.invalid/a.png" });
  add("script", { src: "https://elsewhere.invalid/a.js" });
  add("iframe", { src: "https://elsewhere.invalid/" });
  document.body.insertAdjacentHTML("beforeend", '<b onclick="window.slippedIn = true"></b>');
  document.body.lastElementChild.click();
  await fetch("https://elsewhere.invalid/").catch(() => {});
  const source = URL.createObjectURL(new Blob(["postMessage(6 * 7)"]));
  const worker = new Worker(source);
  const answer = await new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
  return { refused, answer, ran: "slippedIn" in window };
}
"""


def policy_of(page) -> dict[str, list[str]]:
    content = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    return {name: sources for name, *sources in (part.split() for part in content.split(";"))}


def test_each_page_allows_its_own_code_by_hash_and_nothing_else_inside_it(pages):
    for name, page in pages.items():
        policy = policy_of(page)
        assert policy["default-src"] == ["'none'"], name
        for kind, selector in (("script-src", CODE), ("style-src", "style")):
            allowed = policy.get(kind, [])
            assert not {"'unsafe-inline'", "'unsafe-eval'", "*"} & set(allowed), name
            for element in page.select(selector):
                digest = hashlib.sha256(element.string.encode()).digest()
                assert f"'sha256-{base64.b64encode(digest).decode()}'" in allowed, (name, element)
        hosts = [source for sources in policy.values() for source in sources if "." in source]
        assert not hosts, name


def test_the_policy_comes_before_whatever_it_is_about(pages):
    for name, page in pages.items():
        meta = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
        assert not meta.find_previous(["script", "link", "style", "img"]), name


def test_no_element_carries_a_script(pages):
    for name, page in pages.items():
        for element in page.find_all(True):
            assert not [key for key in element.attrs if re.match("on[a-z]", key)], (name, element)
            assert not str(element.get("href", "")).startswith("javascript:"), name


@pytest.mark.parametrize("place", ["disk", "server"])
def test_what_is_slipped_into_a_page_is_refused(place, site, served, tab):
    tab.goto((site / "book/glossary.html").as_uri() if place == "disk" else f"{served}/404.html")
    found = tab.evaluate(SLIP_IN)
    assert set(found["refused"]) >= {
        "script-src-attr",
        "script-src-elem",
        "style-src-elem",
        "img-src",
        "frame-src",
        "connect-src",
    }
    assert not found["ran"]
    assert found["answer"] == 42  # a live figure computes beside the page
