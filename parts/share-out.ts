// Where a corpus is cut into parts that have about the same to do. Pure.
//
// Ends of parts lie at equal distances in bytes of text. In a source that cannot be cut an end moves to
// the nearer end of the source, so that a part may be left empty.

/** How a source may be cut: at rows, at lines of a file of so many bytes, or not. */
export type Cuttable =
  | { readonly kind: 'rows'; readonly rows: number }
  | { readonly kind: 'bytes'; readonly bytes: number }
  | { readonly kind: 'whole' };

interface Sharable {
  readonly textBytes: number;
  readonly cuttable: Cuttable;
}

/** A place between two records: before row or byte `at` of a source. Of the end `source` is their number. */
export interface Border {
  readonly source: number;
  readonly at: number;
}

/**
 * The `parts` - 1 borders between the parts, in order; two may be the same. Rows are cut at multiples of
 * `batch` where a part has several of those.
 */
export function shareOut(sources: readonly Sharable[], parts: number, batch = 1): Border[] {
  const total = sources.reduce((sum, { textBytes }) => sum + textBytes, 0);
  const borders: Border[] = [];
  let source = 0;
  let before = 0;
  let rowsBefore = 0;
  for (let part = 1; part < parts; part++) {
    const target = (total * part) / parts;
    for (;;) {
      const here = sources[source];
      if (here === undefined || target < before + here.textBytes) break;
      before += here.textBytes;
      if (here.cuttable.kind === 'rows') rowsBefore += here.cuttable.rows;
      source++;
    }
    const here = sources[source];
    if (here === undefined) borders.push({ source, at: 0 });
    else {
      const share = (target - before) / here.textBytes;
      const perPart = total / parts / here.textBytes;
      borders.push(cutAt({ source, share, perPart, batch, rowsBefore }, here.cuttable));
    }
  }
  return borders;
}

interface Cut {
  readonly source: number;
  /** Of the source before the border, and of a part, as parts of the source. */
  readonly share: number;
  readonly perPart: number;
  readonly batch: number;
  /** Rows of the sources before it. */
  readonly rowsBefore: number;
}

function cutAt({ source, share, perPart, batch, rowsBefore }: Cut, cuttable: Cuttable): Border {
  if (cuttable.kind === 'whole')
    return share < 0.5 ? { source, at: 0 } : { source: source + 1, at: 0 };
  if (cuttable.kind === 'bytes') return { source, at: Math.floor(share * cuttable.bytes) };
  const { rows } = cuttable;
  const isCoarse = perPart * rows < 4 * batch;
  const row = Math.round(share * rows);
  const aligned = isCoarse ? row : Math.round((rowsBefore + row) / batch) * batch - rowsBefore;
  if (aligned >= rows) return { source: source + 1, at: 0 };
  return { source, at: Math.max(0, aligned) };
}
