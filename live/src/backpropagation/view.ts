// Backpropagation, step by step: an observation to drag, a graph that computes, and steps to take.
import { button, controls, slider } from "../shared/controls.ts";
import { element } from "../shared/elements.ts";
import type { Context } from "../shared/figure.ts";
import { plotIn } from "../shared/plot.ts";
import { fixed, number } from "../shared/words.ts";
import { graph } from "./graph.ts";
import { type Backpropagation, type Parameters, backpropagate, output, step } from "./model.ts";
import { player } from "./player.ts";
import { HIGHEST, type Settings, listed, parametersOf } from "./settings.ts";
import { FORWARDS_DONE, LAST } from "./stages.ts";
import { tasksOf } from "./tasks.ts";
import { short, silenceWords, stageWords, wayWords } from "./words.ts";

const FULL = 2; // the largest input
const GRID = Array.from({ length: 401 }, (_, i) => (FULL * i) / 400);

/** A step that was taken, and where from. */
export interface Taken {
  readonly parameters: Parameters;
  readonly rate: number;
  readonly before: number;
  readonly after: number;
}

export function build({ stage, state, words, say, still }: Context<Settings>): void {
  let taken: Taken | null = null;
  let written = state.value;
  const present = (): Backpropagation =>
    backpropagate(state.value.x, state.value.y, parametersOf(state.value));
  const motion = player(state, still);

  const takeStep = () => {
    motion.stop();
    const before = present();
    const { rate } = state.value;
    state.set({ p: listed(step(before, rate)), stage: FORWARDS_DONE });
    const after = present();
    taken = { parameters: before.parameters, rate, before: before.values.loss, after: after.values.loss };
    written = state.value;
  };

  const left = element("div");
  const curve = observationPlot(left, state.value, (x, y) => {
    motion.stop();
    state.set({ x, y });
  });
  const drawing = graph(present().edges, (parameter) =>
    state.set({ way: state.value.way === parameter ? "none" : parameter }),
  );
  const [forward, backward, go] = [
    button("Forward", () => motion.play(0, FORWARDS_DONE)),
    button("Backward", () => motion.play(FORWARDS_DONE, LAST)),
    button("Step", takeStep),
  ];
  const tasks = tasksOf(state, () => taken);
  left.append(
    element("div", { class: "live-buttons live-player" }, forward, backward, go),
    words,
    controls(
      slider(state, "rate", {
        label: "Learning rate of a step",
        least: 0.0001,
        most: 1,
        log: true,
        words: short,
      }),
      slider(state, "stage", { label: "Line by line", least: 0, most: LAST, words: stageName }),
    ),
  );
  stage.append(element("div", { class: "live-columns" }, left, drawing.element), tasks.element);

  state.watch((settings) => {
    if (settings.p !== written.p || settings.x !== written.x || settings.y !== written.y) taken = null;
    const now = present();
    const way = settings.way === "none" ? null : settings.way;
    curve.show(now, taken);
    drawing.show(now, settings.stage, way);
    const next = settings.stage < FORWARDS_DONE ? forward : settings.stage < LAST ? backward : go;
    for (const each of [forward, backward, go]) each.classList.toggle("live-main", each === next);
    const parts =
      taken && settings.stage === FORWARDS_DONE
        ? [takenWords(taken), silenceWords(now)]
        : [stageWords(now, settings.stage)];
    if (way && settings.stage === LAST) parts.unshift(wayWords(now, way));
    say(parts.filter(Boolean).join(" "));
    tasks.check();
  });
}

function observationPlot(place: HTMLElement, first: Settings, move: (x: number, y: number) => void) {
  const plot = plotIn(place, {
    label: "The function of the network, and one observation",
    height: 230,
    x: { domain: [0, FULL], label: "input x", ticks: [0, 0.5, 1, 1.5, 2] },
    y: { domain: [0, HIGHEST], label: "outcome", ticks: [0, 2, 4, 6, 8, 10] },
  });
  const before = plot.line({ colour: "muted", width: 1.5, dash: "5 4" });
  const curve = plot.line({ colour: "network", width: 2.75 });
  const error = plot.line({ colour: "test", width: 2 });
  const words = plot.label({ colour: "network" });
  const point = plot.handles({
    name: () => "The observation",
    colour: "ink",
    radius: 7,
    step: { x: 0.02, y: 0.1 },
    words: (x, y) => `x = ${fixed(x, 2)}, y = ${fixed(y, 1)}`,
    move: (_, x, y) => move(x, y),
  });
  point.show([first.x], [first.y]);
  const outputs = (parameters: Parameters) => GRID.map((at) => output(at, parameters));
  return {
    show({ x, y, parameters, values }: Backpropagation, taken: Taken | null) {
      curve.show(GRID, outputs(parameters));
      if (taken) before.show(GRID, outputs(taken.parameters));
      else before.clear();
      error.show([x, x], [y, values.f]);
      words.show("f", 0.04, Math.min(HIGHEST - 1, Math.max(0.4, output(0.04, parameters) - 1.2)));
      point.show([x], [y]);
    },
  };
}

function stageName(stage: number): string {
  if (stage === 0) return "nothing yet";
  if (stage <= FORWARDS_DONE) return `forward, ${stage} of ${FORWARDS_DONE}`;
  return `backward, ${stage - FORWARDS_DONE} of ${LAST - FORWARDS_DONE}`;
}

function takenWords({ rate, before, after }: Taken): string {
  const did = `A step at a rate of ${short(rate)}: the loss went from ${number(before, 3)} to ${number(after, 3)}.`;
  return after > before ? `${did} The step was too long, and went past the bottom.` : did;
}
