// The trained network: a picture to move, draw on and cover; three networks' answers; every map.
import { button, choices } from "../shared/controls.ts";
import { bytes } from "../shared/data.ts";
import { element } from "../shared/elements.ts";
import { onTheme, type Context } from "../shared/figure.ts";
import { ARROWS } from "../shared/keys.ts";
import { mean } from "../shared/numbers.ts";
import { tasks } from "../shared/tasks.ts";
import { fixed, number } from "../shared/words.ts";
import {
  argmax,
  classActivation,
  type Maps,
  type Network,
  type Packed,
  type Pass,
  run,
  softmax,
  unpack,
} from "./model.ts";
import { compose, cover, draw, SIDE } from "./picture.ts";
import { places } from "./places.ts";
import { type Colour, grey, paint, raster } from "./raster.ts";

export const TOOLS = ["move", "draw", "cover"] as const;

export interface NetworkData {
  readonly classes: readonly string[];
  /** 28 × 28 greys in base64, one garment a class. */
  readonly garments: readonly string[];
  readonly networks: { readonly pooled: Packed; readonly flattened: Packed; readonly connected: Packed };
}

export interface Settings {
  /** A class, or one more for none. */
  readonly garment: number;
  readonly down: number;
  readonly right: number;
  readonly edits: readonly number[];
  readonly tool: (typeof TOOLS)[number];
  /** The class whose activation map lies over the picture; −1 for none. */
  readonly look: number;
  /** Which map is enlarged, counted from 1. */
  readonly stage: number;
  readonly map: number;
}

type Name = keyof NetworkData["networks"];
const NAMES: Readonly<Record<Name, string>> = {
  pooled: "Pooled",
  flattened: "Flattened",
  connected: "Fully connected",
};
const ORDER = Object.keys(NAMES) as Name[];
const SCREEN = 12; // canvas pixels for a pixel of the picture

const percent = (share: number) =>
  share > 0.995 && share < 1 ? "> 99 %" : share > 0 && share < 0.005 ? "< 1 %" : `${fixed(100 * share, 0)} %`;

interface Seen {
  readonly picture: Maps;
  readonly passes: Readonly<Record<Name, Pass>>;
  readonly probabilities: Readonly<Record<Name, readonly number[]>>;
  readonly named: Readonly<Record<Name, number>>;
}

