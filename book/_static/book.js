/* Formulas wider than the page scroll in a box of their own; a keyboard must reach that box. */
const makeReachable = (box) => {
  if (box.scrollWidth > box.clientWidth) {
    box.tabIndex = 0;
    box.role = "group";
    box.ariaLabel = "Formula, scrolls sideways";
  } else {
    for (const attribute of ["tabindex", "role", "aria-label"]) box.removeAttribute(attribute);
  }
};
const resized = new ResizeObserver((entries) => entries.forEach(({ target }) => makeReachable(target)));
document.querySelectorAll(".formula").forEach((box) => resized.observe(box));

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

/* What the theme's buttons do; the pages' policy allows no script inside them. */
const clicks = { "window.print()": () => print(), "toggleFullScreen()": () => toggleFullScreen() };
for (const button of document.querySelectorAll("[data-click]")) {
  button.addEventListener("click", clicks[button.dataset.click]);
}

/* Whoever comes to the page of the search wants to type. */
document.querySelector("div.bd-search-container form.bd-search input")?.focus();

/* Browsers do not let a page opened from disk read the pages that a search found. */
DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = location.protocol != "file:";
