// Every question of an open index against the command's JSON: the same bytes.

import { writeFileSync } from 'node:fs';
import t from 'tap';
import { FirstseenError, openIndex, search } from '../../firstseen.ts';
import { makeScene } from './scene.ts';

const phrases = ['the cat', 'of the', 'never seen', 'THE  cat', ' ', 'cat sleeps'];

/** Compares as text: key order is a part of the promise. */
function text(objects: Iterable<unknown>): string[] {
  return Array.from(objects, (one) => JSON.stringify(one));
}

t.test('ask and askAll answer as query does', async (t) => {
  const { index: folder, json, at } = await makeScene(t);
  using index = openIndex(folder);
  writeFileSync(at('phrases.jsonl'), `${phrases.map((one) => JSON.stringify(one)).join('\n')}\n`);
  const all = ['query', 'my.idx', '--phrases', 'phrases.jsonl', '--json'];
  const printed = text(await json(...all, '--at', '1,5', '--timeline', '4', '--records'));
  const question = { at: [1, 5], timeline: 4, records: true };
  const answers = text(index.askAll(phrases, question));
  t.equal(answers.length, phrases.length);
  // The command names the place of a blank phrase in its list; the library does not know one.
  const blank = phrases.indexOf(' ');
  t.same(answers.toSpliced(blank, 1), printed.toSpliced(blank, 1));
  t.match(answers[blank], /"phrase":" ","error":\{"code":"phrase_without_token"/);
  t.same(text([index.ask('the cat', question)]), printed.slice(0, 1));
  const more = ['--last-at', '3', '--records-at', '3', '--by-facet', '--contexts', '2'];
  t.same(
    text([index.ask('the cat', { lastAt: [3], recordsAt: [3], byFacet: true, contexts: 2 })]),
    text(await json('query', 'my.idx', 'the cat', '--json', ...more)),
  );
  t.equal(index.ask({ name: 'both', phrases: ['the cat', 'the dog'] }).count, 4);
  t.equal([...index.askAll(Array(1201).fill('of the'))].length, 1201);
});

t.test('search, trace, overlap, words, records, info answer as the commands do', async (t) => {
  const { folder: cwd, index: folder, json } = await makeScene(t);
  using index = openIndex(folder);
  const queries = ['the AND NOT cat', 'cat* OR owl', '"the cat" NEAR/3 dreams', 'a AND ('];
  const options = { at: [3], timeline: 2, contexts: 1, byFacet: true };
  const asked = ['--at', '3', '--timeline', '2', '--contexts', '1', '--by-facet', '--json'];
  const printed = text(await json('search', 'my.idx', ...queries.slice(0, 3), ...asked));
  t.same(text(queries.slice(0, 3).map((query) => index.search(query, options))), printed);
  const answers = await search(folder, queries, options);
  t.same(text(answers.slice(0, 3)), printed);
  t.match(answers[3], { query: 'a AND (', error: { code: 'bad_query' } });
  t.throws(() => index.search('a AND ('), { code: 'bad_query' });

  const asText = 'So the cat sleeps, and the cat dreams of the owl.';
  writeFileSync(`${cwd}/answer.txt`, asText);
  t.same(
    text([index.trace(asText, { minTokens: 2, at: [2], rarest: 1 })]),
    text(
      await json(
        ...['trace', 'my.idx', 'answer.txt', '--min-tokens', '2', '--at', '2', '--rarest', '1'],
        '--json',
      ),
    ),
  );
  const items = [
    { id: 'one', text: asText },
    { id: null, text: 'of the of the' },
    { id: 'none', text: ' ' },
  ];
  writeFileSync(`${cwd}/items.jsonl`, `${items.map((one) => JSON.stringify(one)).join('\n')}\n`);
  const overlaps = text(index.overlap(items, { n: 2, coverage: [0.5], at: [1] }));
  t.equal(overlaps.length, 3);
  t.same(
    overlaps,
    text(
      await json(
        ...['overlap', 'my.idx', '--items', 'items.jsonl', '--field', 'text', '--n', '2'],
        ...['--coverage', '0.5', '--at', '1', '--json'],
      ),
    ),
  );
  const words = text(index.words({ at: [2], minCount: 2 }));
  t.ok(words.length > 3);
  t.same(words, text(await json('words', 'my.idx', '--at', '2', '--min-count', '2', '--json')));
  const records = text(index.records({ steps: [2, 5] }));
  t.equal(records.length, 3);
  t.same(records, text(await json('records', 'my.idx', '--steps', '2:5', '--json')));
  t.same(
    text(index.records({ having: 'cat', until: 4, withoutText: true })),
    text(
      await json(
        'records',
        'my.idx',
        '--having',
        'cat',
        '--until',
        '4',
        '--without-text',
        '--json',
      ),
    ),
  );
  t.same(text([index.info()]), text(await json('info', 'my.idx', '--json')));
  t.equal(index.snapshot, index.info().snapshot);
});

t.test('contexts are those of query, from either end', async (t) => {
  const { index: folder } = await makeScene(t);
  using index = openIndex(folder);
  const { contexts: first = [] } = index.ask('the cat', { contexts: 10 });
  const all = index.contexts('the cat');
  t.equal(first.length, 2);
  t.same(all.contexts, first);
  t.match(all, { count: 2, truncated: false, limit: 20, tokens: ['the', 'cat'] });
  t.same(index.contexts('the cat', { order: 'last', limit: 1 }).contexts, first.slice(-1));
  t.equal(index.contexts('the cat', { fromStep: 2 }).count, 0);
  t.throws(() => index.contexts('the cat', { fromStep: 3, toStep: 2 }), { code: 'bad_argument' });
});

t.test('using closes; a closed index answers nothing', async (t) => {
  const { index: folder } = await makeScene(t);
  const held = (() => {
    using index = openIndex(folder);
    t.equal(index.ask('the cat').count, 2);
    const walk = index.words();
    t.ok(walk.next().value);
    return { index, walk };
  })();
  const closed = { code: 'bad_argument', message: /closed/ };
  t.throws(() => held.index.ask('the cat'), closed);
  t.throws(() => held.index.info(), closed);
  t.throws(() => held.walk.next(), closed);
  held.index.close();
});

t.test('wrong questions are errors with codes, never defaults', async (t) => {
  const { index: folder, at } = await makeScene(t);
  using index = openIndex(folder);
  t.throws(() => openIndex(at('none.idx')), { code: 'index_not_found', name: 'FirstseenError' });
  try {
    index.ask(' ');
    t.fail('expected an error');
  } catch (error) {
    t.ok(error instanceof FirstseenError && error instanceof Error);
    t.match(error, { code: 'phrase_without_token', details: {} });
  }
  // @ts-expect-error a name that is spelled wrong
  t.throws(() => index.ask('the cat', { att: [1] }), { code: 'bad_argument', message: /"att"/ });
  t.throws(() => index.ask('the cat', { at: [1.5] }), { code: 'bad_argument', message: /at:/ });
  t.throws(() => index.askAll('the cat'), { code: 'bad_argument' });
  t.throws(() => index.records({}), { code: 'bad_argument', message: /found 0/ });
  t.throws(() => index.records({ step: 1, rank: [0, 1] }), { code: 'bad_argument' });
  t.throws(() => index.records({ step: 99 }), { code: 'bad_argument', message: /ends at step 8/ });
  t.throws(() => index.overlap([], { coverage: [2] }), { code: 'bad_argument' });
  await t.rejects(search(folder, ['cat'], { signal: AbortSignal.abort() }), {
    code: 'interrupted',
  });
});
