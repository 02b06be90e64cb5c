// All 67,000 pairs of BLiMP, and the gold: spans of 20 pairs or more a set, each looked at by hand.
//
// The gold has spans only, as [row, good, bad] or [row, {dropped}]; the sentences stay in the shared
// data folder. A rule that changes a span here changes what the tool promises.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { blimpRules } from '../../splits/phrases/blimp-rules.ts';
import type { CriticalPhrasesOrReason, Pair } from '../../splits/phrases/critical-phrases.ts';
import { findCriticalPhrases } from '../../splits/phrases/find-critical-phrase.ts';
import { listWords } from '../../splits/phrases/words.ts';

const folder = '../shared/data/blimp';
const skip = { skip: existsSync(folder) ? false : `${folder} is absent` };
const goldFolder = fileURLToPath(new URL('gold', import.meta.url));
const uids = Object.keys(blimpRules);

type Gold = [row: number, good: string, bad: string] | [row: number, reason: { dropped: string }];

interface Found {
  readonly pair: Pair;
  readonly phrases: CriticalPhrasesOrReason;
}

function readGold(uid: string): Gold[] {
  return JSON.parse(readFileSync(join(goldFolder, `${uid}.json`), 'utf8')) as Gold[];
}

function readPairs(uid: string): Pair[] {
  const lines = readFileSync(join(folder, `${uid}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => {
    const fields = JSON.parse(line) as Record<string, unknown>;
    return { good: String(fields['sentence_good']), bad: String(fields['sentence_bad']), fields };
  });
}

const foundByUid = new Map<string, Found[]>();

/** Once a set, since every test looks at them. */
function findAll(uid: string): Found[] {
  let found = foundByUid.get(uid);
  if (found === undefined) {
    found = readPairs(uid).map((pair) => ({ pair, phrases: findCriticalPhrases(uid, pair) }));
    foundByUid.set(uid, found);
  }
  return found;
}

function keptOf(uid: string): { good: string; bad: string }[] {
  return findAll(uid).flatMap(({ phrases }) => ('good' in phrases ? [phrases] : []));
}

/** Rows dropped, by `uid row`. */
function droppedFor(reason: string): string[] {
  return uids.flatMap((uid) =>
    findAll(uid).flatMap(({ phrases }, row) =>
      'dropped' in phrases && phrases.dropped === reason ? [`${uid} ${row}`] : [],
    ),
  );
}

t.test('the rules are for the sets that BLiMP has', skip, (t) => {
  const sets = readdirSync(folder).flatMap((name) =>
    name.endsWith('.jsonl') ? [name.slice(0, -'.jsonl'.length)] : [],
  );
  t.strictSame(sets.sort(), uids.toSorted());
  t.end();
});

t.test('of 67,000 pairs every one has phrases or a reason, and 66,928 have phrases', skip, (t) => {
  t.equal(uids.flatMap(findAll).length, 67_000);
  t.equal(uids.flatMap(keptOf).length, 66_928);
  t.strictSame(
    droppedFor('good_equals_bad'),
    [
      ...['passive_1 324', 'passive_1 810', 'principle_A_case_2 105', 'principle_A_case_2 287'],
      ...['principle_A_case_2 372', 'principle_A_case_2 816', 'principle_A_case_2 967'],
    ],
    'the 7 degenerate pairs',
  );
  const notOneForOne = droppedFor('not_one_for_one');
  t.equal(notOneForOne.length, 65);
  t.ok(notOneForOne.every((place) => place.startsWith('existential_there_subject_raising ')));
  t.equal(keptOf('existential_there_subject_raising').length, 935, 'as many as the paper keeps');
  t.end();
});

t.test(
  'a degenerate pair has equal sentences, and only such a pair is dropped as one',
  skip,
  (t) => {
    const equal = uids.flatMap((uid) =>
      findAll(uid).flatMap(({ pair }, row) => (pair.good === pair.bad ? [`${uid} ${row}`] : [])),
    );
    t.strictSame(droppedFor('good_equals_bad'), equal);
    t.end();
  },
);

t.test('the pairs left out of existential_there_subject_raising all have "turn out"', skip, (t) => {
  const left = findAll('existential_there_subject_raising').filter(
    ({ phrases }) => 'dropped' in phrases,
  );
  t.ok(left.every(({ pair }) => /\bturn(s|ed|ing)? out to\b/.test(pair.good)));
  t.end();
});

t.test('no rule gives equal phrases for sentences that are not', skip, (t) => {
  const equal = uids.flatMap((uid) => keptOf(uid).filter(({ good, bad }) => good === bad));
  t.strictSame(equal, []);
  t.strictSame(droppedFor('phrases_equal'), [], 'nor is a pair dropped for it');
  t.end();
});

t.test('each phrase is a run of words of its own sentence', skip, (t) => {
  const strays: string[] = [];
  for (const uid of uids) {
    for (const { pair, phrases } of findAll(uid)) {
      if ('dropped' in phrases) continue;
      for (const side of ['good', 'bad'] as const) {
        const sentence = ` ${listWords(pair[side]).join(' ')} `;
        if (!sentence.includes(` ${phrases[side]} `)) strays.push(`${uid}: ${phrases[side]}`);
      }
    }
  }
  t.strictSame(strays, []);
  t.end();
});

t.test('as many distinct phrases as were counted when the rules were written', skip, (t) => {
  const distinct = (uid: string) => ({
    phrases: new Set(keptOf(uid).flatMap(({ good, bad }) => [good, bad])).size,
    pairs: new Set(keptOf(uid).map(({ good, bad }) => `${good}\n${bad}`)).size,
  });
  t.equal(distinct('sentential_negation_npi_licensor_present').phrases, 4);
  t.equal(distinct('existential_there_quantifiers_1').phrases, 36);
  t.equal(distinct('determiner_noun_agreement_1').pairs, 301);
  t.end();
});

t.test('each set has 20 pairs of gold or more, spread over its rows', (t) => {
  const names = readdirSync(goldFolder).map((name) => name.replace(/\.json$/, ''));
  t.strictSame(names.sort(), uids.toSorted());
  for (const uid of uids) {
    const rows = new Set(readGold(uid).map(([row]) => row));
    const missing = Array.from({ length: 20 }, (_, i) => i * 50).filter((row) => !rows.has(row));
    t.strictSame(missing, [], uid);
  }
  t.end();
});

t.test('the rules find the gold', skip, (t) => {
  for (const uid of uids) {
    const found = findAll(uid);
    const differing = readGold(uid).flatMap(([row, ...expected]) => {
      const phrases = found[row]?.phrases;
      const [good, bad] = expected;
      const gold = typeof good === 'string' ? { good, bad } : good;
      return JSON.stringify(phrases) === JSON.stringify(gold) ? [] : [{ row, gold, phrases }];
    });
    t.strictSame(differing, [], uid);
  }
  t.end();
});
