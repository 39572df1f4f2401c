// The walks of the optimisers that are chosen, as the reader has set them.
import { random } from "../shared/random.ts";
import people from "./people.json";
import {
  type Gradient,
  type Optimiser,
  type Pair,
  type People,
  type Regression,
  type Valley,
  adam,
  descent,
  everybody,
  gradientOn,
  momentum,
  regressionOf,
  valleyOf,
  walk,
} from "./model.ts";
import { MOST_STEPS, type Settings } from "./settings.ts";

export const NAMES = ["descent", "momentum", "adam"] as const;
export type Name = (typeof NAMES)[number];
export type Walks = Partial<Record<Name, Pair[]>>;

const SEED = 1; // of the mini-batches
const TEN = 10;

/** The regression and its valley; the predictors correlate about as much as is set. */
export function landscape(correlation: number): { regression: Regression; valley: Valley } {
  const regression = regressionOf(people as unknown as People, correlation);
  return { regression, valley: valleyOf(regression) };
}

export function walksOf(settings: Settings, regression: Regression): Walks {
  const { first, second, rate, keep } = settings;
  const optimisers: Record<Name, Optimiser> = {
    descent: descent(rate),
    momentum: momentum(rate, keep),
    adam: adam(rate, keep),
  };
  const gradients = gradientsOf(settings, regression);
  return Object.fromEntries(
    NAMES.filter((name) => settings[name]).map((name) => [
      name,
      walk([first, second], optimisers[name], gradients),
    ]),
  );
}

/** A gradient for each step: of all people, or of a mini-batch of them, in a new order each time round. */
function gradientsOf({ batch }: Settings, regression: Regression): Gradient[] {
  const all = everybody(regression);
  if (batch === "all") return Array.from({ length: MOST_STEPS }, () => gradientOn(regression, all));
  const chance = random(SEED);
  let left: number[] = [];
  return Array.from({ length: MOST_STEPS }, () => {
    if (!left.length) left = shuffled(all, (n) => chance.integer(n));
    return gradientOn(regression, left.splice(0, TEN));
  });
}

/** Fisher and Yates' shuffle. */
function shuffled(rows: readonly number[], below: (n: number) => number): number[] {
  const order = [...rows];
  for (let i = order.length - 1; i > 0; i--) {
    const j = below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
