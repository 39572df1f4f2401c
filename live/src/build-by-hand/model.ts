/**
 * A network of one input and a few hidden units in one layer, taken apart and trained.
 *
 * f(x) = c + Σ vⱼ g(wⱼx + bⱼ), where g cuts off what is below zero, or leaves it as it is.
 */

export interface Unit {
  /** Slope of its line. */
  readonly w: number;
  /** Height of its line at x = 0. */
  readonly b: number;
  /** Its weight in the sum. */
  readonly v: number;
}

export interface Network {
  readonly units: readonly Unit[];
  /** What is added to the sum. */
  readonly c: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What becomes of a line: its value, and how much that changes with the line's. */
export interface Activation {
  readonly value: (line: number) => number;
  readonly slope: (line: number) => number;
}

export const RELU: Activation = {
  value: (line) => Math.max(0, line),
  slope: (line) => (line > 0 ? 1 : 0),
};

export const IDENTITY: Activation = { value: (line) => line, slope: () => 1 };

/** The network of the chapter: 3.6 + ½ max(0, −2x − 2) − ¾ max(0, 4x − 1) + 2 max(0, 3x − 4). */
export const CHAPTER: Network = {
  units: [
    { w: -2, b: -2, v: 0.5 },
    { w: 4, b: -1, v: -0.75 },
    { w: 3, b: -4, v: 2 },
  ],
  c: 3.6,
};

export function line(unit: Unit, x: number): number {
  return unit.w * x + unit.b;
}

/** What a unit adds to the sum. */
export function weighted(unit: Unit, x: number, activation: Activation): number {
  return unit.v * activation.value(line(unit, x));
}

export function output(network: Network, x: number, activation: Activation): number {
  return network.units.reduce((sum, unit) => sum + weighted(unit, x, activation), network.c);
}

/** The mean squared error on some points. */
export function loss(network: Network, points: readonly Point[], activation: Activation): number {
  const squares = points.map(({ x, y }) => (output(network, x, activation) - y) ** 2);
  return squares.reduce((sum, square) => sum + square, 0) / points.length;
}

/** The derivative of the mean squared error with respect to each parameter, in their places. */
export function gradient(network: Network, points: readonly Point[], activation: Activation): Network {
  const units = network.units.map(() => ({ w: 0, b: 0, v: 0 }));
  let c = 0;
  for (const { x, y } of points) {
    const delta = (2 * (output(network, x, activation) - y)) / points.length;
    c += delta;
    network.units.forEach((unit, j) => {
      const sum = line(unit, x);
      const below = delta * unit.v * activation.slope(sum);
      units[j].v += delta * activation.value(sum);
      units[j].w += below * x;
      units[j].b += below;
    });
  }
  return { units, c };
}

/** One step of gradient descent in all parameters. */
export function step(
  network: Network,
  points: readonly Point[],
  activation: Activation,
  rate: number,
): Network {
  const downhill = gradient(network, points, activation);
  return {
    units: network.units.map(({ w, b, v }, j) => {
      const d = downhill.units[j];
      return { w: w - rate * d.w, b: b - rate * d.b, v: v - rate * d.v };
    }),
    c: network.c - rate * downhill.c,
  };
}

/** Where a unit's line is zero; not finite if the line is level. */
export function kink(unit: Unit): number {
  return -unit.b / unit.w;
}

/** Where a unit bends in an interval, or the end that is nearest to its kink. */
export function bendWithin(unit: Unit, low: number, high: number): number {
  const x = kink(unit);
  return Number.isNaN(x) ? low : Math.min(high, Math.max(low, x));
}

/** The same network with another unit in the place of one. */
function withUnit(network: Network, index: number, unit: Unit): Network {
  return { ...network, units: network.units.map((old, j) => (j === index ? unit : old)) };
}

/** The same network with the kink of one unit elsewhere; all slopes stay. */
export function moveKink(network: Network, index: number, x: number): Network {
  const unit = network.units[index];
  return withUnit(network, index, { ...unit, b: -unit.w * x });
}

/** The same network with the weight of one unit such that the sum passes through a point. */
export function steer(network: Network, index: number, point: Point, activation: Activation): Network {
  const unit = network.units[index];
  const missing = point.y - output(network, point.x, activation);
  const v = unit.v + missing / activation.value(line(unit, point.x));
  return withUnit(network, index, { ...unit, v });
}

/** The same network, lifted or lowered so that the sum passes through a point. */
export function lift(network: Network, point: Point, activation: Activation): Network {
  return { ...network, c: network.c + point.y - output(network, point.x, activation) };
}

const CLOSE = 0.05;

/**
 * Where in an interval a unit's slope can be taken hold of: half-way from its kink to the next place
 * where something bends. Null if the unit is off in all of the interval.
 */
export function gripOf(network: Network, index: number, low: number, high: number): number | null {
  const unit = network.units[index];
  const [from, edge] = unit.w > 0 ? [Math.max(low, kink(unit)), high] : [Math.min(high, kink(unit)), low];
  const way = edge - from;
  if (!(Math.sign(way) === Math.sign(unit.w) && Math.abs(way) > CLOSE)) return null;
  const bends = kinksBetween(network, low, high)
    .map((x) => x - from)
    .filter((ahead) => Math.sign(ahead) === Math.sign(way) && Math.abs(ahead) > 2 * CLOSE);
  const nearest = Math.min(Math.abs(way), ...bends.map(Math.abs));
  return from + (Math.sign(way) * nearest) / 2;
}

/** The same network with one unit on where it was off, its kink where it was, and a weight of zero. */
export function turn(network: Network, index: number): Network {
  const { w, b } = network.units[index];
  return withUnit(network, index, { w: -w, b: -b, v: 0 });
}

/** Whether a unit is off at each of some points. */
export function isSilent(unit: Unit, points: readonly Point[]): boolean {
  return points.every(({ x }) => line(unit, x) <= 0);
}

/** The least mean squared error of a straight line on some points. */
export function lossOfBestLine(points: readonly Point[]): number {
  const n = points.length;
  const [mx, my] = [
    points.reduce((sum, { x }) => sum + x, 0) / n,
    points.reduce((sum, { y }) => sum + y, 0) / n,
  ];
  let [xx, xy, yy] = [0, 0, 0];
  for (const { x, y } of points) {
    xx += (x - mx) ** 2;
    xy += (x - mx) * (y - my);
    yy += (y - my) ** 2;
  }
  return (yy - (xx > 0 ? (xy * xy) / xx : 0)) / n;
}

/** A stretch between two kinks, and what is on there. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Units that are on, counted from 0. */
  readonly on: readonly number[];
  /** How steep the sum is. */
  readonly slope: number;
}

/** The kinks of all units inside an interval, from left to right, each place once. */
export function kinksBetween(network: Network, low: number, high: number): number[] {
  const inside = network.units.map(kink).filter((x) => low < x && x < high);
  return [...new Set(inside)].sort((a, b) => a - b);
}

/** The stretches of an interval on each of which the same units are on. */
export function stretches(network: Network, low: number, high: number, activation: Activation): Stretch[] {
  const edges = [low, ...kinksBetween(network, low, high), high];
  const found: Stretch[] = [];
  edges.slice(1).forEach((to, i) => {
    const from = edges[i];
    const slopes = network.units.map((unit) => activation.slope(line(unit, (from + to) / 2)));
    const on = slopes.flatMap((slope, j) => (slope ? [j] : []));
    const before = found[found.length - 1];
    if (before && String(before.on) === String(on)) {
      found[found.length - 1] = { ...before, to };
      return;
    }
    const slope = network.units.reduce((sum, { w, v }, j) => sum + w * v * slopes[j], 0);
    found.push({ from, to, on, slope });
  });
  return found;
}
