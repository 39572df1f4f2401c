import assert from "node:assert/strict";
import test from "node:test";

import { areaUnderCurve, roc, screen, wilson } from "../src/be-the-reader/model.ts";
import { fixtures } from "./fixtures.ts";

interface Answers {
  ill: boolean[];
  scores: number[];
  auc: number;
  hits: number;
  interval: [number, number];
  prevalence: number;
  sensitivity: number;
  alarms: number;
  counts: [number, number, number, number];
  positive: number;
}
const all = fixtures<Answers[]>();
const near = (ours: number, theirs: number) => assert.ok(Math.abs(ours - theirs) < 1e-9, `${ours} is not ${theirs}`);

test("the area under the curve is scikit-learn's, as pairs and as an area", () => {
  for (const { ill, scores, auc } of all) {
    near(areaUnderCurve(ill, scores), auc);
    const { alarms, found } = roc(ill, scores);
    near(
      alarms.slice(1).reduce((area, x, i) => area + ((x - alarms[i]!) * (found[i + 1]! + found[i]!)) / 2, 0),
      auc,
    );
  }
});

test("intervals of shares are SciPy's", () => {
  for (const { hits, interval } of all) wilson(hits, 20).forEach((end, i) => near(end, interval[i]!));
});

test("a thousand people are counted as in the package", () => {
  for (const { prevalence, sensitivity, alarms, counts, positive } of all) {
    const ours = screen(prevalence, sensitivity, alarms);
    [ours.found, ours.alarms, ours.missed, ours.cleared].forEach((count, i) => near(count, counts[i]!));
    near(ours.positive, positive);
  }
});

test("where nobody is called ill, a call means nothing", () => {
  assert.ok(Number.isNaN(screen(0.1, 0, 0).positive));
});
