/* What is wider than the page scrolls in a box of its own; a keyboard must reach that box. */
const names = [
  [".formula", "Formula, scrolls sideways"],
  [".pst-scrollable-table-container", "Table, scrolls sideways"],
  ["div.highlight pre", "Code, scrolls sideways"],
];
const makeReachable = (box) => {
  if (box.scrollWidth > box.clientWidth) {
    box.tabIndex = 0;
    box.role = "group";
    box.ariaLabel = names.find(([selector]) => box.matches(selector))[1];
  } else {
    for (const attribute of ["tabindex", "role", "aria-label"]) box.removeAttribute(attribute);
  }
};
const resized = new ResizeObserver((entries) => entries.forEach(({ target }) => makeReachable(target)));
for (const [selector] of names) {
  for (const box of document.querySelectorAll(selector)) resized.observe(box);
}

/* Where CSS stacks the parts of a table, some browsers forget what they are. */
const roles = {
  table: "",
  rowgroup: ":is(thead, tbody)",
  row: "tr",
  columnheader: "thead th",
  rowheader: "tbody th",
  cell: "td",
};
for (const [role, parts] of Object.entries(roles)) {
  for (const part of document.querySelectorAll(`table.statements ${parts}`)) part.role = role;
}

/* A link to a check leads into a folded table; not every browser opens it by itself. */
const openTarget = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = target?.closest("details:not([open])");
  if (!fold) return;
  fold.open = true;
  target.scrollIntoView();
};
addEventListener("hashchange", openTarget);
openTarget();

/* Whoever comes to the page of the search wants to type. */
document.querySelector("div.bd-search-container form.bd-search input")?.focus();

/* Browsers do not let a page opened from disk read the pages that a search found. */
if (typeof DOCUMENTATION_OPTIONS != "undefined") {
  DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = location.protocol != "file:";
}

/* Words that a search found are marked on the page that it led to. */
if (localStorage.getItem("sphinx_highlight_terms") && !document.querySelector("#search-results")) {
  for (const name of ["documentation_options", "doctools", "sphinx_highlight"]) {
    const script = document.createElement("script");
    script.async = false; // in this order
    script.src = `${document.documentElement.dataset.content_root}_static/${name}.js`;
    document.head.append(script);
  }
}
