/** Least squares on two predictors as a valley, and the ways of optimisers through it. */
import { mean } from "../shared/numbers.ts";

/** Regression coefficients. */
export type Pair = readonly [number, number];

/** Standard normal numbers of some people, from which regressions are made. */
export interface People {
  /** What both predictors have in common. */
  readonly common: readonly number[];
  /** What each predictor has of its own. */
  readonly own: readonly [readonly number[], readonly number[]];
  /** The part of the outcome that no predictor explains. */
  readonly noise: readonly number[];
}

export interface Regression {
  /** The predictors, standardised, a row for each person. */
  readonly X: readonly Pair[];
  /** The outcome, its mean taken off. */
  readonly y: readonly number[];
}

/** A regression of these people whose predictors would correlate so in very many. */
export function regressionOf(people: People, correlation: number): Regression {
  const shared = Math.sqrt(correlation);
  const alone = Math.sqrt(1 - correlation);
  const [first, second] = people.own.map((own) =>
    standardised(own.map((value, i) => alone * value + shared * people.common[i])),
  ) as [number[], number[]];
  const outcome = first.map((value, i) => value + people.noise[i]);
  const middle = mean(outcome);
  return {
    X: first.map((value, i) => [value, second[i]]),
    y: outcome.map((value) => value - middle),
  };
}

function standardised(values: readonly number[]): number[] {
  const middle = mean(values);
  const deviation = Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
  return values.map((value) => (value - middle) / deviation);
}

/** The mean squared error as a parabola in two directions. */
export interface Valley {
  readonly optimum: Pair;
  /** Of both predictors; it is the same for each, as they are standardised. */
  readonly correlation: number;
  /** The second derivative along the floor of the valley, and across. */
  readonly curvature: Pair;
}

export function valleyOf({ X, y }: Regression): Valley {
  const r = mean(X.map(([first, second]) => first * second));
  const [p, q] = [0, 1].map((column) => mean(X.map((row, i) => row[column] * y[i])));
  return {
    optimum: [(p - r * q) / (1 - r * r), (q - r * p) / (1 - r * r)],
    correlation: r,
    curvature: [2 * (1 - Math.abs(r)), 2 * (1 + Math.abs(r))],
  };
}

/** By how much coefficients exceed the least mean squared error. */
export function excess({ optimum, correlation }: Valley, [first, second]: Pair): number {
  const [d, e] = [first - optimum[0], second - optimum[1]];
  return d * d + 2 * correlation * d * e + e * e;
}

export type Gradient = (theta: Pair) => Pair;

/** The gradient of the mean squared error on some of the people. */
export function gradientOn({ X, y }: Regression, rows: readonly number[]): Gradient {
  return (theta) => {
    let [first, second] = [0, 0];
    for (const row of rows) {
      const [p, q] = X[row];
      const error = (2 * (theta[0] * p + theta[1] * q - y[row])) / rows.length;
      first += error * p;
      second += error * q;
    }
    return [first, second];
  };
}

export function everybody({ y }: Regression): number[] {
  return y.map((_, row) => row);
}

/** Takes a step from where it is; what it remembers of earlier ones, it keeps to itself. */
export type Optimiser = (theta: Pair, gradient: Pair) => Pair;

export function descent(rate: number): Optimiser {
  return ([p, q], [dp, dq]) => [p - rate * dp, q - rate * dq];
}

/** Polyak (1964), in the form of PyTorch. */
export function momentum(rate: number, keep: number): Optimiser {
  let [u, v] = [0, 0];
  return ([p, q], [dp, dq]) => {
    u = keep * u + dp;
    v = keep * v + dq;
    return [p - rate * u, q - rate * v];
  };
}

/** Kingma and Ba (2015), algorithm 1. */
export function adam(rate: number, keep: number, keepSquares = 0.999): Optimiser {
  const first = [0, 0];
  const square = [0, 0];
  let t = 0;
  return (theta, gradient) => {
    t += 1;
    const [p, q] = theta.map((value, i) => {
      const g = gradient[i];
      first[i] = keep * first[i] + (1 - keep) * g;
      square[i] = keepSquares * square[i] + (1 - keepSquares) * g * g;
      const size = Math.sqrt(square[i] / (1 - keepSquares ** t)) + 1e-8;
      return value - (rate * first[i]) / (1 - keep ** t) / size;
    });
    return [p, q];
  };
}

/** The coefficients before the first step and after each; `gradients` gives one for each step. */
export function walk(start: Pair, optimiser: Optimiser, gradients: readonly Gradient[]): Pair[] {
  const path = [start];
  for (const gradient of gradients) {
    const theta = path[path.length - 1];
    path.push(optimiser(theta, gradient(theta)));
  }
  return path;
}

/** Steps after which the excess stays below a share of what it was at the start; null if never. */
export function stepsToSettle(valley: Valley, path: readonly Pair[], share: number): number | null {
  const enough = share * excess(valley, path[0]);
  const last = path.findLastIndex((theta) => !(excess(valley, theta) <= enough));
  return last + 1 < path.length ? last + 1 : null;
}

/** The largest rate at which descent and momentum converge; plain descent keeps nothing. */
export const limitOf = ({ curvature }: Valley, keep: number): number => (2 * (1 + keep)) / curvature[1];

/** A line of equal excess: an ellipse along the floor of the valley. */
export function contour({ optimum, correlation }: Valley, level: number): Pair[] {
  const [along, across] = [Math.sqrt(level / (1 - correlation)), Math.sqrt(level / (1 + correlation))];
  return Array.from({ length: 97 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 96;
    const [u, v] = [(along * Math.cos(angle)) / Math.SQRT2, (across * Math.sin(angle)) / Math.SQRT2];
    return [optimum[0] + v + u, optimum[1] + v - u];
  });
}
