// The sentences of bench/RESULTS.md: for a reader who has not seen the bench.

/** In the order of their sections. */
export const runKinds = ['engine', 'peers', 'searches'] as const;
export type RunKind = (typeof runKinds)[number];

export const introduction: readonly string[] = [
  '# Results',
  '',
  'Measured on 98 English novels, 1839 to 1930 (76 MB, 16.7 million words and marks). They are indexed as they',
  'are, a record a novel, and cut into 34,885 records of 400 words. Each record is a step. Earlier runs are',
  'in `bench/history/`, one line a run.',
  '',
  'A *random phrase* has 1 to 5 tokens, and begins at any place of the corpus with equal chance. A *common phrase*',
  'is one like "the", "of the" or "i have", with up to a million exposures. Times of questions are microseconds a',
  'phrase, asked one by one in a warm process, unless a row says something else.',
];

export const sectionTexts: Readonly<Record<RunKind, readonly string[]>> = {
  engine: [
    '## firstseen alone',
    '',
    'Written by `npm run bench`. Each trial has its own process. The naive index is a list of positions a word,',
    'in memory, in the same run. Answers to random and hostile phrases have to equal those of a brute-force oracle',
    'first. Builds go from JSON lines to an index on disk with stored text, and include reading and analysis.',
    '',
    '- `by`: the kernel, native (Rust) or its TypeScript twin',
    '- `answer`: count, first and last step of a phrase; `together`: asked 64 at a time. The median of 15 rounds',
    '- `count`: the exposures alone. `first` and `count <= S`: the rest of the work, once they are counted',
    '- `100 bins`: counts in 100 equal ranges of steps',
  ],
  peers: [
    '## firstseen and other engines',
    '',
    'Written by `npm run bench -- --peers`. Engines take turns on the same file in five rounds, and each',
    'figure is the median of the rounds. Engines that cannot be had on a machine are named as missing.',
    '',
    'Under *words* each engine reads JSON lines and cuts the texts itself. Before that, all give equal answers on',
    'a corpus of plain words: in how many records a phrase is, and the first of them. tantivy is called by a program',
    'of our own on its crate. It visits each matching record and counts records. firstseen counts exposures, and',
    'also says the last step.',
    '',
    'Under *token ids* the engines read one file of 16-bit ids: the words numbered by how often they occur, the rare',
    'ones beyond 65,533 as one id. Wider ids would cost infini-gram 32 GiB a thread. Counts and first steps of all',
    'phrases are equal. infini-gram and tokengrams are called from Python, as they are meant to be, and times include',
    'that call; those of firstseen are taken in Node. Neither has a first step. For tokengrams our script takes the',
    'smallest of all positions. infini-gram fetches documents one by one, about 0.1 ms each, so our script reads the',
    'interval in its table instead, and takes the smallest position there.',
    '',
    '- `seconds`: a build. Of firstseen and tantivy the whole process, of infini-gram and tokengrams without the loading of',
    '  Python and its modules',
    '- `MB`: all files that are needed to ask, in 10^6 bytes; of tokengrams with the ids that its table points into',
    '- `mean`, `median`, `p99`: over 1,000 random phrases, or over a dozen common ones again and again',
    '- `count`: exposures alone. `first step` of firstseen: count, first and last step',
    '- `100 bins`: counts in 100 equal ranges of steps',
  ],
  searches: [
    '## firstseen and tantivy: searches',
    '',
    'Written by `npm run bench -- --peers`, or by `--searches` alone, in the same way. Queries are AND, OR and NOT of',
    'words, 200 a list, asked one by one in a warm process. Both engines give equal answers to such lists on a',
    'corpus of plain words first: how many records satisfy each query, and the first of them.',
    '',
    '- `first record`: its step. Of tantivy, the first document of the scorer',
    '- `all records`: how many there are. tantivy counts by its collector `Count`; firstseen makes the list of the records',
    '- `100 bins`: first step, and counts in 100 equal ranges of steps. tantivy reads the step of each record',
    '- *two* words are joined by AND, the others are (A OR B) AND C AND NOT D. A *random* word is one at any place of',
    '  the corpus, a *common* one of the 100 most frequent, a *middling* one of the 4,000 from the 200th on, a *rare* one',
    '  any that occurs twice or more. *With OR and NOT*: A and C are common and B and D middling, or C random and the rest rare',
    '- firstseen keeps bitmaps of frequent words, and the same queries are asked many times: they are made before times',
    '  are taken',
  ],
};
