// Twenty slices: is there a lesion, and where? Then the same from a network and from the brightest
// pixel, on other scanners, and where few are ill.
import { button, controls, slider } from "../shared/controls.ts";
import { bytes } from "../shared/data.ts";
import { drawn, element } from "../shared/elements.ts";
import type { Context } from "../shared/figure.ts";
import { ARROWS } from "../shared/keys.ts";
import { plotIn } from "../shared/plot.ts";
import { gate } from "../shared/tasks.ts";
import { fixed } from "../shared/words.ts";
import { type Answer, callsIll, decode, encode, RATINGS, SIDE } from "./answers.ts";
import { areaUnderCurve, roc, screen, wilson } from "./model.ts";

export interface ReadingData {
  readonly slices: readonly {
    /** 64 × 64 greys in base64. */
    readonly greys: string;
    readonly patient: boolean;
    /** Pixels where a click counts as a hit. */
    readonly hits: readonly number[];
    /** The pixel that counts most for the network's score. */
    readonly spot: number;
    readonly brightest: number;
    readonly brightness: number;
  }[];
  /** The brightness that is stored as 255. */
  readonly white: number;
  readonly gains: readonly number[];
  /** The network's scores, by gain and slice. */
  readonly scores: readonly (readonly number[])[];
  readonly threshold: number;
  /** How many slices the test has. */
  readonly tested: number;
  /** By gain, of all slices of the test: shares called ill, and the network's area under the curve. */
  readonly found: readonly number[];
  readonly alarms: readonly number[];
  readonly auc: readonly number[];
}

export interface Reading {
  /** Of the slices, in their order, as far as they were read. */
  readonly answers: readonly number[];
  /** The solutions are shown, though not all was read. */
  readonly shown: boolean;
  /** A place in `gains`. */
  readonly gain: number;
  readonly prevalence: number;
}

const SCREEN = 6; // canvas pixels for a pixel of the slice
const percent = (share: number) => (Number.isNaN(share) ? "–" : `${fixed(100 * share, 0)} %`);
/** A share in as many digits as it needs: 0.1 %, 2 %. */
const short = (share: number) => `${Number((100 * share).toPrecision(2))} %`;
const area = (value: number) => (Number.isNaN(value) ? "–" : fixed(value, 2));
/** "1 slice", "2 slices". */
const count = (n: number, thing: string) => `${n} ${thing}${n === 1 ? "" : "s"}`;

