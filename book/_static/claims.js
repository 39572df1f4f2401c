/* The list of all claims: choose a chapter, a kind, claims or checks, and the order. Without a script
   it is complete, by chapter. */
{
  const list = document.querySelector(".all-claims");
  const groups = [...list.querySelectorAll(".claims-of")];
  const rows = [...list.querySelectorAll("table.statements tbody tr")].map((row) => ({
    row,
    home: row.parentElement,
    isCheck: row.closest("details") != null,
    rank: Number(row.dataset.rank),
  }));

  const select = (name, options) => {
    const field = document.createElement("div");
    const label = document.createElement("label");
    const choice = document.createElement("select");
    choice.id = `choose-${name.toLowerCase()}`;
    for (const [value, words] of options) choice.add(new Option(words, value));
    choice.addEventListener("change", update);
    label.htmlFor = choice.id;
    label.textContent = name;
    field.append(label, choice);
    controls.append(field);
    return choice;
  };
  const update = () => {
    const sorted = order.value == "closest";
    const wanted = ({ row, isCheck }) =>
      (!chapter.value || row.dataset.chapter == chapter.value) &&
      (!kind.value || row.dataset.kind == kind.value) &&
      (!form.value || isCheck == (form.value == "checks"));
    const shown = rows.filter(wanted);
    for (const entry of rows) entry.row.hidden = !shown.includes(entry);
    list.classList.toggle("sorted", sorted);
    table.hidden = !sorted;
    if (sorted) {
      const closestFirst = [...rows].sort((one, other) => one.rank - other.rank);
      table.tBodies[0].append(...closestFirst.map(({ row }) => row));
    } else {
      for (const { row, home } of rows) home.append(row);
    }
    for (const part of list.querySelectorAll(".claims-of, .claims-of > table, .claims-of > details")) {
      part.hidden = !part.querySelector("tbody tr:not([hidden])");
    }
    count.textContent = `${shown.length} of ${rows.length} shown`;
  };

  const controls = document.createElement("form");
  controls.className = "choose";
  const chapter = select("Chapter", [
    ["", "All"],
    ...groups.map((group) => [group.id.replace("claims-of-", ""), group.querySelector("h2").textContent]),
  ]);
  const kind = select("Kind", [
    ["", "All"],
    ...[...new Set(rows.map(({ row }) => row.dataset.kind))].map((words) => [words, words]),
  ]);
  const form = select("Show", [
    ["", "Claims and checks"],
    ["claims", "Claims"],
    ["checks", "Checks"],
  ]);
  const order = select("Order", [
    ["book", "As in the book"],
    ["closest", "Closest call first"],
  ]);
  const count = document.createElement("p");
  count.className = "shown";
  count.role = "status";
  controls.append(count);
  const table = list.querySelector("table.statements").cloneNode(true);
  table.tBodies[0].replaceChildren();
  table.hidden = true;
  groups[0].before(controls, table);
  update();
}
