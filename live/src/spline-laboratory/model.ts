// Least-norm and ridge splines on a few points of a sine: what the package computes in
// conundrum.models and conundrum.evaluation, for points that the reader moves.
import { type Random, random } from "../shared/random.ts";
import { decompose, type Decomposition, dot } from "./decomposition.ts";
import { HIGH, LOW, type Norm, type SplineSpace, splineSpace } from "./splines.ts";

export type { Norm } from "./splines.ts";
export { HIGH, LOW } from "./splines.ts";

export interface Sample {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export const truth = Math.sin;

/** Where fits are drawn and their errors averaged. */
export const GRID = Float64Array.from({ length: 201 }, (_, i) => LOW + ((HIGH - LOW) * i) / 200);
const TRUTH = GRID.map(truth);

/** Numbers of knots for which the error is traced: all small ones, then ever fewer. */
export const SIZES: readonly number[] = (() => {
  const sizes = [];
  for (let d = 2; d <= 200; d = d < 30 ? d + 1 : Math.ceil(d * 1.05)) sizes.push(d);
  return [...sizes, 200];
})();

/** A fit of one spline to one sample, and what is known about it. */
export class Fit {
  readonly space: SplineSpace;
  readonly #features: Float64Array[];
  readonly #onGrid: (coefficients: Float64Array) => Float64Array;
  readonly #decomposition: Decomposition;
  readonly #penalty: number;

  constructor(x: Float64Array, norm: Norm, knots: number, penalty: number) {
    this.space = splineSpace(norm, knots);
    this.#features = this.space.features(x);
    this.#onGrid = this.space.at(GRID);
    this.#decomposition = decompose(this.#features);
    this.#penalty = penalty;
  }

  /** How many directions the points see at all. */
  get rank(): number {
    return this.#decomposition.s.length;
  }

  /** How much the points see of the direction they see least, of those they see. */
  get smallest(): number {
    return this.#decomposition.s[this.rank - 1]!;
  }

  /** The fit to some responses: its values on the grid and at the points. */
  to(y: Float64Array): { readonly onGrid: Float64Array; readonly atPoints: Float64Array } {
    const { s, U } = this.#decomposition;
    const [weights, atPoints] = [new Float64Array(y.length), new Float64Array(y.length)];
    s.forEach((value, k) => {
      const weight = dot(U[k]!, y) / (value ** 2 + this.#penalty);
      addTo(weights, U[k]!, weight);
      addTo(atPoints, U[k]!, weight * value ** 2);
    });
    return { onGrid: this.#onGrid(this.#times(weights)), atPoints };
  }

  /**
   * The direction that the points see least, made so large that the root of its summed squares at the points
   * is `size`: its values on the grid. Its sign is that of its largest value.
   */
  worstSeen(size: number): Float64Array {
    const { s, U } = this.#decomposition;
    const last = U[s.length - 1]!;
    const wave = this.#onGrid(this.#times(last.map((entry) => (size * entry) / this.smallest ** 2)));
    const most = wave.reduce((far, value) => (Math.abs(value) > Math.abs(far) ? value : far), 0);
    return most < 0 ? wave.map((value) => -value) : wave;
  }

  /** How far the fit moves at most, anywhere on the grid, for each unit that a point is moved up. */
  get leverage(): Float64Array {
    return Float64Array.from(this.#features, (_, i) => {
      const unit = new Float64Array(this.#features.length);
      unit[i] = 1;
      return Math.max(...this.to(unit).onGrid.map(Math.abs));
    });
  }

  /** Squared bias, and variance with noise of variance 1, over all noise there could be: means over the grid. */
  expected(x: Float64Array): { readonly squaredBias: number; readonly variance: number } {
    const { s, U } = this.#decomposition;
    let variance = 0;
    s.forEach((value, k) => {
      const direction = this.#onGrid(this.#times(U[k]!)); // times its singular value
      variance += meanSquare(direction) / (value ** 2 + this.#penalty) ** 2;
    });
    return { squaredBias: meanSquare(minus(this.to(x.map(truth)).onGrid, TRUTH)), variance };
  }

  /** The features' transpose times a vector. */
  #times(weights: Float64Array): Float64Array {
    const sum = new Float64Array(this.space.d);
    this.#features.forEach((row, i) => addTo(sum, row, weights[i]!));
    return sum;
  }
}

/** The expected squared error of a fit on a new observation. */
export const testError = (onGrid: Float64Array, noise: number): number => meanSquare(minus(onGrid, TRUTH)) + noise ** 2;

/** The mean squared error of a fit on its own points. */
export const trainError = (atPoints: Float64Array, y: Float64Array): number => meanSquare(minus(atPoints, y));

export interface Errors {
  readonly train: number;
  readonly test: number;
  readonly squaredBias: number;
  readonly variance: number;
}

/** All errors of one fit. */
export function errorsOf({ x, y }: Sample, norm: Norm, knots: number, penalty: number, noise: number): Errors {
  const fit = new Fit(x, norm, knots, penalty);
  const { onGrid, atPoints } = fit.to(y);
  const { squaredBias, variance } = fit.expected(x);
  return { train: trainError(atPoints, y), test: testError(onGrid, noise), squaredBias, variance: variance * noise ** 2 };
}

// --- Points ------------------------------------------------------------------------------------------

export interface Drawing {
  readonly draw: number;
  readonly points: number;
  readonly noise: number;
  readonly spread: "evenly" | "random";
  readonly gap: boolean;
}

/** No x lies between these, if there is a gap. */
export const GAP: readonly [number, number] = [-1.5, 1];

/** Draw points of the sine; the same draw has the same x and the same noise, only larger or smaller. */
export function drawSample({ draw, points, noise, spread, gap }: Drawing): Sample {
  const [places, errors] = [random(2 * draw), random(2 * draw + 1)];
  const room = gap ? HIGH - LOW - (GAP[1] - GAP[0]) : HIGH - LOW;
  const x = Float64Array.from({ length: points }, (_, i) => {
    const share = spread === "evenly" ? (i + places.uniform()) / points : places.uniform();
    const along = LOW + room * share;
    return gap && along > GAP[0] ? along + GAP[1] - GAP[0] : along;
  }).sort();
  return { x, y: withNoise(x, noise, errors) };
}

/** Responses at some inputs, with noise. */
export const withNoise = (x: Float64Array, noise: number, errors: Random): Float64Array => x.map((at) => truth(at) + noise * errors.normal());

// --- Arithmetic ----------------------------------------------------------------------------------------

const minus = (one: Float64Array, other: Float64Array) => one.map((value, i) => value - other[i]!);

function meanSquare(values: Float64Array): number {
  return dot(values, values) / values.length;
}

function addTo(sum: Float64Array, values: Float64Array, factor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += factor * values[i]!;
}
