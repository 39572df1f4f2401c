// What to predict, and what to try.
import type { Store } from "../shared/state.ts";
import { type Tasks, tasks } from "../shared/tasks.ts";
import { number } from "../shared/words.ts";
import { type Valley, limitOf, stepsToSettle } from "./model.ts";
import type { Settings } from "./settings.ts";
import type { Name, Walks } from "./walks.ts";
import { ENOUGH, TITLES, short } from "./words.ts";

const FEW = 30;

export function tasksOf(state: Store<Settings>, seen: () => { valley: Valley; walks: Walks }): Tasks {
  const begin = (part: Partial<Settings>) =>
    state.set({
      first: -1,
      second: -0.6,
      rate: 0.05,
      keep: 0.9,
      correlation: 0.96,
      steps: 60,
      batch: "all",
      descent: true,
      momentum: true,
      adam: true,
      ...part,
    });
  const settled = (name: Name): number | null => {
    const { valley, walks } = seen();
    return walks[name] ? stepsToSettle(valley, walks[name], ENOUGH) : null;
  };
  return tasks([
    {
      title: "The largest rate",
      question: "You raise the rate bit by bit. What becomes of gradient descent?",
      options: [
        "It is faster and faster",
        "It is faster, then jumps from wall to wall, then explodes",
        "It is slower and slower",
      ],
      answer: 1,
      begin: () => begin({ momentum: false, adam: false }),
      try: "Find the rate at which it neither arrives nor explodes. Then bring momentum back: is its limit the same?",
      done: () => {
        const limit = limitOf(seen().valley, 0);
        if (!state.value.descent || Math.abs(state.value.rate / limit - 1) > 0.03) return null;
        return `It is 2 divided by the curvature across the valley, ${number(limit)}. With momentum that keeps ${short(state.value.keep)} the limit is ${number(limitOf(seen().valley, state.value.keep))}.`;
      },
    },
    {
      title: "A round valley",
      question:
        "Let the predictors correlate 0, so that the valley is round, and give each optimiser the rate that suits it. Who is there first?",
      options: ["Gradient descent", "Momentum that keeps 0.9", "Adam"],
      answer: 0,
      begin: () => begin({ correlation: 0 }),
      try: "Find a rate at which gradient descent is below a ten-thousandth of the excess loss in five steps or fewer. Can momentum do that, if it keeps 0.9?",
      done: () => {
        const steps = settled("descent");
        if (state.value.correlation > 0.05 || steps === null || steps > 5) return null;
        return `${steps} steps: in a round valley the gradient points straight to the bottom, and there is nothing for momentum to cancel. It only overshoots.`;
      },
    },
    {
      title: `In ${FEW} steps`,
      question:
        "Back in the narrow valley. Momentum that keeps 0.9 runs past the bottom and has to come back. What gets it there sooner?",
      options: ["A higher rate", "Keeping more, at a smaller rate", "Keeping less, at a higher rate"],
      answer: 2,
      begin: () => begin({ descent: false, adam: false, steps: 60 }),
      try: `Bring momentum or Adam below a ten-thousandth of the excess loss, to stay there, in ${FEW} steps or fewer.`,
      done: () => {
        if (state.value.correlation < 0.95 || state.value.batch !== "all") return null;
        const [name, steps] =
          (["momentum", "adam"] as const)
            .map((each) => [each, settled(each)] as const)
            .find(([, n]) => n !== null && n > 0 && n <= FEW) ?? [];
        return name
          ? `${steps} steps with ${TITLES[name]}. What is kept smooths the zigzag; keep too much, and it runs past the bottom and has to come back.`
          : null;
      },
    },
  ]);
}
