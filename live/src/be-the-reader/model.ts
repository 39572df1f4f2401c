// How well answers find the ill, and what an answer means where few are ill.

/** The share of pairs, one ill and one healthy, in which the ill one has the higher score; ties count half. */
export function areaUnderCurve(ill: readonly boolean[], scores: readonly number[]): number {
  const of = (kind: boolean) => scores.filter((_, i) => ill[i] === kind);
  const [positive, negative] = [of(true), of(false)];
  let wins = 0;
  for (const one of positive) for (const other of negative) wins += one > other ? 1 : one === other ? 0.5 : 0;
  return wins / (positive.length * negative.length);
}

/** The ROC curve: what each threshold makes of scores, the strictest first. */
export function roc(
  ill: readonly boolean[],
  scores: readonly number[],
): { readonly alarms: number[]; readonly found: number[] } {
  const thresholds = [Infinity, ...[...new Set(scores)].sort((a, b) => b - a)];
  const shares = (kind: boolean) => {
    const own = scores.filter((_, i) => ill[i] === kind);
    return thresholds.map((threshold) => own.filter((score) => score >= threshold).length / own.length);
  };
  return { alarms: shares(false), found: shares(true) };
}

/** The 95 % confidence interval of a share (Wilson 1927). */
export function wilson(hits: number, of: number): [number, number] {
  const z = 1.959963984540054;
  const share = hits / of;
  const middle = (share + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

export interface Screening {
  readonly found: number;
  readonly alarms: number;
  readonly missed: number;
  readonly cleared: number;
  /** The share of those called ill who are ill; not a number if nobody is called ill. */
  readonly positive: number;
}

const PEOPLE = 1000;

/** A thousand people are tested. */
export function screen(prevalence: number, sensitivity: number, falseAlarms: number): Screening {
  const ill = PEOPLE * prevalence;
  const [found, alarms] = [ill * sensitivity, (PEOPLE - ill) * falseAlarms];
  return { found, alarms, missed: ill - found, cleared: PEOPLE - ill - alarms, positive: found / (found + alarms) };
}
