// The errors of all numbers of knots for one sample, beside the page.
import { errorsOf, type Errors, type Norm, type Sample, SIZES } from "./model.ts";

export interface TraceTask {
  readonly sample: Sample;
  readonly norm: Norm;
  readonly penalty: number;
  readonly noise: number;
}

export type Trace = readonly Errors[];

self.onmessage = ({ data: { sample, norm, penalty, noise } }: MessageEvent<TraceTask>) => {
  const trace: Trace = SIZES.map((knots) => errorsOf(sample, norm, knots, penalty, noise));
  self.postMessage(trace);
};
