// tantivy, the search engine library: a program of our own on its crate, built when it is wanted.

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { secondsOf } from './measure.ts';
import type { Answers, Peer } from './peer.ts';

const crate = fileURLToPath(new URL('./tantivy/', import.meta.url));
const program = join(crate, 'target/release/tantivy-peer');

export const tantivyPeer: Peer = {
  name: 'tantivy',
  prepare: () => {
    const { error, status } = spawnSync('cargo', ['build', '--release', '--locked', '--quiet'], {
      cwd: crate,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (error !== undefined) throw new Error(`the peer tantivy needs cargo: ${error.message}`);
    if (status !== 0) throw new Error(`cargo build of the peer tantivy ended with ${status}`);
    const lock = readFileSync(join(crate, 'Cargo.lock'), 'utf8');
    const [, version] = /name = "tantivy"\nversion = "(.+)"/.exec(lock) ?? [];
    if (version === undefined) throw new Error('Cargo.lock of the peer names no tantivy');
    return version;
  },
  build: ({ corpus, index, threads, storesText }) => {
    const form = storesText ? ['stored'] : [];
    const args = ['build', index, corpus, String(threads), ...form];
    return secondsOf(() => execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] }));
  },
  ask: ({ index, list, bins, kind }) => {
    const command = kind === 'searches' ? 'search' : 'ask';
    const args = [command, index, list, String(bins)];
    const out = execFileSync(program, args, { maxBuffer: 1 << 28 });
    return JSON.parse(out.toString()) as Answers;
  },
};
