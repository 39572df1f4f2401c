// Natural cubic splines on even knots, in coordinates in which the squared length of the
// coefficients is the norm: what conundrum.models.splines has, by another way that is fast enough
// to follow a finger.
//
// There a spline is known by its values at the knots, and every function of the basis reaches over
// all of them. Here it is a sum of B-splines, four of which are not zero at any place. So all
// matrices are banded, and what took d³ steps takes d.

export type Norm = "slope" | "bend" | "b-spline";

export const [LOW, HIGH] = [-5, 5];

const WIDTH = 4; // entries of a row: a cubic has four B-splines at any place
const TRACE_OF_SIZE = 1e-3; // without it, a straight line would have norm zero

// Gauss–Legendre nodes and weights on [−1, 1] that make integrals of squared cubics exact.
const [INNER, OUTER] = [Math.sqrt(3 / 7 - (2 / 7) * Math.sqrt(6 / 5)), Math.sqrt(3 / 7 + (2 / 7) * Math.sqrt(6 / 5))];
const [HEAVY, LIGHT] = [(18 + Math.sqrt(30)) / 36, (18 - Math.sqrt(30)) / 36];
const NODES = [
  [-OUTER, LIGHT],
  [-INNER, HEAVY],
  [INNER, HEAVY],
  [OUTER, LIGHT],
] as const;

/** A row of a banded matrix: its entries from column `first` on. */
interface Row {
  readonly first: number;
  readonly entries: Float64Array;
}

/** The splines with `d` even knots from `LOW` to `HIGH`, with one norm. */
export class SplineSpace {
  readonly d: number;
  readonly #knots: Float64Array; // the outer ones four times
  readonly #root: Float64Array; // upper triangular R, a row of WIDTH entries each: ‖R a‖² is the norm

  constructor(norm: Norm, d: number) {
    this.d = d;
    this.#knots = Float64Array.from({ length: d + 6 }, (_, i) => LOW + ((HIGH - LOW) * Math.min(d - 1, Math.max(0, i - 3))) / (d - 1));
    this.#root = triangle(d, norm === "b-spline" ? this.#coefficientRows() : this.#integralRows(norm === "slope" ? 1 : 2));
  }

  /** The features of some inputs, a row of d each: the value there of each function of the basis. */
  features(xs: ArrayLike<number>): Float64Array[] {
    return Array.from(xs, (x) => {
      const { first, entries } = this.#row(x, 0);
      const row = new Float64Array(this.d);
      row.set(entries.subarray(0, Math.min(WIDTH, this.d - first)), first);
      for (let i = first; i < this.d; i++) {
        row[i]! /= this.#root[WIDTH * i]!;
        for (let k = 1; k < WIDTH && i + k < this.d; k++) row[i + k]! -= this.#root[WIDTH * i + k]! * row[i]!;
      }
      return row;
    });
  }

  /** What evaluates splines at some inputs, given their coefficients. */
  at(xs: ArrayLike<number>): (coefficients: Float64Array) => Float64Array {
    const rows = Array.from(xs, (x) => this.#row(x, 0));
    return (coefficients) => {
      const a = this.#local(coefficients);
      return Float64Array.from(rows, ({ first, entries }) => {
        let sum = 0;
        for (let k = 0; k < WIDTH && first + k < this.d; k++) sum += entries[k]! * a[first + k]!;
        return sum;
      });
    };
  }

  /** Solve R a = c. */
  #local(coefficients: Float64Array): Float64Array {
    const a = coefficients.slice();
    for (let i = this.d - 1; i >= 0; i--) {
      for (let k = 1; k < WIDTH && i + k < this.d; k++) a[i]! -= this.#root[WIDTH * i + k]! * a[i + k]!;
      a[i]! /= this.#root[WIDTH * i]!;
    }
    return a;
  }

