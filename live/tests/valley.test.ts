import assert from "node:assert/strict";
import { test } from "node:test";

import {
  adam,
  contour,
  descent,
  excess,
  everybody,
  gradientOn,
  limitOf,
  momentum,
  regressionOf,
  stepsToSettle,
  valleyOf,
  walk,
} from "../src/valley/model.ts";
import { fixtures } from "./fixtures.ts";
import type { Pair, People } from "../src/valley/model.ts";

interface Setting {
  correlation: number;
  start: Pair;
  rate: number;
  keep: number;
  /** On whom each step looks. */
  batches: number[][];
  optimum: number[];
  curvature: number[];
  excess: number;
  paths: Record<"gradient descent" | "momentum" | "Adam", number[][]>;
}

const fixture: { people: People; settings: Setting[] } = fixtures();

function close(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  actual.forEach((value, i) => {
    const size = Math.max(1, Math.abs(expected[i]));
    assert.ok(Math.abs(value - expected[i]) <= tolerance * size, `${actual} for ${expected}`);
  });
}

test("valleys and the first fifty steps through them are those of the package", () => {
  for (const s of fixture.settings) {
    const regression = regressionOf(fixture.people, s.correlation);
    const valley = valleyOf(regression);
    close(valley.optimum, s.optimum, 1e-9);
    close(valley.curvature, s.curvature, 1e-9);
    close([excess(valley, s.start)], [s.excess], 1e-9);
    const gradients = s.batches.map((rows) => gradientOn(regression, rows));
    const optimisers = {
      "gradient descent": descent(s.rate),
      momentum: momentum(s.rate, s.keep),
      Adam: adam(s.rate, s.keep),
    };
    for (const [name, path] of Object.entries(s.paths)) {
      const found = walk(s.start, optimisers[name as keyof typeof optimisers], gradients);
      assert.equal(found.length, path.length);
      found.forEach((theta, i) => close(theta, path[i], 1e-4));
    }
  }
});

test("descent and momentum converge below their limits, and explode above", () => {
  for (const { correlation, start, keep } of fixture.settings.slice(0, 20)) {
    const regression = regressionOf(fixture.people, correlation);
    const valley = valleyOf(regression);
    const gradients = Array(4000).fill(gradientOn(regression, everybody(regression)));
    const grew = (share: number) => {
      const path = walk(start, momentum(share * limitOf(valley, keep), keep), gradients);
      return excess(valley, path[path.length - 1]) / excess(valley, start);
    };
    assert.ok(grew(0.98) < 1);
    assert.ok(!(grew(1.02) < 1e3));
    assert.equal(limitOf(valley, 0), 2 / valley.curvature[1]);
  }
});

test("a contour is where the excess is the same", () => {
  for (const { correlation } of fixture.settings) {
    const valley = valleyOf(regressionOf(fixture.people, correlation));
    for (const theta of contour(valley, 0.7)) close([excess(valley, theta)], [0.7], 1e-9);
  }
});

test("a path has settled from where on it stays below", () => {
  const valley = valleyOf(regressionOf(fixture.people, 0.5));
  const at = (far: number): Pair => [valley.optimum[0] + far, valley.optimum[1]];
  assert.equal(stepsToSettle(valley, [at(1), at(0), at(0.5), at(0.001), at(0)], 1e-4), 3);
  assert.equal(stepsToSettle(valley, [at(1), at(0), at(0.5)], 1e-4), null);
  assert.equal(stepsToSettle(valley, [at(1), at(NaN)], 1e-4), null);
});
