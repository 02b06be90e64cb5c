// The numbers of an intake for Prometheus, asked of it when somebody asks for them.

import { Counter, Gauge, type Registry } from 'prom-client';
import type { IntakeStats } from '../schemas/intake-answer.ts';
import type { Intake } from './intake.ts';

type Read = (stats: IntakeStats) => number;

const counters: readonly (readonly [name: string, help: string, read: Read])[] = [
  ['steps_total', 'Steps taken', ({ steps }) => steps],
  ['duplicate_steps_total', 'Steps that were known already', ({ duplicates }) => duplicates],
  ['records_total', 'Records taken', ({ records }) => records],
  ['bytes_total', 'Bytes of records taken', ({ bytes }) => bytes],
  ['commits_total', 'Commits of taken records', ({ commits }) => commits],
  ['commits_failed_total', 'Commits that failed', ({ commitsFailed }) => commitsFailed],
  ['commit_seconds_total', 'Time of commits', ({ commitSeconds }) => commitSeconds],
];
const gauges: readonly (readonly [name: string, help: string, read: Read])[] = [
  ['uncommitted_bytes', 'Bytes that wait for a commit', ({ uncommittedBytes }) => uncommittedBytes],
  ['committed_step', 'The last step that is committed', ({ committedStep }) => committedStep],
];

export function addIntakeNumbers(registry: Registry, intake: Intake): void {
  // All numbers of a scrape are of one moment, and cost one question.
  let asked: Promise<IntakeStats> | undefined;
  const ask = () => {
    asked ??= intake.stats().finally(() => {
      asked = undefined;
    });
    return asked;
  };
  const registers = [registry];
  for (const [name, help, read] of counters) {
    const counter = new Counter({
      ...{ name: `firstseen_ingest_${name}`, help, registers },
      collect: async () => {
        const value = read(await ask());
        counter.reset();
        counter.inc(value);
      },
    });
  }
  for (const [name, help, read] of gauges) {
    const gauge: Gauge = new Gauge({
      ...{ name: `firstseen_ingest_${name}`, help, registers, aggregator: 'max' },
      collect: async () => {
        gauge.set(read(await ask()));
      },
    });
  }
  const refused = new Counter({
    ...{ name: 'firstseen_ingest_refused_total', help: 'Requests with a step that was refused' },
    ...{ labelNames: ['code'], registers },
    collect: async () => {
      const { refused: counts } = await ask();
      refused.reset();
      for (const [code, count] of Object.entries(counts)) refused.inc({ code }, count);
    },
  });
}
