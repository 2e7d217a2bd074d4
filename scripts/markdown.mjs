/** A row of a table. */
export function row(cells) {
  return `| ${cells.join(' | ')} |`;
}
