// What the optimisers did, in words.
import { number } from "../shared/words.ts";
import { type Valley, excess, limitOf, stepsToSettle } from "./model.ts";
import { MOST_STEPS, type Settings } from "./settings.ts";
import { NAMES, type Name, type Walks } from "./walks.ts";

export const TITLES: Readonly<Record<Name, string>> = {
  descent: "gradient descent",
  momentum: "momentum",
  adam: "Adam",
};
export const ENOUGH = 1e-4; // of the excess at the start
const AT_BOTTOM = 1e-5;

/** Two digits, and no zeros behind them. */
export const short = (value: number): string =>
  number(value)
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");

const percent = (share: number): string => `${share >= 10 ? number(share * 100, 3) : short(share * 100)} %`;

export function walkWords(settings: Settings, valley: Valley, walks: Walks, steps: number): string {
  const shown = NAMES.filter((name) => walks[name]);
  if (!shown.length) return "Choose at least one optimiser.";
  const start = walks[shown[0]]![0];
  if (excess(valley, start) < AT_BOTTOM) {
    return `You start at the bottom: ${settings.batch === "all" ? "the gradient is zero, and nobody moves" : "only the noise of mini-batches moves anybody"}.`;
  }
  const exploding = explosionWords(settings, valley, shown);
  const left = shown.map((name) => {
    const share = excess(valley, walks[name]![steps]) / excess(valley, start);
    return share < 1e4
      ? `${percent(share)} with ${TITLES[name]}`
      : `more than can be drawn with ${TITLES[name]}`;
  });
  const after = `Of the excess loss, ${steps} ${steps === 1 ? "step leaves" : "steps leave"} ${left.join(", ")}.`;
  return [after, exploding || settleWords(valley, walks, shown)].join(" ");
}

/** Who explodes, and why. */
function explosionWords({ rate, keep, batch }: Settings, valley: Valley, shown: readonly Name[]): string {
  const about = batch === "all" ? "" : "about ";
  const said = [];
  const [plain, kept] = [limitOf(valley, 0), limitOf(valley, keep)];
  if (shown.includes("descent") && rate > plain) {
    const factor = Math.abs(1 - rate * valley.curvature[1]);
    said.push(
      `Gradient descent explodes: the rate is above 2 / curvature, ${about}${number(plain)}, and each step multiplies the distance across the valley by ${about}${number(factor, 3)}.`,
    );
  }
  if (shown.includes("momentum") && rate > kept) {
    said.push(
      `Momentum explodes too: its limit is 2 (1 + ${short(keep)}) / curvature, ${about}${number(kept)}.`.replace(
        " too",
        said.length ? " too" : "",
      ),
    );
  }
  return said.join(" ");
}

function settleWords(valley: Valley, walks: Walks, shown: readonly Name[]): string {
  const counts = shown.map((name) => [name, stepsToSettle(valley, walks[name]!, ENOUGH)] as const);
  const there = counts.flatMap(([name, steps]) =>
    steps === null ? [] : [`${TITLES[name]} after ${steps} steps`],
  );
  if (!there.length) return `In ${MOST_STEPS} steps, a ten-thousandth is not reached for good.`;
  const others =
    there.length < shown.length
      ? `; ${shown.length - there.length > 1 ? "the others" : "the other"} not in ${MOST_STEPS}`
      : "";
  return `Below a ten-thousandth for good: ${there.join(", ")}${others}.`;
}
