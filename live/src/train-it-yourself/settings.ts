import { choice, type Fields, flag, integer, real } from "../shared/address.ts";
import type { Run } from "./model.ts";

export const STEPS = 8000;
export const CLOUDS = 10;

export interface Settings {
  readonly width: number;
  readonly scale: number;
  readonly optimiser: Run["optimiser"];
  readonly rate: number;
  readonly penalty: number;
  readonly dropout: number;
  readonly corrupted: number;
  readonly many: boolean;
  readonly draw: number;
  /** After how many steps the reader looks. */
  readonly at: number;
  readonly revealed: boolean;
}

export const settings: Fields<Settings> = {
  width: integer(256, 1, 256),
  scale: real(1, 0.1, 4, 2),
  optimiser: choice("adam", ["adam", "descent"]),
  rate: real(0.01, 0.00001, 10, 2),
  penalty: real(0, 0, 1, 2),
  dropout: real(0, 0, 0.8, 2),
  corrupted: integer(0, 0, 5),
  many: flag(false),
  draw: integer(1, 1, 9999),
  at: integer(0, 0, STEPS),
  revealed: flag(false),
};

/** Settings of which each makes another training. */
export const TRAINING = ["width", "scale", "optimiser", "rate", "penalty", "dropout", "corrupted", "many", "draw"] as const;

/** A rate with which most networks learn. */
export const RATES: Readonly<Record<Run["optimiser"], number>> = { adam: 0.01, descent: 0.001 };

export const runOf = (value: Settings): Run => ({ ...value, clouds: value.many ? CLOUDS : 1, steps: STEPS });
