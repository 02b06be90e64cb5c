// The head of a request that needs no more than a look: GET, HTTP/1.1, no body, whole in one chunk.
//
// Anything else is undefined here, and left to Node's parser: this takes less than HTTP allows, and nothing that
// HTTP forbids. What is taken means the same to both.

import type { RequestHead } from '../query-server/http/raw-header.ts';

export interface PlainHead extends RequestHead {
  readonly url: string;
  /** Its header lines, which are those of the next request on a connection as a rule. */
  readonly lines: string;
}

/** Bytes of a head; Node refuses those of 16 KiB. */
const maxLength = 16_000;
/** Bytes of its header lines. */
const maxLinesLength = 4096;

const requestLine = /^GET (\/[!-~]*) HTTP\/1\.1\r\n/;
/** Names are tokens (RFC 9110, 5.6.2); of values, those with visible ASCII, spaces and tabs. */
const headerLines = /^(?:[\w!#$%&'*+.^`|~-]+:[\t -~]*\r\n)*\r\n$/;

/** What may change how a request or its answer is read; Node reads the proxy's header as the other one. */
const special: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'if-none-match',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

/** `before`: the head of an earlier request. */
export function readPlainHead(chunk: Buffer, before: PlainHead | undefined): PlainHead | undefined {
  if (chunk.length > maxLength) return undefined;
  const text = chunk.toString('latin1');
  const [line, url] = requestLine.exec(text) ?? [];
  if (line === undefined || url === undefined) return undefined;
  const lines = text.slice(line.length);
  if (before !== undefined && lines === before.lines) return { ...before, url };
  const headers = readLines(lines);
  return headers && { url, lines, ...headers };
}

function readLines(lines: string): RequestHead | undefined {
  if (lines.length > maxLinesLength || !headerLines.test(lines)) return undefined;
  const rawHeaders: string[] = [];
  let authorization: string | undefined;
  for (const line of lines.slice(0, -4).split('\r\n')) {
    if (line === '') continue;
    const colon = line.indexOf(':');
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
    const lower = name.toLowerCase();
    const isUsual = lower.endsWith('connection') && value.toLowerCase() === 'keep-alive';
    if (special.has(lower) && !isUsual) return undefined;
    if (lower === 'authorization') {
      if (authorization !== undefined) return undefined;
      authorization = value;
    }
    rawHeaders.push(name, value);
  }
  return { rawHeaders, httpVersion: '1.1', headers: { authorization } };
}
