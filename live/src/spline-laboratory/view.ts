import { button, choices, controls, slider, toggle } from "../shared/controls.ts";
import { element } from "../shared/elements.ts";
import type { Context } from "../shared/figure.ts";
import { type Layer, plotIn } from "../shared/plot.ts";
import { random } from "../shared/random.ts";
import { startWorker } from "../shared/worker.ts";
import { number } from "../shared/words.ts";
import { drawSample, type Errors, Fit, GRID, HIGH, LOW, type Sample, SIZES, testError, trainError, truth, withNoise } from "./model.ts";
import type { Settings } from "./settings.ts";
import { taskList } from "./tasks.ts";
import type { Trace, TraceTask } from "./trace.worker.ts";
import source from "./trace.worker.ts?worker";

const [BOTTOM, TOP] = [-2.6, 2.6];
const OTHERS = 20;
const WAVE = 0.3; // how much the wave moves the predictions at the points, in all
const NORMS = { slope: "slope", bend: "bend", "b-spline": "B-spline coefficients" };

/** The points as they are now: drawn, or where the reader put them. */
export function sampleOf(settings: Settings): Sample {
  const { moved } = settings;
  if (moved.length < 4) return drawSample(settings);
  const part = (offset: number) => Float64Array.from({ length: Math.floor(moved.length / 2) }, (_, i) => moved[2 * i + offset]!);
  return { x: part(0), y: part(1) };
}

export function build({ stage, state, say, words }: Context<Settings>): void {
  const left = element("div");
  const right = element("div");
  stage.append(element("div", { class: "live-columns" }, left, right));

  // The fit
  const picture = plotIn(left, {
    label: "Points, the fitted spline, and the sine behind them",
    height: 340,
    x: { domain: [LOW, HIGH], label: "x" },
    y: { domain: [BOTTOM, TOP], label: "y" },
  });
  const others: Layer[] = Array.from({ length: OTHERS }, () => picture.line({ colour: "spline", width: 1, opacity: 0.35 }));
  const curve = picture.line({ colour: "truth", dash: "6 5", width: 1.75 });
  const wave = picture.line({ colour: "test", width: 1.75, opacity: 0.55 });
  const fitted = picture.line({ colour: "spline", width: 2.75 });
  const waveName = picture.label({ colour: "test" });
  const curveName = picture.label({ colour: "truth" });
  curve.show(GRID, GRID.map(truth));
  curveName.show("sin x", -4.6, 1.25);
  const points = picture.handles({
    name: (i) => `Point ${i + 1}`,
    step: 0.05,
    move: (i, x, y) => {
      const { x: xs, y: ys } = sampleOf(state.value);
      state.set({ moved: [...xs].flatMap((at, j) => (i === j ? [x, y] : [at, ys[j]!])) });
    },
  });
  const anew = (change: Partial<Settings>) => state.set({ ...change, moved: [] });
  left.append(slider(state, "knots", { label: "Knots", least: 2, most: 200, log: true, words: String, marks: [7, 21, 42, 160] }));

  // The errors
  const errors = plotIn(right, {
    label: "Errors against the number of knots",
    height: 300,
    x: { domain: [2, 200], label: "knots", log: true, ticks: [2, 5, 10, 20, 50, 100, 200] },
    y: { domain: [0.01, 100], label: "squared error", log: true },
  });
  const floor = errors.line({ colour: "muted", width: 1.25, dash: "7 5" });
  const expected = errors.line({ colour: "test", width: 2, dash: "1 5" });
  const train = errors.line({ colour: "train", width: 2 });
  const test = errors.line({ colour: "test", width: 2.5 });
  const [trainName, testName, floorName] = [errors.label({ colour: "train" }), errors.label({ colour: "test" }), errors.label({ colour: "muted" })];
  const here = errors.handles({
    name: () => "Number of knots",
    along: "x",
    step: 1,
    colour: "test",
    radius: 6.5,
    move: (_, x) => state.set({ knots: x }),
    words: (x, y) => `${x} knots, test error ${number(y)}`,
  });
  const parts = composition();
  right.append(parts.element);

  stage.append(
    words,
    controls(
      choices(state, "norm", { label: "Of all fits, take the one of least", words: { slope: "slope", bend: "bend", "b-spline": "B-spline" } }),
      slider(state, "penalty", { label: "Penalty λ", least: 0, most: 100, log: true }),
      slider(state, "noise", { label: "Noise σ", least: 0, most: 1, step: 0.01 }),
      slider(state, "points", { label: "Points", least: 2, most: 40, words: String }),
      choices(state, "spread", { label: "x spread", words: { evenly: "evenly", random: "at random" } }),
      element("div", { class: "live-buttons" }, toggle(state, "gap", { label: "A gap in x" }), toggle(state, "wave", { label: "Worst-seen direction" }), toggle(state, "others", { label: `${OTHERS} other noises` })),
      button("New points", () => anew({ draw: (state.value.draw % 9999) + 1 })),
    ),
  );

  // The errors of all numbers of knots are computed beside the page, of the newest points only.
  let trace: Trace = [];
  let busy = false;
  let waiting: TraceTask | null = null;
  const worker = startWorker<TraceTask, Trace>(source, (answer) => {
    trace = answer;
    busy = false;
    if (waiting) ask(waiting);
    showTrace();
    list.check();
  });
  const ask = (task: TraceTask) => {
    waiting = busy ? task : null;
    if (busy) return;
    busy = true;
    worker.post(task);
  };
  const showTrace = () => {
    const of = (name: keyof Errors) => trace.map((each) => each[name]);
    const [trains, tests] = [of("train"), of("test")];
    const means = trace.map(({ squaredBias, variance }) => squaredBias + variance + state.value.noise ** 2);
    errors.rescale({ y: [0.01, 10 ** Math.min(12, Math.max(2, Math.ceil(Math.log10(Math.max(...tests)))))] });
    train.show(SIZES, trains);
    test.show(SIZES, tests);
    expected.show(SIZES, means);
    floor.show([2, 200], [state.value.noise ** 2, state.value.noise ** 2]);
    testName.show("test", 190, tests[tests.length - 2]! * 1.45, "end");
    trainName.show("train", 8, trains[SIZES.indexOf(8)]! * 0.45, "end");
    floorName.show("σ²", 2.1, state.value.noise ** 2 * 0.62);
  };

  const list = taskList(state, () => trace);
  stage.append(list.element);

  state.watch((value, changed) => {
    // Another drawing puts the points where it says, and not where they had been moved.
    if (!changed.has("moved") && value.moved.length && (["draw", "points", "noise", "spread", "gap"] as const).some((name) => changed.has(name))) {
      state.set({ moved: [] });
      return;
    }
    const sample = sampleOf(value);
    const fit = new Fit(sample.x, value.norm, value.knots, value.penalty);
    const { onGrid, atPoints } = fit.to(sample.y);
    const result = { train: trainError(atPoints, sample.y), test: testError(onGrid, value.noise) };
    const { squaredBias, variance } = fit.expected(sample.x);
    const waved = fit.worstSeen(WAVE);

    points.show(sample.x, sample.y);
    fitted.show(GRID, onGrid);
    if (value.wave) {
      wave.show(GRID, waved);
      waveName.show(`worst seen, s = ${number(fit.smallest)}`, HIGH - 0.1, BOTTOM + 0.2, "end");
    } else {
      wave.clear();
      waveName.clear();
    }
    others.forEach((line, i) => {
      if (value.others) line.show(GRID, fit.to(withNoise(sample.x, value.noise, random(1000 * value.draw + i))).onGrid);
      else line.clear();
    });
    here.show([value.knots], [result.test]);
    parts.show({ squaredBias, variance: variance * value.noise ** 2, noise: value.noise ** 2 });
    ask({ sample, norm: value.norm, penalty: value.penalty, noise: value.noise });
    say(inWords(value, sample, fit, result, onGrid, waved));
    list.check();
  });
}

