// Engines that read text: each cuts it into words of its own, in much the same places.

import { join } from 'node:path';
import type { Contest } from './contest.ts';
import { firstseenPeer } from './firstseen-peer.ts';
import { writePhraseLists } from './phrase-lists.ts';
import { writePlainCorpus } from './plain-corpus.ts';
import { tantivyPeer } from './tantivy-peer.ts';

export const wordContest: Contest = {
  name: 'words',
  peers: [firstseenPeer, tantivyPeer],
  builds: [
    { name: '2 threads, without text', threads: 2, storesText: false },
    { name: '2 threads, with text', threads: 2, storesText: true },
    { name: '1 thread, without text', threads: 1, storesText: false },
  ],
  questions: { phrases: { first: 'first step', timeline: '100 bins' } },
  compared: ['records', 'firsts'],
  write: (corpus, folder) => {
    const plain = { corpus: join(folder, 'plain.jsonl'), phrases: join(folder, 'plain.txt') };
    writePlainCorpus(corpus, plain, 2000);
    return {
      measured: { corpus, lists: writePhraseLists(corpus, folder, (phrase) => phrase) },
      plain: {
        corpus: plain.corpus,
        lists: [{ name: 'plain', kind: 'phrases', path: plain.phrases }],
      },
    };
  },
};
