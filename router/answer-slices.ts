// Slices of what is asked -> their answers in order, and the text of these.

import type { Frame } from '../query-server/answering/frame-answers.ts';

/** One slice is asked for while the one before is sent. */
export async function* answerSlices<Asked, Answer>(
  first: readonly Answer[],
  slices: Iterator<readonly Asked[], void, undefined>,
  ask: (slice: readonly Asked[]) => Promise<readonly Answer[]>,
): AsyncGenerator<readonly Answer[], void, undefined> {
  let current: readonly Answer[] | undefined = first;
  while (current !== undefined) {
    const { value: slice } = slices.next();
    const next = slice === undefined ? undefined : ask(slice);
    // It is awaited below; until then its error is nobody's.
    next?.catch(() => {});
    yield current;
    current = await next;
  }
}

/** The text of `count` answers, of which some are JSON already. */
export async function* frameSlices(
  slices: AsyncIterable<readonly (string | object)[]>,
  count: number,
  { before, between, after }: Frame,
): AsyncGenerator<string, void, undefined> {
  let left = count;
  let text = before;
  for await (const answers of slices) {
    for (const answer of answers) {
      text += typeof answer === 'string' ? answer : JSON.stringify(answer);
      text += --left > 0 ? between : after;
    }
    if (text !== '' && left > 0) {
      yield text;
      text = '';
    }
  }
  if (count === 0) text += after;
  if (text !== '') yield text;
}
