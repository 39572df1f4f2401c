// The kernel bench: a picture to draw on, a kernel to write, a map to walk on.
import { button, choices, controls, slider, toggle } from "../shared/controls.ts";
import { element } from "../shared/elements.ts";
import type { Context } from "../shared/figure.ts";
import { tasks } from "../shared/tasks.ts";
import { number } from "../shared/words.ts";
import { type Cell, Cells } from "./cells.ts";
import {
  answersTo,
  convolve,
  type Geometry,
  type Grid,
  pool,
  poolAll,
  rectify,
  SIDE,
  slide,
  type Summary,
  verdict,
  windowAt,
} from "./model.ts";

export const PICTURES = ["seven", "boot", "blocks", "flower", "black", "own"] as const;
export const POOLINGS = ["none", "max 2", "mean 2", "max 4", "mean 4", "max all", "mean all"] as const;
export const BRUSHES = ["white", "grey", "black", "red", "green", "blue"] as const;

export interface BenchData {
  /** Planes of rows, in whole numbers from 0 to 16. */
  readonly pictures: Readonly<Record<string, readonly (readonly (readonly number[])[])[]>>;
  /** Nine weights, row by row. */
  readonly kernels: Readonly<Record<string, readonly number[]>>;
}

export interface Bench {
  readonly picture: (typeof PICTURES)[number];
  readonly own: readonly number[];
  readonly brush: (typeof BRUSHES)[number];
  readonly kernel: readonly number[];
  readonly colours: readonly number[];
  readonly bias: number;
  readonly relu: boolean;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly pooling: (typeof POOLINGS)[number];
  readonly place: readonly number[];
}

const PIXELS = 12;
const WHITE = 16;
const PLANES = ["red", "green", "blue"] as const;
const PAINT: Readonly<Record<Bench["brush"], readonly number[]>> = {
  white: [WHITE, WHITE, WHITE],
  grey: [8, 8, 8],
  black: [0, 0, 0],
  red: [WHITE, 0, 0],
  green: [0, WHITE, 0],
  blue: [0, 0, WHITE],
};
const PRESETS: Readonly<Record<string, string>> = {
  vertical: "Vertical",
  horizontal: "Horizontal",
  rising: "Rising",
  edges: "Edges",
  blur: "Blur × 9",
  sharpen: "Sharpen",
};

/** Everything that follows from the settings. */
interface Computed {
  readonly planes: readonly Grid[];
  readonly kernels: readonly (readonly number[])[];
  readonly geometry: Geometry;
  /** Sums with the bias; and what is left after the ReLU, if there is one. */
  readonly sums: Grid;
  readonly map: Grid;
  readonly pooled: Grid | null;
  readonly row: number;
  readonly column: number;
}

function compute(value: Bench, data: BenchData): Computed {
  const planes = planesOf(value, data);
  const colour = planes.length > 1;
  const weights = colour ? value.colours : value.kernel;
  const kernels = planes.map((_, plane) => Array.from({ length: 9 }, (_, i) => weights[9 * plane + i] ?? 0));
  const { stride, padding, dilation } = value;
  const geometry = { stride, padding, dilation };
  const sums = convolve(planes, kernels, value.bias, geometry);
  const map = value.relu ? rectify(sums) : sums;
  const within = (at: number, most: number) => Math.min(Math.max(0, most - 1), at);
  const [row = 0, column = 0] = value.place;
  return {
    planes,
    kernels,
    geometry,
    sums,
    map,
    pooled: pooledFrom(map, value.pooling),
    row: within(row, map.rows),
    column: within(column, map.columns),
  };
}

function planesOf({ picture, own }: Bench, data: BenchData): Grid[] {
  const area = PIXELS * PIXELS;
  if (picture !== "own" && picture !== "black")
    return data.pictures[picture]!.map((rows) => ({ rows: PIXELS, columns: PIXELS, values: rows.flat() }));
  const count = picture === "own" && own.length > area ? 3 : 1;
  return Array.from({ length: count }, (_, plane) => ({
    rows: PIXELS,
    columns: PIXELS,
    values: Array.from({ length: area }, (_, i) => (picture === "own" ? (own[plane * area + i] ?? 0) : 0)),
  }));
}

