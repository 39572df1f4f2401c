// The singular value decomposition of a matrix with few rows.

/** Directions of the rows, `U[k]`, with their singular values, the largest first. */
export interface Decomposition {
  readonly s: Float64Array;
  readonly U: readonly Float64Array[];
}

const ENOUGH = 30; // sweeps; eight are usual
const ROUNDING = 2 ** -52;

/**
 * Decompose a matrix of n rows. Directions in which the rows vary by no more than rounding are left out,
 * as `numpy.linalg.lstsq` does.
 */
export function decompose(rows: readonly Float64Array[]): Decomposition {
  const [n, d] = [rows.length, rows[0]!.length];
  const columns = d < n ? columnsOf(rows) : lowerTriangle(rows);
  orthogonalise(columns);
  const lengths = columns.map((column) => Math.sqrt(dot(column, column)));
  const order = lengths.map((_, k) => k).sort((one, other) => lengths[other]! - lengths[one]!);
  const least = lengths[order[0]!]! * Math.max(n, d) * ROUNDING;
  const kept = order.filter((k) => lengths[k]! > least);
  return {
    s: Float64Array.from(kept, (k) => lengths[k]!),
    U: kept.map((k) => columns[k]!.map((entry) => entry / lengths[k]!)),
  };
}

export function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += one[i]! * other[i]!;
  return sum;
}

const columnsOf = (rows: readonly Float64Array[]) =>
  Array.from({ length: rows[0]!.length }, (_, j) => Float64Array.from(rows, (row) => row[j]!));

/** The columns of L in A = L Q, with Q orthogonal, by reflections (Householder). */
function lowerTriangle(rows: readonly Float64Array[]): Float64Array[] {
  const left = rows.map((row) => row.slice());
  const n = left.length;
  left.forEach((row, i) => {
    const tail = row.subarray(i);
    const length = Math.sqrt(dot(tail, tail));
    if (length === 0) return;
    const mirror = tail.slice();
    mirror[0]! += tail[0]! > 0 ? length : -length;
    const norm = dot(mirror, mirror);
    for (const other of left.slice(i)) {
      const rest = other.subarray(i);
      const share = (2 * dot(mirror, rest)) / norm;
      for (let k = 0; k < rest.length; k++) rest[k]! -= share * mirror[k]!;
    }
  });
  return columnsOf(left.map((row) => row.subarray(0, n)));
}

/** Rotate pairs of columns until all are orthogonal (Hestenes 1958; Golub and Van Loan, section 8.6). */
function orthogonalise(columns: Float64Array[]): void {
  for (let sweep = 0; sweep < ENOUGH; sweep++) {
    let rotated = false;
    for (let i = 0; i < columns.length; i++) {
      for (let j = i + 1; j < columns.length; j++) {
        const [one, other] = [columns[i]!, columns[j]!];
        const [a, b, c] = [dot(one, one), dot(other, other), dot(one, other)];
        if (Math.abs(c) <= ROUNDING * Math.sqrt(a * b)) continue;
        rotated = true;
        const zeta = (b - a) / (2 * c);
        const tangent = Math.sign(zeta || 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const cosine = 1 / Math.sqrt(1 + tangent * tangent);
        const sine = cosine * tangent;
        for (let k = 0; k < one.length; k++) {
          const [p, q] = [one[k]!, other[k]!];
          one[k] = cosine * p - sine * q;
          other[k] = sine * p + cosine * q;
        }
      }
    }
    if (!rotated) return;
  }
}
