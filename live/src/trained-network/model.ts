// The book's trained networks: their weights from text, and what they make of an image.
//
// Three networks at half precision would be 340 KB; in 91 steps a unit they are 148. Scores are those
// of the networks rounded so (`conundrum.models.packing.rounded`) to 0.001; rounding itself moves a score
// by 0.05 in the middle, and the chapter says how many answers it changes.
import { mean } from "../shared/numbers.ts";

export interface PackedStage {
  readonly channels: number;
  readonly maps: number;
  readonly pool: boolean;
  readonly weights: string;
  readonly factor: readonly number[];
  readonly offset: readonly number[];
}

export interface PackedDense {
  readonly inputs: number;
  readonly units: number;
  readonly weights: string;
  readonly factor: readonly number[];
  readonly offset: readonly number[];
}

/** A network as `conundrum.models.packing` writes it. */
export interface Packed {
  readonly stages: readonly PackedStage[];
  readonly summary: "mean" | "maximum" | "flat";
  readonly dense: readonly PackedDense[];
}

export interface Network {
  readonly stages: readonly (Omit<PackedStage, "weights"> & { readonly weights: Float32Array })[];
  readonly summary: Packed["summary"];
  readonly dense: readonly (Omit<PackedDense, "weights"> & { readonly weights: Float32Array })[];
}

/** Square maps, one after the other. */
export interface Maps {
  readonly count: number;
  readonly side: number;
  readonly values: Float32Array;
}

export interface Pass {
  /** What comes out of each stage. */
  readonly maps: readonly Maps[];
  /** An output a class, before the softmax. */
  readonly outputs: Float32Array;
}

const ZERO = 80; // the code of the character for a weight of zero

const steps = (text: string): Float32Array => Float32Array.from(text, (letter) => letter.charCodeAt(0) - ZERO);

/** Read a network. Weights stay whole numbers of steps; factors hold the size of a step. */
export function unpack({ stages, summary, dense }: Packed): Network {
  return {
    stages: stages.map((stage) => ({ ...stage, weights: steps(stage.weights) })),
    summary,
    dense: dense.map((layer) => ({ ...layer, weights: steps(layer.weights) })),
  };
}

/** Show a network an image with one channel. */
export function run(network: Network, image: Maps): Pass {
  const maps: Maps[] = [];
  let last = image;
  for (const { maps: count, weights, pool, factor, offset } of network.stages) {
    const sums = convolve(last, weights, count);
    last = normalise(pool ? halve(sums) : sums, factor, offset);
    maps.push(last);
  }
  let values = summarise(last, network.summary);
  network.dense.forEach(({ inputs, units, weights, factor, offset }, layer) => {
    const rectified = layer < network.dense.length - 1;
    const next = new Float32Array(units);
    for (let unit = 0; unit < units; unit++) {
      let total = 0;
      for (let i = 0, at = unit * inputs; i < inputs; i++, at++) total += weights[at]! * values[i]!;
      const output = factor[unit]! * total + offset[unit]!;
      next[unit] = rectified && output < 0 ? 0 : output;
    }
    values = next;
  });
  return { maps, outputs: values };
}

/** Windows of 3 × 3, stride 1, padding 1. */
function convolve(input: Maps, weights: Float32Array, count: number): Maps {
  const { side } = input;
  // With a border of zeros, a window is nine places at fixed distances, and rows need no loop of their own.
  const wide = side + 2;
  const padded = pad(input);
  const reach = (side - 1) * wide + side;
  const sums = new Float32Array(reach);
  const values = new Float32Array(count * side * side);
  for (let out = 0, w = 0; out < count; out++) {
    sums.fill(0);
    for (let channel = 0; channel < input.count; channel++, w += 9) {
      const [a, b, c, d, e, f, g, h, i] = weights.subarray(w, w + 9) as unknown as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      const upper = padded.subarray(channel * wide * wide, (channel + 1) * wide * wide);
      const middle = upper.subarray(wide);
      const lower = upper.subarray(2 * wide);
      for (let at = 0; at < reach; at++) {
        sums[at]! +=
          a * upper[at]! +
          b * upper[at + 1]! +
          c * upper[at + 2]! +
          d * middle[at]! +
          e * middle[at + 1]! +
          f * middle[at + 2]! +
          g * lower[at]! +
          h * lower[at + 1]! +
          i * lower[at + 2]!;
      }
    }
    for (let row = 0; row < side; row++)
      values.set(sums.subarray(row * wide, row * wide + side), (out * side + row) * side);
  }
  return { count, side, values };
}

/** Maps with a border of zeros. */
function pad({ count, side, values }: Maps): Float32Array {
  const wide = side + 2;
  const padded = new Float32Array(count * wide * wide);
  for (let map = 0; map < count; map++) {
    for (let row = 0; row < side; row++) {
      const from = (map * side + row) * side;
      padded.set(values.subarray(from, from + side), (map * wide + row + 1) * wide + 1);
    }
  }
  return padded;
}

/** The maximum of each 2 × 2 pixels. */
function halve({ count, side, values }: Maps): Maps {
  const half = side >> 1;
  const pooled = new Float32Array(count * half * half);
  for (let map = 0, to = 0; map < count; map++) {
    for (let row = 0; row < half; row++) {
      for (let column = 0; column < half; column++, to++) {
        const at = (map * side + 2 * row) * side + 2 * column;
        pooled[to] = Math.max(values[at]!, values[at + 1]!, values[at + side]!, values[at + side + 1]!);
      }
    }
  }
  return { count, side: half, values: pooled };
}

/** Batch normalisation and ReLU. */
function normalise({ count, side, values }: Maps, factor: readonly number[], offset: readonly number[]): Maps {
  const area = side * side;
  return {
    count,
    side,
    values: values.map((value, at) =>
      Math.max(0, factor[Math.floor(at / area)]! * value + offset[Math.floor(at / area)]!),
    ),
  };
}

function summarise({ count, side, values }: Maps, summary: Network["summary"]): Float32Array {
  if (summary === "flat") return values;
  const area = side * side;
  return Float32Array.from({ length: count }, (_, map) => {
    const own = values.subarray(map * area, (map + 1) * area);
    return summary === "mean" ? mean(own) : Math.max(...own);
  });
}

export function softmax(outputs: Float32Array): number[] {
  const largest = Math.max(...outputs);
  const powers = Array.from(outputs, (output) => Math.exp(output - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** The place of the largest number. */
export const argmax = (numbers: ArrayLike<number>): number =>
  Array.from(numbers).reduce((best, value, at, all) => (value > all[best]! ? at : best), 0);

/** What each place of the last maps adds to an output of a network that ends with their means. */
export function classActivation(
  network: Network,
  { maps }: Pass,
  label: number,
): { readonly map: Maps; readonly bias: number } {
  const { count, side, values } = maps.at(-1)!;
  const { weights, factor, offset } = network.dense[0]!;
  const sums = new Float32Array(side * side);
  for (let map = 0; map < count; map++) {
    const weight = factor[label]! * weights[label * count + map]!;
    for (let at = 0; at < sums.length; at++) sums[at]! += weight * values[map * side * side + at]!;
  }
  return { map: { count: 1, side, values: sums }, bias: offset[label]! };
}

/** Move an image by whole pixels; what comes in is black. */
export function shift({ side, values }: Maps, down: number, right: number): Maps {
  const moved = new Float32Array(values.length);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const [i, j] = [row - down, column - right];
      if (i >= 0 && j >= 0 && i < side && j < side) moved[row * side + column] = values[i * side + j]!;
    }
  }
  return { count: 1, side, values: moved };
}
