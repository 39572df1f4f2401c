// What the reader sets: the network, whether it is cut, and the rate of descent.
import { type Fields, flag, list, real } from "../shared/address.ts";
import { type Activation, CHAPTER, IDENTITY, type Network, RELU } from "./model.ts";

export interface Settings {
  readonly w: readonly number[];
  readonly b: readonly number[];
  readonly v: readonly number[];
  readonly c: number;
  readonly cut: boolean;
  readonly rate: number;
}

const LARGEST = 200;

const parameters = (values: readonly number[]) =>
  list(values, -LARGEST, LARGEST, { digits: 4, longest: values.length });

export const FIELDS: Fields<Settings> = {
  w: parameters(CHAPTER.units.map(({ w }) => w)),
  b: parameters(CHAPTER.units.map(({ b }) => b)),
  v: parameters(CHAPTER.units.map(({ v }) => v)),
  c: real(CHAPTER.c, -LARGEST, LARGEST, 6),
  cut: flag(true),
  rate: real(0.02, 0.001, 3, 2),
};

/** The network that is set; what an address leaves out is as in the chapter. */
export const networkOf = ({ w, b, v, c }: Settings): Network => ({
  units: CHAPTER.units.map((unit, j) => ({ w: w[j] ?? unit.w, b: b[j] ?? unit.b, v: v[j] ?? unit.v })),
  c,
});

export const settingsOf = ({ units, c }: Network): Pick<Settings, "w" | "b" | "v" | "c"> => ({
  w: units.map(({ w }) => w),
  b: units.map(({ b }) => b),
  v: units.map(({ v }) => v),
  c,
});

export const activationOf = ({ cut }: Settings): Activation => (cut ? RELU : IDENTITY);
