import assert from "node:assert/strict";
import test from "node:test";

import {
  argmax,
  classActivation,
  type Maps,
  type Packed,
  type Pass,
  run,
  shift,
  softmax,
  unpack,
} from "../src/trained-network/model.ts";
import { fixtures } from "./fixtures.ts";

interface Expected {
  packed: Packed;
  outputs: number[][];
  /** Of each stage: means, and sums with cosines, by image and map. */
  maps: [number[][], number[][]][];
  activation?: number[];
}
const { images, ...networks } = fixtures<{
  images: number[][][];
  pooled: Expected;
  flattened: Expected;
  connected: Expected;
}>();

const shown = images.map((rows): Maps => ({ count: 1, side: rows.length, values: Float32Array.from(rows.flat()) }));
const passes = (packed: Packed): Pass[] => shown.map((image) => run(unpack(packed), image));
const near = (ours: number, theirs: number) => assert.ok(Math.abs(ours - theirs) < 1e-3, `${ours} is not ${theirs}`);

for (const [name, { packed, outputs, maps }] of Object.entries(networks)) {
  test(`${name}: the outputs for 100 images are PyTorch's`, () => {
    passes(packed).forEach((pass, i) => pass.outputs.forEach((output, label) => near(output, outputs[i]![label]!)));
  });
  test(`${name}: every feature map is PyTorch's`, () => {
    passes(packed).forEach((pass, i) => {
      assert.equal(pass.maps.length, maps.length);
      pass.maps.forEach(({ count, side, values }, stage) => {
        const area = side * side;
        for (let map = 0; map < count; map++) {
          const own = Array.from(values.subarray(map * area, (map + 1) * area));
          near(own.reduce((a, b) => a + b, 0) / area, maps[stage]![0][i]![map]!);
          near(own.reduce((a, b, at) => a + b * Math.cos(at), 0) / area, maps[stage]![1][i]![map]!);
        }
      });
    });
  });
}

test("a class activation map is the package's, and its mean and the bias are the output", () => {
  const network = unpack(networks.pooled.packed);
  const pass = run(network, shown[0]!);
  const { map, bias } = classActivation(network, pass, 3);
  map.values.forEach((value, at) => near(value, networks.pooled.activation![at]!));
  near(map.values.reduce((a, b) => a + b, 0) / map.values.length + bias, pass.outputs[3]!);
});

test("shifts, the softmax and the largest of some numbers", () => {
  const image: Maps = { count: 1, side: 2, values: Float32Array.of(1, 2, 3, 4) };
  assert.deepEqual(Array.from(shift(image, 1, 0).values), [0, 0, 1, 2]);
  assert.deepEqual(Array.from(shift(image, 0, -1).values), [2, 0, 4, 0]);
  assert.deepEqual(Array.from(shift(image, 9, 9).values), [0, 0, 0, 0]);
  assert.deepEqual(softmax(Float32Array.of(1000, 1000)), [0.5, 0.5]);
  assert.equal(argmax([1, 3, 2]), 1);
});
