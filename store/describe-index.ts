// What is in an index: amounts, sources, what was skipped, the run. From its catalogue, but for two
// amounts of the segments' step tables: an index whose segments cannot be read is described too.

import { IndexError } from '../errors.ts';
import type { IndexDescription, SourceDescription } from '../schemas/index-description.ts';
import type { CommittedIndex } from '../store/catalogue/catalogue.ts';
import { resolutionOf, type TokenizerRow } from '../store/catalogue/settings.ts';
import type { SourceRow } from '../store/catalogue/source-row.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import { countEmpty } from './catalogue/empty-sources.ts';
import { leftOutOf, sumLeftOut } from './catalogue/left-out.ts';
import { droppedOf } from './catalogue/not-consumed.ts';
import { Snapshot } from './snapshot.ts';

/** At most so many skipped records are shown. */
const shownSkips = 20;

/**
 * Throws `index_not_found` where nothing has been committed. Segments that the snapshot `before`
 * has open are not opened again.
 */
export function describeIndex(catalogue: Catalogue, before?: Snapshot): IndexDescription {
  const committed = catalogue.committed();
  const amounts = amountsBySteps(committed, before);
  // A file may be missing because a newer commit has merged its segment into another.
  if (amounts === undefined && catalogue.committed().name !== committed.name) {
    return describeIndex(catalogue, before);
  }
  const { settings, segments } = committed;
  const sources = committed.sources();
  const dropped = droppedOf(sources);
  const { skipped, repaired, cut, blank } = sumLeftOut(sources.map(leftOutOf));
  const names = new Map(sources.map(({ id, name }) => [id, name]));
  const sum = (pick: (segment: (typeof segments)[number]) => number) =>
    segments.reduce((total, segment) => total + pick(segment), 0);
  return {
    format: settings.format,
    analyzer: settings.analyzer,
    analyzer_version: settings.analyzerVersion,
    unicode: settings.unicode,
    resolution: resolutionOf(settings),
    facet: settings.facetField ?? 'source',
    facets: countFacets(committed),
    snapshot: committed.name,
    records: sum(({ records }) => records),
    tokens: sum(({ tokens }) => tokens),
    words: sum(({ words }) => words),
    first_step: segments[0]?.firstStep ?? 0,
    steps: segments.at(-1)?.lastStep ?? 0,
    ...(amounts ?? { distinct_steps: null, model_tokens: null }),
    segments: segments.length,
    bytes: {
      index: sum(({ index }) => index.byteLength),
      text: sum(({ text }) => text?.byteLength ?? 0),
    },
    skipped: {
      count: skipped,
      first: catalogue.skipped(shownSkips).map(({ source, line, code }) => ({
        source: names.get(source) ?? String(source),
        line,
        code,
      })),
    },
    empty: sources.reduce((total, row) => total + countEmpty(row), 0),
    repaired,
    sources: sources.map((row, i) => describeSource(row, dropped[i])),
    cut,
    blank,
    run: settings.run,
    ...(settings.tokenizer !== undefined && { tokenizer: describeTokenizer(settings.tokenizer) }),
  };
}

/** Distinct values of the field of facets; null where facets are the source files. */
function countFacets({ settings, segments }: CommittedIndex): number | null {
  if (settings.facetField === undefined) return null;
  return new Set(segments.flatMap(({ facets = [] }) => facets)).size;
}

/** Undefined where a segment cannot be read. */
function amountsBySteps(
  committed: CommittedIndex,
  before: Snapshot | undefined,
): Pick<IndexDescription, 'distinct_steps' | 'model_tokens'> | undefined {
  try {
    using snapshot = Snapshot.openCommit(committed, before);
    const { distinctSteps, modelTokens } = snapshot;
    return { distinct_steps: distinctSteps, model_tokens: modelTokens === 0 ? null : modelTokens };
  } catch (error) {
    if (!(error instanceof IndexError)) throw error;
    return undefined;
  }
}

function describeTokenizer({ name, sizeBytes, sha256 }: TokenizerRow) {
  return { name, bytes: sizeBytes, sha256 };
}

function describeSource(row: SourceRow, dropped: string | undefined): SourceDescription {
  const { name, sizeBytes, sha256, lines, records, skipped, complete } = row;
  const { blank } = leftOutOf(row);
  const versioned = (version: string | undefined) => (version === undefined ? {} : { version });
  const files = row.files?.map(({ role, name, sizeBytes, sha256, version, rows }) => {
    const counted = rows === undefined ? {} : { rows };
    return { role, name, bytes: sizeBytes, sha256, ...versioned(version), ...counted };
  });
  return {
    ...{ name, bytes: sizeBytes, sha256, lines, records, skipped, complete },
    ...versioned(row.version),
    ...(row.openLine?.state === 'waiting' && { waiting: row.openLine.bytes }),
    ...(row.epoch !== undefined && { epoch: row.epoch }),
    ...(row.cut !== undefined && { cut: row.cut }),
    ...(row.repaired > 0 && { repaired: row.repaired }),
    ...(blank > 0 && { blank }),
    ...(dropped !== undefined && { dropped }),
    ...(row.reading !== undefined && { reading: row.reading }),
    ...(files !== undefined && { files }),
  };
}