/** What there is to see, and what is out of sight. */
function inWords(value: Settings, sample: Sample, fit: Fit, result: { train: number; test: number }, onGrid: Float64Array, wave: Float64Array): string {
  const farthest = (values: Float64Array) => values.reduce((far, at) => (Math.abs(at) > Math.abs(far) ? at : far), 0);
  const [most, swing] = [farthest(onGrid), farthest(wave)];
  const picked = value.penalty > 0 ? `ridge with λ = ${number(value.penalty)}` : value.knots > sample.x.length ? `least ${NORMS[value.norm]}` : "least squares";
  const sentences = [`${value.knots} knots, ${picked}: test error ${number(result.test)}, train error ${result.train < 1e-6 ? "0" : number(result.train)}.`];
  if (most > TOP || most < BOTTOM) sentences.push(`The curve leaves the picture and goes to ${number(most)}.`);
  if (fit.rank < Math.min(sample.x.length, value.knots)) {
    sentences.push(`Points at the same x see the same: they see ${fit.rank === 1 ? "1 direction" : `${fit.rank} directions`} only, and the other${value.knots - fit.rank === 1 ? " is" : "s are"} left at zero.`);
  }
  if (value.wave) {
    sentences.push(`Along the worst-seen direction the curve swings by ${number(Math.abs(swing))} for a change of ${WAVE} at all points together (s = ${number(fit.smallest)}).`);
  }
  return sentences.join(" ");
}

/** A bar that takes the expected error apart. */
function composition() {
  const kinds = { squaredBias: ["bias²", "bias"], variance: ["variance", "variance"], noise: ["noise", "muted"] } as const;
  const names = Object.keys(kinds) as (keyof typeof kinds)[];
  const bars = names.map((name) => element("span", { style: `background: var(--${kinds[name][1]})` }));
  const texts = names.map((name) => element("span", { style: `--of: var(--${kinds[name][1]})` }));
  const total = element("strong");
  return {
    element: element(
      "div",
      { class: "live-parts" },
      element("p", {}, "Dotted, exact: the average over all noise, ", total, " ="),
      element("div", { class: "live-parts-bar", "aria-hidden": "true" }, ...bars),
      element("p", { class: "live-parts-names" }, ...texts),
    ),
    show(values: Record<keyof typeof kinds, number>) {
      const sum = values.squaredBias + values.variance + values.noise;
      total.textContent = number(sum);
      names.forEach((name, i) => {
        bars[i]!.style.width = `${sum > 0 ? (100 * values[name]) / sum : 0}%`;
        texts[i]!.textContent = `${kinds[name][0]} ${values[name] < 5e-5 ? "0" : number(values[name])}`;
      });
    },
  };
}
