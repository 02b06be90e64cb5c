// What a server does when its intake has committed, or could not.

import type { FastifyBaseLogger } from 'fastify';
import type { LiveIndex } from '../library/snapshots/live-index.ts';
import type { IntakeEvent } from '../schemas/intake-answer.ts';
import type { Intake } from './intake.ts';

/** The index is looked at at once; of a row of failures the first is a line of the log. */
export function describeNews(
  log: FastifyBaseLogger,
  index: Pick<LiveIndex, 'refresh'>,
): Intake['onEvent'] {
  let failing = '';
  return (news: IntakeEvent) => {
    if (news.kind === 'committed') {
      failing = '';
      index.refresh();
      return;
    }
    const { code, message } = news.error;
    if (code === failing) return;
    failing = code;
    log.error({ code, reason: message }, 'cannot commit records, will try again');
  };
}
