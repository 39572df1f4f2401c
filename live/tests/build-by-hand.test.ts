import assert from "node:assert/strict";
import { test } from "node:test";

import {
  CHAPTER,
  IDENTITY,
  RELU,
  gradient,
  gripOf,
  isSilent,
  kink,
  lift,
  line,
  loss,
  lossOfBestLine,
  moveKink,
  output,
  steer,
  step,
  stretches,
  turn,
} from "../src/build-by-hand/model.ts";
import { fixtures } from "./fixtures.ts";
import type { Network, Point } from "../src/build-by-hand/model.ts";

interface Setting {
  network: Network;
  points: Point[];
  loss: number;
  gradient: number[];
  loss_without_cut: number;
  gradient_without_cut: number[];
  loss_of_best_line: number;
  rate: number;
  after_50_steps: number[];
}

const settings: Setting[] = fixtures();

/** All parameters, in the order of the package. */
function flat({ units, c }: Network): number[] {
  return [...units.map(({ w }) => w), ...units.map(({ b }) => b), ...units.map(({ v }) => v), c];
}

function close(actual: number[], expected: number[], tolerance: number): void {
  actual.forEach((value, i) => {
    const size = Math.max(1, Math.abs(expected[i]));
    assert.ok(Math.abs(value - expected[i]) <= tolerance * size, `${actual} for ${expected}`);
  });
}

test("losses and gradients are those of the package, with the cut and without", () => {
  for (const s of settings) {
    close([loss(s.network, s.points, RELU)], [s.loss], 1e-9);
    close(flat(gradient(s.network, s.points, RELU)), s.gradient, 1e-9);
    close([loss(s.network, s.points, IDENTITY)], [s.loss_without_cut], 1e-9);
    close(flat(gradient(s.network, s.points, IDENTITY)), s.gradient_without_cut, 1e-9);
  }
});

test("fifty steps of descent lead where the package's lead", () => {
  for (const s of settings) {
    let network = s.network;
    for (let i = 0; i < 50; i += 1) network = step(network, s.points, RELU, s.rate);
    close(flat(network), s.after_50_steps, 1e-4);
  }
});

test("the chapter's network has the chapter's four stretches", () => {
  const found = stretches(CHAPTER, -1.6, 1.6, RELU);
  assert.deepEqual(
    found.map(({ slope }) => slope),
    [-1, 0, -3, 3],
  );
  assert.deepEqual(
    found.map(({ on }) => on),
    [[0], [], [1], [1, 2]],
  );
  assert.deepEqual(
    found.map(({ from }) => from),
    [-1.6, -1, 0.25, 4 / 3],
  );
  const [whole, ...others] = stretches(CHAPTER, -1.6, 1.6, IDENTITY);
  assert.deepEqual(whole, { from: -1.6, to: 1.6, on: [0, 1, 2], slope: -1 - 3 + 6 });
  assert.deepEqual(others, []);
});

test("what is dragged goes to the pointer, and everything else stays", () => {
  for (const { network, points } of settings) {
    const { x, y } = points[0];
    const moved = moveKink(network, 1, x);
    assert.ok(Math.abs(kink(moved.units[1]) - x) < 1e-9);
    assert.deepEqual(
      [moved.units[0], moved.units[2], moved.c],
      [network.units[0], network.units[2], network.c],
    );
    assert.ok(Math.abs(output(lift(network, { x, y }, RELU), x, RELU) - y) < 1e-9);
    for (const [index, unit] of network.units.entries()) {
      const ahead = { x: kink(unit) + Math.sign(unit.w), y };
      const steered = steer(network, index, ahead, RELU);
      assert.ok(Math.abs(output(steered, ahead.x, RELU) - y) < 1e-9);
      assert.ok(Math.abs(kink(steered.units[index]) - kink(unit)) < 1e-9);
    }
  }
});

test("a slope is taken hold of where its unit is on, and nowhere if it is off everywhere", () => {
  for (const { network } of settings) {
    for (const [index, unit] of network.units.entries()) {
      const on = [-1.6, 1.6].some((x) => line(unit, x) > 0.05 * Math.abs(unit.w));
      const grip = gripOf(network, index, -1.6, 1.6);
      assert.equal(grip !== null, on);
      if (grip !== null) assert.ok(line(unit, grip) > 0 && -1.6 <= grip && grip <= 1.6);
    }
  }
});

test("a unit that is turned round keeps its kink, and is on where it was off", () => {
  for (const { network, points } of settings) {
    const turned = turn(network, 0).units[0];
    assert.equal(kink(turned), kink(network.units[0]));
    for (const { x } of points) assert.equal(line(turned, x) > 0, line(network.units[0], x) < 0);
    const off = points.filter(({ x }) => line(network.units[0], x) <= 0);
    assert.ok(isSilent(network.units[0], off));
    assert.equal(isSilent(network.units[0], points), off.length === points.length);
  }
});

test("the best line is that of least squares", () => {
  for (const s of settings) close([lossOfBestLine(s.points)], [s.loss_of_best_line], 1e-9);
  const heap = [
    { x: 1, y: 2 },
    { x: 1, y: 4 },
  ];
  assert.equal(lossOfBestLine(heap), 1); // all at one place: their mean
});
