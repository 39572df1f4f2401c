import { initial } from "../shared/address.ts";
import { mean } from "../shared/numbers.ts";
import type { Store } from "../shared/state.ts";
import { type Tasks, tasks } from "../shared/tasks.ts";
import { number } from "../shared/words.ts";
import type { Known } from "./model.ts";
import { type Settings, settings, STEPS } from "./settings.ts";

/** What a reader can find out here. */
export function taskList(state: Store<Settings>, known: () => Known): Tasks {
  const begin = (part: Partial<Settings>) => () => state.set({ ...initial(settings), many: true, ...part });
  const testErrors = () => known().snapshots.map(({ test }) => mean(test));
  const least = () => Math.min(...testErrors());
  const atTheEnd = () => known().finished && state.value.revealed && state.value.at >= STEPS;
  const bests = new Map<number, number>(); // least test error by width

  return tasks([
    {
      title: "Stop in time",
      question: `Ten networks of 256 units are trained for ${STEPS.toLocaleString("en")} steps. When is their test error least?`,
      options: ["At the end, when the train error is least", "About half-way", "After the first hundred steps or so"],
      answer: 2,
      begin: begin({}),
      try: "Press Play, and stop where you would.",
      done() {
        const { finished } = known();
        if (!finished || !state.value.revealed) return null;
        const errors = testErrors();
        return `You stopped after ${state.value.at} steps. The least was ${number(least(), 3)}, after ${known().snapshots[errors.indexOf(least())]!.step} steps; from then on the networks fit the noise, ever more slowly.`;
      },
    },
    {
      title: "Nearly perfect fits",
      question: "At the end the networks pass through nearly all points. Where is their test error then?",
      options: ["Far below that of connected dots", "About there", "Far above, as it is for a spline with 21 knots"],
      answer: 1,
      begin: begin({}),
      try: "Go to the last step, and reveal.",
      done() {
        if (!atTheEnd()) return null;
        return `${number(testErrors().at(-1)!, 3)}, and connected dots have ${number(known().dots, 3)}. With little left to fit, these networks do what connecting the dots does. No peak, and nothing gained by more steps.`;
      },
    },
    {
      title: "A large start",
      question: "All weights begin four times as large. What will the trained networks be like?",
      options: ["The same: training forgets where it began", "They fit the points, and predict badly", "They cannot fit the points"],
      answer: 1,
      begin: begin({ scale: 4 }),
      try: "Go to the last step, and reveal. Then do the same with λ = 0.01.",
      done() {
        if (!atTheEnd() || state.value.scale < 3) return null;
        const present = `train error ${number(mean(known().snapshots.at(-1)!.train))}, test error ${number(testErrors().at(-1)!, 3)}`;
        return state.value.penalty > 0
          ? `With λ = ${number(state.value.penalty)}: ${present}. A penalty makes what nobody needs go away, the wiggles of the start included.`
          : `${present[0]!.toUpperCase()}${present.slice(1)}. The wiggles of the start stay wherever no point corrects them. Now with λ.`;
      },
    },
    {
      title: "Width",
      question: "8, 32 or 256 units, each stopped at its best: which has the least test error?",
      options: ["8 units", "256 units", "They hardly differ"],
      answer: 2,
      begin: begin({ width: 8 }),
      try: "Reveal with 8 units; then with 32 and with 256.",
      done() {
        if (!known().finished || !state.value.revealed) return null;
        bests.set(state.value.width, least());
        const found = [...bests].sort(([one], [other]) => one - other).map(([width, error]) => `${width} units: ${number(error, 3)}`);
        return `Least test errors. ${found.join("; ")}.${bests.size > 2 ? " Stopping, start and penalty decide; the width hardly matters." : ""}`;
      },
    },
  ]);
}
