// Results as the Markdown of bench/RESULTS.md.

export interface Result {
  readonly trial: string;
  readonly native: boolean;
  readonly measured: Readonly<Record<string, number | string>>;
}

export function formatResults(
  machine: Readonly<Record<string, string>>,
  results: Readonly<Record<string, readonly Result[]>>,
): string {
  const head = [
    '# Results',
    '',
    'Written by `npm run bench` on the English novels (98 documents, 1839 to 1930), as they are and cut',
    'into 400-word records. One process a trial, baselines in the same run, answers asserted against a',
    'brute-force oracle first. Reading, decompressing and analysing is in all build times.',
    '',
    ...Object.entries(machine).map(([key, value]) => `- ${key}: ${value}`),
    '',
  ];
  const tables = Object.entries(results).flatMap(([corpus, trials]) => [
    `## Novels, ${corpus}`,
    '',
    '| trial | kernel | measured |',
    '|---|---|---|',
    ...trials.map(
      ({ trial, native, measured }) =>
        `| ${trial} | ${native ? 'native' : 'TypeScript'} | ${cells(measured)} |`,
    ),
    '',
  ]);
  return [...head, ...tables].join('\n');
}

function cells(measured: Result['measured']): string {
  return Object.entries(measured)
    .map(
      ([key, value]) =>
        `${key}: **${typeof value === 'number' ? value.toLocaleString('en') : value}**`,
    )
    .join('; ');
}
