import assert from "node:assert/strict";
import test from "node:test";

import { GRID } from "../src/spline-laboratory/model.ts";
import { cloud, connectedDots, moments, type Options, predict, start, train, Training } from "../src/train-it-yourself/model.ts";
import { random } from "../src/shared/random.ts";
import { fixtures } from "./fixtures.ts";

interface Setting extends Omit<Options, "steps"> {
  width: number;
  x: number[];
  y: number[];
  before: number[];
  after: number[];
  kept: string[];
  losses: number[];
}

const settings = fixtures<Setting[]>();
const STEPS = 50;

const largest = (values: Iterable<number>) => [...values].reduce((most, value) => Math.max(most, Math.abs(value)), 0);

for (const [i, setting] of settings.entries()) {
  test(`setting ${i}: ${setting.width} units, ${setting.optimiser}, rate ${setting.rate}, dropout ${setting.dropout}`, () => {
    const kept = setting.kept.join("");
    let asked = 0;
    const sample = { x: Float64Array.from(setting.x), y: Float64Array.from(setting.y) };
    const training = new Training(Float64Array.from(setting.before), sample, { ...setting, steps: STEPS }, () => kept[asked++] === "1");
    for (let step = 0; step < STEPS; step++) {
      if (!setting.dropout) {
        const off = predict(training.parameters, sample.x).map((value, k) => value - sample.y[k]!);
        const loss = off.reduce((sum, value) => sum + value ** 2, 0) / off.length;
        assert.ok(Math.abs(loss - setting.losses[step]!) <= 1e-4 * Math.max(1, loss), `loss after ${step} steps`);
      }
      training.step();
    }
    assert.equal(asked, kept.length);
    const far = largest(training.parameters.map((value, k) => value - setting.after[k]!));
    assert.ok(far <= 1e-4, `parameters differ by ${far}`);
    assert.ok(largest(training.parameters.map((value, k) => value - setting.before[k]!)) > 0);
  });
}

test("weights begin within their bounds and fill them", () => {
  const parameters = start(200, 0.5, random(3));
  const [hidden, readout] = [parameters.subarray(0, 400), parameters.subarray(400)];
  const near = (bound: number, values: Float64Array) => largest(values) <= bound && largest(values) > 0.95 * bound;
  assert.ok(near(0.5 * Math.sqrt(6), hidden));
  assert.ok(near(0.5 * Math.sqrt(6 / 200), readout));
});

test("a run is looked at from the first step to the last, and ends where it diverges", () => {
  const run = { optimiser: "descent", rate: 10, penalty: 0, dropout: 0, steps: 300, width: 16, scale: 1, corrupted: 2, clouds: 3, draw: 1 } as const;
  const diverged = [...train(run)];
  assert.ok(diverged.length < moments(300).length);
  assert.ok(!diverged.at(-1)!.train.every(Number.isFinite) || largest(diverged.at(-1)!.train) > 1e12);
  const trained = [...train({ ...run, optimiser: "adam", rate: 0.03 })];
  assert.deepEqual(trained.map(({ step }) => step), moments(300));
  assert.equal(trained.at(-1)!.curves.length, 3);
  assert.ok(trained.at(-1)!.train[0]! < trained[0]!.train[0]!);
});

test("corrupted points are moved by two, and no others", () => {
  const [clean, corrupted] = [cloud(4, 1, 0), cloud(4, 1, 3)];
  const moved = clean.y.map((y, i) => Math.abs(corrupted.y[i]! - y));
  assert.deepEqual([...moved].map(Math.round).sort(), [...Array<number>(17).fill(0), 2, 2, 2]);
});

test("connected dots pass through the points, and go on level", () => {
  const sample = { x: Float64Array.of(-5, 0, 4), y: Float64Array.of(1, 3, -1) };
  const line = connectedDots(sample);
  assert.deepEqual([line[0], line[50], line[100], line[140], line[200]], [1, 2, 3, 1, -1]);
  assert.equal(GRID[140], 2);
});
