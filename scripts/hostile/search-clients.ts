// Clients that mean harm to searches, records, traces, overlaps and words: each a loop until it is told to stop.

import { type Attack, ask } from './clients.ts';

const prefixes = Array.from({ length: 400 }, (_, i) => `w${i}*`).join(' OR ');

/** Searches that walk all records, that stand for many terms, and that read long records. */
export async function askSearches(attack: Attack, client: number): Promise<void> {
  const queries = [
    ...['"? ? the ? ?"', '(w1* OR w2*) NEAR/1000 w3*', '/.*.*x/', '/(a+)+$/', prefixes],
    ...['"? w*" AND NOT "w* ?"', 'the NEAR/1000 of NEAR/1000 model', '\u4e00 OR end', 'model~2'],
  ];
  for (let i = client; !attack.signal.aborted; i++) {
    const query = queries[i % queries.length];
    const withContexts = i % 2 === 1 && { contexts: 20 };
    const body = JSON.stringify({ queries: new Array(20).fill(query), ...withContexts });
    await ask(attack, { kind: 'search', path: '/v1/search', body });
  }
}

/** All records with their texts, and those of searches. */
export async function askRecords(attack: Attack, client: number): Promise<void> {
  const questions = ['steps=1:10', 'having=%22%3F%20the%20%3F%22', 'having=w1*%20NEAR/100%20w2*'];
  for (let i = client; !attack.signal.aborted; i++) {
    await ask(attack, { kind: 'records', path: `/v1/records?${questions[i % questions.length]}` });
  }
}

/** Texts near the limits of tokens and bytes, which the corpus has in part. */
export async function askTraces(attack: Attack, client: number): Promise<void> {
  const words = Array.from({ length: 200_000 }, (_, i) => `w${(i * 7919) % 3000}`);
  const texts = [
    ...[words.join(' '), 'the of '.repeat(400_000), 'x'.repeat(8_000_000)],
    words.map((word) => `${word} of the`).join(' '),
  ];
  const bodies = texts.map((text) => JSON.stringify({ text, min_tokens: 1, rarest: '5%' }));
  for (let i = client; !attack.signal.aborted; i++) {
    const body = bodies[i % bodies.length] as string;
    await ask(attack, { kind: 'trace', path: '/v1/trace', body });
  }
}

/** Many items, and one that is long. */
export async function askOverlaps(attack: Attack, client: number): Promise<void> {
  const short = Array.from({ length: 50_000 }, (_, i) => {
    return { id: String(i), text: `w${i % 3000} of the w${(i * 7) % 3000} model saw the` };
  });
  const long = [{ id: 'long', text: 'the of model '.repeat(250_000) }];
  const bodies = [short, long].map((items) => JSON.stringify({ items, n: 3 }));
  for (let i = client; !attack.signal.aborted; i++) {
    const body = bodies[i % bodies.length] as string;
    await ask(attack, { kind: 'overlap', path: '/v1/overlap', body });
  }
}

/** Every term at hundreds of steps. */
export async function askWords(attack: Attack): Promise<void> {
  const at = Array.from({ length: 500 }, (_, i) => i + 1).join(',');
  while (!attack.signal.aborted) await ask(attack, { kind: 'words', path: `/v1/words?at=${at}` });
}
