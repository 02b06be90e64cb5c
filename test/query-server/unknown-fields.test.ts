// A field that a request does not have is refused, with the fields that there are.

import t from 'tap';
import { smallServer } from './small-server.ts';

const headers = { 'content-type': 'application/json' };

t.test('an unknown field names those that are known', async (t) => {
  const { app } = await smallServer(t);
  const get = async (url: string) => (await app.inject({ url })).json();
  const post = async (url: string, body: object) =>
    (await app.inject({ method: 'POST', url, headers, body: JSON.stringify(body) })).json();
  const phrase = 'the';
  const cases = [
    [
      await get('/v1/exposures?phrase=the&step=3'),
      /^query has no field "step": .*phrase, at, bins/,
    ],
    [await get('/v1/contexts?phrase=the&most=3'), /"most": expected only phrase, .*limit/],
    [await get('/v1/axis?ats=3'), /^query has no field "ats": expected only .*bins/],
    [
      await post('/v1/exposures', { phrases: [phrase], step: 3 }),
      /"step": expected only phrases, at/,
    ],
    [await post('/v1/trace', { text: 'a', untill: 3 }), /"untill": .*until/],
    [await post('/v1/overlap', { items: [], m: 3 }), /"m": .*coverage/],
    [await post('/v1/splits', { name: 'x', pairs: [], polcy: 'both' }), /"polcy": .*policy/],
  ] as const;
  for (const [problem, detail] of cases) {
    t.match(problem, { status: 400, code: 'bad_argument', detail });
  }
});
