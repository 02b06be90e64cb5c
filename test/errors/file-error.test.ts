import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { faultError, fileError, fileFault, isMissing } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';

/** What the system throws for `action`. */
function failureOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const withCode = (code: string) => Object.assign(new Error(code), { code });

t.test('an error of the system says what failed, why, and what to do', async (t) => {
  const folder = t.testdir({ 'a.txt': 'a' });
  const read = (path: string) => failureOf(() => readFileSync(path));
  const list = 'read the phrase list' as const;
  const missing = fileError(read(join(folder, 'b.txt')), { path: 'b.txt', doing: list });
  t.ok(missing instanceof IndexError);
  t.match(missing, {
    code: 'input_not_found',
    message:
      'cannot read the phrase list b.txt: no such file or folder (ENOENT). Check the path: relative paths start at the working directory.',
    details: { file: 'b.txt', found: 'ENOENT' },
    cause: { code: 'ENOENT' },
  });
  t.match(fileError(read(join(folder, 'a.txt/c')), { path: 'a.txt/c', doing: 'read' }), {
    code: 'input_not_found',
    message: 'cannot read a.txt/c: a part of its path is a file, not a folder (ENOTDIR).',
  });
  t.match(fileError(read(folder), { path: 'here', doing: 'read' }), {
    code: 'source_unreadable',
    message: 'cannot read here: it is a folder (EISDIR). Name a file.',
  });
});

t.test('what cannot be written has its own codes', async (t) => {
  const folder = t.testdir({ 'a.txt': 'a' });
  const taken = failureOf(() => mkdirSync(join(folder, 'a.txt')));
  const task = { path: 'a.txt', doing: 'make the folder' } as const;
  t.match(fileError(taken, task), { code: 'output_not_writable', message: /\(EEXIST\)/ });
  const below = failureOf(() => writeFileSync(join(folder, 'a.txt/b'), ''));
  t.match(fileError(below, task), { code: 'output_not_writable', message: /\(ENOTDIR\)/ });
  for (const code of ['ENOSPC', 'EDQUOT', 'EFBIG']) {
    const full = { code: 'disk_full', message: /a\.txt: no space left on the device/ };
    t.match(fileError(withCode(code), task), full, code);
  }
  for (const code of ['EACCES', 'EPERM', 'EROFS', 'EIO', 'EBUSY']) {
    const index = { ...task, code: 'index_not_writable' } as const;
    const message = new RegExp(`^cannot make the folder a\\.txt: .*\\(${code}\\)\\. [A-Z].*\\.$`);
    t.match(fileError(withCode(code), index), { code: 'index_not_writable', message }, code);
  }
});

t.test('a caller says which faults mean something else, and how things stand', async (t) => {
  const error = faultError('folder', {
    path: 'x',
    doing: 'read',
    state: 'Nothing was read.',
    special: { folder: { code: 'bad_argument', solve: 'Name its files.' } },
    details: { source: 'x' },
  });
  t.equal(error.code, 'bad_argument');
  t.equal(error.message, 'cannot read x: it is a folder. Nothing was read. Name its files.');
  t.strictSame(error.details, { source: 'x' });
});

t.test('a file that Node does not read at once says so', async (t) => {
  t.match(fileError(withCode('ERR_FS_FILE_TOO_LARGE'), { path: 'x', doing: 'read' }), {
    code: 'source_unreadable',
    message: /cannot read x: it is larger than 2 GiB/,
  });
});

t.test('errors of others stay as they are', async (t) => {
  const others = [new Error('bug'), withCode('ERR_INVALID_ARG_TYPE'), withCode('Z_DATA_ERROR')];
  const task = { path: 'x', doing: 'read' } as const;
  for (const error of [...others, new IndexError('not_json', 'x'), undefined, 'text']) {
    t.equal(fileError(error, task), error);
    t.equal(fileFault(error), undefined);
    t.notOk(isMissing(error));
  }
  t.ok(isMissing(withCode('ENOENT')) && isMissing(withCode('ENOTDIR')));
  t.notOk(isMissing(withCode('EACCES')));
});

t.test('no other source knows the codes of files', async (t) => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const folders = [
    'cli',
    'curves',
    'exposure',
    'indexer',
    'query-server',
    'splits',
    'store',
    'text',
  ];
  const codes = /'E(NOENT|NOTDIR|ISDIR|EXIST|NOTEMPTY|NOSPC|DQUOT|FBIG|[MN]FILE|PERM|ROFS|LOOP)'/;
  const found: string[] = [];
  for (const folder of folders) {
    for (const name of readdirSync(join(root, folder), { recursive: true }).map(String)) {
      if (!name.endsWith('.ts')) continue;
      if (codes.test(readFileSync(join(root, folder, name), 'utf8')))
        found.push(`${folder}/${name}`);
    }
  }
  t.strictSame(found, []);
});
