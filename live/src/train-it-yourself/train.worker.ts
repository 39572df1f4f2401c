// Trains beside the page, and hands over what it has every now and then.
import { type Run, type Snapshot, splineErrors, train } from "./model.ts";

export interface Progress {
  readonly snapshots: readonly Snapshot[];
  /** With the last ones. */
  readonly splines?: ReturnType<typeof splineErrors>;
}

const EVERY = 30; // ms

self.onmessage = ({ data: run }: MessageEvent<Run>) => {
  const post = (progress: Progress) => self.postMessage(progress);
  let snapshots: Snapshot[] = [];
  let posted = performance.now();
  for (const snapshot of train(run)) {
    snapshots.push(snapshot);
    if (performance.now() - posted < EVERY) continue;
    post({ snapshots });
    snapshots = [];
    posted = performance.now();
  }
  post({ snapshots, splines: splineErrors(run) });
};
