// Sources that lie behind the end of a run, in words.

/** The name of a source, with its epoch where there are several. */
export function labelSource(name: string, epoch: number | undefined): string {
  return epoch === undefined || epoch === 1 ? name : `${name}, epoch ${epoch}`;
}

/** The names of the first of them. */
export function describeBehind(labels: readonly string[]): string {
  const more = labels.length > 3 ? ` and ${labels.length - 3} more` : '';
  const count = labels.length === 1 ? 'the source' : `the ${labels.length} sources`;
  return `${count} after it: ${labels.slice(0, 3).join('; ')}${more}`;
}
