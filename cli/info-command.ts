// `firstseen info`: what is in an index, from its catalogue alone.

import { Catalogue, type CatalogueSnapshot, type SourceRow } from '../store/catalogue.ts';
import { formatBytes, formatCount, formatFacts, formatTable, printable } from './format-text.ts';

export interface InfoOptions {
  readonly json?: true;
  readonly quiet?: true;
}

/** At most so many skipped records are shown. */
const shownSkips = 20;

export async function runInfo(directory: string, options: InfoOptions): Promise<void> {
  using catalogue = Catalogue.openForReading(directory);
  const snapshot = catalogue.snapshot();
  if (snapshot === undefined) throw catalogue.nothingCommitted();
  const info = collect(snapshot, catalogue);
  process.stdout.write(options.json ? `${JSON.stringify(info)}\n` : describe(directory, info));
}

type Info = ReturnType<typeof collect>;

function collect(snapshot: CatalogueSnapshot, catalogue: Catalogue) {
  const { settings, segments } = snapshot;
  const sources = catalogue.sources();
  const names = new Map(sources.map(({ id, name }) => [id, name]));
  const sum = (pick: (segment: (typeof segments)[number]) => number) =>
    segments.reduce((total, segment) => total + pick(segment), 0);
  return {
    format: settings.format,
    analyzer: settings.analyzer,
    analyzer_version: settings.analyzerVersion,
    unicode: settings.unicode,
    snapshot: snapshot.name,
    records: sum(({ records }) => records),
    tokens: sum(({ tokens }) => tokens),
    words: sum(({ words }) => words),
    steps: segments.at(-1)?.lastStep ?? 0,
    segments: segments.length,
    bytes: {
      index: sum(({ index }) => index.byteLength),
      text: sum(({ text }) => text?.byteLength ?? 0),
    },
    skipped: {
      count: sources.reduce((total, { skipped }) => total + skipped, 0),
      first: catalogue.skipped(shownSkips).map(({ source, line, code }) => ({
        source: names.get(source) ?? String(source),
        line,
        code,
      })),
    },
    repaired: sources.reduce((total, { repaired }) => total + repaired, 0),
    sources: sources.map(sourceOf),
    run: settings.run,
  };
}

function sourceOf({ name, sizeBytes, sha256, lines, records, skipped, complete }: SourceRow) {
  return { name, bytes: sizeBytes, sha256, lines, records, skipped, complete };
}

function describe(directory: string, info: Info): string {
  const facts: [string, string][] = [
    ['index', directory],
    ['snapshot', info.snapshot],
    ['analyzer', `${info.analyzer} version ${info.analyzer_version}, Unicode ${info.unicode}`],
    ['records', formatCount(info.records)],
    ['tokens', formatCount(info.tokens)],
    ['words', formatCount(info.words)],
    ['steps', `${formatCount(info.steps)}, ${JSON.stringify(info.run['steps'])}`],
    ['segments', formatCount(info.segments)],
    ['index size', formatBytes(info.bytes.index)],
    ['text size', info.bytes.text === 0 ? 'not stored' : formatBytes(info.bytes.text)],
    ['skipped', formatCount(info.skipped.count)],
  ];
  if (info.repaired > 0)
    facts.push(['repaired', `${formatCount(info.repaired)} (lone surrogates)`]);
  const sources = formatTable(
    [
      { title: 'source' },
      { title: 'size', align: 'right' },
      { title: 'records', align: 'right' },
      { title: 'skipped', align: 'right' },
      { title: 'sha256' },
    ],
    info.sources.map(({ name, bytes, records, skipped, sha256, complete, lines }) => [
      printable(name),
      bytes === null ? '' : formatBytes(bytes),
      formatCount(records),
      formatCount(skipped),
      complete ? (sha256 ?? '').slice(0, 12) : `up to line ${formatCount(lines)}`,
    ]),
  );
  const skips = info.skipped.first.map(
    ({ source, line, code }) => `  ${printable(source)}:${line} ${code}\n`,
  );
  const more = info.skipped.count - skips.length;
  const skipped =
    skips.length === 0
      ? ''
      : `\nskipped records\n${skips.join('')}${more > 0 ? `  and ${formatCount(more)} more\n` : ''}`;
  return `${formatFacts(facts)}\n${sources}${skipped}`;
}
