// Strong entity tags: an answer to a GET depends on its URL, the snapshot and this version only.

import type { FastifyReply, FastifyRequest } from 'fastify';
import { rawHeader } from './raw-header.ts';

export function makeEtag({ name }: { readonly name: string }, version: string): string {
  return `"${name}-${version}"`;
}

/** Of an answer that a cache may keep and has to ask about each time. */
export function cachedHeaders(etag: string): { etag: string; 'cache-control': string } {
  return { etag, 'cache-control': 'no-cache' };
}

export function setEtag(reply: FastifyReply, etag: string): void {
  reply.headers(cachedHeaders(etag));
}

/** Whether the client has the answer already: the comparison of RFC 9110, section 13.1.2. */
export function isFresh(request: FastifyRequest, etag: string): boolean {
  const header = rawHeader(request.raw, 'if-none-match');
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return header.split(',').some((part) => part.trim().replace(/^W\//, '') === etag);
}
