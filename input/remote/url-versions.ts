// How each http interface says which version it sends, and is asked for that one only.

import { type Headers, headerOf } from './ask-url.ts';
import type { RemoteFile, StoreName } from './remote-file.ts';

/** The version in an answer's headers; undefined: it says none, or none that can be held against. */
export function versionOf(store: StoreName, headers: Headers): string | undefined {
  if (store === 'hf') return headerOf(headers, 'x-repo-commit');
  if (store === 'gs') return headerOf(headers, 'x-goog-generation');
  const etag = headerOf(headers, 'etag');
  return etag?.startsWith('"') ? etag : headerOf(headers, 'last-modified');
}

/** Headers that have the server refuse another version with 412. */
export function requireVersion({ store, version }: RemoteFile): Record<string, string> {
  if (store === 'hf') return {};
  if (store === 'gs') return { 'x-goog-if-generation-match': version };
  return version.startsWith('"') ? { 'if-match': version } : { 'if-unmodified-since': version };
}
