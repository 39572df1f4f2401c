// Networks of one hidden layer on a few points, and their training, as the package has it in
// conundrum.models.networks and conundrum.training.fleet.
import { type Random, random } from "../shared/random.ts";
import { drawSample, Fit, GRID, HIGH, LOW, type Sample, SIZES, testError, trainError } from "../spline-laboratory/model.ts";

export const NOISE = 0.3;
export const POINTS = 20;

/** Parameters of f(x) = c + Σ v max(0, w x + b), one after another: all w, all b, all v, c. */
export type Parameters = Float64Array;

/** Weights and biases uniform within ±√(6 / inputs) of their layer, times the scale of the start. */
export function start(width: number, scale: number, { uniform }: Random): Parameters {
  const [hidden, readout] = [scale * Math.sqrt(6), scale * Math.sqrt(6 / width)];
  return Float64Array.from({ length: 3 * width + 1 }, (_, i) => (i < 2 * width ? hidden : readout) * (2 * uniform() - 1));
}

export interface Options {
  readonly optimiser: "adam" | "descent";
  readonly rate: number;
  /** λ of the loss: mean squared error + λ Σ θ². */
  readonly penalty: number;
  /** With which probability a unit is left out of a step, for each point anew. */
  readonly dropout: number;
  /** How many steps there will be: the rate falls to zero along half a cosine. */
  readonly steps: number;
}

/** Says whether a unit stays, for each unit and point: asked once a step, in order. */
export type Keeps = () => boolean;

const [FIRST, SECOND, EPSILON] = [0.9, 0.999, 1e-8]; // Kingma and Ba (2015), algorithm 1

/** One network on its way. */
export class Training {
  readonly parameters: Parameters;
  readonly width: number;
  done = 0;
  readonly #sample: Sample;
  readonly #options: Options;
  readonly #keeps: Keeps;
  readonly #gradient: Float64Array;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  readonly #hidden: Float64Array; // what each unit gives for each point, one row a unit
  readonly #errors: Float64Array;

