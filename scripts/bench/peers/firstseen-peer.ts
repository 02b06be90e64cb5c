// firstseen itself, as one engine among its peers: over text, and over token ids.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageVersion } from '../../../package-version.ts';
import { secondsOf } from './measure.ts';
import type { Answers, AskOptions, BuildOptions, Peer } from './peer.ts';

const main = fileURLToPath(new URL('../../../bin/firstseen.cjs', import.meta.url));
const asking = fileURLToPath(new URL('./ask-firstseen.ts', import.meta.url));
const searching = fileURLToPath(new URL('./search-firstseen.ts', import.meta.url));

export const firstseenPeer = peerOver(({ corpus }) => ['--from', corpus, '--batch-size', '1']);

export const firstseenIdPeer = peerOver(({ corpus }) => {
  return ['--run', join(corpus, 'run.json'), '--analyzer', 'ids'];
});

function peerOver(source: (options: BuildOptions) => readonly string[]): Peer {
  return {
    name: 'firstseen',
    prepare: () => packageVersion(),
    build: (options) => {
      const { index, threads, storesText } = options;
      const form = storesText ? [] : ['--no-text'];
      const args = [...source(options), '--workers', String(threads), '--quiet', ...form];
      return secondsOf(() => {
        execFileSync(process.execPath, [main, 'index', index, ...args], {
          stdio: ['ignore', 'ignore', 'inherit'],
        });
      });
    },
    ask: ({ index, list, bins, kind }: AskOptions) => {
      const script = kind === 'searches' ? searching : asking;
      const args = [script, index, list, String(bins)];
      const out = execFileSync(process.execPath, args, { maxBuffer: 1 << 28 });
      return JSON.parse(out.toString()) as Answers;
    },
  };
}
