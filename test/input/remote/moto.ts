// moto's S3 server, started with the Python of FIRSTSEEN_PYTHON.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Test } from 'tap';

const script = `
import sys
try:
    from moto.server import ThreadedMotoServer
except ImportError:
    print('missing', flush=True)
    sys.exit(0)
server = ThreadedMotoServer(ip_address='127.0.0.1', port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
server.stop()
`;

/** Its address; a reason where it cannot be started. */
export async function startMoto(
  t: Test,
  env: Readonly<Record<string, string>> = {},
): Promise<{ url: string } | { missing: string }> {
  const python = process.env['FIRSTSEEN_PYTHON'] ?? 'python3';
  const child = spawn(python, ['-c', script], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, ...env },
  });
  child.on('error', () => {});
  const line = createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  const ended = once(child, 'close').catch(() => {});
  const { value } = await Promise.race([line, ended.then(() => ({ value: undefined }))]);
  t.teardown(async () => {
    child.stdin.end();
    child.kill();
    await ended;
  });
  if (/^\d+$/.test(value ?? '')) return { url: `http://127.0.0.1:${value}` };
  return { missing: `${python} has no moto (pip install 'moto[server]')` };
}
