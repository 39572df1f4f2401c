// Building a network by hand: a cloud of points, a curve to drag, its nine pictures, and descent.
import { button, controls, slider, toggle } from "../shared/controls.ts";
import { element } from "../shared/elements.ts";
import type { Context } from "../shared/figure.ts";
import { mean } from "../shared/numbers.ts";
import { type Plot, plotIn } from "../shared/plot.ts";
import type { Store } from "../shared/state.ts";
import { fixed } from "../shared/words.ts";
import cloud from "./cloud.json";
import { Descent } from "./descent.ts";
import { gauge } from "./gauge.ts";
import {
  type Activation,
  CHAPTER,
  type Network,
  RELU,
  bendWithin,
  gripOf,
  kinksBetween,
  lift,
  loss,
  lossOfBestLine,
  moveKink,
  output,
  steer,
  stretches,
  turn,
} from "./model.ts";
import { ninePictures } from "./nine.ts";
import { type Settings, activationOf, networkOf, settingsOf } from "./settings.ts";
import { tasksOf } from "./tasks.ts";
import { courseWords, short, silentWords, stretchWords } from "./words.ts";

const [LOW, HIGH] = [-1.6, 1.6]; // where points are, and so the picture
const RANGES = [
  [-0.4, 5.4],
  [-8, 14],
  [-30, 36],
] as const; // of the sum; a wider one where it is needed
const UNITS = CHAPTER.units.map((_, j) => j);
const NOISE = mean(cloud.map(({ y, truth }) => (y - truth) ** 2));

const LINE = lossOfBestLine(cloud);
const BY_EYE = loss(CHAPTER, cloud, RELU);

export function build({ stage, state, words, say, still }: Context<Settings>): void {
  const main = element("div");
  const plot = sumPlot(main);
  const scale = gauge([
    { loss: NOISE, words: "the curve behind the points" },
    { loss: BY_EYE, words: "the chapter’s numbers" },
    { loss: LINE, words: "the best line" },
  ]);
  main.append(key(), scale.element, words);
  const nine = ninePictures(UNITS.length, [LOW, HIGH], (j) =>
    state.set(settingsOf(turn(networkOf(state.value), j))),
  );
  const ghost = plot.line({ colour: "muted", width: 1.5, dash: "5 4" });
  const sum = plot.line({ colour: "network", width: 3 });
  let held = false;
  const fitRange = () => {
    const { value } = state;
    if (!held) plot.rescale({ y: rangeFor(networkOf(value), activationOf(value)) }); // not under a finger
  };
  const grips = handlesOf(plot, state, {
    take(unit) {
      held = true;
      nine.point(unit);
    },
    release() {
      held = false;
      nine.point(null);
      fitRange();
      grips.show(state.value);
    },
  });
  const descent = new Descent(state, cloud, () => speak());
  const course = descentControls(state, descent, still);
  const task = tasksOf(state);
  stage.append(
    element("div", { class: "live-columns" }, main, element("div", {}, nine.element, course.element)),
    task.element,
  );

  const speak = () => {
    const settings = state.value;
    const network = networkOf(settings);
    const activation = activationOf(settings);
    course.show();
    const mine = descent.course?.mine;
    if (mine) draw(ghost, mine, settings);
    else ghost.clear();
    const silent = settings.cut ? silentWords(network, cloud) : "";
    const curve = stretchWords(stretches(network, LOW, HIGH, activation));
    say(
      [descent.course ? courseWords(descent.course, settings.rate) : curve, silent].filter(Boolean).join(" "),
    );
    plot.describe(
      `A cloud of 100 points and the curve of the network. Loss ${short(loss(network, cloud, activation))}. ${curve}`,
    );
  };
  state.watch((settings) => {
    const network = networkOf(settings);
    fitRange();
    draw(sum, network, settings);
    scale.show(loss(network, cloud, activationOf(settings)));
    nine.show(network, settings.cut);
    grips.show(settings);
    descent.follow(settings);
    speak();
    task.check();
  });

  function draw(line: typeof sum, network: Network, settings: Settings): void {
    const bends = settings.cut ? kinksBetween(network, LOW, HIGH) : [];
    const xs = [LOW, ...bends, HIGH];
    line.show(
      xs,
      xs.map((x) => output(network, x, activationOf(settings))),
    );
  }
}

function sumPlot(place: HTMLElement): Plot {
  const plot = plotIn(place, {
    label: "A cloud of points and the curve of the network",
    height: 330,
    x: { domain: [LOW, HIGH], label: "x", ticks: [-1.5, -1, -0.5, 0, 0.5, 1, 1.5], words: (x) => short(x) },
    y: { domain: RANGES[0], label: "the sum, f(x)" },
  });
  plot.dots({ colour: "train", radius: 2.6, opacity: 0.55 }).show(
    cloud.map(({ x }) => x),
    cloud.map(({ y }) => y),
  );
  return plot;
}

