// The network as a graph of single steps: values, derivatives, and local derivatives on the lines.
import { drawn, element, fitted } from "../shared/elements.ts";
import {
  type Backpropagation,
  type Edge,
  type Node,
  PARAMETERS,
  type Parameter,
  type Value,
  wayDown,
} from "./model.ts";
import { hasDerivative, hasValue, presentNodes } from "./stages.ts";
import { short, symbol } from "./words.ts";

type Side = "right" | "left" | "below";

// Where each node stands, as a share of the width and in rows from above, and where its numbers are.
const PLACES: Readonly<Record<Node, readonly [number, number, Side]>> = {
  loss: [0.5, 0.35, "right"],
  f: [0.5, 1.3, "right"],
  s: [0.5, 2.3, "right"],
  v1: [0.16, 3.3, "below"],
  c: [0.5, 3.75, "below"],
  v2: [0.84, 3.3, "below"],
  h1: [0.34, 5.1, "left"],
  h2: [0.66, 5.1, "right"],
  a1: [0.34, 6.2, "left"],
  a2: [0.66, 6.2, "right"],
  w1: [0.16, 7.2, "below"],
  w2: [0.84, 7.2, "below"],
  b1: [0.28, 8.4, "below"],
  b2: [0.72, 8.4, "below"],
  x: [0.5, 7.9, "below"],
};
const ROW = 50; // pixels
const HEIGHT = 9.25 * ROW;
const RELUS: readonly Node[] = ["h1", "h2", "f"];
const NODES = Object.keys(PLACES) as Node[];

export interface Graph {
  readonly element: HTMLElement;
  show(state: Backpropagation, stage: number, chosen: Parameter | null): void;
}

const isParameter = (node: Node): node is Parameter => (PARAMETERS as readonly Node[]).includes(node);

/** Draw the graph; a parameter that is chosen shows the way down to it. */
export function graph(edges: readonly Edge[], choose: (parameter: Parameter) => void): Graph {
  const lines = edges.map((edge) => lineOf(edge));
  const nodes = NODES.map((node) => nodeOf(node, choose));
  const svg = drawn(
    "svg",
    { class: "live-plot graph", height: HEIGHT, role: "group", "aria-label": "The network as a graph" },
    ...lines.map(({ group }) => group),
    ...nodes.map(({ group }) => group),
  );
  const box = element("div", { class: "live-plot-box" }, svg);
  fitted(box, (width) => {
    svg.setAttribute("width", String(width));
    svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    [...lines, ...nodes].forEach((part) => part.place(width));
  });
  return {
    element: box,
    show(state, stage, chosen) {
      const way = new Set(
        chosen ? wayDown(state.edges, chosen).map(({ above, below }) => `${above} ${below}`) : [],
      );
      state.edges.forEach((edge, i) =>
        lines[i].show(edge, hasDerivative(edge.below, stage), way.has(`${edge.above} ${edge.below}`)),
      );
      nodes.forEach((each) => each.show(state, stage, chosen));
    },
  };
}

function at(node: Node, width: number): [number, number] {
  const [x, row] = PLACES[node];
  return [x * width, row * ROW];
}

function lineOf({ above, below }: Edge) {
  const line = drawn("line", {});
  const text = drawn("text", { "text-anchor": "middle" });
  const group = drawn("g", { class: "graph-line", "aria-hidden": "true" }, line, text);
  const way = isParameter(below) ? 0.42 : 0.55; // nearer to what is written less about
  return {
    group,
    place(width: number) {
      const [[x1, y1], [x2, y2]] = [at(below, width), at(above, width)];
      for (const [name, value] of Object.entries({ x1, y1, x2, y2 }))
        line.setAttribute(name, value.toFixed(1));
      text.setAttribute("x", (x1 + way * (x2 - x1)).toFixed(1));
      text.setAttribute("y", (y1 + way * (y2 - y1) + 4).toFixed(1));
    },
    show({ derivative }: Edge, known: boolean, chosen: boolean) {
      text.textContent = known ? `×${short(derivative)}` : "";
      group.classList.toggle("blocked", known && derivative === 0);
      group.classList.toggle("chosen", chosen);
    },
  };
}

function nodeOf(node: Node, choose: (parameter: Parameter) => void) {
  const side = PLACES[node][2];
  const anchor = { right: "start", left: "end", below: "middle" }[side];
  const value = drawn("text", { class: "graph-value", "text-anchor": anchor });
  const slope = drawn("text", { class: "graph-slope", "text-anchor": anchor });
  const mark = isParameter(node)
    ? drawn("rect", { class: "graph-mark", x: -7, y: -7, width: 14, height: 14 })
    : drawn("circle", { class: "graph-mark", r: 7 });
  const group = drawn("g", { class: "graph-node" }, mark, value, " ", slope);
  if (isParameter(node)) {
    group.prepend(
      drawn("rect", { class: "live-reach", x: -14, y: -14, width: 28, height: 28 }),
      drawn("rect", { class: "graph-focus", x: -11, y: -11, width: 22, height: 22 }),
    );
    group.setAttribute("role", "button");
    group.setAttribute("tabindex", "0");
    group.addEventListener("click", () => choose(node));
    group.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      choose(node);
    });
  }
  const dx = { right: 14, left: -14, below: 0 }[side];
  value.setAttribute("x", String(dx));
  slope.setAttribute("x", String(dx));
  value.setAttribute("y", side === "below" ? "22" : "-3");
  slope.setAttribute("y", side === "below" ? "37" : "13");
  return {
    group,
    place(width: number) {
      group.setAttribute(
        "transform",
        `translate(${at(node, width)
          .map((z) => z.toFixed(1))
          .join()})`,
      );
    },
    show(state: Backpropagation, stage: number, chosen: Parameter | null) {
      const known = hasValue(node, stage);
      const derived = hasDerivative(node, stage);
      const number =
        node === "x" ? state.x : isParameter(node) ? state.parameters[node] : state.values[node as Value];
      const off = known && number === 0 && RELUS.includes(node);
      value.textContent = `${symbol(node)}${known ? ` = ${short(number)}` : ""}${off ? ", off" : ""}`;
      slope.textContent = derived ? `∂L/∂${symbol(node)} = ${short(state.gradient[node])}` : "";
      group.classList.toggle("unknown", !known);
      group.classList.toggle("off", off);
      group.classList.toggle("silent", derived && state.gradient[node] === 0);
      group.classList.toggle("present", presentNodes(stage).includes(node));
      if (isParameter(node)) {
        group.setAttribute("aria-pressed", String(node === chosen));
        const written = [value.textContent, slope.textContent].filter(Boolean).join(" ");
        group.setAttribute("aria-label", `${written}, show the way down to it`);
      }
    },
  };
}
