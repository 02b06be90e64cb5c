// The headers of every answer, and a little more for pages.
//
// An answer is data: it may be read by who asked, never framed, sniffed or run.

import { createHash } from 'node:crypto';

export const snapshotHeader = 'firstseen-snapshot';

export const ndjsonType = 'application/x-ndjson; charset=utf-8';
export const jsonType = 'application/json; charset=utf-8';

/** For everything. */
export const commonHeaders: Readonly<Record<string, string>> = Object.freeze({
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
});

/** For answers that are read while they come: a proxy (nginx) is to pass them on at once. */
export const streamHeaders: Readonly<Record<string, string>> = Object.freeze({
  'x-accel-buffering': 'no',
});

/** For HTML, scripts and styles: their own files only, and no inline code but the scripts given. */
export function pageHeaders(scripts: readonly string[] = []): Readonly<Record<string, string>> {
  const hashes = scripts.map((text) => createHash('sha256').update(text).digest('base64'));
  const sources = hashes.map((hash) => ` 'sha256-${hash}'`).join('');
  const scriptPolicy = sources && `script-src 'self'${sources}; `;
  return {
    'x-content-type-options': 'nosniff',
    'content-security-policy': `default-src 'self'; ${scriptPolicy}base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'`,
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
}
