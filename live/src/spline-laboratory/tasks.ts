import type { Store } from "../shared/state.ts";
import { initial } from "../shared/address.ts";
import { type Tasks, tasks } from "../shared/tasks.ts";
import { number } from "../shared/words.ts";
import { drawSample, Fit, GAP, SIZES } from "./model.ts";
import type { Settings } from "./settings.ts";
import { settings } from "./settings.ts";
import type { Trace } from "./trace.worker.ts";

/** What a reader can find out here. */
export function taskList(state: Store<Settings>, trace: () => Trace): Tasks {
  const begin = (part: Partial<Settings>) => () => state.set({ ...initial(settings), wave: state.value.wave, ...part });
  const errorAt = (knots: number) => trace()[SIZES.findIndex((size) => size >= knots)]!.test;
  const moves: Partial<Record<number, { by: number; curve: number }>> = {}; // by the number of knots

  return tasks([
    {
      title: "Lift a point",
      question: "With 21 knots you lift one point by 0.1. By how much does the curve move, where it moves most?",
      options: ["By about 0.1", "By a few times that", "By ten times that or more"],
      answer: 2,
      begin: begin({ knots: 21 }),
      try: "Drag a point in the middle a little upwards, or press Arrow up twice. Then do the same with 160 knots.",
      done() {
        const { knots, moved, draw } = state.value;
        if (moved.length === 0 || (knots !== 21 && knots !== 160)) return null;
        const before = drawSample({ ...initial(settings), draw });
        const after = { x: before.x.map((_, i) => moved[2 * i]!), y: before.y.map((_, i) => moved[2 * i + 1]!) };
        const by = Math.max(...before.y.map((y, i) => Math.abs(after.y[i]! - y)));
        if (!(by > 0.04)) return null;
        const [one, other] = [before, after].map(({ x, y }) => new Fit(x, "slope", knots, 0).to(y).onGrid);
        moves[knots] = { by, curve: Math.max(...one!.map((value, i) => Math.abs(value - other![i]!))) };
        const [said21, said160] = [moves[21], moves[160]].map((move) => move && `${number(move.by)} of a point move the curve by ${number(move.curve)}`);
        if (said21 && said160) return `With 21 knots, ${said21}; with 160, ${said160}. The worst-seen direction is the way the curve takes: the less the points see of it, the farther it must go.`;
        return said21 ? `With 21 knots, ${said21}. Now 160 knots.` : `With 160 knots, ${said160!}. Now 21 knots.`;
      },
    },
    {
      title: "A norm for which more is worse",
      question: "160 knots beat 42 when the norm is slope. For which norm is 160 worse than 42?",
      options: ["Bend", "B-spline coefficients", "For none"],
      answer: 1,
      begin: begin({ knots: 160 }),
      try: "Change the norm, and compare the test error at 42 and at 160 knots.",
      done() {
        if (!trace().length || errorAt(160) < 1.1 * errorAt(42)) return null;
        return `${number(errorAt(42))} with 42 knots, ${number(errorAt(160))} with 160. With many knots, small coefficients make a curve that returns to zero between the points. The norm decides what is between the points; slope draws straight lines there.`;
      },
    },
    {
      title: "The smallest λ",
      question: "How large must λ be for the peak to go?",
      options: ["About 0.0001", "About 0.02", "About 5"],
      answer: 1,
      begin: begin({ knots: 21 }),
      try: "Raise λ until the test error around 21 knots is no more than a fifth above those at 10 and at 42. Can it be smaller?",
      done() {
        if (!trace().length || state.value.penalty === 0) return null;
        const peak = Math.max(...SIZES.map((size, i) => (size >= 15 && size <= 30 ? trace()[i]!.test : 0)));
        const { penalty } = state.value;
        if (peak > 1.2 * Math.max(errorAt(10), errorAt(42))) return null;
        const smaller = penalty > 0.03 ? " A smaller λ does it too." : "";
        return `With λ = ${number(penalty)} the peak is gone: at most ${number(peak)} from 15 to 30 knots.${smaller} λ forbids directions whose squared singular value is below it, and leaves the others nearly as they were.`;
      },
    },
    {
      title: "A gap",
      question: "x at random, with a gap in the middle, and 42 knots. Where does the curve go when the noise is drawn again and again?",
      options: ["Every way at the points beside the gap", "Every way in the gap", "The same way everywhere"],
      answer: 1,
      begin: begin({ knots: 42, spread: "random", others: true }),
      try: "Tick the gap, look at the 20 other noises, and then choose the norm of the bend.",
      done() {
        if (!state.value.gap || state.value.spread !== "random") return null;
        const fit = new Fit(drawSample(state.value).x, state.value.norm, state.value.knots, state.value.penalty);
        const across = `from ${number(GAP[0])} to ${number(GAP[1])} no point holds it`;
        return state.value.norm === "bend"
          ? `${across[0]!.toUpperCase()}${across.slice(1)}, and little bend lets it swing there: s = ${number(fit.smallest)}. Least slope crosses a gap on a straight line.`
          : `With least ${state.value.norm === "slope" ? "slope" : "B-spline coefficients"}, ${across}: s = ${number(fit.smallest)}. Now the norm of the bend.`;
      },
    },
  ]);
}
