import { choice, type Fields, flag, integer, list, real } from "../shared/address.ts";
import type { Drawing, Norm } from "./model.ts";

export interface Settings extends Drawing {
  readonly knots: number;
  readonly norm: Norm;
  readonly penalty: number;
  /** Where the reader put the points: x and y in turn. Empty until one is moved. */
  readonly moved: readonly number[];
  readonly wave: boolean;
  readonly others: boolean;
}

export const settings: Fields<Settings> = {
  knots: integer(7, 2, 200),
  norm: choice("slope", ["slope", "bend", "b-spline"]),
  penalty: real(0, 0, 100, 2),
  points: integer(20, 2, 40),
  noise: real(0.3, 0, 1, 2),
  spread: choice("evenly", ["evenly", "random"]),
  gap: flag(false),
  draw: integer(2, 1, 9999),
  moved: list([], -5, 5, { longest: 80 }),
  wave: flag(true),
  others: flag(false),
};
