/** The last of the parts that begins at or before the row; parts without rows begin where the next one does. */
export function partAt<T extends { readonly firstRow: number }>(
  parts: readonly T[],
  row: number,
): T {
  let low = 0;
  let high = parts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((parts[middle]?.firstRow ?? 0) <= row) low = middle;
    else high = middle;
  }
  const part = parts[low];
  if (part === undefined) throw new Error(`no part has row ${row}`);
  return part;
}
