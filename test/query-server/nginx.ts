// A real nginx in front of a server, for tests: its own folder and configuration, ended by its pid.
//
// The nginx is the system's, run by whoever runs the tests. Without one the tests skip and say so.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import type { Test } from 'tap';
import { findNginx, needs } from '../needs.ts';
import { temporaryFolder } from '../store/small-index.ts';
import { until } from './small-server.ts';

const nginxPath = findNginx();

/** For tap: false, or why these tests cannot run. */
export const skip = needs.nginx.skip();

/** The configuration of docs/http.md, with the address of a server put in. */
export function documentedLocation(address: string): string {
  const page = readFileSync(new URL('../../docs/http.md', import.meta.url), 'utf8');
  const text = /```nginx\n(.*?)```/s.exec(page)?.[1];
  if (text === undefined) throw new Error('docs/http.md has no configuration of nginx');
  return text.replace('http://127.0.0.1:7333', address);
}

/** Starts nginx with these `location` blocks; its address. It ends with the test. */
export async function startNginx(t: Test, locations: string): Promise<string> {
  return await startNginxWith(t, (port) => `server { listen 127.0.0.1:${port}; ${locations} }`);
}

/** The same with all that stands in its block `http`, which has to listen at the port. */
export async function startNginxWith(t: Test, http: (port: number) => string): Promise<string> {
  const folder = temporaryFolder(t);
  // Between looking for a free port and listening another process may take it.
  for (let tries = 0; tries < 5; tries++) {
    const port = await freePort();
    writeFileSync(join(folder, 'nginx.conf'), configuration(http(port)));
    if (await starts(t, folder, port)) return `http://127.0.0.1:${port}`;
  }
  throw new Error('nginx did not start');
}

async function starts(t: Test, folder: string, port: number): Promise<boolean> {
  const args = ['-p', folder, '-c', 'nginx.conf', '-g', 'daemon off;'];
  const child = spawn(nginxPath ?? 'nginx', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const exited = once(child, 'exit');
  t.teardown(async () => {
    child.kill('SIGTERM');
    await exited;
  });
  await until(async () => child.exitCode !== null || (await answers(port)));
  if (child.exitCode !== null && !/Address already in use/.test(log)) throw new Error(log);
  return child.exitCode === null;
}

function configuration(http: string): string {
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    worker_processes 1;
    pid nginx.pid;
    error_log stderr;
    events {}
    http {
      access_log off;
      ${folders.map((name) => `${name}_temp_path ${name};`).join('\n')}
      ${http}
    }`;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