function pooledFrom(map: Grid, pooling: Bench["pooling"]): Grid | null {
  if (pooling === "none") return null;
  const [summary, size] = pooling.split(" ") as [Summary, string];
  return size === "all" ? poolAll(map, summary) : pool(map, Number(size), summary);
}

const tidy = (value: number) =>
  number(Math.round(100 * value) / 100, 4)
    .replace(/\.0+$/, "")
    .replace(/(\.\d*?)0+$/, "$1");
/** A name such as "row 3, column 4", counted from 1. */
const place = (row: number, column: number) => `row ${row + 1}, column ${column + 1}`;

export function build({ stage, state, say, words }: Context<Bench>, data: BenchData): void {
  let now = compute(state.value, data);

  const picture = new Cells({
    label: "Picture",
    hint: "Arrow keys move, Space paints with the brush.",
    point: (row, column, pressed) => (pressed ? paint(row, column) : tellPixel(row, column)),
    press: (row, column) => paint(row, column),
  });
  const map = new Cells({
    label: "Feature map",
    hint: "Arrow keys move the window over the picture.",
    point: (row, column) => state.set({ place: [row, column] }),
  });
  const pooled = element("div", { class: "kb-pooled" });
  const arithmetic = new Arithmetic((weights) =>
    state.set(now.planes.length > 1 ? { colours: weights } : { kernel: weights }),
  );

  // The picture is drawn with its padding; a place there is none of the picture.
  const paint = (row: number, column: number) => {
    const [i, j] = [row - state.value.padding, column - state.value.padding];
    if (i < 0 || j < 0 || i >= PIXELS || j >= PIXELS) return;
    const colour = PAINT[state.value.brush];
    const coloured = now.planes.length > 1 || new Set(colour).size > 1;
    const planes = coloured && now.planes.length === 1 ? [now.planes[0]!, now.planes[0]!, now.planes[0]!] : now.planes;
    const own = planes.flatMap(({ values }, plane) =>
      values.map((pixel, at) => (at === i * PIXELS + j ? colour[plane]! : pixel)),
    );
    state.set({ picture: "own", own });
    now = compute(state.value, data); // the next pixel of the same stroke may come before the next frame
    tellPixel(row, column);
  };
  const tellPixel = (row: number, column: number) => {
    const [i, j] = [row - state.value.padding, column - state.value.padding];
    const inside = i >= 0 && j >= 0 && i < PIXELS && j < PIXELS;
    picture.tell(
      inside ? `${place(i, j)}: ${now.planes.map(({ values }) => values[i * PIXELS + j]).join(", ")}` : "padding, 0",
    );
  };
  const move = (down: number, right: number) => {
    const own = now.planes.flatMap(({ values }) =>
      values.map((_, at) => {
        const [i, j] = [Math.floor(at / PIXELS) - down, (at % PIXELS) - right];
        return i >= 0 && j >= 0 && i < PIXELS && j < PIXELS ? values[i * PIXELS + j]! : 0;
      }),
    );
    state.set({ picture: "own", own });
  };

  const presets = Object.entries(PRESETS).map(([name, words]) =>
    button(words, () => {
      const nine = data.kernels[name]!;
      state.set(now.planes.length > 1 ? { colours: [...nine, ...nine, ...nine] } : { kernel: [...nine] });
    }),
  );
  const clear = button("All zero", () =>
    state.set(now.planes.length > 1 ? { colours: Array<number>(27).fill(0) } : { kernel: Array<number>(9).fill(0) }),
  );
  const moves = (
    [
      ["←", "left", 0, -1],
      ["→", "right", 0, 1],
      ["↑", "up", -1, 0],
      ["↓", "down", 1, 0],
    ] as const
  ).map(([sign, words, down, right]) => {
    const pressed = button(sign, () => move(down, right));
    pressed.setAttribute("aria-label", `Move the picture ${words}`);
    return pressed;
  });

  const exercises = tasks([
    {
      title: "Silent where nothing changes",
      question: "Which kernels say zero about every even area, black, grey or white?",
      options: ["Those whose weights are all positive", "Those whose weights add up to zero", "None does"],
      answer: 1,
      try: "Write one of your own that is silent on even areas and still answers to the seven.",
      begin: () =>
        state.set({
          picture: "seven",
          kernel: Array<number>(9).fill(0),
          bias: 0,
          relu: false,
          stride: 1,
          padding: 0,
          dilation: 1,
          pooling: "none",
        }),
      done: () => {
        const total = now.kernels[0]!.reduce((sum, weight) => sum + weight, 0);
        if (
          now.planes.length > 1 ||
          Math.abs(total) > 1e-9 ||
          state.value.bias !== 0 ||
          !now.sums.values.some((each) => each !== 0)
        )
          return null;
        return "Nine equal pixels give the pixel times the sum of the weights, which is zero now. What is left is change.";
      },
    },
    {
      title: "Only corners",
      question: "Can one kernel, a bias and a ReLU answer at all corners of the two blocks and nowhere else?",
      options: ["Yes", "No: corners of four kinds need four kernels", "No: edges always answer as well"],
      answer: 0,
      try: "Find it. The words below the sum count what your kernel answers to. First tell corners from edges, then let the bias decide.",
      begin: () =>
        state.set({
          picture: "blocks",
          kernel: Array<number>(9).fill(0),
          bias: 0,
          relu: true,
          stride: 1,
          padding: 1,
          dilation: 1,
          pooling: "none",
        }),
      done: () => {
        if (state.value.picture !== "blocks") return null;
        const said = verdict(answersTo(now.planes[0]!, now.kernels[0]!, state.value.bias));
        return said.done ? said.words : null;
      },
    },
    {
      title: "A move that is lost",
      question: "The stride is 2. The picture moves by one pixel. Does the map move along?",
      options: ["Yes, by one place", "Yes, by half a place", "No: it becomes another map"],
      answer: 2,
      try: "Move the picture once and look at the numbers; move it again and compare.",
      begin: () =>
        state.set({
          picture: "seven",
          kernel: [...data.kernels["vertical"]!],
          bias: 0,
          relu: true,
          stride: 2,
          padding: 1,
          dilation: 1,
          pooling: "none",
        }),
      done: () =>
        state.value.picture === "own" && state.value.stride === 2
          ? "After one pixel the windows stand on other pixels of the seven, and the numbers are others. After two, the old numbers are back, one place further."
          : null,
    },
  ]);

  const settings = element(
    "details",
    { class: "kb-settings" },
    element("summary", {}, "Stride, padding, dilation, pooling"),
    controls(
      slider(state, "stride", { label: "Stride", least: 1, most: 4, words: String }),
      slider(state, "padding", { label: "Padding", least: 0, most: 3, words: String }),
      slider(state, "dilation", { label: "Dilation", least: 1, most: 6, words: String }),
      choices(state, "pooling", {
        label: "Pooling, after the ReLU",
        words: {
          none: "None",
          "max 2": "Max 2 × 2",
          "mean 2": "Mean 2 × 2",
          "max 4": "Max 4 × 4",
          "mean 4": "Mean 4 × 4",
          "max all": "Max of all",
          "mean all": "Mean of all",
        },
      }),
    ),
  );
  const after = element(
    "div",
    { class: "kb-after" },
    slider(state, "bias", { label: "Bias", least: -150, most: 150, words: tidy }),
    toggle(state, "relu", { label: "ReLU: nothing below zero" }),
  );

  stage.append(
    choices(state, "picture", {
      label: "Picture",
      words: {
        seven: "Seven",
        boot: "Boot",
        blocks: "Blocks",
        flower: "Flower, in colour",
        black: "Black",
        own: "Yours",
      },
    }),
    element(
      "div",
      { class: "kb-pair" },
      element(
        "div",
        {},
        picture.root,
        element(
          "div",
          { class: "kb-tools" },
          choices(state, "brush", {
            label: "Brush",
            words: { white: "White", grey: "Grey", black: "Black", red: "Red", green: "Green", blue: "Blue" },
          }),
          element("div", {}, element("p", {}, "Move the picture"), element("div", { class: "live-buttons" }, ...moves)),
        ),
      ),
      element("div", {}, map.root, pooled),
    ),
    element(
      "div",
      { class: "kb-sums" },
      arithmetic.root,
      element(
        "div",
        {},
        element("p", {}, "Kernels to begin with"),
        element("div", { class: "live-buttons" }, ...presets, clear),
        after,
      ),
    ),
    words,
    settings,
    exercises.element,
  );

  state.watch((value, changed) => {
    if (
      (changed.has("padding") && value.padding) ||
      (changed.has("stride") && value.stride > 1) ||
      (changed.has("dilation") && value.dilation > 1) ||
      (changed.has("pooling") && value.pooling !== "none")
    )
      settings.open = true;
    now = compute(value, data);
    const { padding } = now.geometry;
    const fits = now.map.values.length > 0;
    picture.show(PIXELS + 2 * padding, PIXELS + 2 * padding, pictureCells(now));
    const under = fits ? windowAt(now.planes[0]!, now.kernels[0]!, now.geometry, now.row, now.column) : [];
    picture.frame(under.map(({ row, column }) => [row + padding, column + padding] as const));
    map.show(now.map.rows, now.map.columns, mapCells(now.map));
    map.frame(fits ? [[now.row, now.column]] : []);
    map.moveTo(now.row, now.column);
    showPooled(pooled, now.pooled, value.pooling);
    arithmetic.show(now, value);
    const said = reading(now, value);
    map.tell(
      fits ? `${place(now.row, now.column)}: ${tidy(now.map.values[now.row * now.map.columns + now.column]!)}` : said,
    );
    say(said);
    exercises.check();
  });
}

