// Engines that read token ids: all are given the same, so all have to give the same answers.

import type { Contest } from './contest.ts';
import { firstseenIdPeer } from './firstseen-peer.ts';
import { writeIdCorpus } from './id-corpus.ts';
import { writePhraseLists } from './phrase-lists.ts';
import { pythonPeer } from './python-peer.ts';

export const idContest: Contest = {
  name: 'token ids',
  peers: [firstseenIdPeer, pythonPeer('infini-gram', 'numpy'), pythonPeer('tokengrams')],
  builds: [{ name: '2 threads, without text', threads: 2, storesText: false }],
  questions: { phrases: { count: 'count', first: 'first step' } },
  compared: ['counts', 'firsts'],
  write: (corpus, folder) => {
    const ids = writeIdCorpus(corpus, folder);
    const lists = writePhraseLists(corpus, folder, (phrase) => JSON.stringify(ids.number(phrase)));
    return { measured: { corpus: ids.folder, lists } };
  },
};
