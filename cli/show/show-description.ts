// The description of an index for people: facts, sources, their files, and what was left out.

import { formatStep } from '../../errors/format-step.ts';
import type { IndexDescription, SourceDescription } from '../../schemas/index-description.ts';
import { formatBytes, formatCount, formatSteps } from './format-amounts.ts';
import { type Fact, formatFacts, formatTable, rightColumns } from './format-table.ts';
import { printable } from './terminal-text.ts';

export function showDescription(info: IndexDescription, directory: string): string {
  const facts = formatFacts([...listFacts(info, directory), ...listLeftOut(info)]);
  const { sources } = info;
  return `${facts}\n${showSources(sources)}${showFiles(sources)}${showDropped(sources)}${showSkipped(info)}`;
}

function listFacts(info: IndexDescription, directory: string): Fact[] {
  const firstStep = info.first_step;
  const range =
    info.distinct_steps === null
      ? `${formatStep(firstStep)} to ${formatStep(info.steps)}`
      : formatSteps(info.distinct_steps, firstStep, info.steps);
  const { text_field: textField, consumed } = info.run;
  const facts: Fact[] = [
    ['index', directory],
    ['snapshot', info.snapshot],
    ['analyzer', `${info.analyzer} version ${info.analyzer_version}, Unicode ${info.unicode}`],
    ['records', formatCount(info.records)],
    ['tokens', formatCount(info.tokens)],
    ['words', formatCount(info.words)],
  ];
  const steps: Fact = ['steps', `${range}, ${JSON.stringify(info.run['steps'])}`];
  const limit: Fact[] = consumed === undefined ? [] : [['consumed', JSON.stringify(consumed)]];
  if (info.model_tokens === null) facts.push(steps, ...limit);
  else facts.push(['model tokens', formatCount(info.model_tokens)], ...limit, steps);
  facts.push(['segments', formatCount(info.segments)]);
  if (Array.isArray(textField)) {
    const names = textField.map((name) => JSON.stringify(name)).join(', ');
    facts.push(['text', `${names}, joined by a line feed`]);
  }
  if (info.facets !== null) {
    const values = `${formatCount(info.facets)} ${info.facets === 1 ? 'value' : 'values'}`;
    facts.push(['facet', `${printable(info.facet)}, ${values}`]);
  }
  if (info.resolution === 'step')
    facts.push(['resolution', 'step: exposures have steps and no records']);
  const { index, text } = info.bytes;
  facts.push(['index size', formatBytes(index)]);
  facts.push(['text size', text === 0 ? 'not stored' : formatBytes(text)]);
  return facts;
}

/** Facts on what is not in the index as it was read, and on the tokenizer. */
function listLeftOut({
  skipped,
  empty,
  repaired,
  cut,
  blank,
  tokenizer,
}: IndexDescription): Fact[] {
  const facts: Fact[] = [['skipped', formatCount(skipped.count)]];
  if (empty > 0) facts.push(['empty', `${formatCount(empty)} ${empty === 1 ? 'file' : 'files'}`]);
  if (repaired > 0) {
    facts.push(['repaired', `${formatCount(repaired)} (not a character, now U+FFFD)`]);
  }
  if (cut > 0) facts.push(['cut', `${formatCount(cut)} records, by truncate`]);
  if (blank > 0) {
    facts.push(['blank', `${formatCount(blank)} (lines or documents of white space)`]);
  }
  if (tokenizer !== undefined) {
    const sha256 = tokenizer.sha256.slice(0, 12);
    facts.push(['tokenizer', `${printable(tokenizer.name)}, sha256 ${sha256}`]);
  }
  return facts;
}

function showSources(sources: readonly SourceDescription[]): string {
  const columns = [
    { title: 'source' },
    ...rightColumns('size', 'records', 'skipped'),
    { title: 'sha256' },
  ];
  const rows = sources.map(
    ({ name, bytes, records, skipped, sha256, version, complete, lines, ...rest }) => [
      `${printable(name)}${describeReading(rest)}`,
      bytes === null ? 'in part' : formatBytes(bytes),
      formatCount(records),
      formatCount(skipped),
      complete ? (sha256 ?? version ?? '').slice(0, 12) : `up to line ${formatCount(lines)}`,
    ],
  );
  return formatTable(columns, rows);
}

function describeReading({ epoch, waiting }: Pick<SourceDescription, 'epoch' | 'waiting'>): string {
  const inEpoch = epoch === undefined ? '' : `, epoch ${epoch}`;
  return waiting === undefined ? inEpoch : `${inEpoch}, ${waiting} bytes wait for a line feed`;
}

/** Files of sources that have several. */
function showFiles(sources: readonly SourceDescription[]): string {
  const several = sources.flatMap(({ files = [] }) => (files.length > 1 ? files : []));
  if (several.length === 0) return '';
  const columns = [
    { title: 'file' },
    { title: 'holds' },
    ...rightColumns('size'),
    { title: 'sha256' },
  ];
  const rows = several.map(({ role, name, bytes, sha256, version }) => [
    printable(name),
    role,
    formatBytes(bytes),
    (sha256 ?? version ?? '').slice(0, 12),
  ]);
  return `\n${formatTable(columns, rows)}`;
}

function showDropped(sources: readonly SourceDescription[]): string {
  const lines = sources
    .filter(({ dropped }) => dropped !== undefined)
    .map(({ name, dropped }) => `  ${printable(name)}: ${dropped}\n`);
  return lines.length === 0 ? '' : `\nnot consumed\n${lines.join('')}`;
}

function showSkipped({ skipped: { first, count } }: IndexDescription): string {
  if (first.length === 0) return '';
  const lines = first.map(({ source, line, code }) => `  ${printable(source)}:${line} ${code}\n`);
  const more = count - first.length;
  const others = more > 0 ? `  and ${formatCount(more)} more\n` : '';
  return `\nskipped records\n${lines.join('')}${others}`;
}
