import assert from "node:assert/strict";
import test from "node:test";

import { errorsOf, Fit, type Norm } from "../src/spline-laboratory/model.ts";
import { fixtures } from "./fixtures.ts";

interface Setting {
  x: number[];
  y: number[];
  norm: Norm;
  knots: number;
  penalty: number;
  noise: number;
  prediction: number[];
  train: number;
  test: number;
  smallest: number;
  largest: number;
  swing: number;
  squared_bias: number;
  variance: number;
}

const settings = fixtures<Setting[]>();

const ROUNDING = 2 ** -52;

for (const [i, setting] of settings.entries()) {
  const { x, y, norm, knots, penalty, noise } = setting;
  test(`setting ${i}: ${x.length} points, ${knots} knots, ${norm}, λ = ${penalty}, s = ${setting.smallest}`, () => {
    // 10⁻⁶, of values above 1 relative to them. Where the points hardly see a direction, rounding the features
    // already changes more; two of the 200 settings are such.
    const tolerance = 1e-6 + (100 * ROUNDING * setting.largest) / setting.smallest;
    const near = (ours: number, theirs: number, what: string, size = Math.abs(theirs)) => {
      const far = Math.abs(ours - theirs) / Math.max(1, size);
      assert.ok(far <= tolerance, `${what}: ${ours} and ${theirs} differ by ${far}`);
    };
    const sample = { x: Float64Array.from(x), y: Float64Array.from(y) };
    const fit = new Fit(sample.x, norm, knots, penalty);
    const { onGrid } = fit.to(sample.y);
    const highest = Math.max(...setting.prediction.map(Math.abs));
    onGrid.forEach((value, j) => near(value, setting.prediction[j]!, `prediction ${j}`, highest));
    const errors = errorsOf(sample, norm, knots, penalty, noise);
    near(errors.train, setting.train, "train error");
    near(errors.test, setting.test, "test error");
    near(errors.squaredBias, setting.squared_bias, "squared bias");
    near(errors.variance, setting.variance, "variance");
    near(fit.smallest, setting.smallest, "smallest singular value");
    near(Math.max(...fit.worstSeen(noise).map(Math.abs)), setting.swing, "swing of the worst-seen direction");
  });
}
