// How long a pass of each trained network takes. Give it the data of a built book:
// node benchmarks/trained-network.ts ../_build/html/_static/live/trained-network.data.js
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";

import type {} from "../src/shared/data.ts";
import { run, unpack } from "../src/trained-network/model.ts";
import type { NetworkData } from "../src/trained-network/view.ts";

const RUNS = 200;

runInThisContext(readFileSync(process.argv[2]!, "utf8"));
const { networks } = globalThis.liveData!["trained-network"] as NetworkData;
const image = { count: 1, side: 28, values: Float32Array.from({ length: 28 * 28 }, (_, i) => (i % 7) / 7) };

for (const [name, packed] of Object.entries(networks)) {
  const network = unpack(packed);
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    run(network, image);
    return performance.now() - start;
  }).sort((a, b) => a - b);
  console.log(`${name}: median ${times[RUNS / 2]!.toFixed(1)} ms, slowest ${times[RUNS - 1]!.toFixed(1)} ms`);
}
