// The picture that networks are shown: a garment, moved, with what the reader drew and covered.
import { type Maps, shift } from "./model.ts";

export const SIDE = 28;
export const FARTHEST = 14; // pixels that a picture can be moved
const WIDE = SIDE + 2 * FARTHEST; // places where edits can lie once they move with the picture
const LEVELS = 17;
export const EDIT_CODES = WIDE * WIDE * LEVELS - 1;
const COVER = 7; // side of the black square, as in the chapter

/** A garment with what was drawn on it. An edit is one number: which place, and how bright. */
export function compose(garment: Maps, edits: readonly number[], down: number, right: number): Maps {
  const picture = shift(garment, down, right);
  for (const edit of edits) {
    const at = Math.floor(edit / LEVELS);
    const [row, column] = [Math.floor(at / WIDE) - FARTHEST + down, (at % WIDE) - FARTHEST + right];
    if (inside(row, column)) picture.values[row * SIDE + column] = (edit % LEVELS) / (LEVELS - 1);
  }
  return picture;
}

const inside = (row: number, column: number) => row >= 0 && column >= 0 && row < SIDE && column < SIDE;

/** Draw with a soft white brush. */
export function draw(
  picture: Maps,
  edits: readonly number[],
  row: number,
  column: number,
  down: number,
  right: number,
): number[] {
  const strokes = [
    [0, 0, 16],
    [0, 1, 10],
    [1, 0, 10],
    [0, -1, 10],
    [-1, 0, 10],
  ] as const;
  const brighter = strokes.filter(
    ([i, j, level]) => inside(row + i, column + j) && level > 16 * picture.values[(row + i) * SIDE + column + j]!,
  );
  return merge(
    edits,
    brighter.map(([i, j, level]) => code(row + i - down, column + j - right, level)),
  );
}

/** Cover a square with black. */
export function cover(edits: readonly number[], row: number, column: number, down: number, right: number): number[] {
  const half = (COVER - 1) / 2;
  const places = Array.from(
    { length: COVER * COVER },
    (_, i) => [row + Math.floor(i / COVER) - half, column + (i % COVER) - half] as const,
  );
  return merge(
    edits,
    places.filter((at) => inside(...at)).map(([i, j]) => code(i - down, j - right, 0)),
  );
}

const code = (row: number, column: number, level: number) =>
  ((row + FARTHEST) * WIDE + column + FARTHEST) * LEVELS + level;

/** Later edits of a place replace earlier ones. */
function merge(edits: readonly number[], later: readonly number[]): number[] {
  const places = new Map([...edits, ...later].map((edit) => [Math.floor(edit / LEVELS), edit]));
  return [...places.values()];
}