export function build({ stage, state, say, words }: Context<Settings>, data: NetworkData): void {
  const { classes } = data;
  const networks = Object.fromEntries(ORDER.map((name) => [name, unpack(data.networks[name])])) as Record<
    Name,
    Network
  >;
  const garments = [
    ...data.garments.map((text) => square(Float32Array.from(bytes(text), (level) => level / 255))),
    square(new Float32Array(SIDE * SIDE)),
  ];
  const of = <T>(make: (name: Name) => T) =>
    Object.fromEntries(ORDER.map((name) => [name, make(name)])) as Record<Name, T>;
  const look = (picture: Maps): Seen => {
    const passes = of((name) => run(networks[name], picture));
    const probabilities = of((name) => softmax(passes[name].outputs));
    return { picture, passes, probabilities, named: of((name) => argmax(passes[name].outputs)) };
  };
  const pictureOf = ({ garment, edits, down, right }: Settings) => compose(garments[garment]!, edits, down, right);
  let seen = look(pictureOf(state.value));

  // --- The picture --------------------------------------------------------------------------------

  const canvas = element("canvas", {
    class: "tn-picture",
    width: SIDE * SCREEN,
    height: SIDE * SCREEN,
    tabindex: 0,
    role: "application",
  });
  let cursor: [number, number] = [14, 14];
  let from: { x: number; y: number; down: number; right: number } | null = null;
  const use = (row: number, column: number) => {
    const { tool, edits, down, right } = state.value;
    if (tool === "draw") state.set({ edits: draw(pictureOf(state.value), edits, row, column, down, right) });
    if (tool === "cover") state.set({ edits: cover(edits, row, column, down, right) });
  };
  const under = (event: PointerEvent): [number, number] => {
    const box = canvas.getBoundingClientRect();
    return [
      Math.floor(((event.clientY - box.top) / box.height) * SIDE),
      Math.floor(((event.clientX - box.left) / box.width) * SIDE),
    ];
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    from = { x: event.clientX, y: event.clientY, down: state.value.down, right: state.value.right };
    cursor = under(event);
    use(...cursor);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!from) return;
    const pixel = canvas.getBoundingClientRect().width / SIDE;
    if (state.value.tool === "move") {
      state.set({
        down: from.down + Math.round((event.clientY - from.y) / pixel),
        right: from.right + Math.round((event.clientX - from.x) / pixel),
      });
    } else use(...(cursor = under(event)));
  });
  for (const end of ["pointerup", "pointercancel"] as const) canvas.addEventListener(end, () => (from = null));
  canvas.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    const { tool, down, right } = state.value;
    if (arrow && tool === "move") state.set({ down: down + arrow[0], right: right + arrow[1] });
    else if (arrow) {
      cursor = [
        Math.min(SIDE - 1, Math.max(0, cursor[0] + arrow[0])),
        Math.min(SIDE - 1, Math.max(0, cursor[1] + arrow[1])),
      ];
      drawPicture();
      heard.textContent = `Row ${cursor[0] + 1}, column ${cursor[1] + 1}`;
    } else if (event.key === " " && tool !== "move") use(...cursor);
    else return;
    event.preventDefault();
  });
  canvas.addEventListener("focus", () => drawPicture());
  canvas.addEventListener("blur", () => drawPicture());
  const heard = element("span", { class: "live-heard", "aria-live": "polite" });
  const drawPicture = () => {
    const { look: label, tool } = state.value;
    paint(canvas, raster(seen.picture.values, SIDE, grey), 0, 0, SIDE * SCREEN);
    if (label >= 0) {
      const { map } = classActivation(networks.pooled, seen.passes.pooled, label);
      const largest = Math.max(...Array.from(map.values, Math.abs), 1e-9);
      const heat: Colour = (value) =>
        value > 0 ? [255, 150, 20, (210 * value) / largest] : [60, 140, 255, (-210 * value) / largest];
      paint(canvas, raster(map.values, map.side, heat), 0, 0, SIDE * SCREEN);
    }
    if (tool !== "move" && canvas.matches(":focus-visible")) {
      const context = canvas.getContext("2d")!;
      const reach = tool === "cover" ? 7 : 1;
      context.strokeStyle = "#ffb340";
      context.lineWidth = 2;
      context.strokeRect(
        (cursor[1] - (reach - 1) / 2) * SCREEN,
        (cursor[0] - (reach - 1) / 2) * SCREEN,
        reach * SCREEN,
        reach * SCREEN,
      );
    }
  };

  const wardrobe = element("div", { class: "tn-wardrobe", role: "group", "aria-label": "Pictures" });
  const pick = garments.map((garment, i) => {
    const words = classes[i] ?? "nothing: draw one";
    const small = raster(garment.values, SIDE, grey);
    small.setAttribute("aria-hidden", "true");
    const pressed = element(
      "button",
      { type: "button", class: "tn-garment", "aria-label": words, title: words },
      small,
    );
    pressed.addEventListener("click", () =>
      state.set({
        garment: i,
        down: 0,
        right: 0,
        edits: [],
        ...(i === classes.length ? { tool: "draw" as const } : {}),
      }),
    );
    return pressed;
  });
  wardrobe.append(...pick);

  // --- The answers --------------------------------------------------------------------------------

  const bars = classes.map((name, label) => {
    const press = element("button", { type: "button", class: "tn-class", title: "What speaks for it, where" }, name);
    press.addEventListener("click", () => state.set({ look: state.value.look === label ? -1 : label }));
    const cells = of(() => element("span", { class: "tn-bar" }));
    return {
      press,
      cells,
      row: element(
        "tr",
        {},
        element("th", { scope: "row" }, press),
        ...ORDER.map((each) => element("td", {}, cells[each])),
      ),
    };
  });
  const heads = ORDER.map((name) => ({ name, says: element("strong", {}) }));
  const table = element(
    "table",
    { class: "tn-answers" },
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        element("th", { scope: "col" }, element("span", { class: "live-heard" }, "class")),
        ...heads.map(({ name, says }) => element("th", { scope: "col" }, NAMES[name], says)),
      ),
    ),
    element("tbody", {}, ...bars.map(({ row }) => row)),
  );

  // --- Every map ----------------------------------------------------------------------------------

  const sheets = networks.pooled.stages.map((_, i) => new Sheet(i, (map) => state.set({ stage: i + 1, map: map + 1 })));
  const enlarged = element("canvas", { class: "tn-enlarged", width: 168, height: 168, role: "img" });
  const aboutMap = element("p", {});
  const mapsBox = element(
    "details",
    { class: "tn-maps" },
    element("summary", {}, "Every feature map of the pooled network"),
    element("div", { class: "tn-sheets" }, ...sheets.map(({ root }) => root)),
    element("div", { class: "tn-one" }, enlarged, aboutMap),
  );
  mapsBox.addEventListener("toggle", () => drawMaps());
  const drawMaps = () => {
    const { stage: which, map } = state.value;
    seen.passes.pooled.maps.forEach((maps, i) => sheets[i]!.hold(maps, i + 1 === which ? map - 1 : -1));
    if (!mapsBox.open) return; // drawn once it is
    for (const sheet of sheets) sheet.draw();
    const maps = seen.passes.pooled.maps[which - 1]!;
    const at = Math.min(map, maps.count) - 1;
    const values = maps.values.subarray(at * maps.side ** 2, (at + 1) * maps.side ** 2);
    const largest = Math.max(...values);
    const level = mean(values);
    enlarged.getContext("2d")!.clearRect(0, 0, 168, 168);
    paint(
      enlarged,
      raster(values, maps.side, (value) => grey(value / Math.max(largest, 1e-9))),
      0,
      0,
      168,
    );
    const label = state.value.look >= 0 ? state.value.look : seen.named.pooled;
    const { weights, factor } = networks.pooled.dense[0]!;
    const adds =
      which === networks.pooled.stages.length
        ? ` It adds ${number(factor[label]! * weights[label * maps.count + at]! * level)} to the output of “${classes[label]}”.`
        : "";
    const words = `Map ${at + 1} of ${maps.count} after convolution ${which}, ${maps.side} × ${maps.side}. ${largest > 0 ? `Largest ${number(largest)}, mean ${number(level)}.` : "It has found nothing."}${adds}`;
    aboutMap.textContent = words;
    enlarged.setAttribute("aria-label", words);
  };

  // --- All places at once -------------------------------------------------------------------------

  const everywhere = places({
    names: ORDER.map((name) => NAMES[name]),
    networks: ORDER.map((name) => data.networks[name]),
    farthest: 8,
    go: (down, right) => state.set({ down, right }),
  });

  // --- Tasks --------------------------------------------------------------------------------------

  // Garments are the first of their classes: some are taken for something else before anybody touches them.
  const known = classes.findLastIndex((_, label) => argmax(run(networks.pooled, garments[label]!).outputs) === label);
  const trousers = look(compose(garments[1]!, [], 0, 4)).named;
  const survivors = ORDER.filter((name) => trousers[name] === 1).join(" ");
  const answer = ["pooled flattened connected", "pooled", "pooled flattened", ""].indexOf(survivors);
  const sayAll = () =>
    ORDER.map(
      (name) => `${NAMES[name].toLowerCase()} ${percent(seen.probabilities[name][state.value.garment] ?? 0)}`,
    ).join(", ");
  const exercises = tasks([
    {
      title: "Move it",
      question: "The trousers move four pixels to the right. Which networks still say “trousers”?",
      options: ["All three", "Only the pooled one", "The two with convolutions", "None"],
      ...(answer < 0 ? {} : { answer }),
      try: "Drag the trousers there, or use the arrow keys. How far can you go before the pooled network gives up too?",
      begin: () => state.set({ garment: 1, down: 0, right: 0, edits: [], tool: "move", look: -1 }),
      done: () =>
        state.value.garment === 1 && state.value.right >= 4 && state.value.down === 0
          ? `${state.value.right} pixels to the right, “trousers” gets: ${sayAll()}. The readout of the pooled network sees how much there is of each pattern; the others have a weight for each place.`
          : null,
    },
    {
      title: "Hide what counts",
      question:
        `How many black squares of 7 × 7 must lie on this ${classes[known]} until the pooled network calls it something else?`,
      options: ["One, at the right place", "Two to four", "Five or more"],
      try: "Orange places speak for it. Cover them. Fewer squares are better.",
      begin: () => state.set({ garment: known, down: 0, right: 0, edits: [], tool: "cover", look: known }),
      done: () =>
        state.value.garment === known && state.value.edits.length && seen.named.pooled !== known
          ? `With ${state.value.edits.length} pixels covered, a square has 49, the pooled network says “${classes[seen.named.pooled]}”; the flattened one “${classes[seen.named.flattened]}”, the fully connected one “${classes[seen.named.connected]}”.`
          : null,
    },
    {
      title: "Draw one",
      question: "Will three networks that have only seen photographs agree on a drawing of yours?",
      options: ["Yes", "Two of them", "Each says something else"],
      try: "Draw a garment, white on black, as large as the pictures. All three should give the same class more than half.",
      begin: () => state.set({ garment: classes.length, down: 0, right: 0, edits: [], tool: "draw", look: -1 }),
      done: () => {
        const label = seen.named.pooled;
        const agreed = ORDER.every((name) => seen.probabilities[name][label]! > 0.5);
        return state.value.garment === classes.length && state.value.edits.length > 20 && agreed
          ? `All three say “${classes[label]}”. They would say so of many things that nobody wears: they have to choose one of ten.`
          : null;
      },
    },
  ]);

  stage.append(
    wardrobe,
    element(
      "div",
      { class: "tn-pair" },
      element(
        "div",
        {},
        canvas,
        heard,
        element(
          "div",
          { class: "tn-tools" },
          choices(state, "tool", {
            label: "With the mouse, a finger or the keys",
            words: { move: "Move", draw: "Draw", cover: "Cover" },
          }),
          button("Put it back", () => state.set({ down: 0, right: 0, edits: [] })),
        ),
      ),
      element(
        "div",
        {},
        table,
        element(
          "p",
          { class: "tn-note" },
          "Click a class: orange places speak for it, blue ones against it, in the pooled network.",
        ),
        words,
      ),
    ),
    mapsBox,
    everywhere.root,
    exercises.element,
  );

  let from0 = "";
  state.watch((value, changed) => {
    if (["garment", "down", "right", "edits"].some((name) => changed.has(name as keyof Settings)))
      seen = look(pictureOf(value));
    pick.forEach((each, i) => each.setAttribute("aria-pressed", String(i === value.garment)));
    canvas.classList.toggle("tn-grab", value.tool === "move");
    canvas.setAttribute(
      "aria-label",
      `Picture of 28 × 28 pixels. ${value.tool === "move" ? "Arrow keys move it." : `Arrow keys move the cursor, Space ${value.tool === "draw" ? "draws" : "covers a square"}.`}`,
    );
    drawPicture();
    bars.forEach(({ press, cells }, label) => {
      press.setAttribute("aria-pressed", String(label === value.look));
      for (const name of ORDER) {
        const share = seen.probabilities[name][label]!;
        cells[name].style.setProperty("--share", `${100 * share}%`);
        cells[name].classList.toggle("tn-named", seen.named[name] === label);
        cells[name].classList.toggle("tn-none", share < 0.005);
        cells[name].textContent = percent(share);
      }
    });
    for (const { name, says } of heads) says.textContent = classes[seen.named[name]]!;
    drawMaps();
    const content = `${value.garment} ${value.edits.join()}`;
    if (content !== from0) everywhere.forget(compose(garments[value.garment]!, value.edits, 0, 0));
    from0 = content;
    everywhere.mark(value.down, value.right);
    say(reading(value));
    exercises.check();
  });
  onTheme(drawPicture);

  function reading({ garment, down, right, edits, look: label }: Settings): string {
    const words: string[] = [];
    if (seen.picture.values.every((level) => level === 0))
      words.push("The picture is black. Networks that must choose one of ten classes choose one all the same.");
    const ways = [
      down && `${Math.abs(down)} ${down > 0 ? "down" : "up"}`,
      right && `${Math.abs(right)} to the ${right > 0 ? "right" : "left"}`,
    ].filter(Boolean);
    const what = classes[garment] ? `A test image, ${classes[garment]}` : "Your drawing";
    const moved = ways.length ? `, moved ${ways.join(", ")} (pixels)` : "";
    words.push(`${what}${moved}${edits.length && classes[garment] ? ", changed by you" : ""}.`);
    words.push(
      `${ORDER.map((name) => `${NAMES[name]}: ${classes[seen.named[name]]}, ${percent(seen.probabilities[name][seen.named[name]]!)}`).join(". ")}.`,
    );
    if (label >= 0) {
      const { map, bias } = classActivation(networks.pooled, seen.passes.pooled, label);
      words.push(
        `Map of “${classes[label]}”: its mean ${fixed(mean(map.values), 2)} plus the bias ${fixed(bias, 2)} is the output, ${fixed(seen.passes.pooled.outputs[label]!, 2)}.`,
      );
    }
    return words.join(" ");
  }
}

