#!/usr/bin/env node
// Starts firstseen in this process, or says in one line that this Node is too old.
//
// A checkout runs its TypeScript, a package its dist/. This file is CommonJS and plain, so that an
// old Node can read it far enough to say so.
'use strict';

const { existsSync } = require('node:fs');
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
  void import(pathToFileURL(isCheckout ? checkout : join(root, 'dist', 'cli', 'main.js')).href);
}