export function build({ stage, state, say, words: spoken }: Context<Reading>, data: ReadingData): void {
  const { slices } = data;
  const greys = slices.map(({ greys: text }) => Float32Array.from(bytes(text), (level) => (level * data.white) / 255));
  let mark: number | null = null;
  let cursor: [number, number] = [SIDE / 2, SIDE / 2];
  let opened = state.value.answers.length > 0 || state.value.shown;

  // --- Reading ------------------------------------------------------------------------------------

  const canvas = element("canvas", {
    class: "br-slice",
    width: SIDE * SCREEN,
    height: SIDE * SCREEN,
    tabindex: 0,
    role: "application",
  });
  const put = (event: PointerEvent) => {
    const box = canvas.getBoundingClientRect();
    const within = (part: number) => Math.min(SIDE - 1, Math.max(0, Math.floor(part * SIDE)));
    cursor = [within((event.clientY - box.top) / box.height), within((event.clientX - box.left) / box.width)];
    setMark(cursor[0] * SIDE + cursor[1]);
  };
  let down = false;
  canvas.addEventListener("pointerdown", (event) => {
    down = true;
    canvas.setPointerCapture(event.pointerId);
    put(event);
  });
  canvas.addEventListener("pointermove", (event) => down && put(event));
  for (const end of ["pointerup", "pointercancel"] as const) canvas.addEventListener(end, () => (down = false));
  canvas.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    const rating = ["1", "2", "3", "4"].indexOf(event.key);
    if (arrow) {
      const far = event.shiftKey ? 5 : 1;
      cursor = cursor.map((at, i) => Math.min(SIDE - 1, Math.max(0, at + far * arrow[i]!))) as [number, number];
      drawSlice();
      heard.textContent = `Row ${cursor[0] + 1}, column ${cursor[1] + 1}: brightness ${fixed(greys[state.value.answers.length]![cursor[0] * SIDE + cursor[1]]!, 2)}`;
    } else if (event.key === "Enter" || event.key === " ") setMark(cursor[0] * SIDE + cursor[1]);
    else if (rating >= 0) answer(rating);
    else return;
    event.preventDefault();
  });
  for (const change of ["focus", "blur"]) canvas.addEventListener(change, () => drawSlice());
  const heard = element("span", { class: "live-heard", "aria-live": "polite" });
  const hint = element("p", { class: "br-note" });

  const setMark = (pixel: number | null) => {
    mark = pixel;
    ratings.forEach((each, rating) => (each.disabled = callsIll({ rating, pixel }) && pixel === null));
    hint.textContent =
      pixel === null
        ? "Click on a lesion if you see one; then say how sure you are."
        : "Marked. Say how sure you are, or move the mark. “None” takes it away.";
    drawSlice();
  };
  const answer = (rating: number) => {
    const pixel = callsIll({ rating, pixel: mark }) ? mark : null;
    if (rating >= 2 && pixel === null) {
      hint.textContent =
        "Where is it? Mark the place first: click on it, or go there with the arrow keys and press Enter.";
      return;
    }
    state.set({ answers: [...state.value.answers, encode({ rating, pixel })] });
  };
  const ratings = RATINGS.map((words, rating) => {
    const pressed = button(words, () => answer(rating));
    pressed.setAttribute("aria-keyshortcuts", String(rating + 1));
    return pressed;
  });
  const back = button("One back", () => state.set({ answers: state.value.answers.slice(0, -1) }));
  const skip = button("Show the solutions", () => state.set({ shown: true }));
  const progress = element("p", { class: "br-progress" });
  const bar = element("div", { class: "br-bar", "aria-hidden": "true" });

  const drawSlice = () => {
    const at = state.value.answers.length;
    if (at >= slices.length || state.value.shown) return;
    drawGreys(canvas, greys[at]!, data.gains[state.value.gain]!, SCREEN);
    const context = canvas.getContext("2d")!;
    if (mark !== null) ring(context, mark, SCREEN, "#ff9d2e");
    if (canvas.matches(":focus-visible")) {
      context.strokeStyle = "#8cc0ea";
      context.lineWidth = 2;
      context.beginPath();
      const [y, x] = cursor.map((place) => (place + 0.5) * SCREEN) as [number, number];
      for (const [dx, dy] of [
        [0, 1],
        [0, -1],
        [1, 0],
        [-1, 0],
      ] as const) {
        context.moveTo(x + 8 * dx, y + 8 * dy);
        context.lineTo(x + 20 * dx, y + 20 * dy);
      }
      context.stroke();
    }
  };

  const question = gate({
    question: "Half of the twenty slices show lesions. How will you do?",
    options: [
      "Worse than the rule “the brightest pixel”",
      "Between the rule and the network",
      "Better than the network",
    ],
    why: "Read them, and see. No slice tells you before the end whether you were right.",
    opened: () => {
      opened = true;
      show();
    },
  });
  const side = element(
    "div",
    {},
    progress,
    bar,
    hint,
    element("div", { class: "br-ratings" }, ...ratings),
    element("div", { class: "live-buttons" }, back, skip),
  );
  const desk = element("div", { class: "br-desk" }, element("div", {}, canvas, heard), side);

  // --- Results ------------------------------------------------------------------------------------

  const results = element("div", { class: "br-results" });
  const rows = ["You", "Network", "Brightest pixel"].map((name) => ({
    name,
    cells: [0, 1, 2, 3].map(() => element("td")),
  }));
  const table = element(
    "table",
    { class: "br-table" },
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ...["", "Area under the curve", "Lesions hit", "Ill slices found", "False alarms"].map((words) =>
          element("th", { scope: "col" }, words || element("span", { class: "live-heard" }, "reader")),
        ),
      ),
    ),
    element(
      "tbody",
      {},
      ...rows.map(({ name, cells }) => element("tr", {}, element("th", { scope: "row" }, name), ...cells)),
    ),
  );
  const curveBox = element("div");
  const plot = plotIn(curveBox, {
    label: "ROC curves",
    height: 300,
    x: { domain: [0, 1], label: "healthy slices called ill", words: percent, ticks: [0, 0.5, 1] },
    y: { domain: [0, 1], label: "ill slices found", words: percent, ticks: [0, 0.5, 1] },
  });
  const chance = plot.line({ colour: "muted", width: 1, dash: "4 4" });
  const curves = {
    rule: plot.line({ colour: "ink", width: 2, dash: "2 4" }),
    network: plot.line({ colour: "convolution", width: 2.5 }),
    you: plot.line({ colour: "test", width: 2.5 }),
  };
  const yours = plot.dots({ colour: "test", radius: 5 });
  const labels = {
    you: plot.label({ colour: "test" }),
    network: plot.label({ colour: "convolution" }),
    rule: plot.label({ colour: "ink" }),
  };
  chance.show([0, 1], [0, 1]);

  const gallery = element("ol", { class: "br-gallery" });
  const thumbs = slices.map(({ hits, spot, brightest, patient }, i) => {
    const picture = element("canvas", { width: SIDE * 3, height: SIDE * 3, "aria-hidden": "true" });
    const over = drawn("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, "aria-hidden": "true" });
    if (patient) over.append(drawn("path", { class: "br-outline", d: outline(new Set(hits)) }));
    over.append(
      drawn("path", { class: "br-bright", d: `M${spotOf(brightest)}m-2,-2l4,4m0,-4l-4,4` }),
      drawn("rect", { class: "br-spot", x: (spot % SIDE) - 2, y: Math.floor(spot / SIDE) - 2, width: 5, height: 5 }),
    );
    const own = drawn("circle", { class: "br-own", r: 4 });
    over.append(own);
    const words = element("p", {});
    gallery.append(element("li", {}, element("div", { class: "br-thumb" }, picture, over), words));
    return { picture, own, words, number: i + 1 };
  });
  const legend = element(
    "p",
    { class: "br-legend" },
    swatch("br-outline", "▱"),
    " where a click hits a lesion; ",
    swatch("br-own", "○"),
    " your mark; ",
    swatch("br-spot", "□"),
    " the pixel that counts most for the network; ",
    swatch("br-bright", "×"),
    " the brightest pixel.",
  );

  const scanner = element("p", {});
  const people = [0, 1].map(() => ({
    name: element("span", {}),
    ill: element("i", { class: "br-ill" }),
    healthy: element("i", { class: "br-healthy" }),
    words: element("p", {}),
  }));
  results.append(
    table,
    element(
      "div",
      { class: "br-pair" },
      curveBox,
      element(
        "div",
        {},
        element("p", { class: "br-head" }, "Another scanner"),
        controls(
          slider(state, "gain", {
            label: "All brightness times",
            least: 0,
            most: data.gains.length - 1,
            words: (at) => fixed(data.gains[at] ?? 1, 1),
          }),
        ),
        scanner,
      ),
    ),
    legend,
    gallery,
    element("p", { class: "br-head" }, "Where few are ill"),
    controls(
      slider(state, "prevalence", {
        label: "Prevalence",
        least: 0.001,
        most: 0.5,
        log: true,
        words: short,
        marks: [0.01, 0.02, 0.1, 0.5],
      }),
    ),
    element(
      "p",
      { class: "br-note" },
      "A thousand people are screened. Who is called ill: orange are ill, blue are healthy.",
    ),
    ...people.map(({ name, ill, healthy, words }) =>
      element(
        "div",
        { class: "br-called" },
        name,
        element("div", { class: "br-track", "aria-hidden": "true" }, ill, healthy),
        words,
      ),
    ),
    element(
      "div",
      { class: "live-buttons" },
      button("Read them again", () => state.set({ answers: [], shown: false })),
    ),
  );

  stage.append(question, desk, spoken, results);

  // --- Both ---------------------------------------------------------------------------------------

  const show = () => {
    const { answers, shown } = state.value;
    const done = shown || answers.length >= slices.length;
    question.hidden = opened && (answers.length > 0 || done);
    desk.hidden = done;
    side.hidden = !opened;
    results.hidden = !done;
  };
  const patients = slices.map(({ patient }) => patient);
  const hitsOf = (pixels: readonly (number | null)[]) =>
    slices.filter(
      ({ patient, hits }, i) => patient && pixels[i] !== null && pixels[i] !== undefined && hits.includes(pixels[i]!),
    ).length;

  state.watch((value, changed) => {
    const { answers } = value;
    if (answers.length || value.shown) opened = true;
    show();
    if (changed.has("answers")) setMark(null);
    if (results.hidden) {
      progress.textContent = `Slice ${answers.length + 1} of ${slices.length}`;
      bar.style.setProperty("--read", `${(100 * answers.length) / slices.length}%`);
      back.disabled = answers.length === 0;
      canvas.setAttribute(
        "aria-label",
        `Slice ${answers.length + 1} of ${slices.length}, 64 × 64 pixels. Arrow keys move a cross, five pixels with Shift; Enter marks the place; 1 to 4 answer, from surely none to surely a lesion.`,
      );
      drawSlice();
      say(opened ? `Slice ${answers.length + 1} of ${slices.length}: is there a lesion, and where?` : "");
      return;
    }
    showResults(value, answers.map(decode));
  });

  function showResults(value: Reading, own: readonly Answer[]): void {
    const read = patients.slice(0, own.length);
    const scores = data.scores[value.gain]!;
    const brightness = slices.map((slice) => slice.brightness);
    const ill = patients.filter(Boolean).length;
    const share = (calls: readonly boolean[], kind: boolean) => {
      const about = calls.filter((_, i) => patients[i] === kind);
      return { hits: about.filter(Boolean).length, of: about.length };
    };
    const calls = own.map(callsIll);
    const [found, alarms] = [share(calls, true), share(calls, false)];
    const called = scores.map((score) => score > data.threshold);
    const ofNetwork = [share(called, true), share(called, false)] as const;
    const aucs = {
      you: areaUnderCurve(
        read,
        own.map(({ rating }) => rating),
      ),
      network: areaUnderCurve(patients, scores),
      rule: areaUnderCurve(patients, brightness),
    };
    const written: readonly (readonly string[])[] = [
      [
        area(aucs.you),
        `${hitsOf(own.map(({ pixel }) => pixel))} of ${found.of}`,
        `${found.hits} of ${found.of}`,
        `${alarms.hits} of ${alarms.of}`,
      ],
      [
        area(aucs.network),
        `${hitsOf(slices.map(({ spot }) => spot))} of ${ill}`,
        ...ofNetwork.map(({ hits, of }) => `${hits} of ${of}`),
      ],
      [
        area(aucs.rule),
        `${hitsOf(slices.map(({ brightest }) => brightest))} of ${ill}`,
        "no threshold",
        "no threshold",
      ],
    ];
    rows.forEach(({ cells }, i) =>
      cells.forEach((cell, k) => (cell.textContent = own.length || i ? written[i]![k]! : "not read")),
    );

    const drawCurve = (
      line: typeof chance,
      label: typeof labels.you,
      words: string,
      who: readonly boolean[],
      by: readonly number[],
      x: number,
      y: number,
    ) => {
      const curve = roc(who, by);
      line.show(curve.alarms, curve.found);
      label.show(words, x, y);
      return curve;
    };
    drawCurve(curves.network, labels.network, `network ${area(aucs.network)}`, patients, scores, 0.5, 0.36);
    drawCurve(curves.rule, labels.rule, `brightest pixel ${area(aucs.rule)}`, patients, brightness, 0.5, 0.24);
    const both = read.includes(true) && read.includes(false);
    if (both) {
      const curve = drawCurve(
        curves.you,
        labels.you,
        `you ${area(aucs.you)}`,
        read,
        own.map(({ rating }) => rating),
        0.5,
        0.12,
      );
      yours.show(curve.alarms.slice(1, -1), curve.found.slice(1, -1));
    } else {
      curves.you.clear();
      labels.you.clear();
      yours.clear();
    }
    plot.describe(
      `ROC curves. Areas: ${both ? `you ${area(aucs.you)}, ` : ""}network ${area(aucs.network)}, brightest pixel ${area(aucs.rule)}.`,
    );

    thumbs.forEach(({ picture, own: ownMark, words, number: place }, i) => {
      drawGreys(picture, greys[i]!, data.gains[value.gain]!, 3);
      const yourAnswer = own[i];
      const pixel = yourAnswer?.pixel ?? null;
      ownMark.style.display = pixel === null ? "none" : "";
      if (pixel !== null) {
        ownMark.setAttribute("cx", String((pixel % SIDE) + 0.5));
        ownMark.setAttribute("cy", String(Math.floor(pixel / SIDE) + 0.5));
      }
      const tick = (called: boolean) => (called === patients[i] ? " ✓" : "");
      words.textContent = [
        `${place}. ${patients[i] ? "Lesion" : "None"}.`,
        yourAnswer ? `You: ${RATINGS[yourAnswer.rating]!.toLowerCase()}${tick(callsIll(yourAnswer))}.` : "",
        `Network: ${called[i] ? "ill" : "healthy"}${tick(called[i]!)}`,
      ].join(" ");
    });

    const gain = data.gains[value.gain]!;
    scanner.textContent =
      `On all ${data.tested} slices of the test the network has an area of ${area(data.auc[value.gain]!)}; ` +
      `at its threshold it finds ${percent(data.found[value.gain]!)} of the ill ` +
      `and calls ${percent(data.alarms[value.gain]!)} of the healthy ill.` +
      (gain === 1
        ? " This is the scanner that it was trained on."
        : " The brightest pixel ranks as before, since all slices change alike. And you? Read them again at this brightness.");

    const sensitivity = found.hits / found.of;
    const falseAlarms = alarms.hits / alarms.of;
    const screens = [
      { name: "You", counts: screen(value.prevalence, sensitivity, falseAlarms) },
      { name: "Network", counts: screen(value.prevalence, data.found[value.gain]!, data.alarms[value.gain]!) },
    ];
    const most = Math.max(
      1,
      ...screens.map(({ counts }) => counts.found + counts.alarms).filter((n) => !Number.isNaN(n)),
    );
    people.forEach(({ name, ill: sick, healthy, words }, i) => {
      const { name: who, counts } = screens[i]!;
      name.textContent = who;
      const known = !Number.isNaN(counts.found + counts.alarms);
      sick.style.width = `${known ? (100 * counts.found) / most : 0}%`;
      healthy.style.width = `${known ? (100 * counts.alarms) / most : 0}%`;
      words.textContent = !known
        ? "You have not read slices of both kinds: your shares are not known."
        : Number.isNaN(counts.positive)
          ? "Nobody is called ill, so that no call can be right or wrong; and nobody who is ill is found."
          : `${fixed(counts.found + counts.alarms, 0)} called ill, of whom ${fixed(counts.found, 0)} are: a call is right in ${percent(counts.positive)}.${i === 0 ? ofHowMany(alarms.hits, alarms.of) : ""}`;
    });

    const verdict = !own.length
      ? "You have read none of the slices."
      : !both
        ? `You have read ${count(own.length, "slice")}, all of one kind: there is no pair to rank, and no area.`
        : [
            `You read ${count(own.length, "slice")} and rank ${percent(aucs.you)} of the pairs rightly,`,
            `the network ${percent(aucs.network)}.`,
            calls.includes(true) ? "" : "You called nobody ill.",
            calls.includes(false) ? "" : "You called everybody ill.",
            "With twenty slices, chance alone moves such a share by a tenth or two.",
          ]
            .filter(Boolean)
            .join(" ");
    say(
      `${verdict} Where ${short(value.prevalence)} are ill, ${Number.isNaN(screens[1]!.counts.positive) ? "the network calls nobody ill" : `a call of the network is right in ${percent(screens[1]!.counts.positive)}`}.`,
    );
  }
}

