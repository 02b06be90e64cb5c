// firstseen itself, as one engine among its peers.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answers, Peer } from './peer.ts';

const main = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));
const asking = fileURLToPath(new URL('./ask-firstseen.ts', import.meta.url));

export const firstseenPeer: Peer = {
  name: 'firstseen',
  prepare: () => {},
  build: ({ corpus, index, threads, storesText }) => {
    const form = storesText ? [] : ['--no-text'];
    const options = ['--batch-size', '1', '--workers', String(threads), '--quiet', ...form];
    execFileSync(process.execPath, [main, 'index', index, '--from', corpus, ...options], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  },
  ask: ({ index, phrases, bins }) => {
    const args = [asking, index, phrases, String(bins)];
    const out = execFileSync(process.execPath, args, { maxBuffer: 1 << 28 });
    return JSON.parse(out.toString()) as Answers;
  },
};
