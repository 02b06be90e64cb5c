import t from 'tap';
import { usageMessage } from '../../cli/usage-message.ts';
import { runCli } from './run-cli.ts';

t.test('an error of usage looks like every other error', async (t) => {
  const cases: [args: string[], line: string][] = [
    [
      ['query', 'x', '--at', 'zwölf'],
      `option '--at <step,...>': expected a whole number from 0, found "zwölf"`,
    ],
    [
      ['serve', 'x', '--log-level', 'warm'],
      `option '--log-level <level>': expected one of error, warn, info, debug; found "warm" (Did you mean warn?)`,
    ],
    [
      ['completion', 'bsh'],
      `argument 'shell': expected one of bash, zsh, fish; found "bsh" (Did you mean bash?)`,
    ],
    [['query', 'x', '--ord'], `unknown option '--ord' (Did you mean --order?)`],
    [['quary'], `unknown command 'quary' (Did you mean query?)`],
    [['index'], `missing required argument 'dir'`],
  ];
  for (const [args, line] of cases) {
    const run = await runCli('.', args);
    t.match(run, { code: 2, stdout: '' }, line);
    const [first, second] = run.stderr.split('\n');
    t.equal(first, `firstseen: ${line} [bad_argument]`);
    t.match(second, /^\(.*--help/);
    const json = await runCli('.', [...args, '--json']);
    t.equal(json.code, 2);
    if (args[0] === 'query') t.match(JSON.parse(json.stderr), { error: { message: line } });
  }
});

t.test('values of any form are taken out of the message of commander once', async (t) => {
  for (const value of ["it's", 'a\nb', "' is invalid. Expected", '']) {
    const text = `error: option '--at <n>' argument '${value}' is invalid. Expected a step, found X.\n`;
    t.equal(usageMessage(text), "option '--at <n>': expected a step, found X", value);
  }
});
