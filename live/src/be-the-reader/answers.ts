// An answer about a slice: how sure, and where. It is one number in the address.

export const SIDE = 64; // pixels of a slice
export const RATINGS = ["Surely none", "Perhaps none", "Perhaps a lesion", "Surely a lesion"] as const;
export const HIGHEST_ANSWER = RATINGS.length * (SIDE * SIDE + 1) - 1;

export interface Answer {
  /** A place in `RATINGS`: the higher, the more like a patient. */
  readonly rating: number;
  /** The pixel that was marked, row by row; null if none was. */
  readonly pixel: number | null;
}

export const encode = ({ rating, pixel }: Answer): number => rating + RATINGS.length * (pixel === null ? 0 : pixel + 1);

export function decode(code: number): Answer {
  const place = Math.floor(code / RATINGS.length);
  return { rating: code % RATINGS.length, pixel: place === 0 ? null : place - 1 };
}

export const callsIll = ({ rating }: Answer): boolean => rating >= 2;
