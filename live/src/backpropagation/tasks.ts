// What to predict, and what to try.
import type { Store } from "../shared/state.ts";
import { type Tasks, tasks } from "../shared/tasks.ts";
import { fixed, number } from "../shared/words.ts";
import { LECTURE, backpropagate } from "./model.ts";
import { type Settings, listed, parametersOf } from "./settings.ts";
import { LAST } from "./stages.ts";
import type { Taken } from "./view.ts";

const SMALL = 0.01;

export function tasksOf(state: Store<Settings>, taken: () => Taken | null): Tasks {
  const start = (part: Partial<Settings>) =>
    state.set({ x: 1.3, y: 4, p: listed(LECTURE), stage: LAST, way: "none", rate: 0.002, ...part });
  return tasks([
    {
      title: "Who is silent?",
      question: "At which inputs do w₂, b₂ and v₂ get no derivative, while w₁ gets one?",
      options: ["Below 1.2", "Between 1.2 and 1.5", "Above 1.55", "At none"],
      answer: 0,
      begin: () => start({}),
      try: "Drag the observation until it is so. Then look for an input that silences w₁ as well.",
      done: () => {
        const { x, y } = state.value;
        const { gradient, values } = backpropagate(x, y, parametersOf(state.value));
        if (gradient.w2 !== 0 || gradient.v2 !== 0 || gradient.w1 === 0) return null;
        return `At x = ${fixed(x, 2)} unit 2 adds ${number(values.h2, 1)}: its line is below zero, and the ReLU passes nothing down. This observation cannot change it.`;
      },
    },
    {
      title: "Too long a step",
      question:
        "At x = 1.3 and y = 4 the loss is 1.96. You take one step at a rate of 0.1, and then many more. What happens?",
      options: [
        "The loss falls at once",
        "It rises, and later steps repair that",
        "It rises, and no later step changes anything",
      ],
      answer: 2,
      begin: () => start({ rate: 0.1 }),
      try: `Take the step, let the derivatives come down, and take another: the step threw s below zero, where the last ReLU is off. Then reset, and find a rate at which one single step from the start brings the loss below ${SMALL}.`,
      done: () => {
        const last = taken();
        if (!last || last.before < 1.9 || last.after >= SMALL) return null;
        return `At ${number(last.rate)}, one step goes from ${number(last.before, 3)} to ${number(last.after)}. At twice that rate it would land about as far on the other side.`;
      },
    },
  ]);
}
