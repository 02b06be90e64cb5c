// Heads that a router answers without Node's HTTP, and those that it leaves to it.

import t from 'tap';
import { readPlainHead } from '../../router/plain-head.ts';

const read = (text: string) => readPlainHead(Buffer.from(text, 'latin1'), undefined);
const line = 'GET /v1/exposures?phrase=a HTTP/1.1\r\n';

t.test('a plain head', async (t) => {
  const lines =
    'Host: x.org:1\r\nAuthorization:\tBearer  x \r\nX-y: a:b\r\nconnection: Keep-Alive\r\n\r\n';
  const head = read(line + lines);
  t.same(head, {
    url: '/v1/exposures?phrase=a',
    lines,
    httpVersion: '1.1',
    headers: { authorization: 'Bearer  x' },
    rawHeaders: [
      ...['Host', 'x.org:1', 'Authorization', 'Bearer  x'],
      ...['X-y', 'a:b', 'connection', 'Keep-Alive'],
    ],
  });
  const next = readPlainHead(Buffer.from(`GET /b HTTP/1.1\r\n${lines}`), head);
  t.same(next, { ...head, url: '/b' });
  t.equal(next?.rawHeaders, head?.rawHeaders, 'the same lines are not read again');
  const other = readPlainHead(Buffer.from('GET /b HTTP/1.1\r\nhost: y\r\n\r\n'), head);
  t.same(other?.headers, { authorization: undefined });
  t.same(read(`${line}\r\n`)?.rawHeaders, []);
});

t.test('what is left to Node', async (t) => {
  const texts = [
    ['POST /v1/exposures HTTP/1.1\r\n', '\r\n'],
    ['get /a HTTP/1.1\r\n', '\r\n'],
    ['GET http://x/a HTTP/1.1\r\n', '\r\n'],
    ['GET * HTTP/1.1\r\n', '\r\n'],
    ['GET /a HTTP/1.0\r\n', '\r\n'],
    ['GET /a  HTTP/1.1\r\n', '\r\n'],
    ['GET /a b HTTP/1.1\r\n', '\r\n'],
    ['GET /\x80 HTTP/1.1\r\n', '\r\n'],
    ['GET /a HTTP/1.1\n', '\n'],
    [' GET /a HTTP/1.1\r\n', '\r\n'],
    ['\r\nGET /a HTTP/1.1\r\n', '\r\n'],
    [line, ''],
    [line, 'host: x\r\n'],
    [line, 'host: x\r\n\r'],
    [line, 'host: x\r\n\r\n', line],
    [line, '\r\nhost: x\r\n\r\n'],
    [line, 'host x\r\n\r\n'],
    [line, ': x\r\n\r\n'],
    [line, 'host : x\r\n\r\n'],
    [line, 'host: x\r\n y\r\n\r\n'],
    [line, 'a: x\ny: z\r\n\r\n'],
    [line, 'a: x\r\r\n\r\n'],
    [line, 'a: \x00\r\n\r\n'],
    [line, 'a: \xe4\r\n\r\n'],
    [line, 'content-length: 0\r\n\r\n'],
    [line, 'Transfer-Encoding: chunked\r\n\r\n'],
    [line, 'if-none-match: *\r\n\r\n'],
    [line, 'expect: 100-continue\r\n\r\n'],
    [line, 'upgrade: h2c\r\n\r\n'],
    [line, 'connection: close\r\n\r\n'],
    [line, 'connection: keep-alive, upgrade\r\n\r\n'],
    [line, 'Proxy-Connection: close\r\n\r\n'],
    [line, 'authorization: a\r\nAuthorization: b\r\n\r\n'],
    [line, `a: ${'x'.repeat(4096)}\r\n\r\n`],
    [`GET /${'a'.repeat(16_000)} HTTP/1.1\r\n`, '\r\n'],
  ];
  for (const text of texts) {
    t.equal(read(text.join('')), undefined, JSON.stringify(text.join('').slice(0, 99)));
  }
});
