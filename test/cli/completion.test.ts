// Scripts for shells, run by the shells themselves. A shell that is not here skips and says so.

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createProgram } from '../../cli/program.ts';
import { needs, skipUnless } from '../needs.ts';
import { runCli } from './run-cli.ts';

const program = await createProgram();
const names = [...program.commands.map((command) => command.name()), 'help'];

/** What bash completes for a line of words, the last one being typed. */
function completeInBash(folder: string, lines: readonly (readonly string[])[]): string[][] {
  const asked = lines.map((words) => {
    const quoted = words.map((word) => `'${word}'`).join(' ');
    return `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _firstseen 2>/dev/null; echo "\${COMPREPLY[*]}"`;
  });
  const code = `source script.bash\n${asked.join('\n')}`;
  const { stdout, stderr, status } = spawnSync('bash', ['--norc', '--noprofile', '-c', code], {
    cwd: folder,
    encoding: 'utf8',
  });
  t.equal(status, 0, stderr);
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => (line === '' ? [] : line.split(' ')));
}

t.test(
  'bash completes every command, option and choice',
  { skip: skipUnless('bash', '-c', 'exit') },
  async (t) => {
    const folder = t.testdir({});
    const { stdout, code } = await runCli(folder, ['completion', 'bash']);
    t.equal(code, 0);
    writeFileSync(join(folder, 'script.bash'), stdout);
    const cases: { words: string[]; expected: string[] }[] = [
      { words: [''], expected: [...names, '--help', '--version'] },
      { words: ['qu'], expected: ['query'] },
      { words: ['help', 'in'], expected: ['index', 'info', 'inspect'] },
      { words: ['completion', ''], expected: ['bash', 'zsh', 'fish'] },
      { words: ['index', 'x', '--format', '=', 'par'], expected: ['parquet'] },
      { words: ['index', 'x', '--resolution', '='], expected: ['record', 'step'] },
      { words: ['index', 'x', '--batch-size', ''], expected: [] },
      { words: ['query', ''], expected: [] },
      { words: ['nonsense', '--'], expected: [] },
    ];
    for (const command of program.commands) {
      const name = command.name();
      const visible = command.options.filter(({ hidden }) => !hidden);
      const flags = visible.map(({ long }) => long ?? '');
      cases.push({ words: [name, '--'], expected: [...flags, '--help'] });
      for (const { long, argChoices } of visible) {
        if (argChoices === undefined) continue;
        cases.push({ words: [name, 'x', long ?? '', ''], expected: [...argChoices] });
      }
    }
    t.ok(cases.length > 40);
    const lines = cases.map(({ words }) => ['firstseen', ...words]);
    const found = completeInBash(folder, lines);
    for (const [i, { words, expected }] of cases.entries()) {
      t.strictSame(found[i], expected, words.join(' '));
    }
  },
);

t.test(
  'Tab in a terminal completes words and files',
  { skip: skipUnless('bash', '-c', 'exit') || skipUnless('script', '--version') },
  async (t) => {
    const folder = t.testdir({});
    mkdirSync(join(folder, 'my index'));
    writeFileSync(join(folder, 'list.txt'), '');
    const { stdout } = await runCli(folder, ['completion', 'bash']);
    writeFileSync(join(folder, 'script.bash'), stdout);
    writeFileSync(
      join(folder, 'rc'),
      'source script.bash\nfirstseen() { printf "<%s>" "$@"; echo; }\n',
    );
    const typed = [
      'qu\t my\t --js\t --phrases li\t',
      'index --format=par\t',
      'index --batch-size \t7',
    ];
    const { stdout: shown } = spawnSync(
      'script',
      ['--quiet', '--command', 'bash --rcfile rc --noprofile -i', '/dev/null'],
      {
        cwd: folder,
        encoding: 'utf8',
        input: `${typed.map((line) => `firstseen ${line}\n`).join('')}exit\n`,
        env: { ...process.env, TERM: 'dumb' },
        timeout: 20_000,
      },
    );
    t.match(shown, '<query><my index/><--json><--phrases><list.txt>');
    t.match(shown, '<index><--format=parquet>');
    t.match(shown, '<index><--batch-size><7>');
  },
);

t.test('zsh reads the script', { skip: needs.zsh.skip() }, async (t) => {
  const folder = t.testdir({});
  const { stdout } = await runCli(folder, ['completion', 'zsh']);
  writeFileSync(join(folder, '_firstseen'), stdout);
  const code =
    'fpath=($PWD $fpath); autoload -U compinit; compinit -u -D; echo $_comps[firstseen]; _firstseen 2>/dev/null; whence -w _firstseen';
  const ended = spawnSync('zsh', ['-f', '-c', code], { cwd: folder, encoding: 'utf8' });
  t.match(ended.stdout, '_firstseen\n_firstseen: function', ended.stderr);
});

t.test('fish completes commands, options and choices', { skip: needs.fish.skip() }, async (t) => {
  const folder = t.testdir({ 'list.txt': '' });
  const { stdout } = await runCli(folder, ['completion', 'fish']);
  writeFileSync(join(folder, 'firstseen.fish'), stdout);
  const lines = ['qu', 'index --format par', 'completion ', 'query x --phrases li'];
  const asked = lines.map((line) => `complete -C 'firstseen ${line}'`).join('\n');
  const ended = spawnSync('fish', ['--no-config', '-c', `source firstseen.fish\n${asked}`], {
    cwd: folder,
    encoding: 'utf8',
  });
  const words = ended.stdout
    .trim()
    .split('\n')
    .map((line) => line.split('\t', 1)[0]);
  t.strictSame(words, ['query', 'parquet', 'bash', 'fish', 'zsh', 'list.txt'], ended.stderr);
});

t.test('every shell has a script', async (t) => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { stdout, stderr, code } = await runCli('/', ['completion', shell]);
    t.strictSame([code, stderr], [0, '']);
    for (const name of names) t.match(stdout, name, `${shell}: ${name}`);
  }
});
