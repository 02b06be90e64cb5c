// `firstseen info`: what is in an index.

import { formatStep } from '../exposure/format-step.ts';
import type { IndexDescription, SourceDescription } from '../schemas/index-description.ts';
import { Catalogue } from '../store/catalogue/catalogue.ts';
import { describeIndex } from '../store/describe-index.ts';
import {
  formatBytes,
  formatCount,
  formatFacts,
  formatSteps,
  formatTable,
  printable,
} from './format-text.ts';

export interface InfoOptions {
  readonly json?: true;
  readonly quiet?: true;
}

export async function runInfo(directory: string, options: InfoOptions): Promise<void> {
  using catalogue = Catalogue.openForReading(directory);
  const info = describeIndex(catalogue);
  const firstStep = catalogue.snapshot()?.segments[0]?.firstStep ?? 0;
  process.stdout.write(
    options.json ? `${JSON.stringify(info)}\n` : describe(directory, info, firstStep),
  );
  if (info.distinct_steps === null && options.quiet !== true) {
    process.stderr.write(
      `firstseen: warning: a segment cannot be read, so this is what the catalogue says: firstseen verify ${directory} names the damage\n`,
    );
  }
}

function describe(directory: string, info: IndexDescription, firstStep: number): string {
  const steps =
    info.distinct_steps === null
      ? `${formatStep(firstStep)} to ${formatStep(info.steps)}`
      : formatSteps(info.distinct_steps, firstStep, info.steps);
  const facts: [string, string][] = [
    ['index', directory],
    ['snapshot', info.snapshot],
    ['analyzer', `${info.analyzer} version ${info.analyzer_version}, Unicode ${info.unicode}`],
    ['records', formatCount(info.records)],
    ['tokens', formatCount(info.tokens)],
    ['words', formatCount(info.words)],
    ...(info.model_tokens === null
      ? []
      : [['model tokens', formatCount(info.model_tokens)] as [string, string]]),
    ['steps', `${steps}, ${JSON.stringify(info.run['steps'])}`],
    ['segments', formatCount(info.segments)],
    ['index size', formatBytes(info.bytes.index)],
    ['text size', info.bytes.text === 0 ? 'not stored' : formatBytes(info.bytes.text)],
    ['skipped', formatCount(info.skipped.count)],
  ];
  const { text_field: textField } = info.run;
  if (Array.isArray(textField)) {
    facts.splice(-3, 0, [
      'text',
      `${textField.map((name) => JSON.stringify(name)).join(', ')}, joined by a line feed`,
    ]);
  }
  const { consumed } = info.run;
  if (consumed !== undefined) facts.splice(7, 0, ['consumed', JSON.stringify(consumed)]);
  if (info.empty > 0)
    facts.push(['empty', `${formatCount(info.empty)} ${info.empty === 1 ? 'file' : 'files'}`]);
  if (info.repaired > 0)
    facts.push(['repaired', `${formatCount(info.repaired)} (not a character, now U+FFFD)`]);
  if (info.cut > 0) facts.push(['cut', `${formatCount(info.cut)} records, by truncate`]);
  if (info.blank > 0)
    facts.push(['blank', `${formatCount(info.blank)} (lines or documents of white space)`]);
  if (info.tokenizer !== undefined) {
    const { name, sha256 } = info.tokenizer;
    facts.push(['tokenizer', `${printable(name)}, sha256 ${sha256.slice(0, 12)}`]);
  }
  const sources = formatTable(
    [
      { title: 'source' },
      { title: 'size', align: 'right' },
      { title: 'records', align: 'right' },
      { title: 'skipped', align: 'right' },
      { title: 'sha256' },
    ],
    info.sources.map(({ name, bytes, records, skipped, sha256, complete, lines, ...rest }) => [
      `${printable(name)}${remarkOf(rest)}`,
      bytes === null ? 'in part' : formatBytes(bytes),
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
  return `${formatFacts(facts)}\n${sources}${filesOf(info)}${skipped}`;
}

function remarkOf({ epoch, waiting }: Pick<SourceDescription, 'epoch' | 'waiting'>): string {
  const ofEpoch = epoch === undefined ? '' : `, epoch ${epoch}`;
  return waiting === undefined ? ofEpoch : `${ofEpoch}, ${waiting} bytes wait for a line feed`;
}

/** Files behind sources of rows, and what of them is not consumed. */
function filesOf({ sources }: IndexDescription): string {
  const several = sources.map(({ files = [] }) => (files.length > 1 ? files : []));
  const rows = several.flatMap((files) =>
    files.map(({ role, name, bytes, sha256 }) => [
      printable(name),
      role,
      formatBytes(bytes),
      sha256.slice(0, 12),
    ]),
  );
  const titles = [
    { title: 'file' },
    { title: 'holds' },
    { title: 'size', align: 'right' },
    { title: 'sha256' },
  ] as const;
  const dropped = sources
    .filter(({ dropped }) => dropped !== undefined)
    .map(({ name, dropped }) => `  ${printable(name)}: ${dropped}\n`);
  const notConsumed = dropped.length === 0 ? '' : `\nnot consumed\n${dropped.join('')}`;
  return (rows.length === 0 ? '' : `\n${formatTable(titles, rows)}`) + notConsumed;
}
