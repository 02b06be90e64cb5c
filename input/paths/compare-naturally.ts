// The order of names of a glob: by their numbers, file2 before file10.

const collator = new Intl.Collator('en', { numeric: true });

export function compareNaturally(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : 1);
}
