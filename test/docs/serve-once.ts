// `firstseen serve` of a snippet: serves at a free port until the address is printed, then ends.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../bin/firstseen.cjs', import.meta.url));
const args = [main, ...process.argv.slice(2), '--port', '0'];
const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
let printed = '';
child.stdout.setEncoding('utf8').on('data', (text: string) => {
  printed += text;
  if (/http:\/\/\S+:\d+/.test(printed)) child.kill('SIGINT');
});
const [code] = (await once(child, 'close')) as [number | null];
process.stdout.write(printed);
process.exitCode = code === 0 && printed !== '' ? 0 : 1;
