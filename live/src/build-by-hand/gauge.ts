// The loss as a place on a scale, between losses that mean something.
import { scaleLog } from "d3-scale";

import { element } from "../shared/elements.ts";
import { fixed, number } from "../shared/words.ts";

export interface Mark {
  readonly loss: number;
  readonly words: string;
}

export interface Gauge {
  readonly element: HTMLElement;
  show(loss: number): void;
}

/** Marks go from small to large; the scale is logarithmic, and what is larger than 4 is at its end. */
export function gauge(marks: readonly Mark[]): Gauge {
  const losses = marks.map(({ loss }) => loss);
  const along = scaleLog([Math.min(...losses) * 0.85, 4], [0, 100]).clamp(true);
  const at = (loss: number) => `--at: ${along(loss).toFixed(2)}%`;
  const value = element("strong", {});
  const needle = element("div", { class: "gauge-needle" });
  const places = marks.map(({ loss, words }, i) =>
    element(
      "div",
      { class: "gauge-mark", style: `${at(loss)}; --below: ${marks.length - 1 - i}` },
      element("span", {}, `${words} `, element("b", {}, fixed(loss, 2))),
    ),
  );
  return {
    element: element(
      "div",
      { class: "gauge" },
      element("p", { class: "gauge-value" }, "Loss ", value),
      element("div", { class: "gauge-track" }, ...places, needle),
    ),
    show(loss) {
      value.textContent = number(loss, 3);
      needle.setAttribute("style", at(loss));
    },
  };
}
