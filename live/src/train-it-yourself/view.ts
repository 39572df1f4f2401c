import { button, choices, controls, slider, toggle } from "../shared/controls.ts";
import { element } from "../shared/elements.ts";
import type { Context } from "../shared/figure.ts";
import { mean } from "../shared/numbers.ts";
import { type Layer, plotIn } from "../shared/plot.ts";
import { type Running, startWorker } from "../shared/worker.ts";
import { number } from "../shared/words.ts";
import { GRID, HIGH, LOW, testError, truth } from "../spline-laboratory/model.ts";
import { cloud, connectedDots, type Known, NOISE, type Run, type Snapshot } from "./model.ts";
import { CLOUDS, RATES, runOf, type Settings, STEPS, TRAINING } from "./settings.ts";
import { taskList } from "./tasks.ts";
import type { Progress } from "./train.worker.ts";
import source from "./train.worker.ts?worker";

const [BOTTOM, TOP] = [-2.6, 2.6];
const LEAST = 0.001; // of the train errors on the plane; what is less stands there
const SETTLED = 200; // ms without a change, then training begins
const PLAY = { every: 45, by: 1 }; // ms, moments
const PLAY_STILL = { every: 400, by: 10 };

export function build({ stage, state, say, words, still }: Context<Settings>): void {
  const left = element("div");
  const right = element("div");
  stage.append(element("div", { class: "live-columns" }, left, right));

  const picture = plotIn(left, {
    label: "The points, the networks, and the sine behind them",
    height: 320,
    x: { domain: [LOW, HIGH], label: "x" },
    y: { domain: [BOTTOM, TOP], label: "y" },
  });
  const connected = picture.line({ colour: "muted", width: 1.25, opacity: 0.8 });
  const curve = picture.line({ colour: "truth", dash: "6 5", width: 1.75 });
  const bends = picture.line({ colour: "network", width: 1, opacity: 0.7 });
  const networks: Layer[] = Array.from({ length: CLOUDS }, (_, i) => picture.line({ colour: "network", width: i ? 1.25 : 2.5, opacity: i ? 0.45 : 1 }));
  const points = picture.dots({ colour: "train", radius: 4.5 });
  curve.show(GRID, GRID.map(truth));
  const drawn = (words: string, style: string) => element("span", { class: "live-line", style }, words);
  left.append(
    element(
      "p",
      { class: "live-key" },
      drawn("sin x", "--colour: var(--truth); --drawn: dashed"),
      drawn("network (strokes: where it bends)", "--colour: var(--network)"),
      drawn("connected dots", "--colour: var(--muted)"),
    ),
  );
  const play = button("Play", () => setPlaying(!playing));
  play.classList.add("live-main");
  const reveal = button("Stop here and reveal", () => {
    setPlaying(false);
    state.set({ revealed: true });
  });
  left.append(
    element("div", { class: "live-buttons live-player" }, play, reveal),
    slider(state, "at", { label: "Steps", least: 0, most: STEPS, log: true, words: (value) => value.toLocaleString("en"), from: 1 }),
  );

  const plane = plotIn(right, {
    label: "Test error against train error",
    height: 250,
    x: { domain: [LEAST, 2], label: "train error", log: true, ticks: [0.001, 0.01, 0.1, 1], words: (value) => (value === LEAST ? "≤ 0.001" : String(value)) },
    y: { domain: [0.07, 2], label: "test error", log: true, ticks: [0.1, 0.2, 0.5, 1, 2], words: String },
  });
  const now = plane.line({ colour: "network", width: 1.25, dash: "3 4" });
  const level = plane.line({ colour: "muted", width: 1.25, dash: "7 5" });
  const levelName = plane.label({ colour: "muted" });
  const splines = plane.line({ colour: "spline", width: 1.75 });
  const splineNames = [7, 21, 160].map(() => plane.label({ colour: "spline" }));
  const trails: Layer[] = Array.from({ length: CLOUDS }, () => plane.line({ colour: "network", width: 1, opacity: 0.35 }));
  const trail = plane.line({ colour: "network", width: 2.5 });
  const here = plane.dots({ colour: "network", radius: 6 });
  const hidden = plane.label({ colour: "muted" });

  const history = plotIn(right, {
    label: "Errors against the number of steps",
    height: 190,
    x: { domain: [1, STEPS], label: "steps", log: true },
    y: { domain: [LEAST, 2], label: "errors", log: true, ticks: [0.001, 0.01, 0.1, 1], words: String },
  });
  const cursor = history.line({ colour: "muted", width: 1.25 });
  const noise = history.line({ colour: "muted", width: 1.25, dash: "7 5" });
  const noiseName = history.label({ colour: "muted" });
  const trainLine = history.line({ colour: "train", width: 2.25 });
  const testLine = history.line({ colour: "test", width: 2.25 });
  const [trainName, testName] = [history.label({ colour: "train" }), history.label({ colour: "test" })];
  noise.show([1, STEPS], [NOISE ** 2, NOISE ** 2]);
  noiseName.show("σ²", 1.2, NOISE ** 2 * 1.3);

  stage.append(
    words,
    controls(
      slider(state, "width", { label: "Hidden units", least: 1, most: 256, log: true, words: String, marks: [8, 32, 256] }),
      slider(state, "scale", { label: "Scale of the start", least: 0.1, most: 4, log: true, marks: [0.1, 1, 4], words: (value) => String(value) }),
      slider(state, "penalty", { label: "Penalty λ", least: 0, most: 1, log: true }),
      slider(state, "dropout", { label: "Dropout", least: 0, most: 0.8, step: 0.05 }),
      choices(state, "optimiser", { label: "Optimiser", words: { adam: "Adam", descent: "gradient descent" } }),
      slider(state, "rate", { label: "Learning rate", least: 0.00001, most: 10, log: true }),
      slider(state, "corrupted", { label: "Corrupted points", least: 0, most: 5, words: String }),
      element("div", { class: "live-buttons" }, toggle(state, "many", { label: "Ten clouds at once" }), button("New points", () => state.set({ draw: (state.value.draw % 9999) + 1 }))),
    ),
  );

  // Training runs beside the page; another setting ends it.
  let snapshots: Snapshot[] = [];
  let finished = false;
  let dots = 0;
  let worker: Running<Run> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const restart = (value: Settings) => {
    worker?.stop();
    clearTimeout(timer);
    [snapshots, finished] = [[], false];
    const run = runOf(value);
    const samples = Array.from({ length: run.clouds }, (_, i) => cloud(run.draw, i, run.corrupted));
    const lines = samples.map(connectedDots);
    dots = mean(lines.map((line) => testError(line, NOISE)));
    points.show(samples[0]!.x, samples[0]!.y);
    connected.show(GRID, lines[0]!);
    level.show([LEAST, 2], [dots, dots]);
    splines.clear();
    for (const name of splineNames) name.clear();
    timer = setTimeout(() => {
      worker = startWorker<Run, Progress>(source, (progress) => {
        snapshots.push(...progress.snapshots);
        if (progress.splines) {
          finished = true;
          known = progress.splines;
        }
        show();
      });
      worker.post(run);
    }, SETTLED);
  };
  let known: NonNullable<Progress["splines"]> = [];

  let playing = false;
  let ticking: ReturnType<typeof setInterval> | undefined;
  const setPlaying = (wanted: boolean) => {
    playing = wanted;
    play.textContent = playing ? "Pause" : "Play";
    clearInterval(ticking);
    if (!playing) return;
    if (indexAt(state.value.at) >= snapshots.length - 1 && finished) state.set({ at: 0 });
    const { every, by } = still ? PLAY_STILL : PLAY;
    ticking = setInterval(() => {
      const next = Math.min(indexAt(state.value.at) + by, snapshots.length - 1);
      if (snapshots[next]) state.set({ at: snapshots[next].step });
      if (finished && next === snapshots.length - 1) setPlaying(false);
    }, every);
  };
  /** The last moment that is known, up to a step. */
  const indexAt = (step: number) => Math.max(0, snapshots.findLastIndex((snapshot) => snapshot.step <= step));

  const list = taskList(state, () => ({ snapshots, finished, dots }));
  stage.append(list.element);

  const show = () => {
    const value = state.value;
    const index = indexAt(value.at);
    const present = snapshots[index];
    reveal.disabled = value.revealed || !present;
    if (!present) return;
    if (value.at !== present.step && (finished || snapshots[index + 1])) {
      state.set({ at: present.step }); // the moment that is shown
      return;
    }
    networks.forEach((layer, i) => (present.curves[i] ? layer.show(GRID, present.curves[i]) : layer.clear()));
    bends.show(...ticksAt(present.kinks));
    const trainNow = mean(present.train);
    cursor.show([Math.max(1, present.step), Math.max(1, present.step)], [LEAST, 2]);
    const steps = snapshots.map(({ step }) => Math.max(1, step));
    const [trains, tests] = [snapshots.map(({ train }) => mean(train)), snapshots.map(({ test }) => mean(test))];
    trainLine.show(steps.slice(0, index + 1), trains.slice(0, index + 1));
    trainName.show("train", Math.max(1.2, present.step * 0.9), Math.min(1.4, trainNow * 0.4), present.step < 20 ? "start" : "end");
    if (value.revealed) {
      const onPlane = (train: number) => Math.max(LEAST, train);
      trails.forEach((layer, i) => (value.many ? layer.show(snapshots.map(({ train }) => onPlane(train[i]!)), snapshots.map(({ test }) => test[i]!)) : layer.clear()));
      trail.show(trains.map(onPlane), tests);
      here.show([onPlane(trainNow)], [mean(present.test)]);
      testLine.show(steps, tests);
      trainLine.show(steps, trains);
      const last = tests.length - 1;
      testName.show("test", STEPS * 0.9, Math.min(1.2, tests[last]! * 1.35), "end");
      levelName.show("connected dots", 1.8, dots * 1.07, "end");
      now.clear();
      hidden.clear();
      if (finished) {
        splines.show(known.map(({ train }) => onPlane(train)), known.map(({ test }) => test));
        known.filter(({ knots }) => [7, 21, 160].includes(knots)).forEach(({ knots, train, test }, i) => splineNames[i]!.show(`${knots} knots`, onPlane(train) * 1.1, Math.min(1.75, knots === 7 ? test * 0.76 : test * 1.08)));
      }
    } else {
      for (const layer of [...trails, trail, here, testLine, splines]) layer.clear();
      for (const label of [testName, levelName, ...splineNames]) label.clear();
      level.clear();
      now.show([trainNow, trainNow], [0.07, 2]);
      hidden.show("the test error is hidden until you stop", 0.045, 0.35, "middle");
    }
    if (value.revealed) level.show([LEAST, 2], [dots, dots]);
    plane.describe(value.revealed ? `Test error against train error: now ${number(mean(present.test))} and ${number(trainNow)}; connected dots ${number(dots)}.` : "Test error against train error, hidden until you stop.");
    history.describe(`Train error from ${number(trains[0]!)} at the start to ${number(trainNow)} after ${present.step} steps.`);
    picture.describe(`Points of a sine, and ${value.many ? "ten networks, each on a cloud of its own" : "a network"} after ${present.step} steps, with ${present.kinks.length} kinks.`);
    say(inWords(value, index, { snapshots, finished, dots }));
    list.check();
  };

  let first = true;
  state.watch((value, changed) => {
    // The rates of the two optimisers have nothing to do with each other.
    if (!first && changed.has("optimiser") && !changed.has("rate")) state.set({ rate: RATES[value.optimiser] });
    if (TRAINING.some((name) => changed.has(name))) {
      if (!first) {
        setPlaying(false);
        if (!changed.has("at") && !changed.has("revealed")) state.set({ at: 0, revealed: false });
      }
      restart(value);
    }
    first = false;
    show();
  });
}

