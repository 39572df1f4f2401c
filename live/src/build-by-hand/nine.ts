// Nine small pictures: each unit's line, the same cut off at zero, and times its weight in the sum.
import { scaleLinear } from "d3-scale";

import { drawn, element } from "../shared/elements.ts";
import { fixed } from "../shared/words.ts";
import { type Network, type Unit, bendWithin, kink, line } from "./model.ts";
import { formulaOf, lineWords, short } from "./words.ts";

const [WIDTH, HEIGHT] = [100, 60]; // of a picture, in its own units; it is stretched to its place
// Lowest and highest value of a line, a cut one and a weighted one, where nothing is beyond.
const RANGES = [
  [-9, 9],
  [-2, 7],
  [-5, 5],
] as const;

export interface Nine {
  readonly element: HTMLElement;
  show(network: Network, cut: boolean): void;
  /** Make a unit stand out, or none. */
  point(index: number | null): void;
}

export function ninePictures(
  units: number,
  [low, high]: readonly [number, number],
  turn: (index: number) => void,
): Nine {
  const headings = ["a line", "cut at zero", "weighted"].map((words) =>
    element("span", { class: "nine-heading" }, words),
  );
  const rows = Array.from({ length: units }, (_, index) => row(index, [low, high], () => turn(index)));
  return {
    element: element(
      "div",
      { class: "nine" },
      element("span", { class: "nine-corner" }),
      ...headings,
      ...rows.flatMap((each) => each.parts),
    ),
    show(network, cut) {
      headings[1].textContent = cut ? "cut at zero" : "not cut";
      const scales = RANGES.map(([least, most], column) => {
        const values = network.units.flatMap((unit) => [low, high].map((x) => stages(unit, x, cut)[column]));
        const beyond = Math.max(...values.map((value) => value / (value < 0 ? least : most)));
        const factor = 2 ** Math.max(0, Math.ceil(Math.log2(beyond)));
        return scaleLinear([factor * least, factor * most], [HEIGHT, 0]);
      });
      rows.forEach((each, j) => each.show(network.units[j], cut, scales));
    },
    point(index) {
      rows.forEach(({ parts }, j) => parts.forEach((part) => part.classList.toggle("pointed", j === index)));
    },
  };
}

/** A unit at a place: its line, what the cut leaves of it, and that times its weight. */
function stages(unit: Unit, x: number, cut: boolean): [number, number, number] {
  const sum = line(unit, x);
  const left = cut ? Math.max(0, sum) : sum;
  return [sum, left, unit.v * left];
}

function row(index: number, [low, high]: readonly [number, number], turn: () => void) {
  const formula = element("span", { class: "nine-formula" });
  const round = element(
    "button",
    { type: "button", class: "live-button nine-turn" },
    `Turn unit ${index + 1} round`,
  );
  round.addEventListener("click", turn);
  const pictures = RANGES.map(() => picture());
  const label = element(
    "div",
    { class: "nine-label" },
    element("strong", {}, `Unit ${index + 1}`),
    formula,
    round,
  );
  const svgs = pictures.map(({ svg }) => svg);
  return {
    parts: [label, ...svgs],
    show(unit: Unit, cut: boolean, scales: readonly ((value: number) => number)[]) {
      formula.textContent = formulaOf(unit, cut);
      const bend = cut ? bendWithin(unit, low, high) : low;
      const places = [low, bend, high];
      const on = !cut ? [low, high] : unit.w > 0 ? [bend, high] : [low, bend];
      pictures.forEach((each, column) => {
        const points = (xs: readonly number[]) =>
          xs.map((x) => {
            const y = scales[column](stages(unit, x, cut)[column]);
            return `${(((x - low) / (high - low)) * WIDTH).toFixed(1)},${y.toFixed(1)}`;
          });
        for (const end of ["y1", "y2"]) each.zero.setAttribute(end, scales[column](0).toFixed(1));
        each.whole.setAttribute("points", points(places).join(" "));
        each.on.setAttribute("points", points(on).join(" "));
      });
      svgs[0].setAttribute("aria-label", `Unit ${index + 1}, its line: ${lineWords(unit)}.`);
      svgs[1].setAttribute(
        "aria-label",
        cut ? `Cut at zero: ${sideWords(unit, low, high)}.` : "Not cut: the same line.",
      );
      svgs[2].setAttribute("aria-label", `Weighted: times ${short(unit.v)}.`);
    },
  };
}

function picture() {
  const stretched = { "vector-effect": "non-scaling-stroke" };
  const whole = drawn("polyline", { class: "nine-whole", ...stretched });
  const on = drawn("polyline", { class: "nine-on", ...stretched });
  const zero = drawn("line", { x1: 0, x2: WIDTH, class: "nine-zero", ...stretched });
  const svg = drawn(
    "svg",
    { class: "nine-picture", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img" },
    zero,
    whole,
    on,
  );
  return { svg, zero, whole, on };
}

function sideWords(unit: Unit, low: number, high: number): string {
  const at = kink(unit);
  if (at <= low || at >= high) return at <= low === unit.w > 0 ? "on everywhere" : "off everywhere";
  return `on to the ${unit.w > 0 ? "right" : "left"} of ${fixed(at, 2)}`;
}
