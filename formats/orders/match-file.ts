// Which file of a corpus a log means: paths differ between machines, so the last parts of a path decide.

/** The place of the file among `names`; throws what `refuse` makes where none fits, or several do. */
export function matchFile(
  names: readonly string[],
  name: string,
  refuse: (message: string) => Error,
): number {
  const exact = names.indexOf(name);
  if (exact >= 0 && names.lastIndexOf(name) === exact) return exact;
  const common = names.map((one) => commonParts(one, name));
  const most = Math.max(0, ...common);
  const best = common.flatMap((parts, at) => (parts === most ? [at] : []));
  const [only, other] = best;
  const said = `names rows of ${JSON.stringify(name)}`;
  if (most === 0 || only === undefined) {
    throw refuse(`${said}, and the corpus has no file of that name`);
  }
  if (other === undefined) return only;
  throw refuse(`${said}, which may be ${names[only]} or ${names[other]} of the corpus`);
}

/** How many parts at the end of both paths are the same. */
function commonParts(one: string, other: string): number {
  const [a, b] = [one, other].map((path) => path.split(/[\\/]/).reverse());
  if (a === undefined || b === undefined) return 0;
  let same = 0;
  while (same < Math.min(a.length, b.length) && a[same] === b[same]) same++;
  return same;
}
