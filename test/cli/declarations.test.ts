// The declarations of options: names that commander gives the values, and conflicts between options.

import t from 'tap';
import { createProgram } from '../../cli/program.ts';

t.test('an option that excludes others names options of its command', async (t) => {
  let conflicts = 0;
  for (const command of (await createProgram()).commands) {
    const names = command.options.map((option) => option.attributeName());
    t.equal(new Set(names).size, names.length, `${command.name()} has each option once`);
    for (const option of command.options) {
      const { conflictsWith = [] } = option as { readonly conflictsWith?: readonly string[] };
      for (const name of conflictsWith) {
        conflicts++;
        t.ok(names.includes(name), `${command.name()} ${option.long}: ${name}`);
      }
    }
  }
  t.ok(conflicts > 10);
});

t.test('only the command that is called is loaded', async (t) => {
  const names = async (...argv: string[]) => {
    const { commands } = await createProgram(['node', 'firstseen', ...argv]);
    return commands.map((command) => command.name());
  };
  t.same(await names('query', 'x.idx', 'the'), ['query']);
  t.equal((await names('help', 'query')).length, 15);
  t.equal((await names('--json')).length, 15);
});