/** What there is to say about the present place, or about what went wrong. */
function reading(now: Computed, value: Bench): string {
  const { map, sums, geometry, planes, kernels, row, column, pooled } = now;
  if (!map.values.length) {
    const reach = geometry.dilation * (SIDE - 1) + 1;
    return `With a dilation of ${geometry.dilation} the window spans ${reach} pixels; the picture with its padding has ${PIXELS + 2 * geometry.padding}. It fits nowhere, so that there is no map. More padding or less dilation helps.`;
  }
  const at = row * map.columns + column;
  const products = sums.values[at]! - value.bias;
  const bias = value.bias ? `, with the bias ${tidy(sums.values[at]!)}` : "";
  const cut = value.relu && sums.values[at]! < 0 ? ", and the ReLU makes it 0" : "";
  const start = `The window at ${place(row, column)}: ${9 * planes.length} products add up to ${tidy(products)}${bias}${cut}.`;
  const rest: string[] = [];
  if (planes.every(({ values }) => values.every((pixel) => pixel === 0)))
    rest.push("The picture is black, so every sum is the bias alone.");
  else if (kernels.every((weights) => weights.every((weight) => weight === 0)))
    rest.push("All weights are zero, so every sum is the bias alone.");
  else if (value.relu && sums.values.every((each) => each <= 0))
    rest.push("No sum is above zero: after the ReLU the map is empty.");
  if (pooled && !pooled.values.length)
    rest.push(
      `The map has ${map.rows} × ${map.columns} places, too few for one block of this size: nothing is left after pooling.`,
    );
  if (value.picture === "blocks" && planes.length === 1)
    rest.push(verdict(answersTo(planes[0]!, kernels[0]!, value.bias)).words);
  return [start, ...rest].join(" ");
}

