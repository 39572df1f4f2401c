import assert from "node:assert/strict";
import { test } from "node:test";

import { LECTURE, PARAMETERS, backpropagate, output, step, wayDown } from "../src/backpropagation/model.ts";
import { fixtures } from "./fixtures.ts";
import type { Node, Parameters, Value } from "../src/backpropagation/model.ts";

interface Setting {
  x: number;
  y: number;
  rate: number;
  parameters: Parameters;
  values: Record<Value, number>;
  gradient: Record<Node, number>;
  after: Parameters;
}

const fixture: { lecture: Parameters; settings: Setting[] } = fixtures();

function close(actual: object, expected: object): void {
  for (const [name, value] of Object.entries(expected)) {
    const found = (actual as Record<string, number>)[name];
    assert.ok(
      Math.abs(found - value) <= 1e-9 * Math.max(1, Math.abs(value)),
      `${name}: ${found}, not ${value}`,
    );
  }
}

test("the network is the lecture's", () => {
  assert.deepEqual(LECTURE, fixture.lecture);
});

test("values, derivatives and steps are those of the package", () => {
  for (const { x, y, rate, parameters, values, gradient, after } of fixture.settings) {
    const state = backpropagate(x, y, parameters);
    close(state.values, values);
    close(state.gradient, gradient);
    close(step(state, rate), after);
    assert.equal(output(x, parameters), state.values.f);
  }
});

test("the local derivatives on the way down multiply to the derivative", () => {
  for (const { x, y, parameters, gradient } of fixture.settings) {
    const { edges } = backpropagate(x, y, parameters);
    for (const name of PARAMETERS) {
      const factors = wayDown(edges, name).map(({ derivative }) => derivative);
      close({ product: factors.reduce((a, b) => a * b) }, { product: gradient[name] });
    }
  }
});
