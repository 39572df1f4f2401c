import assert from "node:assert/strict";
import test from "node:test";

import { choice, flag, initial, integer, list, partOf, read, real, withPart, write } from "../src/shared/address.ts";
import { random } from "../src/shared/random.ts";

const fields = {
  knots: integer(7, 2, 200),
  penalty: real(0, 0, 100),
  norm: choice("slope", ["slope", "bend"]),
  gap: flag(false),
  y: list([], -3, 3),
};

test("what is as it opens is left out", () => {
  assert.equal(write(fields, initial(fields)), "");
});

test("what is written is read back", () => {
  const { integer: whole, uniform } = random(1);
  for (let i = 0; i < 200; i++) {
    const settings = {
      knots: 2 + whole(199),
      penalty: fields.penalty.clamp(100 * uniform()),
      norm: uniform() < 0.5 ? ("slope" as const) : ("bend" as const),
      gap: uniform() < 0.5,
      y: fields.y.clamp(Array.from({ length: whole(30) }, () => 6 * uniform() - 3)),
    };
    assert.deepEqual(read(fields, write(fields, settings)), settings);
  }
});

test("nonsense is read as something sensible", () => {
  assert.deepEqual(read(fields, "knots=1e9&penalty=x&norm=other&gap=7&y=1_nothing_99&more=1"), {
    knots: 200,
    penalty: 0,
    norm: "slope",
    gap: false,
    y: [1, 0, 3],
  });
  assert.equal(read(fields, "knots=").knots, 7);
  assert.equal(read(fields, "knots=-3").knots, 2);
  assert.equal(read(fields, "knots=Infinity").knots, 7);
});

test("figures share an address", () => {
  let hash = withPart("#a-section", "valley", "rate=0.3");
  assert.equal(hash, "#valley?rate=0.3");
  hash = withPart(hash, "lab", "knots=21&gap=1");
  assert.equal(partOf(hash, "valley"), "rate=0.3");
  assert.equal(partOf(hash, "lab"), "knots=21&gap=1");
  assert.equal(partOf(hash, "other"), null);
  assert.equal(withPart(withPart(hash, "lab", ""), "valley", ""), "");
});