function pictureCells({ planes, geometry: { padding } }: Computed): Cell[] {
  const side = PIXELS + 2 * padding;
  return Array.from({ length: side * side }, (_, at): Cell => {
    const [i, j] = [Math.floor(at / side) - padding, (at % side) - padding];
    if (i < 0 || j < 0 || i >= PIXELS || j >= PIXELS) return { fill: "transparent", dashed: true };
    const pixels = planes.map(({ values }) => values[i * PIXELS + j]!);
    return planes.length > 1
      ? { fill: shade(pixels) }
      : { fill: shade(pixels), text: tidy(pixels[0]!), ink: pixels[0]! > 7 ? "#000" : "#fff" };
  });
}

const shade = (pixels: readonly number[]): string => {
  const parts = (pixels.length > 1 ? pixels : [pixels[0]!, pixels[0]!, pixels[0]!]).map((pixel) =>
    Math.round((255 * pixel) / WHITE),
  );
  return `rgb(${parts.join(" ")})`;
};

const DEEPEST = 0.45; // text stays legible on it

function mapCells({ values }: Grid): Cell[] {
  const largest = Math.max(1e-9, ...values.map(Math.abs));
  return values.map((value) => ({
    fill: `var(--${value > 0 ? "convolution" : "muted"})`,
    opacity: (DEEPEST * Math.abs(value)) / largest,
    text: tidy(value),
  }));
}

