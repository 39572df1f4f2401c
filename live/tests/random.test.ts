import assert from "node:assert/strict";
import test from "node:test";

import { random } from "../src/shared/random.ts";

const many = <T>(draw: () => T) => Array.from({ length: 20_000 }, draw);
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test("a seed gives the same numbers again, another seed others", () => {
  const draw = (seed: number) => Array.from({ length: 50 }, random(seed).uniform);
  assert.deepEqual(draw(3), draw(3));
  assert.notDeepEqual(draw(3), draw(4));
});

test("uniform numbers fill the interval evenly, whatever the seed", () => {
  for (const seed of [0, 1, 2, 2 ** 31]) {
    const values = many(random(seed).uniform);
    for (let tenth = 0; tenth < 10; tenth++) {
      const share = mean(values.map((value) => (Math.floor(10 * value) === tenth ? 1 : 0)));
      assert.ok(Math.abs(share - 0.1) < 0.01, `seed ${seed}: ${share}`);
    }
  }
});

test("neighbouring seeds begin differently", () => {
  const firsts = Array.from({ length: 1000 }, (_, seed) => random(seed).uniform());
  assert.ok(Math.abs(mean(firsts) - 0.5) < 0.03);
});

test("normal numbers have the moments of a normal distribution", () => {
  const values = many(random(5).normal);
  assert.ok(Math.abs(mean(values)) < 0.03);
  assert.ok(Math.abs(mean(values.map((value) => value ** 2)) - 1) < 0.05);
  assert.ok(Math.abs(mean(values.map((value) => value ** 4)) - 3) < 0.3);
});
