// Remarks on questions that can be answered and probably mean something else, over HTTP.

import t from 'tap';
import { jsonLines } from '../../cli/run-cli.ts';
import { smallServer } from '../small-server.ts';

const json = { 'content-type': 'application/json' };
const ndjson = { 'content-type': 'application/x-ndjson', accept: 'application/x-ndjson' };

interface Headers {
  readonly headers: Readonly<Record<string, unknown>>;
}

function remarksIn({ headers }: Headers): unknown {
  const text = headers['firstseen-remarks'];
  if (text === undefined) return undefined;
  t.match(text, /^[\x20-\x7e]+$/, 'ASCII');
  return JSON.parse(String(text));
}

const wildcard = { code: 'wildcard_is_a_token', message: /^\* is matched as a token/ };
const beyond = {
  code: 'step_after_last',
  message: 'The index ends at step 12, so counts for step 99 equal those for step 12.',
};

t.test('a phrase and steps are remarked in a header, the answer is as it is', async (t) => {
  const { app } = await smallServer(t);
  const get = (query: string) => app.inject(`/v1/exposures?${query}`);
  const plain = await get('phrase=the&at=0,12');
  t.equal(remarksIn(plain), undefined);
  const far = await get('phrase=the&at=12,99');
  t.same(remarksIn(far), [beyond]);
  t.match(far.json(), { at: { 12: plain.json().count, 99: plain.json().count } });
  t.notOk('remarks' in far.json());
  const star = await get('phrase=th%C3%A9*');
  t.match(remarksIn(star), [{ ...wildcard, phrases: 1, first: 'thé*' }]);
  t.match(star.headers['firstseen-remarks'], '"first":"th\\u00e9*"', 'escaped');
  const slow = await get('phrase=%22of%20the%22&records=true&at=99');
  t.match(remarksIn(slow), [{ code: 'quotes_are_tokens', first: '"of the"' }, beyond]);
  const zoomed = await get('phrase=the&bins=2&to_step=20');
  t.match(remarksIn(zoomed), [{ code: 'timeline_after_last' }]);
  t.match(remarksIn(await app.inject('/v1/contexts?phrase=the*')), [wildcard]);
  const again = { url: '/v1/exposures?phrase=a&at=99', headers: { 'if-none-match': '*' } };
  const fresh = await app.inject(again);
  t.equal(fresh.statusCode, 304);
  t.same(remarksIn(fresh), [beyond]);
});

t.test('a batch has its remarks in its object and in the header, each once', async (t) => {
  const { app } = await smallServer(t);
  const phrases = ['the', 'comput*', '\u{1f600}*'.repeat(60), ' ', 'of*', 'of'];
  const post = (headers: Record<string, string>, url: string, body: string) =>
    app.inject({ method: 'POST', url, headers, body });
  const expected = [{ ...wildcard, phrases: 2, first: 'comput*' }, beyond];
  const body = JSON.stringify({ phrases, at: [99] });
  const whole = await post(json, '/v1/exposures', body);
  t.match(whole.json().remarks, expected);
  t.equal(whole.json().answers.length, phrases.length);
  t.same(remarksIn(whole), whole.json().remarks);
  const lines = phrases.map((phrase) => `${JSON.stringify({ phrase })}\n`).join('');
  const streamed = await post(ndjson, '/v1/exposures?at=99', lines);
  t.same(remarksIn(streamed), whole.json().remarks);
  t.same(jsonLines(streamed.body), whole.json().answers, 'lines are answers only');
  const nothing = await post(json, '/v1/exposures', JSON.stringify({ phrases: ['the'], at: [3] }));
  t.notOk('remarks' in nothing.json());
  t.equal(remarksIn(nothing), undefined);
});

t.test('a remark names no more than the beginning of a phrase', async (t) => {
  const { app } = await smallServer(t);
  const phrases = [`x*${'\u{1f600}'.repeat(5000)}`];
  const body = JSON.stringify({ phrases, at: Array.from({ length: 1000 }, (_, i) => 100 + i) });
  const response = await app.inject({ method: 'POST', url: '/v1/exposures', headers: json, body });
  const [{ first }] = response.json().remarks;
  t.equal(first.length, 80);
  t.ok(String(response.headers['firstseen-remarks']).length < 4000);
});

t.test('splits say it of their steps', async (t) => {
  const { app } = await smallServer(t);
  const pairs = [{ sentence_good: 'this sketch', sentence_bad: 'these sketch' }];
  for (const accept of ['application/json', 'application/zip', 'application/x-ndjson']) {
    const post = (at: number[]) =>
      app.inject({
        method: 'POST',
        url: '/v1/splits',
        headers: { ...json, accept },
        body: JSON.stringify({ pairs, at }),
      });
    t.same(remarksIn(await post([3, 99])), [beyond], accept);
    t.equal(remarksIn(await post([3])), undefined);
  }
});