function showPooled(into: HTMLElement, pooled: Grid | null, pooling: Bench["pooling"]): void {
  into.hidden = !pooled;
  if (!pooled) return;
  const cells = mapCells(pooled).map(({ fill, opacity, text }) =>
    element("span", { class: "kb-value", style: `--fill: ${fill}; --deep: ${Math.round(100 * opacity!)}%` }, text!),
  );
  into.replaceChildren(
    element(
      "p",
      { class: "kb-title" },
      `After pooling (${pooling.replace("all", "of all").replace(/(\d)/, "over $1 × $1")})`,
    ),
    element("div", { class: "kb-numbers", style: `--columns: ${pooled.columns}` }, ...cells),
  );
}

/** Pixels × weights = products, for each plane, and their sum. */
class Arithmetic {
  readonly root = element("div", { class: "kb-arithmetic" });
  readonly #change: (weights: number[]) => void;
  #rows: { pixels: HTMLElement[]; inputs: HTMLInputElement[]; products: HTMLElement[] }[] = [];
  readonly #sum = element("p", { class: "kb-sum" });

  constructor(change: (weights: number[]) => void) {
    this.#change = change;
  }

  show(now: Computed, value: Bench): void {
    if (this.#rows.length !== now.planes.length) this.#make(now.planes.length);
    const fits = now.map.values.length > 0;
    now.planes.forEach((plane, i) => {
      const { pixels, inputs, products } = this.#rows[i]!;
      const under = fits ? windowAt(plane, now.kernels[i]!, now.geometry, now.row, now.column) : null;
      now.kernels[i]!.forEach((weight, k) => {
        const each = under?.[k];
        pixels[k]!.textContent = each ? tidy(each.pixel) : "–";
        pixels[k]!.classList.toggle("kb-outside", each?.padding ?? true);
        pixels[k]!.style.cssText =
          each && !each.padding
            ? `background: ${planeShade(each.pixel, i, now.planes.length)}; color: ${each.pixel > 7 && now.planes.length === 1 ? "#000" : "#fff"}`
            : "";
        products[k]!.textContent = each ? tidy(each.product) : "–";
        products[k]!.style.cssText = each
          ? `--fill: var(--${each.product > 0 ? "convolution" : "muted"}); --deep: ${Math.round((100 * DEEPEST * Math.abs(each.product)) / Math.max(1, largestProduct(now)))}%`
          : "";
        if (document.activeElement !== inputs[k]) inputs[k]!.value = String(weight);
      });
    });
    this.#sum.textContent = fits ? sumInWords(now, value) : "The window fits nowhere.";
  }

  #make(planes: number): void {
    this.#rows = Array.from({ length: planes }, (_, plane) => {
      const names = Array.from(
        { length: 9 },
        (_, k) => `${planes > 1 ? `${PLANES[plane]} ` : ""}weight, ${place(Math.floor(k / SIDE), k % SIDE)}`,
      );
      return {
        pixels: names.map(() => element("span", { class: "kb-pixel" })),
        inputs: names.map((name) => this.#input(name)),
        products: names.map(() => element("span", { class: "kb-value" })),
      };
    });
    const nine = (parts: HTMLElement[]) => element("div", { class: "kb-nine" }, ...parts);
    const heads = ["pixels", "weights", "products"].map((words) => element("span", { class: "kb-title" }, words));
    this.root.replaceChildren(
      element(
        "div",
        { class: "kb-table" },
        heads[0]!,
        element("span"),
        heads[1]!,
        element("span"),
        heads[2]!,
        ...this.#rows.flatMap(({ pixels, inputs, products }) => [
          nine(pixels),
          element("span", { class: "kb-sign" }, "×"),
          nine(inputs),
          element("span", { class: "kb-sign" }, "="),
          nine(products),
        ]),
      ),
      this.#sum,
    );
  }

  #input(name: string): HTMLInputElement {
    const input = element("input", {
      type: "text",
      inputmode: "text",
      autocomplete: "off",
      class: "kb-weight",
      "aria-label": name,
    });
    const read = () => {
      const all = this.#rows.flatMap(({ inputs }) =>
        inputs.map(({ value }) => Number(value.replace("−", "-").replace(",", "."))),
      );
      const bad =
        !input.value.trim() || !Number.isFinite(all[this.#rows.flatMap(({ inputs }) => inputs).indexOf(input)]!);
      input.setAttribute("aria-invalid", String(bad));
      if (!bad) this.#change(all.map((weight) => (Number.isFinite(weight) ? weight : 0)));
    };
    input.addEventListener("input", read);
    input.addEventListener("focus", () => input.select());
    input.addEventListener("blur", () => {
      if (input.getAttribute("aria-invalid") === "true") input.value = "0";
      read();
    });
    input.addEventListener("keydown", (event) => {
      const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!way) return;
      event.preventDefault();
      input.value = String(Number(input.value) + way || 0);
      read();
    });
    return input;
  }
}