/** How little a count of false alarms says. */
function ofHowMany(hits: number, of: number): string {
  const [low, high] = wilson(hits, of);
  return ` Your false alarms were ${hits} of ${of}: the true share may be anything from ${percent(low)} to ${percent(high)}, and that decides.`;
}

function drawGreys(canvas: HTMLCanvasElement, values: Float32Array, gain: number, scale: number): void {
  const small = document.createElement("canvas");
  small.width = small.height = SIDE;
  const pixels = new ImageData(SIDE, SIDE);
  values.forEach((value, at) => {
    const level = Math.min(255, Math.round(255 * gain * value));
    pixels.data.set([level, level, level, 255], 4 * at);
  });
  small.getContext("2d")!.putImageData(pixels, 0, 0);
  const context = canvas.getContext("2d")!;
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  context.drawImage(small, 0, 0, SIDE * scale, SIDE * scale);
}

function ring(context: CanvasRenderingContext2D, pixel: number, scale: number, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 2.5;
  context.beginPath();
  context.arc(((pixel % SIDE) + 0.5) * scale, (Math.floor(pixel / SIDE) + 0.5) * scale, 4 * scale, 0, 2 * Math.PI);
  context.stroke();
}

const spotOf = (pixel: number) => `${(pixel % SIDE) + 0.5},${Math.floor(pixel / SIDE) + 0.5}`;

const swatch = (name: string, sign: string) => element("b", { class: `br-sign ${name}` }, sign);

/** The edge around some pixels. */
function outline(pixels: ReadonlySet<number>): string {
  let path = "";
  for (const pixel of pixels) {
    const [x, y] = [pixel % SIDE, Math.floor(pixel / SIDE)];
    if (!pixels.has(pixel - SIDE)) path += `M${x},${y}h1`;
    if (!pixels.has(pixel + SIDE)) path += `M${x},${y + 1}h1`;
    if (!pixels.has(pixel - 1)) path += `M${x},${y}v1`;
    if (!pixels.has(pixel + 1)) path += `M${x + 1},${y}v1`;
  }
  return path;
}
