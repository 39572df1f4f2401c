// A plot: two axes, and layers that are drawn again when the plot changes its size or its scales.
import { scaleLinear, scaleLog } from "d3-scale";

import { drawn, element, fitted, uniqueId } from "./elements.ts";
import { handles, type Handles, type HandleOptions } from "./handles.ts";
import { fixed, number, power } from "./words.ts";

export interface AxisOptions {
  readonly domain: readonly [number, number];
  readonly label: string;
  readonly log?: boolean;
  /** Where ticks are; chosen if nothing is said. */
  readonly ticks?: readonly number[];
  readonly words?: (value: number) => string;
}

export interface PlotOptions {
  /** What the plot shows, in a few words. */
  readonly label: string;
  /** In CSS pixels; the width is that of the place. */
  readonly height: number;
  readonly x: AxisOptions;
  readonly y: AxisOptions;
}

export interface Style {
  /** A colour of the book's palette, by its name. */
  readonly colour: string;
  readonly width?: number;
  readonly dash?: string;
  readonly opacity?: number;
}

export interface DotStyle extends Style {
  readonly radius?: number;
  readonly shape?: "dot" | "ring" | "cross";
}

/** A layer that shows points or lines; it is empty until it shows something. */
export interface Layer {
  show(xs: ArrayLike<number>, ys: ArrayLike<number>): void;
  clear(): void;
}

/** Words at a place. */
export interface Label {
  show(words: string, x: number, y: number, anchor?: "start" | "middle" | "end"): void;
  clear(): void;
}

type Scale = ((value: number) => number) & { invert(position: number): number; ticks(count?: number): number[] };

const MARGIN = { top: 30, right: 14, bottom: 46, left: 50 };
const FAR = 4000; // pixels; what is farther outside is drawn there

export class Plot {
  readonly root: HTMLElement;
  readonly svg: SVGSVGElement;
  /** Pixels of a value. */
  x!: Scale;
  y!: Scale;
  width = 0;
  readonly height: number;
  #axes: { x: AxisOptions; y: AxisOptions };
  readonly #grid = drawn("g", { class: "live-grid", "aria-hidden": "true" });
  readonly #inside: SVGGElement;
  readonly #above = drawn("g", { "aria-hidden": "true" });
  readonly #clip = drawn("rect");
  readonly #layouts: (() => void)[] = [];

