import t from 'tap';
import { codes, exitCodes, IndexError } from '../errors.ts';

t.test('every code has a kind with an exit code', (t) => {
  for (const [code, kind] of Object.entries(codes)) {
    t.type(exitCodes[kind], 'number', code);
  }
  t.end();
});

t.test('an error carries code, kind, details and cause', (t) => {
  const cause = new Error('disk');
  const error = new IndexError('not_json', 'line 3 is not valid JSON', { line: 3 }, cause);
  t.equal(error.kind, 'data');
  t.same(error.details, { line: 3 });
  t.equal(error.cause, cause);
  t.end();
});
