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
    const gradient =
      settings.batch === "all" ? "the gradient is as good as zero" : "all gradient is noise of mini-batches";
    return `You start at the bottom: ${gradient}.${walks.adam ? " Adam divides it by its size, and takes a step all the same." : ""}`;
  }
  const exploding = explosionWords(settings, valley, shown);
  const left = shown.map((name) => {
    const share = excess(valley, walks[name]![steps]) / excess(valley, start);
    return share < 1e4
      ? `${percent(share)} with ${TITLES[name]}`
      : `more than can be drawn with ${TITLES[name]}`;
  });
  const after = `Of the excess loss at the start, ${steps} ${steps === 1 ? "step leaves" : "steps leave"} ${left.join(", ")}.`;
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
    steps === null ? [] : [`from step ${steps} on with ${TITLES[name]}`],
  );
  if (!there.length) return `It does not come to stay below a ten-thousandth of that in ${MOST_STEPS} steps.`;
  const others =
    there.length < shown.length
      ? `; not in ${MOST_STEPS} steps with the ${shown.length - there.length > 1 ? "others" : "other"}`
      : "";
  return `It stays below a ten-thousandth of that ${there.join(", ")}${others}.`;
}