  constructor(options: PlotOptions) {
    this.height = options.height;
    this.#axes = { x: options.x, y: options.y };
    const clip = uniqueId("clip");
    this.#inside = drawn("g", { "clip-path": `url(#${clip})`, "aria-hidden": "true" });
    this.svg = drawn(
      "svg",
      { class: "live-plot", role: "img", "aria-label": options.label, height: options.height },
      drawn("defs", {}, drawn("clipPath", { id: clip }, this.#clip)),
      this.#grid,
      this.#inside,
      this.#above,
    );
    this.root = element("div", { class: "live-plot-box" }, this.svg);
    this.#resize(600);
    fitted(this.root, (width) => this.#resize(width));
  }

  /** Say what the plot shows now, for readers who do not see it. */
  describe(words: string): void {
    this.svg.setAttribute("aria-label", words);
  }

  /** Call a function now and whenever places on the plot have changed. */
  onLayout(draw: () => void): void {
    this.#layouts.push(draw);
    draw();
  }

  /** Show other ranges of values. */
  rescale(domains: { readonly x?: readonly [number, number]; readonly y?: readonly [number, number] }): void {
    const { x, y } = this.#axes;
    const same = (axis: AxisOptions, domain: readonly [number, number] | undefined) =>
      !domain || (domain[0] === axis.domain[0] && domain[1] === axis.domain[1]);
    if (same(x, domains.x) && same(y, domains.y)) return;
    this.#axes = { x: { ...x, domain: domains.x ?? x.domain }, y: { ...y, domain: domains.y ?? y.domain } };
    this.#layout();
  }

  line(style: Style): Layer {
    const path = drawn("path", { fill: "none", "stroke-linejoin": "round", "stroke-linecap": "round", style: stroke(style) });
    return this.#layer(path, (xs, ys) => path.setAttribute("d", this.#path(xs, ys)));
  }

  /** What lies between a line and a level. */
  area(style: Style, level = 0): Layer {
    const path = drawn("path", { style: `fill: var(--${style.colour}); fill-opacity: ${style.opacity ?? 0.2}` });
    return this.#layer(path, (xs, ys) => {
      const [first, last] = [this.x(xs[0]!), this.x(xs[xs.length - 1]!)];
      const base = near(this.y(level)).toFixed(1);
      path.setAttribute("d", xs.length ? `${this.#path(xs, ys)}L${last.toFixed(1)},${base}L${first.toFixed(1)},${base}Z` : "");
    });
  }

  /** What a closed line encloses. */
  shape(style: Style): Layer {
    const path = drawn("path", { style: `fill: var(--${style.colour}); fill-opacity: ${style.opacity ?? 0.2}` });
    return this.#layer(path, (xs, ys) => path.setAttribute("d", xs.length ? `${this.#path(xs, ys)}Z` : ""));
  }

  dots({ radius = 4, shape = "dot", ...style }: DotStyle): Layer {
    const path = drawn("path", {
      "stroke-linecap": "round",
      style: shape === "dot" ? `fill: var(--${style.colour}); opacity: ${style.opacity ?? 1}` : `fill: none; ${stroke({ width: 1.75, ...style })}`,
    });
    const r = radius;
    const mark =
      shape === "cross"
        ? `m${-r},${-r}l${2 * r},${2 * r}m0,${-2 * r}l${-2 * r},${2 * r}`
        : `m${-r},0a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0`;
    return this.#layer(path, (xs, ys) => {
      let d = "";
      for (let i = 0; i < xs.length; i++) {
        const [x, y] = [this.x(xs[i]!), near(this.y(ys[i]!))];
        if (Number.isFinite(x + y)) d += `M${x.toFixed(1)},${y.toFixed(1)}${mark}`;
      }
      path.setAttribute("d", d);
    });
  }

  label({ colour }: Pick<Style, "colour">): Label {
    const text = drawn("text", { class: "live-label", style: `fill: var(--${colour})` });
    this.#above.append(text);
    let at: [number, number] | null = null;
    const draw = () => {
      if (!at) return;
      text.setAttribute("x", String(this.x(at[0])));
      const { top, bottom } = this.frame; // within sight, wherever the value is
      text.setAttribute("y", String(Math.min(bottom - 4, Math.max(top - 8, this.y(at[1])))));
    };
    this.onLayout(draw);
    return {
      show(words, x, y, anchor = "start") {
        text.textContent = words;
        text.setAttribute("text-anchor", anchor);
        at = [x, y];
        draw();
      },
      clear() {
        text.textContent = "";
      },
    };
  }

  /** Points that the reader moves. */
  handles(options: HandleOptions): Handles {
    this.svg.setAttribute("role", "group"); // what is in an image is out of reach
    return handles(this, options);
  }

  /** Where the axes end, in pixels. */
  get frame(): { left: number; right: number; top: number; bottom: number } {
    return { left: MARGIN.left, right: this.width - MARGIN.right, top: MARGIN.top, bottom: this.height - MARGIN.bottom };
  }

  #layer(path: SVGPathElement, draw: (xs: ArrayLike<number>, ys: ArrayLike<number>) => void): Layer {
    this.#inside.append(path);
    let shown: [ArrayLike<number>, ArrayLike<number>] = [[], []];
    this.onLayout(() => draw(...shown));
    return {
      show(xs, ys) {
        shown = [xs, ys];
        draw(xs, ys);
      },
      clear() {
        this.show([], []);
      },
    };
  }

  /** A path through points; where one is missing, it begins anew. */
  #path(xs: ArrayLike<number>, ys: ArrayLike<number>): string {
    let path = "";
    let pen = "M";
    for (let i = 0; i < xs.length; i++) {
      const [x, y] = [this.x(xs[i]!), near(this.y(ys[i]!))];
      if (!Number.isFinite(x + y)) {
        pen = "M";
        continue;
      }
      path += `${pen}${x.toFixed(1)},${y.toFixed(1)}`;
      pen = "L";
    }
    return path;
  }

  #resize(width: number): void {
    if (width === this.width) return;
    this.width = width;
    this.svg.setAttribute("width", String(width));
    this.svg.setAttribute("viewBox", `0 0 ${width} ${this.height}`);
    this.#layout();
  }

  #layout(): void {
    const { left, right, top, bottom } = this.frame;
    this.x = scale(this.#axes.x, [left, right]);
    this.y = scale(this.#axes.y, [bottom, top]);
    for (const [name, value] of Object.entries({ x: left, y: top, width: right - left, height: bottom - top })) {
      this.#clip.setAttribute(name, String(value));
    }
    this.#drawAxes();
    for (const draw of this.#layouts) draw();
  }

  #drawAxes(): void {
    const { left, right, top, bottom } = this.frame;
    const parts: SVGElement[] = [];
    const { x, y } = this.#axes;
    for (const { value, words } of ticks(x, this.x, (right - left) / 90)) {
      const at = this.x(value);
      parts.push(drawn("line", { x1: at, x2: at, y1: top, y2: bottom }));
      parts.push(drawn("text", { x: at, y: bottom + 18, "text-anchor": "middle" }, words));
    }
    for (const { value, words } of ticks(y, this.y, (bottom - top) / 45)) {
      const at = this.y(value);
      parts.push(drawn("line", { x1: left, x2: right, y1: at, y2: at }));
      parts.push(drawn("text", { x: left - 8, y: at + 4, "text-anchor": "end" }, words));
    }
    parts.push(drawn("text", { class: "live-axis", x: right, y: bottom + 38, "text-anchor": "end" }, x.label));
    parts.push(drawn("text", { class: "live-axis", x: 0, y: 14 }, y.label));
    this.#grid.replaceChildren(...parts);
  }
}

