// The valley: a start to drag, the paths of three optimisers, and how much of the loss each has left.
import { button, choices, controls, slider, toggle } from "../shared/controls.ts";
import { element } from "../shared/elements.ts";
import type { Context } from "../shared/figure.ts";
import { type DotStyle, type Plot, plotIn } from "../shared/plot.ts";
import type { Store } from "../shared/state.ts";
import { fixed, number } from "../shared/words.ts";
import { type Pair, type Valley, contour, excess } from "./model.ts";
import { MOST_STEPS, SEEN, type Settings } from "./settings.ts";
import { tasksOf } from "./tasks.ts";
import { NAMES, type Name, type Walks, landscape, walksOf } from "./walks.ts";
import { TITLES, short, walkWords } from "./words.ts";

const STYLES: Readonly<Record<Name, DotStyle>> = {
  descent: { colour: "train", shape: "dot", radius: 3 },
  momentum: { colour: "test", shape: "dot", radius: 3 },
  adam: { colour: "spline", shape: "ring", radius: 3 },
};
const DASHES: Readonly<Record<Name, string>> = { descent: "", momentum: "8 3", adam: "2 4" };
const LEVELS = Array.from({ length: 11 }, (_, i) => 0.004 * 2.2 ** i);
const FAR = 40; // coefficients beyond are not drawn
const SECONDS = 4; // that playing takes

export function build({ stage, state, words, say, still }: Context<Settings>): void {
  const map = element("div");
  const side = element("div");
  const ground = valleyPlot(map, state);
  const course = coursePlot(side);
  const playing = playButton(state, still, () => draw());
  side.append(
    element(
      "fieldset",
      { class: "valley-names" },
      element("legend", {}, "Optimisers"),
      ...NAMES.map((name) => named(state, name)),
    ),
    controls(
      slider(state, "rate", {
        label: "Learning rate",
        least: 0.001,
        most: 2,
        log: true,
        words: (rate) => number(rate, 2),
      }),
      slider(state, "keep", {
        label: "What momentum and Adam keep",
        least: 0,
        most: 0.99,
        step: 0.01,
        words: (keep) => fixed(keep, 2),
      }),
      slider(state, "correlation", {
        label: "Correlation of the predictors",
        least: 0,
        most: 0.99,
        step: 0.01,
        words: (r) => fixed(r, 2),
      }),
      slider(state, "steps", { label: "Steps", least: 0, most: MOST_STEPS, words: String }),
      choices(state, "batch", {
        label: "Each step looks at",
        words: { all: "all 200 people", ten: "10 of them" },
      }),
      playing.element,
    ),
  );
  map.append(words);
  let valley: Valley;
  let walks: Walks;
  const tasks = tasksOf(state, () => ({ valley, walks }));
  stage.append(element("div", { class: "live-columns" }, map, side), tasks.element);

  const draw = () => {
    const steps = playing.steps();
    ground.walk(walks, steps);
    course.show(valley, walks, steps);
  };
  state.watch((settings, changed) => {
    const { regression, valley: below } = landscape(settings.correlation);
    valley = below;
    walks = walksOf(settings, regression);
    if (changed.has("correlation")) ground.landscape(valley);
    ground.start(settings);
    draw();
    say(walkWords(settings, valley, walks, settings.steps));
    tasks.check();
  });
}

function named(state: Store<Settings>, name: Name): HTMLElement {
  const title = TITLES[name];
  const label = toggle(state, name, { label: title[0].toUpperCase() + title.slice(1) });
  label.style.setProperty("--colour", `var(--${STYLES[name].colour})`);
  label.append(element("span", { class: `valley-key ${name}`, "aria-hidden": "true" }));
  return label;
}

/** What is within the picture; paths that leave it far behind end there. */
function columns(path: readonly Pair[], steps: number): [number[], number[]] {
  const beyond = path.findIndex((theta) => !theta.every((value) => Math.abs(value) < FAR));
  const seen = path.slice(0, Math.min(steps + 1, beyond < 0 ? Infinity : beyond));
  return [seen.map(([first]) => first), seen.map(([, second]) => second)];
}

