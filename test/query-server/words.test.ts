import t from 'tap';
import { walkWords } from '../../exposure/vocabulary/walk-words.ts';
import { Snapshot } from '../../store/snapshot.ts';
import { runCli } from '../cli/run-cli.ts';
import { smallServer } from './small-server.ts';

t.test('the vocabulary streams as the lines of the command', async (t) => {
  const { app, directory } = await smallServer(t);
  const questions: [string, string[]][] = [
    ['', []],
    ['?at=1,9&min_count=40', ['--at', '1,9', '--min-count', '40']],
    ['?prefix=PA', ['--prefix', 'PA']],
    ['?prefix=nothing', ['--prefix', 'nothing']],
  ];
  for (const [query, options] of questions) {
    const response = await app.inject(`/v1/words${query}`);
    t.equal(response.statusCode, 200);
    t.match(response.headers['content-type'], /^application\/x-ndjson/);
    const printed = await runCli(directory, ['words', directory, '--json', '--quiet', ...options]);
    t.equal(printed.stdout, response.body, `${query}: the same bytes`);
  }
  using snapshot = Snapshot.open(directory);
  const words = [...walkWords(snapshot, {})].filter((word) => word !== undefined);
  const { body } = await app.inject('/v1/words');
  t.ok(words.length > 5);
  t.equal(body, words.map((word) => `${JSON.stringify(word)}\n`).join(''));
});

t.test('a question that is not as expected is a problem', async (t) => {
  const { app } = await smallServer(t);
  for (const query of ['min_count=0', 'min_count=x', 'at=1,,2', 'bins=3']) {
    const response = await app.inject(`/v1/words?${query}`);
    t.match(response.json(), { status: 400, code: 'bad_argument' }, query);
  }
  const accept = { accept: 'text/html' };
  t.equal((await app.inject({ url: '/v1/words', headers: accept })).statusCode, 406);
});

t.test('given terms have the numbers of their lines', async (t) => {
  const { app } = await smallServer(t);
  const lines = (await app.inject('/v1/words?at=1,9')).body.trimEnd().split('\n');
  const words = lines.map((line) => JSON.parse(line));
  const terms = [...words.map(({ term }) => term), 'not there', ''];
  const ask = async (payload: object) => {
    return (await app.inject({ method: 'POST', url: '/v1/words', payload })).json();
  };
  const { words: found } = await ask({ terms: terms.slice(0, -1).reverse(), at: [1, 9] });
  t.same(found, [null, ...words.toReversed()]);
  t.match(await ask({ terms }), { status: 400, code: 'bad_argument' });
  t.match(await ask({ terms: [], bins: 3 }), { status: 400, code: 'bad_argument' });
  t.match(await ask({ terms: [] }), { words: [] });
});
