/** A square matrix by rows, small. */
export type Matrix = readonly (readonly number[])[];

/** The product of a matrix and a column. */
export function times(matrix: Matrix, column: readonly number[]): readonly number[] {
  return matrix.map((row) => dot(row, column));
}

export function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
}

/**
 * The inverse of a symmetric matrix whose eigenvalues are all above zero, by Gauss and Jordan without pivoting, which such
 * a matrix does not need.
 */
export function inverseOf(matrix: Matrix): Matrix {
  const size = matrix.length;
  const rows = matrix.map((row, at) => [
    ...row,
    ...Array.from({ length: size }, (_, column) => (column === at ? 1 : 0)),
  ]);
  for (let step = 0; step < size; step += 1) {
    const own = rows[step] ?? [];
    const pivot = own[step] ?? NaN;
    for (let column = 0; column < 2 * size; column += 1) own[column] = (own[column] ?? 0) / pivot;
    for (const [at, row] of rows.entries()) {
      const factor = row[step] ?? 0;
      if (at === step || factor === 0) continue;
      for (let column = 0; column < 2 * size; column += 1)
        row[column] = (row[column] ?? 0) - factor * (own[column] ?? 0);
    }
  }
  return rows.map((row) => row.slice(size));
}