/** What there is to see; the test error only when the reader has stopped. */
function inWords({ many, revealed, at }: Settings, index: number, { snapshots, finished, dots }: Known): string {
  const [present, last] = [snapshots[index]!, snapshots[snapshots.length - 1]!];
  const of = many ? ", mean of ten" : "";
  if (finished && !last.train.every((error) => error < 1e12)) {
    return `After ${last.step} steps the error has grown beyond all bounds: each step overshoots. Try a smaller learning rate, or a smaller start.`;
  }
  const waiting = !finished && at > last.step ? ` (training: ${last.step} of ${STEPS} steps)` : "";
  const train = `After ${present.step.toLocaleString("en")} steps: train error ${number(mean(present.train))}${of}${waiting}.`;
  if (!revealed) return `${train} Stop where you think the test error is least.`;
  const tests = snapshots.map(({ test }) => mean(test));
  const best = tests.indexOf(Math.min(...tests));
  const end = finished ? `; at the end it is ${number(tests[tests.length - 1]!, 3)}` : "";
  return `${train} Test error ${number(tests[index]!, 3)}. The least on the way was ${number(tests[best]!, 3)}, after ${snapshots[best]!.step.toLocaleString("en")} steps${end}. Connected dots: ${number(dots, 3)}.`;
}

/** Short strokes on the lower edge. */
function ticksAt(places: readonly number[]): [number[], number[]] {
  return [places.flatMap((at) => [at, at, NaN]), places.flatMap(() => [BOTTOM, BOTTOM + 0.16, NaN])];
}
