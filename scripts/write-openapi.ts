// Writes openapi.json anew from the routes. A test fails where the committed file differs.

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LiveIndex } from '../library/snapshots/live-index.ts';
import { buildApp } from '../query-server/app.ts';
import type { Intake } from '../query-server/intake.ts';

function unused(): never {
  throw new Error('this intake is there for its routes only');
}

/** So that the routes of a server that takes records are in the document. */
const intake: Intake = {
  ...{ request: unused, runs: unused, stats: unused, close: unused },
  onEvent: () => {},
};

/** The document as /openapi.json answers it, with all routes; no index is needed. */
export async function renderOpenApi(): Promise<string> {
  using index = LiveIndex.wait('.');
  const { app } = await buildApp({ index, intake });
  const { body } = await app.inject('/openapi.json');
  await app.close();
  return body;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('../openapi.json', import.meta.url), await renderOpenApi());
}