function valleyPlot(place: HTMLElement, state: Store<Settings>) {
  const plot = plotIn(place, {
    label: "Lines of equal loss, and the paths of the optimisers",
    height: 400,
    x: { domain: SEEN.first, label: "coefficient of the first predictor" },
    y: { domain: SEEN.second, label: "coefficient of the second" },
  });
  keepAspect(plot);
  const shades = LEVELS.map(() => plot.shape({ colour: "muted", opacity: 0.06 })).reverse();
  const rings = LEVELS.map(() => plot.line({ colour: "muted", width: 1, opacity: 0.5 }));
  const bottom = plot.dots({ colour: "ink", shape: "cross", radius: 5 });
  const paths = NAMES.map((name) => ({
    name,
    line: plot.line({ ...STYLES[name], width: 1.5 }),
    dots: plot.dots(STYLES[name]),
  }));
  const start = plot.handles({
    name: () => "The start",
    colour: "ink",
    radius: 8,
    step: 0.05,
    words: (x, y) => `coefficients ${fixed(x, 2)} and ${fixed(y, 2)}`,
    move: (_, first, second) => state.set({ first, second }),
  });
  return {
    landscape(valley: Valley) {
      LEVELS.forEach((level, i) => {
        const ring = contour(valley, level);
        const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
        shades[i].show(xs, ys);
        rings[i].show(xs, ys);
      });
      bottom.show([valley.optimum[0]], [valley.optimum[1]]);
    },
    walk(walks: Walks, steps: number) {
      for (const { name, line, dots } of paths) {
        const [xs, ys] = columns(walks[name] ?? [], steps);
        line.show(xs, ys);
        dots.show(xs, ys);
      }
    },
    start({ first, second }: Settings) {
      start.show([first], [second]);
    },
  };
}

/** Show what must be seen, and more of one direction, so that both have the same scale. */
function keepAspect(plot: Plot): void {
  plot.onLayout(() => {
    const { left, right, top, bottom } = plot.frame;
    const [width, height] = [right - left, bottom - top];
    const pixels = Math.min(
      width / (SEEN.first[1] - SEEN.first[0]),
      height / (SEEN.second[1] - SEEN.second[0]),
    );
    const around = ([low, high]: readonly [number, number], length: number): [number, number] => {
      const [middle, half] = [(low + high) / 2, length / pixels / 2];
      return [middle - half, middle + half];
    };
    plot.rescale({ x: around(SEEN.first, width), y: around(SEEN.second, height) });
  });
}

function coursePlot(place: HTMLElement) {
  const plot = plotIn(place, {
    label: "Excess loss against steps",
    height: 230,
    x: { domain: [0, MOST_STEPS], label: "steps" },
    y: { domain: [1e-6, 30], label: "excess loss", log: true },
  });
  const present = plot.line({ colour: "muted", width: 1.5, dash: "2 3" });
  const lines = NAMES.map((name) => ({
    name,
    line: plot.line({ ...STYLES[name], dash: DASHES[name], width: 2.25 }),
  }));
  return {
    show(valley: Valley, walks: Walks, steps: number) {
      for (const { name, line } of lines) {
        const losses = (walks[name] ?? []).map((theta) => Math.min(1e6, excess(valley, theta)));
        line.show(
          losses.map((_, i) => i),
          losses,
        );
      }
      present.show([steps, steps], [1e-6, 30]);
      const ends = NAMES.flatMap((name) =>
        walks[name] ? [`${TITLES[name]} ${short(excess(valley, walks[name][steps]))}`] : [],
      );
      plot.describe(
        `Excess loss against steps, on a logarithmic scale. After ${steps} steps: ${ends.join(", ")}.`,
      );
    },
  };
}

/** Lets the walks appear step after step, up to the number that is set. */
function playButton(state: Store<Settings>, still: boolean, draw: () => void) {
  let begun: number | null = null;
  const share = () => (begun === null ? 1 : (performance.now() - begun) / 1000 / SECONDS);
  const frame = () => {
    if (begun === null) return;
    if (share() >= 1) end();
    else requestAnimationFrame(frame);
    draw();
  };
  const end = () => {
    begun = null;
    play.textContent = "Play";
  };
  const play = button("Play", () => {
    if (begun !== null) {
      state.set({ steps: steps() });
      end();
    } else if (!still) {
      begun = performance.now();
      play.textContent = "Stop here";
      frame();
    }
  });
  play.classList.add("live-main");
  const steps = () => Math.round(Math.min(1, share()) * state.value.steps);
  return { element: element("div", { class: "live-buttons live-player" }, ...(still ? [] : [play])), steps };
}
