// hf:// addresses: which files they name, at which commit, and what is said where they name none.

import t from 'tap';
import { planPaths } from '../../../input/paths/plan-paths.ts';
import { startHub } from './hub-double.ts';
import { setEnv } from './set-env.ts';

const files = {
  'README.md': 'about it',
  'data/part-10.jsonl': '{"text":"ten"}\n',
  'data/part-2.jsonl': '{"text":"two"}\n',
  'data/part-1.jsonl': '{"text":"one"}\n',
  'data/more/part-3.jsonl': '{"text":"three"}\n',
  'data/more/a b#c%.jsonl': '{"text":"odd"}\n',
  'data/more/[x].jsonl': '{"text":"brackets"}\n',
};

t.test('files of a glob, all pages of them, sorted naturally', async (t) => {
  const hub = await startHub(t, files);
  setEnv(t, { HF_ENDPOINT: `${hub.endpoint}/`, HF_TOKEN: undefined });
  const commit = hub.revisions.get('main') ?? '';
  for (const pageEntries of [1, 2, 3, 100]) {
    hub.pageEntries = pageEntries;
    const left: unknown[] = [];
    const plans = await planPaths(['hf://datasets/our/corpus/data/*'], {
      onFolders: (folders) => left.push(folders),
    });
    t.strictSame(
      plans.map(({ name }) => name),
      ['1', '2', '10'].map((n) => `hf://datasets/our/corpus/data/part-${n}.jsonl`),
      `pages of ${pageEntries}`,
    );
    t.strictSame(left, [
      {
        pattern: 'hf://datasets/our/corpus/data/*',
        folders: 1,
        first: 'hf://datasets/our/corpus/data/more',
      },
    ]);
    for (const { remote, sizeBytes } of plans) {
      t.equal(remote?.version, commit);
      t.equal(remote?.sizeBytes, sizeBytes);
      t.match(remote?.sha256, /^[0-9a-f]{64}$/);
    }
  }
  const deep = await planPaths(['hf://datasets/our/corpus@main/**/*.jsonl']);
  t.equal(deep.length, 6);
  t.ok(deep.every(({ name }) => name.startsWith('hf://datasets/our/corpus@main/data/')));
  t.equal(deep[0]?.remote?.address, 'hf://datasets/our/corpus/data/more/[x].jsonl');
});

t.test('one file, by any revision and with any characters', async (t) => {
  const hub = await startHub(t, files);
  const first = hub.revisions.get('main') ?? '';
  hub.revisions.set('refs/convert/parquet', first);
  hub.revisions.set('a/b', first);
  const second = hub.commit({ ...files, 'data/part-1.jsonl': '{"text":"new"}\n' });
  setEnv(t, { HF_ENDPOINT: hub.endpoint, HF_TOKEN: undefined });
  for (const [at, commit] of [
    ['', second],
    ['@main', second],
    [`@${first}`, first],
    ['@refs/convert/parquet', first],
    ['@refs%2Fconvert%2Fparquet', first],
    ['@a%2Fb', first],
  ]) {
    for (const path of ['README.md', 'data/part-1.jsonl', 'data/more/a b#c%.jsonl']) {
      const name = `hf://datasets/our/corpus${at}/${path}`;
      const plans = await planPaths([name]);
      t.match(plans, [{ name, kind: 'remote', remote: { version: commit } }]);
    }
  }
  const [brackets] = await planPaths(['hf://datasets/our/corpus/data/more/[x].jsonl']);
  t.equal(brackets?.remote?.address, 'hf://datasets/our/corpus/data/more/[x].jsonl');
});

t.test('what names no file is told with what was asked and found', async (t) => {
  const hub = await startHub(t, files);
  setEnv(t, { HF_ENDPOINT: hub.endpoint, HF_TOKEN: 'hf_wrong' });
  const cases: [string, string, RegExp][] = [
    [
      'hf://datasets/our/corpus/none.jsonl',
      'input_not_found',
      /no such file in our\/corpus at commit/,
    ],
    ['hf://datasets/our/corpus/data', 'input_not_found', /data\/\*\* names the files of a folder/],
    ['hf://datasets/our/corpus/none/x.jsonl', 'input_not_found', /answered 404 \(EntryNotFound\)/],
    ['hf://datasets/our/corpus/data/*.csv', 'input_not_found', /files lie below data\/, and none/],
    ['hf://datasets/our/corpus/dat?', 'input_not_found', /only folders do/],
    ['hf://datasets/our/corpus@v9/data/*', 'input_not_found', /revision "v9".*|RevisionNotFound/],
    ['hf://datasets/our/other/data/*', 'access_denied', /401 \(RepoNotFound\).*HF_TOKEN/],
    ['hf://datasets/our', 'bad_argument', /OWNER\/NAME@REVISION\/path/],
    ['hf://datasets/our/corpus', 'bad_argument', /OWNER\/NAME@REVISION\/path/],
    ['hf://datasets/our/corpus/data/', 'bad_argument', /a file or a glob/],
    ['hf://models/our/corpus/a.jsonl', 'bad_argument', /hf:\/\/datasets\//],
    ['hf://datasets/our/corpus@%ZZ/a.jsonl', 'bad_argument', /%25/],
    ['ftp://host/a', 'bad_argument', /found ftp:\/\//],
    ['https://me:pass@127.0.0.1/a.jsonl', 'bad_argument', /user name or a password/],
  ];
  for (const [name, code, message] of cases) {
    const error = await planPaths([name]).then(
      () => new Error('it was found'),
      (found: unknown) => found,
    );
    t.match(error, { code, message }, name);
    t.notMatch(JSON.stringify(error) + String(error), /hf_wrong|pass@/, 'no credentials');
  }
});

t.test('a token goes to the Hub, and a wrong one is named without being shown', async (t) => {
  const hub = await startHub(t, files);
  hub.token = 'hf_right';
  setEnv(t, { HF_ENDPOINT: hub.endpoint, HF_TOKEN: 'hf_right' });
  const name = 'hf://datasets/our/corpus/data/part-1.jsonl';
  t.equal((await planPaths([name])).length, 1);
  t.strictSame([...hub.tokensAt], ['hub']);
  setEnv(t, { HF_TOKEN: 'hf_wrong' });
  await t.rejects(planPaths([name]), { code: 'access_denied', message: /HF_TOKEN/ });
});

t.test('a busy Hub is asked again, and one that is not there is told at once', async (t) => {
  const hub = await startHub(t, files);
  hub.failures = [503, 429];
  setEnv(t, { HF_ENDPOINT: hub.endpoint, HF_TOKEN: undefined });
  t.equal((await planPaths(['hf://datasets/our/corpus/README.md'])).length, 1);
  setEnv(t, { HF_ENDPOINT: 'http://127.0.0.1:9' });
  await t.rejects(planPaths(['hf://datasets/our/corpus/README.md']), {
    code: 'transfer_failed',
    message: /127\.0\.0\.1:9.*ECONNREFUSED/,
  });
});
