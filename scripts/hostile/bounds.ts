// The bounds that a server has to keep under attack, as a table with a verdict each.

export interface Measured {
  readonly alive: boolean;
  readonly peakMb: number | null;
  readonly healthFailures: number;
  readonly healthP99Ms: number;
  /** How long the server's thread is at work without a look at its events; null: not known. */
  readonly loopP99Ms: number | null;
  readonly loopLongestMs: number;
  readonly slowestMs: number;
  readonly stopMs: number;
}

export interface Row {
  readonly bound: string;
  readonly expected: string;
  readonly found: string;
  readonly isKept: boolean;
}

const max = { peakMb: 1024, healthP99Ms: 100, stopMs: 10_000 };
/** Beyond the deadline: the last piece of work, and what the clients' own machine takes. */
const slackMs = 3000;

export function judge(measured: Measured, deadlineSeconds: number): Row[] {
  const { alive, peakMb, healthFailures, healthP99Ms, slowestMs, stopMs } = measured;
  const { loopP99Ms, loopLongestMs } = measured;
  const maxMs = deadlineSeconds * 1000 + slackMs;
  const row = ([bound, expected, found]: [string, string, string], isKept: boolean): Row => ({
    ...{ bound, expected, found, isKept },
  });
  return [
    row(['server', 'alive', alive ? 'alive' : 'ended'], alive),
    row(
      [
        'memory beyond mapped pages',
        `under ${max.peakMb} MiB`,
        peakMb === null ? 'not known here' : `${peakMb} MiB at most`,
      ],
      peakMb !== null && peakMb < max.peakMb,
    ),
    row(['/health answered', 'always', `${healthFailures} failures`], healthFailures === 0),
    row(
      ['/health p99', `under ${max.healthP99Ms} ms`, `${healthP99Ms} ms`],
      healthP99Ms < max.healthP99Ms,
    ),
    row(
      [
        "server's thread held up, p99",
        `under ${max.healthP99Ms} ms`,
        loopP99Ms === null ? 'not known here' : `${loopP99Ms} ms, ${loopLongestMs} ms at most`,
      ],
      loopP99Ms !== null && loopP99Ms < max.healthP99Ms,
    ),
    row(
      [
        'slowest long request',
        `${deadlineSeconds} s and at most ${slackMs / 1000} s more`,
        seconds(slowestMs),
      ],
      slowestMs <= maxMs,
    ),
    row(
      ['SIGTERM', `ends it within ${max.stopMs / 1000} s`, seconds(stopMs)],
      stopMs <= max.stopMs,
    ),
  ];
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Markdown, columns aligned. */
export function formatTable(rows: readonly Row[]): string {
  const cells = [
    ['bound', 'expected', 'found', ''],
    ...rows.map(({ bound, expected, found, isKept }) => {
      return [bound, expected, found, isKept ? 'pass' : 'FAIL'];
    }),
  ];
  const widths = [0, 1, 2, 3].map((i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  const lines = cells.map(
    (row) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`,
  );
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return `${[lines[0], rule, ...lines.slice(1)].join('\n')}\n`;
}