/** The least range that holds the curve, or the widest. */
function rangeFor(network: Network, activation: Activation): readonly [number, number] {
  const values = [LOW, ...kinksBetween(network, LOW, HIGH), HIGH].map((x) => output(network, x, activation));
  const holds = ([least, most]: readonly [number, number]) => values.every((y) => least <= y && y <= most);
  return RANGES.find(holds) ?? RANGES[RANGES.length - 1];
}

/** What the movable points do. */
function key(): HTMLElement {
  const meanings = { network: "kink: left and right", test: "slope: up and down", ink: "height of all" };
  const dot = (colour: string) =>
    element("span", { class: "build-dot", style: `--colour: var(--${colour})` });
  return element(
    "p",
    { class: "live-key" },
    ...Object.entries(meanings).map(([colour, words]) => element("span", {}, dot(colour), words)),
  );
}

interface Grasp {
  /** Something of one unit is taken hold of, or of all. */
  take(unit: number | null): void;
  release(): void;
}

/** Kinks slide, slopes are steered by a point ahead, and the left end lifts everything. */
function handlesOf(plot: Plot, state: Store<Settings>, { take, release }: Grasp) {
  const change = (next: (network: Network) => Network) => state.set(settingsOf(next(networkOf(state.value))));
  const names = UNITS.map(() => plot.label({ colour: "network" }));
  const kinks = plot.handles({
    name: (j) => `Kink of unit ${j + 1}`,
    colour: "network",
    radius: 7,
    along: "x",
    step: 0.02,
    words: (x) => `at x = ${fixed(x, 2)}`,
    hold: (i) => (i === null ? release() : take(i)),
    move: (j, x) => change((network) => moveKink(network, j, x)),
  });
  const slopes = UNITS.map((unit) =>
    plot.handles({
      name: () => `Slope of unit ${unit + 1}`,
      colour: "test",
      radius: 6,
      along: "y",
      step: 0.05,
      words: (x, y) => `the curve is at ${fixed(y, 2)} where x = ${fixed(x, 2)}`,
      hold: (i) => (i === null ? release() : take(unit)),
      move: (_, x, y) => change((network) => steer(network, unit, { x, y }, activationOf(state.value))),
    }),
  );
  const height = plot.handles({
    name: () => "Height of the whole curve",
    colour: "ink",
    radius: 6,
    along: "y",
    step: 0.05,
    words: (_, y) => `the left end is at ${fixed(y, 2)}`,
    hold: (i) => (i === null ? release() : take(null)),
    move: (_, x, y) => change((network) => lift(network, { x, y }, activationOf(state.value))),
  });
  return {
    show(settings: Settings) {
      const network = networkOf(settings);
      const at = (x: number) => output(network, x, activationOf(settings));
      const above = (y: number) => plot.y.invert(plot.y(y) - 14);
      const bends = network.units.map((unit) => bendWithin(unit, LOW, HIGH));
      if (settings.cut) kinks.show(bends, bends.map(at));
      else kinks.show([], []);
      names.forEach((name, j) =>
        settings.cut ? name.show(`${j + 1}`, bends[j], above(at(bends[j])), "middle") : name.clear(),
      );
      slopes.forEach((slope, unit) => {
        const x = gripOf(network, unit, LOW, HIGH);
        if (x === null) slope.show([], []);
        else slope.show([x], [at(x)]);
      });
      height.show([LOW], [at(LOW)]);
    },
  };
}

function descentControls(state: Store<Settings>, descent: Descent, still: boolean) {
  const go = button("Let descent go on", () => {
    if (descent.running) descent.pause();
    else if (still) descent.take(500);
    else descent.run();
  });
  go.classList.add("live-main");
  const one = button("One step", () => descent.take(1));
  const back = button("Back to mine", () => descent.back());
  return {
    element: element(
      "div",
      {},
      controls(
        slider(state, "rate", {
          label: "Learning rate of descent",
          least: 0.001,
          most: 3,
          log: true,
          words: short,
        }),
        toggle(state, "cut", { label: "Cut each line below zero (ReLU)" }),
      ),
      element("div", { class: "live-buttons live-player" }, go, one, back),
    ),
    show() {
      go.textContent = descent.running ? "Pause" : still ? "500 steps of descent" : "Let descent go on";
      back.disabled = !descent.course;
    },
  };
}
