// A convolution with one kernel, and pooling: the numbers, as PyTorch computes them.

/** Rows of numbers, one after the other. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly values: readonly number[];
}

export interface Geometry {
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

export type Summary = "max" | "mean";

export const SIDE = 3; // of a kernel

/** How many windows fit along a side; none if the window is larger than the image. */
export function places(pixels: number, { stride, padding, dilation }: Geometry, side = SIDE): number {
  const room = pixels + 2 * padding - dilation * (side - 1) - 1;
  return room < 0 ? 0 : Math.floor(room / stride) + 1;
}

export interface Under {
  /** Where the pixel is; outside the image it is padding, and its value zero. */
  readonly row: number;
  readonly column: number;
  readonly padding: boolean;
  readonly pixel: number;
  readonly weight: number;
  readonly product: number;
}

/** What lies under the nine weights when the window stands at a place of the output. */
export function windowAt(
  plane: Grid,
  kernel: readonly number[],
  geometry: Geometry,
  row: number,
  column: number,
): Under[] {
  const { stride, padding, dilation } = geometry;
  return kernel.map((weight, i) => {
    const at = {
      row: row * stride - padding + dilation * Math.floor(i / SIDE),
      column: column * stride - padding + dilation * (i % SIDE),
    };
    const outside = at.row < 0 || at.column < 0 || at.row >= plane.rows || at.column >= plane.columns;
    const pixel = outside ? 0 : plane.values[at.row * plane.columns + at.column]!;
    return { ...at, padding: outside, pixel, weight, product: weight * pixel };
  });
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

/** What the weights for one plane give at each place. */
export function slide(plane: Grid, kernel: readonly number[], geometry: Geometry): Grid {
  const rows = places(plane.rows, geometry);
  const columns = places(plane.columns, geometry);
  const values = Array.from({ length: rows * columns }, (_, at) =>
    sum(windowAt(plane, kernel, geometry, Math.floor(at / columns), at % columns).map(({ product }) => product)),
  );
  return { rows, columns, values };
}

/** Slide the weights for each plane over it; the sum over planes, and a bias. */
export function convolve(
  planes: readonly Grid[],
  kernels: readonly (readonly number[])[],
  bias: number,
  geometry: Geometry,
): Grid {
  const parts = planes.map((plane, i) => slide(plane, kernels[i]!, geometry));
  const { rows, columns } = parts[0]!;
  return { rows, columns, values: parts[0]!.values.map((_, at) => sum(parts.map(({ values }) => values[at]!)) + bias) };
}

/** Nothing below zero. */
export const rectify = (map: Grid): Grid => ({ ...map, values: map.values.map((value) => Math.max(0, value)) });

/** Summarise full blocks of `size` × `size`; what is left over at the end is dropped. */
export function pool(map: Grid, size: number, summary: Summary): Grid {
  return poolBlocks(map, size, size, summary);
}

/** Summarise the whole map. */
export function poolAll(map: Grid, summary: Summary): Grid {
  return map.values.length ? poolBlocks(map, map.rows, map.columns, summary) : map;
}

function poolBlocks(map: Grid, high: number, wide: number, summary: Summary): Grid {
  const rows = Math.floor(map.rows / high);
  const columns = Math.floor(map.columns / wide);
  const values = Array.from({ length: rows * columns }, (_, at) => {
    const [top, left] = [high * Math.floor(at / columns), wide * (at % columns)];
    const block = Array.from(
      { length: high * wide },
      (_, i) => map.values[(top + Math.floor(i / wide)) * map.columns + left + (i % wide)]!,
    );
    return summary === "max" ? Math.max(...block) : sum(block) / block.length;
  });
  return { rows, columns, values };
}

export type Part = "corner" | "edge" | "inside" | "ground";

/** What each pixel of white blocks on black is: a block's corner, its edge, its inside, or the ground. */
export function partsOf(blocks: Grid): Part[] {
  const white = (row: number, column: number) =>
    row >= 0 &&
    column >= 0 &&
    row < blocks.rows &&
    column < blocks.columns &&
    blocks.values[row * blocks.columns + column]! > 0;
  return blocks.values.map((_, at) => {
    const [row, column] = [Math.floor(at / blocks.columns), at % blocks.columns];
    if (!white(row, column)) return "ground";
    const ends = (a: boolean, b: boolean) => !a || !b;
    const [across, down] = [
      ends(white(row, column - 1), white(row, column + 1)),
      ends(white(row - 1, column), white(row + 1, column)),
    ];
    return across && down ? "corner" : across || down ? "edge" : "inside";
  });
}

/** Of each part of the blocks: how many of its pixels a kernel answers to with more than zero, and of how many. */
export type Answers = Readonly<Record<Part, { readonly answered: number; readonly of: number }>>;

/** Slide a kernel over white blocks, with padding, so that each pixel has an answer. */
export function answersTo(blocks: Grid, kernel: readonly number[], bias: number): Answers {
  const map = convolve([blocks], [kernel], bias, { stride: 1, padding: 1, dilation: 1 });
  const parts = partsOf(blocks);
  const of = (part: Part) => {
    const pixels = parts.flatMap((each, at) => (each === part ? [map.values[at]!] : []));
    return { answered: pixels.filter((value) => value > 0).length, of: pixels.length };
  };
  return { corner: of("corner"), edge: of("edge"), inside: of("inside"), ground: of("ground") };
}

/** Say which parts a kernel finds. */
export function verdict(answers: Answers): { readonly done: boolean; readonly words: string } {
  const { corner, edge, inside, ground } = answers;
  const elsewhere = [edge, inside, ground].some(({ answered }) => answered > 0);
  if (!corner.answered && !elsewhere)
    return { done: false, words: "It is silent everywhere. A larger bias lets more through." };
  const count = `Above zero: ${corner.answered} of ${corner.of} corners, ${edge.answered} of ${edge.of} edge pixels, ${inside.answered} of ${inside.of} inside, ${ground.answered} of ${ground.of} of the black ground.`;
  if (elsewhere) return { done: false, words: count };
  if (corner.answered < corner.of)
    return {
      done: false,
      words: `Only corners, but not all of them: ${corner.answered} of ${corner.of}. Is your kernel the same on all sides?`,
    };
  return {
    done: true,
    words: `All ${corner.of} corners and nothing else. The kernel compares a pixel with those around it; corners differ from most of them, and the bias sets how much is enough.`,
  };
}
