// What the reader sets: where to start, which optimisers, how, and in which valley.
import { type Fields, choice, flag, integer, real } from "../shared/address.ts";

export interface Settings {
  /** Coefficients to start from, of the first and the second predictor. */
  readonly first: number;
  readonly second: number;
  readonly rate: number;
  readonly keep: number;
  readonly correlation: number;
  readonly steps: number;
  /** On how many people each step looks. */
  readonly batch: "all" | "ten";
  readonly descent: boolean;
  readonly momentum: boolean;
  readonly adam: boolean;
}

export const MOST_STEPS = 300;

/** The coefficients that are always in the picture. */
export const SEEN = { first: [-1.6, 2.4], second: [-1.6, 1.6] } as const;

export const FIELDS: Fields<Settings> = {
  first: real(-1, ...SEEN.first),
  second: real(-0.6, ...SEEN.second),
  rate: real(0.05, 0.001, 2, 3),
  keep: real(0.9, 0, 0.99, 2),
  correlation: real(0.96, 0, 0.99, 2),
  steps: integer(60, 0, MOST_STEPS),
  batch: choice("all", ["all", "ten"]),
  descent: flag(true),
  momentum: flag(true),
  adam: flag(true),
};
