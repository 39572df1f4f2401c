// What to predict, and what to try.
import type { Store } from "../shared/state.ts";
import { type Tasks, tasks } from "../shared/tasks.ts";
import { fixed } from "../shared/words.ts";
import cloud from "./cloud.json";
import { CHAPTER, type Network, RELU, loss, lossOfBestLine } from "./model.ts";
import { type Settings, activationOf, networkOf, settingsOf } from "./settings.ts";

const LINE = lossOfBestLine(cloud);
const BY_EYE = loss(CHAPTER, cloud, RELU);
const GOOD = 0.2;

/** Kinks where nobody would leave them, and slopes that hardly are any. */
const UNSHAPED: Network = {
  units: [
    { w: -2, b: -1.4, v: 0.1 },
    { w: 4, b: 0, v: -0.05 },
    { w: 3, b: -2.1, v: 0.1 },
  ],
  c: 2.5,
};

export function tasksOf(state: Store<Settings>): Tasks {
  const start = (network: Network) => state.set({ ...settingsOf(network), cut: true, rate: 0.02 });
  const present = () => loss(networkOf(state.value), cloud, activationOf(state.value));
  return tasks([
    {
      title: "Follow the cloud",
      question:
        "Unit 2 pulls the curve down. You slide its kink to the right, and leave its slope as it is. What does the curve do to the right of the kink of unit 3?",
      options: [
        "It moves up, and stays as steep",
        "It moves down, and stays as steep",
        "It becomes steeper",
        "Nothing: unit 3 is on there",
      ],
      answer: 0,
      begin: () => start(UNSHAPED),
      try: `Unit 2 pulls for a shorter way, and all that lies beyond its kink is higher by the same amount. Now build: slide the kinks, drag the slopes, lift the whole, until the loss is below the chapter’s ${fixed(BY_EYE, 3)}. Descent is not needed.`,
      done: () =>
        state.value.cut && present() < BY_EYE - 5e-4
          ? `${fixed(present(), 3)}: that is better than the chapter’s numbers. You have just done by hand what training does: change numbers until the loss is small.`
          : null,
    },
    {
      title: "Without the cut",
      question: "You switch the cut off. What is left of the curve?",
      options: ["A curve with rounder corners", "One straight line", "Three lines that cross"],
      answer: 1,
      begin: () => start(CHAPTER),
      try: `Switch it off, and drag any point: weighted lines add up to a line, whatever the weights are. Then let descent go on. How small can the loss of a line become?`,
      done: () =>
        !state.value.cut && present() < LINE * 1.01
          ? `${fixed(present(), 2)}: this is the regression line. All ten numbers are still there, and no choice of them does better than a line of two.`
          : null,
    },
    {
      title: "Better than descent",
      question:
        "Descent goes on from the chapter’s network for thousands of steps. Does it turn a unit round, so that the unit is on where it was off?",
      options: ["Yes, soon", "Yes, after many steps", "No, each stays on its side"],
      answer: 2,
      begin: () => start(CHAPTER),
      try: `Let it go on, and see where it comes to rest: each unit is on where it was on before. You can turn one. Try each, drag its slope a little, and let descent finish. Get below ${fixed(GOOD, 2)}.`,
      done: () =>
        state.value.cut && present() < GOOD
          ? `${fixed(present(), 3)}: where descent ends depends on where it starts, and you gave it another start. There is a still better one, below 0.17, with two units turned.`
          : null,
    },
  ]);
}
