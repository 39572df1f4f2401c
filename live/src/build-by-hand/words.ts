// A network and its course, in words.
import { fixed, number } from "../shared/words.ts";
import type { Course } from "./descent.ts";
import type { Network, Point, Stretch, Unit } from "./model.ts";
import { isSilent } from "./model.ts";

/** Two digits, and no zeros behind them. */
export const short = (value: number): string =>
  number(value)
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");

export const lineWords = ({ w, b }: Unit): string =>
  `${short(w)}x ${b < 0 ? "−" : "+"} ${short(Math.abs(b))}`;

export const formulaOf = (unit: Unit, cut: boolean): string =>
  `${short(unit.v)} · ${cut ? `max(0, ${lineWords(unit)})` : `(${lineWords(unit)})`}`;

/** What the curve does from left to right. */
export function stretchWords(stretches: readonly Stretch[]): string {
  const does = stretches.map(({ slope }) => {
    const size = short(Math.abs(slope));
    return size === "0" || Math.abs(slope) < 0.005
      ? "is level"
      : `${slope < 0 ? "falls" : "rises"} by ${size}`;
  });
  if (does.length === 1) return `The curve is one straight line: it ${does[0]} for each unit of x.`;
  return `For each unit of x the curve, from left to right, ${does.slice(0, -1).join(", ")} and then ${does.at(-1)}.`;
}

/** Units that no point of the cloud reaches. */
export function silentWords({ units }: Network, points: readonly Point[]): string {
  const silent = units.flatMap((unit, j) => (isSilent(unit, points) ? [j + 1] : []));
  if (!silent.length) return "";
  if (silent.length === 1)
    return `Unit ${silent[0]} is off at every point: descent cannot move it. Drag its kink back, or turn it round.`;
  return `Units ${silent.slice(0, -1).join(", ")} and ${silent.at(-1)} are off at every point: descent cannot move them. Drag their kinks back, or turn them round.`;
}

/** How far descent has come, and what ended it. */
export function courseWords({ steps, losses, ending }: Course, rate: number): string {
  const first = number(losses[0], 3);
  const last = losses[losses.length - 1];
  if (ending === "exploded") {
    const seen = losses
      .slice(0, 4)
      .map((loss) => number(loss))
      .join(", ");
    const more = losses.length > 4 ? `, … ${number(last)}` : "";
    return `At a rate of ${short(rate)} the steps are too long, and the loss explodes: ${seen}${more}. You have the network back at which you stopped. Try a smaller rate.`;
  }
  const now = number(last, 3);
  const been = `After ${count(steps)} of descent at a rate of ${short(rate)} the loss is ${now}; you stopped at ${first}.`;
  const end = {
    "at rest": " Descent has come to rest.",
    enough: " That is enough: each step changes little now.",
  };
  return (
    been +
    (ending
      ? end[ending]
      : last > losses[0] * 1.02
        ? " The loss is higher than before: the rate is too large."
        : "")
  );
}

const count = (steps: number) => `${fixed(steps, 0)} ${steps === 1 ? "step" : "steps"}`;
