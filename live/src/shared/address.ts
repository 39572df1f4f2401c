// What a figure is set to, as text in the page's address: a link shares it.
//
// The address holds one part for each figure that is not as it opens:
// `#spline-laboratory?knots=21&norm=bend;valley?rate=0.3`.

/** How one setting is written and read; reading never fails, but gives a sensible value. */
export interface Field<T> {
  readonly initial: T;
  write(value: T): string;
  read(text: string): T;
  /** The nearest value that is allowed. */
  clamp(value: T): T;
}

export type Fields<S> = { readonly [K in keyof S]: Field<S[K]> };

const between = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

function bounded(initial: number, least: number, most: number, tidy: (value: number) => number): Field<number> {
  const clamp = (value: number) => (Number.isFinite(value) ? between(tidy(value), least, most) : initial);
  return {
    initial,
    clamp,
    write: String,
    read: (text) => (text.trim() === "" ? initial : clamp(Number(text))),
  };
}

/** A whole number from `least` to `most`. */
export const integer = (initial: number, least: number, most: number): Field<number> =>
  bounded(initial, least, most, Math.round);

/** A number from `least` to `most`, kept to some significant digits. */
export const real = (initial: number, least: number, most: number, digits = 4): Field<number> =>
  bounded(initial, least, most, (value) => Number(value.toPrecision(digits)));

/** One of some words. */
export function choice<const T extends string>(initial: T, options: readonly T[]): Field<T> & { readonly options: readonly T[] } {
  const clamp = (value: T): T => (options.includes(value) ? value : initial);
  return { initial, options, clamp, write: (value) => value, read: (text) => clamp(text as T) };
}

/** Yes or no. */
export const flag = (initial: boolean): Field<boolean> => ({
  initial,
  clamp: Boolean,
  write: (value) => (value ? "1" : "0"),
  read: (text) => (text === "1" ? true : text === "0" ? false : initial),
});

/** Numbers from `least` to `most`, at most `longest` of them. */
export function list(
  initial: readonly number[],
  least: number,
  most: number,
  { digits = 3, longest = 400 }: { digits?: number; longest?: number } = {},
): Field<readonly number[]> {
  const unit = 10 ** digits;
  const clamp = (values: readonly number[]) =>
    values.slice(0, longest).map((value) => between(Number.isFinite(value) ? Math.round(value * unit) / unit + 0 : 0, least, most)); // + 0: no −0
  return {
    initial,
    clamp,
    write: (values) => values.map(String).join("_"),
    read: (text) => (text === "" ? [] : clamp(text.split("_").map(Number))),
  };
}

/** All settings of a figure as they are when it opens. */
export function initial<S extends object>(fields: Fields<S>): S {
  return Object.fromEntries(Object.entries<Field<unknown>>(fields).map(([name, field]) => [name, field.initial])) as S;
}

/** Write what differs from how a figure opens; empty if nothing does. */
export function write<S extends object>(fields: Fields<S>, values: S): string {
  const parts = new URLSearchParams();
  for (const [name, field] of Object.entries<Field<unknown>>(fields)) {
    const text = field.write(values[name as keyof S]);
    if (text !== field.write(field.initial)) parts.set(name, text);
  }
  return parts.toString();
}

/** Read what `write` wrote; what is missing or makes no sense is as the figure opens. */
export function read<S extends object>(fields: Fields<S>, text: string): S {
  const parts = new URLSearchParams(text);
  return Object.fromEntries(
    Object.entries<Field<unknown>>(fields).map(([name, field]) => {
      const part = parts.get(name);
      return [name, part === null ? field.initial : field.read(part)];
    }),
  ) as S;
}

/** Find a figure's part of an address; null if there is none. */
export function partOf(hash: string, figure: string): string | null {
  for (const part of hash.replace(/^#/, "").split(";")) {
    const [name, settings] = split(part);
    if (name === figure && settings !== null) return settings;
  }
  return null;
}

/** Replace a figure's part of an address, and leave those of others. */
export function withPart(hash: string, figure: string, settings: string): string {
  const others = hash
    .replace(/^#/, "")
    .split(";")
    .filter((part) => split(part)[1] !== null && split(part)[0] !== figure);
  const all = settings ? [`${figure}?${settings}`, ...others] : others;
  return all.length ? `#${all.join(";")}` : "";
}

function split(part: string): [string, string | null] {
  const end = part.indexOf("?");
  return end < 0 ? [part, null] : [part.slice(0, end), part.slice(end + 1)];
}
