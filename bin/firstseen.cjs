#!/usr/bin/env node
// Starts firstseen in this process, or says in one line that this Node is too old.
//
// A checkout runs its TypeScript, a package its dist/. This file is CommonJS and plain, so that an
// old Node can read it far enough to say so.
//
// Node keeps what it compiled in a folder of the user's (NODE_COMPILE_CACHE, by default below the
// folder for temporary files), which halves the time of the next start. NODE_DISABLE_COMPILE_CACHE=1
// goes without.
'use strict';

const { existsSync } = require('node:fs');
const { enableCompileCache } = require('node:module');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const root = join(__dirname, '..');
const checkout = join(root, 'cli', 'main.ts');
const isCheckout = existsSync(checkout);

if (Number.parseInt(process.versions.node, 10) < 24) {
  const found = `found ${process.version} (${process.execPath})`;
  const hint = isCheckout
    ? 'in a checkout, after npm ci: npm run -s firstseen -- ARGS'
    : 'get it from https://nodejs.org/en/download';
  console.error(`firstseen: expected Node 24 or newer, ${found}; ${hint}`);
  process.exitCode = 1;
} else {
  // In the environment, so that threads find it too.
  process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'node-compile-cache');
  enableCompileCache();
  void import(pathToFileURL(isCheckout ? checkout : join(root, 'dist', 'cli', 'main.js')).href);
}