  constructor(parameters: Parameters, sample: Sample, options: Options, keeps: Keeps) {
    this.parameters = parameters;
    this.width = (parameters.length - 1) / 3;
    this.#sample = sample;
    this.#options = options;
    this.#keeps = keeps;
    [this.#gradient, this.#first, this.#second] = [parameters.slice(), parameters.slice().fill(0), parameters.slice().fill(0)];
    this.#hidden = new Float64Array(this.width * sample.x.length);
    this.#errors = new Float64Array(sample.x.length);
  }

  step(): void {
    this.#backpropagate();
    const { optimiser, rate, steps } = this.#options;
    const share = rate * ((1 + Math.cos((Math.PI * this.done) / steps)) / 2);
    this.done++;
    if (optimiser === "adam") this.#adam(share);
    else for (let i = 0; i < this.parameters.length; i++) this.parameters[i]! -= share * this.#gradient[i]!;
  }

  /** The gradient of the loss at the present parameters. */
  #backpropagate(): void {
    const { width, parameters: p } = this;
    const { x, y } = this.#sample;
    const { dropout, penalty } = this.#options;
    const [n, hidden, errors, gradient] = [x.length, this.#hidden, this.#errors, this.#gradient];
    errors.fill(p[3 * width]!);
    for (let j = 0; j < width; j++) {
      const [w, b, v] = [p[j]!, p[width + j]!, p[2 * width + j]!];
      for (let i = 0; i < n; i++) {
        let unit = w * x[i]! + b;
        if (unit < 0) unit = 0;
        if (dropout > 0) unit = this.#keeps() ? unit / (1 - dropout) : 0;
        hidden[j * n + i] = unit;
        errors[i]! += v * unit;
      }
    }
    let total = 0;
    for (let i = 0; i < n; i++) {
      errors[i] = (2 / n) * (errors[i]! - y[i]!);
      total += errors[i]!;
    }
    const kept = 1 / (1 - dropout);
    for (let j = 0; j < width; j++) {
      let [toW, toB, toV] = [0, 0, 0];
      for (let i = 0; i < n; i++) {
        const unit = hidden[j * n + i]!;
        if (unit <= 0) continue; // flat there, or left out
        const error = errors[i]!;
        toW += error * x[i]!;
        toB += error;
        toV += error * unit;
      }
      const v = kept * p[2 * width + j]!;
      gradient[j] = v * toW;
      gradient[width + j] = v * toB;
      gradient[2 * width + j] = toV;
    }
    gradient[3 * width] = total;
    if (penalty > 0) for (let i = 0; i < p.length; i++) gradient[i]! += 2 * penalty * p[i]!;
  }

  #adam(share: number): void {
    const { parameters: p, done } = this;
    const [first, second, gradient] = [this.#first, this.#second, this.#gradient];
    const bias = Math.sqrt(1 - SECOND ** done);
    const size = (share * bias) / (1 - FIRST ** done);
    for (let i = 0; i < p.length; i++) {
      const slope = gradient[i]!;
      first[i]! += (1 - FIRST) * (slope - first[i]!);
      second[i] = SECOND * second[i]! + (1 - SECOND) * slope * slope;
      p[i]! -= (size * first[i]!) / (Math.sqrt(second[i]!) + EPSILON * bias);
    }
  }
}

/** The network's values at some inputs. */
export function predict(p: Parameters, xs: ArrayLike<number>): Float64Array {
  const width = (p.length - 1) / 3;
  return Float64Array.from(xs, (x) => {
    let sum = p[3 * width]!;
    for (let j = 0; j < width; j++) {
      const unit = p[j]! * x + p[width + j]!;
      if (unit > 0) sum += p[2 * width + j]! * unit;
    }
    return sum;
  });
}

/** Where the network bends, between `LOW` and `HIGH`. */
export function kinks(p: Parameters): number[] {
  const width = (p.length - 1) / 3;
  return Array.from({ length: width }, (_, j) => -p[width + j]! / p[j]!).filter((at) => LOW < at && at < HIGH);
}

// --- A run: networks on clouds of their own -----------------------------------------------------------

export interface Run extends Options {
  readonly width: number;
  readonly scale: number;
  readonly corrupted: number;
  readonly clouds: number;
  readonly draw: number;
}

/** Where all networks of a run are after some steps. */
export interface Snapshot {
  readonly step: number;
  readonly curves: readonly Float64Array[];
  readonly train: readonly number[];
  readonly test: readonly number[];
  /** Of the first network. */
  readonly kinks: readonly number[];
}

/** What is known of a run so far. */
export interface Known {
  readonly snapshots: readonly Snapshot[];
  readonly finished: boolean;
  /** The test error of connected dots, a mean over clouds. */
  readonly dots: number;
}

/** The points of a cloud. Some are corrupted: moved up or down by 2. */
export function cloud(draw: number, index: number, corrupted: number): Sample {
  const { x, y } = drawSample({ draw: 100 * draw + index, points: POINTS, noise: NOISE, spread: "evenly", gap: false });
  const { integer, uniform } = random(31 * draw + index);
  const left = Array.from(x.keys());
  for (let k = 0; k < corrupted; k++) {
    const [i] = left.splice(integer(left.length), 1);
    y[i!]! += uniform() < 0.5 ? 2 : -2;
  }
  return { x, y };
}

/** Steps after which a run is looked at: all of the first, then ever fewer. */
export function moments(steps: number): number[] {
  const found = [];
  for (let step = 0; step < steps; step = Math.max(step + 1, Math.round(step * 1.05))) found.push(step);
  return [...found, steps];
}

/** How connected dots do on these points: level beyond the outer ones. */
export function connectedDots({ x, y }: Sample): Float64Array {
  return GRID.map((at) => {
    const right = x.findIndex((place) => place >= at);
    if (right <= 0) return right === 0 ? y[0]! : y[y.length - 1]!;
    const share = (at - x[right - 1]!) / (x[right]! - x[right - 1]!);
    return (1 - share) * y[right - 1]! + share * y[right]!;
  });
}

/** What least-slope splines on the same clouds come to: medians, for growing numbers of knots. */
export function splineErrors({ draw, clouds, corrupted }: Run): { readonly knots: number; readonly train: number; readonly test: number }[] {
  const samples = Array.from({ length: clouds }, (_, i) => cloud(draw, i, corrupted));
  return SPLINES.map((knots) => {
    const errors = samples.map(({ x, y }) => {
      const { onGrid, atPoints } = new Fit(x, "slope", knots, 0).to(y);
      return { train: trainError(atPoints, y), test: testError(onGrid, NOISE) };
    });
    return { knots, train: median(errors.map((error) => error.train)), test: median(errors.map((error) => error.test)) };
  });
}

const SPLINES = [...SIZES.filter((knots) => knots <= 24), 27, 32, 42, 60, 90, 160];

function median(values: number[]): number {
  const sorted = values.sort((one, other) => one - other);
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
}

/** Train; after each of the moments, say where the networks are. It ends early where one diverges. */
export function* train(run: Run): Generator<Snapshot> {
  const samples = Array.from({ length: run.clouds }, (_, i) => cloud(run.draw, i, run.corrupted));
  const trainings = samples.map((sample, i) => {
    const chance = random(7919 * run.draw + i);
    return new Training(start(run.width, run.scale, chance), sample, run, () => chance.uniform() >= run.dropout);
  });
  for (const step of moments(run.steps)) {
    for (const training of trainings) while (training.done < step) training.step();
    const curves = trainings.map(({ parameters }) => predict(parameters, GRID));
    const train = trainings.map(({ parameters }, i) => trainError(predict(parameters, samples[i]!.x), samples[i]!.y));
    yield { step, curves, train, test: curves.map((curve) => testError(curve, NOISE)), kinks: kinks(trainings[0]!.parameters) };
    if (!train.every((error) => error < 1e12)) return;
  }
}
