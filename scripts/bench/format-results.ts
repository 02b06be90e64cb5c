// Results as the Markdown of bench/RESULTS.md.

export interface Result {
  readonly trial: string;
  readonly native: boolean;
  readonly measured: Readonly<Record<string, number | string>>;
}

/** One run of the bench: a line of bench/history. */
export interface Run {
  readonly machine: Readonly<Record<string, string>>;
  /** By corpus. */
  readonly results: Readonly<Record<string, readonly Result[]>>;
}

export interface Runs {
  readonly engine: Run | undefined;
  readonly peers: Run | undefined;
}

/** The last run of each kind; one that was never done is left out. */
export function formatResults({ engine, peers }: Runs): string {
  const head = [
    '# Results',
    '',
    'Measured on the English novels (98 documents, 1839 to 1930), as they are and cut into 400-word',
    'records. Earlier runs are in `bench/history/`, one line a run.',
    '',
  ];
  return [...head, ...(engine ? engineLines(engine) : []), ...(peers ? peerLines(peers) : [])].join(
    '\n',
  );
}

function engineLines({ machine, results }: Run): string[] {
  return [
    '## Engine',
    '',
    'Written by `npm run bench`. Each trial has its own process, with baselines in the same run. Answers',
    'are asserted against a brute-force oracle first. Build times include reading and analysis.',
    '',
    ...machineLines(machine),
    ...Object.entries(results).flatMap(([corpus, trials]) => [
      `### Novels, ${corpus}`,
      '',
      '| trial | kernel | measured |',
      '|---|---|---|',
      ...trials.map(
        ({ trial, native, measured }) =>
          `| ${trial} | ${native ? 'native' : 'TypeScript'} | ${cells(measured)} |`,
      ),
      '',
    ]),
  ];
}

function peerLines({ machine, results }: Run): string[] {
  return [
    '## Peers',
    '',
    'Written by `npm run bench -- --peers`. Engines take turns in five rounds on the same file, and each',
    'figure is the median of the rounds. A build is a whole process, from JSON lines to an index on disk.',
    'Both engines first give equal answers on a corpus of plain words. Questions are asked one by one in a',
    'warm process. tantivy visits each matching record, and firstseen also says count and last step.',
    '',
    ...machineLines(machine),
    ...Object.entries(results).flatMap(([corpus, trials]) => [
      `### Novels, ${corpus}`,
      '',
      '| trial | measured |',
      '|---|---|',
      ...trials.map(({ trial, measured }) => `| ${trial} | ${cells(measured)} |`),
      '',
    ]),
  ];
}

function machineLines(machine: Run['machine']): string[] {
  return [...Object.entries(machine).map(([key, value]) => `- ${key}: ${value}`), ''];
}

function cells(measured: Result['measured']): string {
  return Object.entries(measured)
    .map(
      ([key, value]) =>
        `${key}: **${typeof value === 'number' ? value.toLocaleString('en') : value}**`,
    )
    .join('; ');
}