/** Put a plot into a place. */
export function plotIn(place: HTMLElement, options: PlotOptions): Plot {
  const plot = new Plot(options);
  place.append(plot.root);
  return plot;
}

const near = (pixels: number) => Math.min(FAR, Math.max(-FAR, pixels));

const stroke = ({ colour, width = 2, dash = "", opacity = 1 }: Style) =>
  `stroke: var(--${colour}); stroke-width: ${width}; stroke-dasharray: ${dash || "none"}; stroke-opacity: ${opacity}`;

function scale(axis: AxisOptions, range: [number, number]): Scale {
  if (!axis.log) return scaleLinear([...axis.domain], range);
  const along = scaleLog([...axis.domain], range);
  const least = axis.domain[0] * 1e-12; // what is not positive is far below
  return Object.assign((value: number) => along(Math.max(value, least)), {
    invert: (position: number) => along.invert(position),
    ticks: (count?: number) => along.ticks(count),
  });
}

function ticks(axis: AxisOptions, along: Scale, count: number): { value: number; words: string }[] {
  const values = axis.ticks ? [...axis.ticks] : axis.log ? decades(axis.domain, count) : along.ticks(Math.max(2, count));
  const [low, high] = axis.domain;
  const inside = values.filter((value) => value >= low && value <= high);
  const step = inside.length > 1 ? Math.abs(inside[1]! - inside[0]!) : 1;
  const words = axis.words ?? (axis.log ? ofDecade : (value: number) => fixed(value, Math.max(0, -Math.floor(Math.log10(step) + 1e-9))));
  return inside.map((value) => ({ value, words: words(value) }));
}

/** Ticks of a logarithmic axis: powers of ten, not more than fit; between few, 2 and 5 as well. */
function decades([low, high]: readonly [number, number], count: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const every = Math.max(1, Math.ceil((last - first) / Math.max(1, count)));
  const between = last - first <= 2 ? [1, 2, 5] : [1];
  const found = [];
  for (let exponent = first; exponent <= last; exponent += every) {
    found.push(...between.map((factor) => Number(`${factor}e${exponent}`)));
  }
  return found;
}

const ofDecade = (value: number) =>
  value >= 1e-3 && value < 1e5 ? number(value, 1) : power(Math.round(Math.log10(value)));
