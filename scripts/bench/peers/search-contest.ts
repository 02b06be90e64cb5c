// Engines of words that answer searches: AND, OR and NOT of words.

import { join } from 'node:path';
import type { Contest } from './contest.ts';
import { firstseenPeer } from './firstseen-peer.ts';
import { writePlainCorpus } from './plain-corpus.ts';
import { writeQueryLists } from './query-lists.ts';
import { tantivyPeer } from './tantivy-peer.ts';

export const searchContest: Contest = {
  name: 'searches',
  peers: [firstseenPeer, tantivyPeer],
  builds: [{ name: '1 thread, without text', threads: 1, storesText: false }],
  questions: { searches: { first: 'first record', count: 'all records', timeline: '100 bins' } },
  compared: ['records', 'firsts'],
  write: (corpus, folder) => {
    const plain = { corpus: join(folder, 'plain.jsonl'), phrases: join(folder, 'plain.txt') };
    writePlainCorpus(corpus, plain, 2000);
    return {
      measured: { corpus, lists: writeQueryLists(corpus, folder) },
      plain: { corpus: plain.corpus, lists: writeQueryLists(plain.corpus, folder, 'plain, ') },
    };
  },
};
