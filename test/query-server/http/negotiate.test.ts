import t from 'tap';
import { negotiate } from '../../../query-server/http/negotiate.ts';

const offered = ['application/json', 'application/x-ndjson'] as const;

t.test('the type of highest weight is taken, the first offered of equal ones', async (t) => {
  for (const [accept, expected] of [
    [undefined, 'application/json'],
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['application/x-ndjson', 'application/x-ndjson'],
    ['APPLICATION/X-NDJSON', 'application/x-ndjson'],
    ['text/html, application/x-ndjson;q=0.5', 'application/x-ndjson'],
    ['application/json;q=0.1, application/x-ndjson;q=0.2', 'application/x-ndjson'],
    ['application/json;q=0, */*;q=0.1', 'application/x-ndjson'],
    ['*/*;q=0.1, application/json', 'application/json'],
    ['application/x-ndjson, application/json', 'application/json'],
    ['application/x-ndjson; charset=utf-8', 'application/x-ndjson'],
  ] as const) {
    t.equal(negotiate(accept, offered), expected, `${accept}`);
  }
});

t.test('nothing that is not accepted is sent', async (t) => {
  for (const accept of [
    'text/html',
    'application/json;q=0, application/x-ndjson;q=0',
    'x',
    'a/b;q=9',
  ]) {
    t.throws(() => negotiate(accept, offered), { code: 'not_acceptable' }, accept);
  }
});