const planeShade = (pixel: number, plane: number, planes: number): string =>
  shade(planes === 1 ? [pixel] : [0, 1, 2].map((each) => (each === plane ? 0.85 * pixel : 0)));

const largestProduct = ({ planes, kernels }: Computed): number =>
  Math.max(...planes.map(({ values }, i) => Math.max(...values) * Math.max(...kernels[i]!.map(Math.abs))));

/** 16 + 32 − 8 = 40; + bias; ReLU. */
function sumInWords(now: Computed, value: Bench): string {
  const at = now.row * now.map.columns + now.column;
  const parts = now.planes.map((plane, i) => slide(plane, now.kernels[i]!, now.geometry).values[at]!);
  const total = now.sums.values[at]! - value.bias;
  const bySum =
    parts.length > 1
      ? `${parts.map((part, i) => `${PLANES[i]} ${tidy(part)}`).join(" + ")} = ${tidy(total)}`
      : `sum ${tidy(total)}`;
  const withBias = value.bias
    ? `, ${value.bias > 0 ? "+" : "−"} ${tidy(Math.abs(value.bias))} = ${tidy(total + value.bias)}`
    : "";
  return `${bySum}${withBias}${value.relu ? ` → ReLU → ${tidy(now.map.values[at]!)}` : ""}`;
}
