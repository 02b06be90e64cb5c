// A cluster of real OpenSearch nodes on this machine, for one test file.
//
// A node is a Java process with a heap of 512 MB to 1 GB and its own folder, on loopback, on free ports.
// It does not run as root: there it is the user nobody. Teardown ends it by its pid.

import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Test } from 'tap';
import { findJava, openSearchHome } from '../needs.ts';

export interface ClusterNode {
  readonly url: string;
  /** As kill -9 does. */
  readonly kill: () => Promise<void>;
}

interface NodeOptions {
  /** Heap in megabytes. */
  readonly heap?: number;
  readonly settings?: Readonly<Record<string, string>>;
}

interface NodePorts {
  readonly http: number;
  readonly transport: number;
}

/** A cluster of one node. */
export async function startNode(t: Test, options: NodeOptions = {}): Promise<ClusterNode> {
  const settings = { 'discovery.type': 'single-node', ...options.settings };
  return await start(t, await freePorts(), { ...options, settings });
}

/** Two nodes; the second one keeps data and is never the manager. */
export async function startPair(t: Test): Promise<readonly [ClusterNode, ClusterNode]> {
  const [one, other] = [await freePorts(), await freePorts()];
  const seeds = { 'discovery.seed_hosts': `127.0.0.1:${one.transport}` };
  const first = start(t, one, {
    heap: 512,
    settings: { ...seeds, 'node.name': 'one', 'cluster.initial_cluster_manager_nodes': 'one' },
  });
  const second = start(t, other, {
    heap: 512,
    settings: { ...seeds, 'node.name': 'two', 'node.roles': 'data' },
  });
  const nodes = await Promise.all([first, second]);
  await waitFor(
    `${nodes[0].url}/_cluster/health?wait_for_nodes=2&timeout=60s`,
    /"number_of_nodes":2/,
  );
  return nodes;
}

const nobody = 65534;
const isRoot = process.getuid?.() === 0;

async function start(
  t: Test,
  ports: NodePorts,
  { heap = 768, settings = {} }: NodeOptions,
): Promise<ClusterNode> {
  const home = openSearchHome();
  const java = findJava();
  if (home === undefined || java === undefined) throw new Error('needs.opensearch was not asked');
  const folder = mkdtempSync(join(tmpdir(), 'firstseen-opensearch-'));
  for (const name of ['config', 'data', 'logs', 'tmp']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'config/opensearch.yml'), '');
  writeFileSync(join(folder, 'config/log4j2.properties'), logging);
  const all = {
    'network.host': '127.0.0.1',
    'http.port': String(ports.http),
    'transport.port': String(ports.transport),
    'path.data': join(folder, 'data'),
    'path.logs': join(folder, 'logs'),
    'cluster.routing.allocation.disk.threshold_enabled': 'false',
    ...settings,
  };
  if (isRoot)
    for (const name of ['', 'config', 'data', 'logs', 'tmp'])
      chownSync(join(folder, name), nobody, nobody);
  const child = spawn(
    java,
    [
      ...[`-Xms${heap}m`, `-Xmx${heap}m`, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'],
      ...['-Dfile.encoding=UTF-8', '-Dopensearch.networkaddress.cache.ttl=60'],
      ...['-javaagent:agent/opensearch-agent.jar', `-Djava.io.tmpdir=${join(folder, 'tmp')}`],
      ...[`-Dopensearch.path.home=${home}`, `-Dopensearch.path.conf=${join(folder, 'config')}`],
      ...['-Dopensearch.distribution.type=zip', '-Dopensearch.bundled_jdk=false'],
      ...['-cp', `${home}/lib/*`, 'org.opensearch.bootstrap.OpenSearch'],
      ...Object.entries(all).map(([name, value]) => `-E${name}=${value}`),
    ],
    {
      ...{ cwd: home, stdio: ['ignore', 'pipe', 'pipe'] },
      ...(isRoot && { uid: nobody, gid: nobody }),
    },
  );
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => said.push(text));
  }
  const kill = () => end(child);
  t.teardown(async () => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  });
  const url = `http://127.0.0.1:${ports.http}`;
  let fault = '';
  child.on('exit', (code) => {
    fault = `a node ended with ${code}: ${said.join('')}`;
  });
  child.on('error', ({ message }) => {
    fault = message;
  });
  await waitFor(url, /"number"/, () => fault);
  return { url, kill };
}

const logging = `status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%p] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
`;

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  await gone;
}

/** Until the address answers so; a minute and a half at most. */
async function waitFor(url: string, expected: RegExp, findFault = () => ''): Promise<void> {
  const until = Date.now() + 90_000;
  for (;;) {
    const text = await fetch(url).then(
      (answer) => answer.text(),
      () => '',
    );
    if (expected.test(text)) return;
    if (findFault() !== '') throw new Error(findFault());
    if (Date.now() > until) throw new Error(`${url} does not answer with ${expected}: ${text}`);
    await pause(250);
  }
}

async function freePorts(): Promise<NodePorts> {
  return { http: await freePort(), transport: await freePort() };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
