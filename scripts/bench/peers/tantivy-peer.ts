// tantivy, the search engine library: a program of our own on its crate, built when it is wanted.

import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answers, Peer } from './peer.ts';

const crate = fileURLToPath(new URL('./tantivy/', import.meta.url));
const program = `${crate}target/release/tantivy-peer`;

export const tantivyPeer: Peer = {
  name: 'tantivy',
  prepare: () => {
    const { error, status } = spawnSync('cargo', ['build', '--release', '--locked'], {
      cwd: crate,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (error !== undefined) throw new Error(`the peer tantivy needs cargo: ${error.message}`);
    if (status !== 0) throw new Error(`cargo build ended with ${status} in ${crate}`);
  },
  build: ({ corpus, index, threads, storesText }) => {
    const form = storesText ? ['stored'] : [];
    execFileSync(program, ['build', index, corpus, String(threads), ...form]);
  },
  ask: ({ index, phrases, bins }) => {
    const out = execFileSync(program, ['ask', index, phrases, String(bins)], {
      maxBuffer: 1 << 28,
    });
    return JSON.parse(out.toString()) as Answers;
  },
};
