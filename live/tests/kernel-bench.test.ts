import assert from "node:assert/strict";
import test from "node:test";

import {
  answersTo,
  convolve,
  type Geometry,
  type Grid,
  partsOf,
  places,
  pool,
  poolAll,
  rectify,
  verdict,
  windowAt,
} from "../src/kernel-bench/model.ts";
import { fixtures } from "./fixtures.ts";

interface Setting {
  image: number[][][];
  kernels: number[][];
  bias: number;
  geometry: Geometry;
  size: number;
  windows: [number[][], number[][]];
  map: number[][];
  max: number[][];
  mean: number[][];
}
const { settings, bench } = fixtures<{ settings: Setting[]; bench: { pictures: Record<string, number[][][]> } }>();

const grid = (rows: number[][]): Grid => ({ rows: rows.length, columns: rows[0]?.length ?? 0, values: rows.flat() });
const close = (ours: Grid, theirs: number[][]) => {
  assert.equal(ours.values.length, theirs.flat().length);
  ours.values.forEach((value, i) => assert.ok(Math.abs(value - theirs.flat()[i]!) < 1e-9));
};

test("maps and what is pooled from them are PyTorch's", () => {
  for (const { image, kernels, bias, geometry, size, map, max, mean } of settings) {
    const ours = convolve(image.map(grid), kernels, bias, geometry);
    close(ours, map);
    close(pool(rectify(ours), size, "max"), max);
    close(pool(rectify(ours), size, "mean"), mean);
  }
});

test("windows look at the pixels that the package says", () => {
  for (const { image, kernels, geometry, windows } of settings) {
    const plane = grid(image[0]!);
    assert.deepEqual(
      [places(plane.rows, geometry), places(plane.columns, geometry)],
      windows.map(({ length }) => length),
    );
    if (!windows[0].length || !windows[1].length) continue;
    const [row, column] = [windows[0].length - 1, windows[1].length - 1];
    const under = windowAt(plane, kernels[0]!, geometry, row, column);
    assert.deepEqual(
      under.map((each) => each.row),
      windows[0][row]!.flatMap((each) => [each, each, each]),
    );
    assert.deepEqual(
      under.map((each) => each.column),
      [0, 1, 2].flatMap(() => windows[1][column]!),
    );
  }
});

test("pooling over everything gives one number", () => {
  const map = grid([
    [1, 5, 2],
    [0, 3, 1],
  ]);
  assert.deepEqual([poolAll(map, "max").values, poolAll(map, "mean").values], [[5], [2]]);
  assert.deepEqual(poolAll({ rows: 0, columns: 0, values: [] }, "max").values, []);
});

test("a pixel against its neighbours finds only corners, and other kernels do not", () => {
  const blocks = grid(bench.pictures["blocks"]![0]!);
  const parts = partsOf(blocks);
  assert.equal(parts.filter((part) => part === "corner").length, 8); // of two blocks
  const neighbours = [-1, -1, -1, -1, 8, -1, -1, -1, -1];
  assert.ok(verdict(answersTo(blocks, neighbours, -64)).done);
  assert.ok(!verdict(answersTo(blocks, neighbours, 0)).done);
  assert.ok(!verdict(answersTo(blocks, neighbours, -200)).done); // silent
  assert.ok(!verdict(answersTo(blocks, Array(9).fill(0), 0)).done);
  const one = verdict(answersTo(blocks, [-1, -1, -1, -1, 2, 1, -1, 1, 1], -64)); // of one kind
  assert.ok(!one.done);
});
