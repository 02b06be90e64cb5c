// The tables of docs/scale.md, from the last measurement. Pure.

import { type Constants, type Cost, predictCost, predictRate } from './scale-model.ts';

/** A line of bench/history/scale.jsonl. */
export interface ScaleRun {
  readonly date: string;
  readonly machine: { readonly processor: string };
  readonly memoryBytes: number;
  readonly constants: Constants;
  readonly runs: readonly {
    readonly measured: Cost & { readonly tokens: number; readonly parts: number };
    readonly predicted: Cost;
  }[];
}

const gibibyte = 2 ** 30;
const hour = 3600;

/** What the tables assume. */
const assumed = {
  memoryBytes: 15 * gibibyte,
  cores: 256,
  coreHourDollars: 0.05,
  terabyteMonthDollars: 80,
  serverTerabytes: 8,
  serverCores: 64,
  serverReadsPerSecond: 1_000_000,
} as const;

const format = (number: number, digits = 3) =>
  new Intl.NumberFormat('en', { maximumSignificantDigits: digits }).format(number);

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** Predicted and measured, with the difference in percent of what was measured. */
export function checkedRows({ runs }: ScaleRun) {
  return runs.flatMap(({ measured, predicted }) =>
    (['coreSeconds', 'indexBytes', 'textBytes'] as const).map((key) => ({
      ...{ tokens: measured.tokens, parts: measured.parts, key },
      ...{ predicted: predicted[key], measured: measured[key] },
      percent: 100 * (predicted[key] / measured[key] - 1),
    })),
  );
}

function constantsTable({ constants: c }: ScaleRun): string[] {
  const million = 1e6;
  const gigabyte = 1e9;
  return table(
    ['constant', 'value'],
    [
      ['words and marks (tokens) for each token of GPT-NeoX', format(c.tokensPerModelToken)],
      ['text, bytes a token', format(c.textBytesPerToken)],
      ['files (zstd), bytes a token', format(c.fileBytesPerToken)],
      ['segments without texts, bytes a token', format(c.indexBytesPerToken)],
      ['stored texts, bytes a token', format(c.storedTextBytesPerToken)],
      ['`plan`, core seconds for 1 GB of files', format(c.planSecondsPerByte * gigabyte)],
      ['`build`, core seconds to start', format(c.partStartSeconds)],
      ['`build`, core seconds for a million tokens', format(c.buildSecondsPerToken * million)],
      ['`assemble`, core seconds for 1 GB of index', format(c.assembleSecondsPerByte * gigabyte)],
      ['a phrase of a list, core microseconds', format(c.askSeconds * million)],
      ['the same, more for each segment', format(c.askSecondsPerSegment * million)],
      ['a phrase, pages of 4 KiB a segment', format(c.pagesPerSegment)],
    ],
  );
}

function checkTable(run: ScaleRun): string[] {
  const names = {
    coreSeconds: ['core seconds', 1],
    indexBytes: ['segments, MB', 1e6],
    textBytes: ['texts, MB', 1e6],
  } as const;
  const rows = checkedRows(run).map(({ tokens, parts, key, predicted, measured, percent }) => {
    const [name, unit] = names[key];
    const cells = [format(predicted / unit), format(measured / unit)];
    const sign = percent < 0 ? '' : '+';
    const of = `${format(tokens / 1e6)} M in ${parts} part${parts === 1 ? '' : 's'}`;
    return [of, name, ...cells, `${sign}${Math.round(percent)} %`];
  });
  return table(['tokens', 'what', 'predicted', 'measured', 'difference'], rows);
}

/** Columns are corpora, in tokens of their model. */
function planTable({ constants }: ScaleRun, modelTokens: readonly number[]): string[] {
  const columns = modelTokens.map((amount) => {
    const tokens = amount * constants.tokensPerModelToken;
    // A part fills about two segments.
    const parts = Math.max(1, Math.ceil(tokens / 1.2e9));
    const { memoryBytes } = assumed;
    const cost = predictCost(constants, { tokens, parts, memoryBytes });
    const coreHours = cost.coreSeconds / hour;
    const terabytes = (cost.indexBytes + cost.textBytes) / 1e12;
    const servers = Math.ceil(terabytes / assumed.serverTerabytes);
    const segments = Math.ceil(cost.segments / servers);
    const rate = predictRate(constants, {
      ...{ segments, cores: assumed.serverCores },
      readsPerSecond: assumed.serverReadsPerSecond,
    });
    const buildHours = cost.buildSeconds / hour / Math.min(assumed.cores, parts);
    return [
      format(tokens),
      format(parts),
      format(coreHours),
      format(buildHours + cost.planSeconds / hour + cost.assembleSeconds / hour, 2),
      format(coreHours * assumed.coreHourDollars, 2),
      format(cost.indexBytes / 1e12),
      format(terabytes),
      format(terabytes * assumed.terabyteMonthDollars, 2),
      format(cost.segments),
      format(servers),
      format(rate.warm, 2),
      format(rate.cold, 2),
    ];
  });
  const names = [
    'words and marks',
    'parts',
    'core hours of plan, build and assemble',
    `hours, with up to ${assumed.cores} cores for the builds`,
    `price of the core hours, at $${assumed.coreHourDollars}`,
    'segments, TB',
    'with stored texts, TB',
    `price of that disk a month, at $${assumed.terabyteMonthDollars} a TB`,
    'segments',
    `servers, of ${assumed.serverTerabytes} TB and ${assumed.serverCores} cores`,
    'phrases a second, all of the index in memory',
    `phrases a second, none of it, ${format(assumed.serverReadsPerSecond)} reads a second a server`,
  ];
  const head = modelTokens.map((amount) => `${format(amount / 1e12)} T`);
  const rows = names.map((name, i) => [name, ...columns.map((column) => column[i] ?? '')]);
  return table(['tokens of the model', ...head], rows);
}

/** Of docs/scale.md, between its marks. */
export function scaleTables(run: ScaleRun): string {
  return [
    ...planTable(run, [0.1e12, 1e12, 15e12]),
    '',
    `The constants were measured on ${run.date} (${run.machine.processor}), one task at a time:`,
    '',
    ...constantsTable(run),
    '',
    'The same constants against three runs. Their text is the beginning of the corpus; the largest also has the text that the constants are of:',
    '',
    ...checkTable(run),
  ].join('\n');
}