  /** Rows whose summed squares are ∫ (f⁽ᵏ⁾)² + 10⁻³ ∫ f². */
  *#integralRows(derivative: number): Iterable<Row> {
    const half = (HIGH - LOW) / (this.d - 1) / 2;
    for (let piece = 0; piece < this.d - 1; piece++) {
      for (const [node, weight] of NODES) {
        const x = this.#knots[piece + 3]! + half * (1 + node);
        const root = Math.sqrt(half * weight);
        yield scaled(this.#row(x, derivative, piece), root);
        yield scaled(this.#row(x, 0, piece), root * Math.sqrt(TRACE_OF_SIZE));
      }
    }
  }

  /** Rows that are the coefficients of the d + 2 B-splines. */
  *#coefficientRows(): Iterable<Row> {
    for (let j = 0; j < this.d + 2; j++) yield this.#natural(j, new Float64Array([1]));
  }

  /** The functions of x that may not be zero there, or a derivative of theirs. */
  #row(x: number, derivative: number, piece = this.#pieceOf(x)): Row {
    return this.#natural(piece, bSplines(this.#knots, piece + 3, x, derivative));
  }

  #pieceOf(x: number): number {
    const piece = Math.floor(((x - LOW) / (HIGH - LOW)) * (this.d - 1));
    return Math.min(this.d - 2, Math.max(0, piece));
  }

  /**
   * Write B-splines `j`, `j + 1`, … in d functions: a natural spline has no curvature at its ends, which
   * makes its second coefficient (2 a₀ + a₁) / 3, and likewise that before the last.
   */
  #natural(j: number, values: Float64Array): Row {
    const { d } = this;
    const first = Math.min(Math.max(0, j - 1), Math.max(0, d - WIDTH));
    const entries = new Float64Array(WIDTH);
    const add = (column: number, value: number) => (entries[column - first]! += value);
    values.forEach((value, k) => {
      const i = j + k;
      if (i === 1) {
        add(0, (2 / 3) * value);
        add(1, value / 3);
      } else if (i === d) {
        add(d - 1, (2 / 3) * value);
        add(d - 2, value / 3);
      } else add(i === 0 ? 0 : Math.min(i - 1, d - 1), value);
    });
    return { first, entries };
  }
}

const scaled = ({ first, entries }: Row, factor: number): Row => ({ first, entries: entries.map((entry) => factor * entry) });

/**
 * The four cubic B-splines that are not zero on a piece, or derivatives of theirs, at x; the piece begins
 * at knot `span`. By the recursion of de Boor (1978), chapter X.
 */
function bSplines(knots: Float64Array, span: number, x: number, derivative: number): Float64Array {
  const degree = 3 - derivative;
  let values = new Float64Array([1]);
  for (let p = 1; p <= 3; p++) {
    const next = new Float64Array(p + 1);
    for (let k = 0; k < p; k++) {
      const [left, right] = [knots[span - p + 1 + k]!, knots[span + 1 + k]!];
      const share = values[k]! / (right - left);
      if (p <= degree) {
        next[k]! += (right - x) * share;
        next[k + 1]! += (x - left) * share;
      } else {
        next[k]! -= p * share;
        next[k + 1]! += p * share;
      }
    }
    values = next;
  }
  return values;
}

/** The upper triangle R of a QR decomposition, from rows one by one, by rotations (Givens). */
function triangle(d: number, rows: Iterable<Row>): Float64Array {
  const R = new Float64Array(WIDTH * d);
  for (const { first, entries } of rows) {
    const row = entries.slice();
    for (let i = first; i < Math.min(d, first + WIDTH); i++) {
      const at = WIDTH * i;
      const length = Math.hypot(R[at]!, row[0]!);
      if (length === 0) {
        row.copyWithin(0, 1);
        row[WIDTH - 1] = 0;
        continue;
      }
      const [cosine, sine] = [R[at]! / length, row[0]! / length];
      for (let k = 0; k < WIDTH; k++) {
        const [above, below] = [R[at + k]!, row[k]!];
        R[at + k] = cosine * above + sine * below;
        row[k] = cosine * below - sine * above;
      }
      row.copyWithin(0, 1);
      row[WIDTH - 1] = 0;
    }
  }
  return R;
}

const spaces = new Map<string, SplineSpace>();

/** The splines with `d` knots and a norm; made once. */
export function splineSpace(norm: Norm, d: number): SplineSpace {
  const key = `${norm} ${d}`;
  const made = spaces.get(key) ?? new SplineSpace(norm, d);
  spaces.set(key, made);
  return made;
}
