import t from 'tap';
import { clusterErrors } from '../errors/rows/cluster-errors.ts';
import { commandErrors } from '../errors/rows/command-errors.ts';
import { indexErrors } from '../errors/rows/index-errors.ts';
import { ingestErrors } from '../errors/rows/ingest-errors.ts';
import { inputErrors } from '../errors/rows/input-errors.ts';
import { serverErrors } from '../errors/rows/server-errors.ts';
import { watchErrors } from '../errors/rows/watch-errors.ts';
import { errorTable } from '../errors/table.ts';
import { exitCodes, httpStatus, IndexError } from '../errors.ts';

t.test('every row of the table has a kind with an exit code, a title and a solution', (t) => {
  for (const [code, { kind, title, solve }] of Object.entries(errorTable)) {
    t.type(exitCodes[kind], 'number', code);
    t.match(title, /^[A-Z][^.|\n]+$/, `${code}: a title is no sentence with a full stop`);
    t.match(solve, /^[^|\n]+\.$/, `${code}: a solution fits into a cell of a table`);
  }
  t.end();
});

t.test('a code is in one part of the table', (t) => {
  const read = [commandErrors, inputErrors, indexErrors, clusterErrors];
  const parts = [...read, watchErrors, serverErrors, ingestErrors];
  const codes = parts.flatMap((part) => Object.keys(part));
  t.same(codes, Object.keys(errorTable), 'parts follow each other, and none repeats a code');
  t.end();
});

t.test('the status is the one of the kind, or of the code where it says more', (t) => {
  t.equal(httpStatus('bad_argument'), 400);
  t.equal(httpStatus('not_json'), 400);
  t.equal(httpStatus('index_damaged'), 500);
  t.equal(httpStatus('index_not_found'), 404);
  t.equal(httpStatus('too_many_requests'), 429);
  t.equal(httpStatus('shutting_down'), 503);
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
