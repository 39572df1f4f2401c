import assert from "node:assert/strict";
import test from "node:test";

import { fixed, number, power } from "../src/shared/words.ts";

test("numbers are written as readers expect them", () => {
  const expected: [number, string][] = [
    [0, "0"],
    [0.01234, "0.012"],
    [1.25, "1.3"],
    [0.996, "1.0"],
    [12.34, "12"],
    [340.2, "340"],
    [5_123_456, "5.1 million"],
    [2.34e10, "23 billion"],
    [-0.5, "−0.50"],
    [0.00001234, "1.2·10⁻⁵"],
    [3e20, "3.0·10²⁰"],
    [Infinity, "∞"],
    [NaN, "undefined"],
  ];
  for (const [value, words] of expected) assert.equal(number(value), words);
});

test("decimals and powers", () => {
  assert.equal(fixed(-0.0001, 2), "0.00");
  assert.equal(fixed(-1.005, 1), "−1.0");
  assert.equal(power(-12), "10⁻¹²");
});