const square = (values: Float32Array): Maps => ({ count: 1, side: SIDE, values });

/** All maps of a stage, to point at or to walk on. */
class Sheet {
  readonly root: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #stage: number;
  #maps: Maps = { count: 0, side: 0, values: new Float32Array() };
  #chosen = -1;

  constructor(stage: number, choose: (map: number) => void) {
    this.#stage = stage;
    this.#canvas = element("canvas", { class: "tn-sheet", tabindex: 0, role: "application" });
    this.root = element("div", {}, element("p", { class: "tn-note" }, `After convolution ${stage + 1}`), this.#canvas);
    this.#canvas.addEventListener("pointerdown", (event) => {
      const box = this.#canvas.getBoundingClientRect();
      const [row, column] = [
        Math.floor(((event.clientY - box.top) / box.height) * this.#rows),
        Math.floor(((event.clientX - box.left) / box.width) * PER_ROW),
      ];
      choose(Math.max(0, Math.min(this.#maps.count - 1, row * PER_ROW + column)));
    });
    this.#canvas.addEventListener("keydown", (event) => {
      const way = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: PER_ROW, ArrowUp: -PER_ROW }[event.key];
      if (!way) return;
      event.preventDefault();
      const next = Math.max(0, this.#chosen) + way;
      if (next >= 0 && next < this.#maps.count) choose(next);
    });
  }

  get #rows(): number {
    return Math.ceil(this.#maps.count / PER_ROW);
  }

  hold(maps: Maps, chosen: number): void {
    this.#maps = maps;
    this.#chosen = chosen;
  }

  draw(): void {
    const maps = this.#maps;
    const area = maps.side ** 2;
    this.#canvas.width = PER_ROW * TILE;
    this.#canvas.height = this.#rows * TILE;
    const largest = Math.max(...maps.values, 1e-9);
    for (let map = 0; map < maps.count; map++) {
      const own = raster(maps.values.subarray(map * area, (map + 1) * area), maps.side, (value) =>
        grey(Math.sqrt(value / largest)),
      );
      const [x, y] = [(map % PER_ROW) * TILE, Math.floor(map / PER_ROW) * TILE];
      paint(this.#canvas, own, x + 1, y + 1, TILE - 2);
      if (map === this.#chosen) {
        const context = this.#canvas.getContext("2d")!;
        context.strokeStyle = "#ffb340";
        context.lineWidth = 3;
        context.strokeRect(x + 1.5, y + 1.5, TILE - 3, TILE - 3);
      }
    }
    this.#canvas.setAttribute(
      "aria-label",
      `${maps.count} maps after convolution ${this.#stage + 1}. Arrow keys choose one.`,
    );
  }
}

const PER_ROW = 8;
const TILE = 44; // canvas pixels for a map
