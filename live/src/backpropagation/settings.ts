// What the reader sets: an observation, the parameters, how far the computation has come, and a rate.
import { type Fields, choice, integer, list, real } from "../shared/address.ts";
import { LECTURE, PARAMETERS, type Parameters } from "./model.ts";
import { LAST } from "./stages.ts";

export interface Settings {
  readonly x: number;
  readonly y: number;
  readonly p: readonly number[];
  readonly stage: number;
  readonly rate: number;
  /** The parameter to which the way down is shown. */
  readonly way: (typeof WAYS)[number];
}

const WAYS = ["none", ...PARAMETERS] as const;
export const HIGHEST = 11; // of outcomes

export const FIELDS: Fields<Settings> = {
  x: real(1.3, 0, 2),
  y: real(4, 0, HIGHEST),
  p: list(
    PARAMETERS.map((name) => LECTURE[name]),
    -1e6,
    1e6,
    { digits: 6, longest: PARAMETERS.length },
  ),
  stage: integer(LAST, 0, LAST),
  rate: real(0.002, 0.0001, 1, 2),
  way: choice("none", WAYS),
};

/** The parameters that are set; what an address leaves out is as in the chapter. */
export const parametersOf = ({ p }: Settings): Parameters =>
  Object.fromEntries(PARAMETERS.map((name, i) => [name, p[i] ?? LECTURE[name]])) as Parameters;

export const listed = (parameters: Parameters): number[] => PARAMETERS.map((name) => parameters[name]);
