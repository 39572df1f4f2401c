// Shows each network the picture at every place, one row of places after the other.
import { argmax, type Maps, type Packed, run, shift, softmax, unpack } from "./model.ts";

export interface Task {
  readonly picture: Maps;
  readonly networks: readonly Packed[];
  readonly farthest: number;
}

export interface Row {
  readonly down: number;
  /** By network, for each place of the row: the class named, and its probability. */
  readonly named: readonly number[][];
  readonly probability: readonly number[][];
}

self.addEventListener("message", ({ data: { picture, networks, farthest } }: MessageEvent<Task>) => {
  const unpacked = networks.map(unpack);
  for (let down = -farthest; down <= farthest; down++) {
    const passes = unpacked.map((network) =>
      Array.from({ length: 2 * farthest + 1 }, (_, i) => run(network, shift(picture, down, i - farthest)).outputs),
    );
    const row: Row = {
      down,
      named: passes.map((each) => each.map((outputs) => argmax(outputs))),
      probability: passes.map((each) => each.map((outputs) => Math.max(...softmax(outputs)))),
    };
    self.postMessage(row);
  }
});
