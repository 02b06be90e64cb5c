// What jupyter-server-proxy does, as far as the server and the browser can see it.
//
// It strips /user/me/proxy/PORT and adds no slash to that address, keeps the `host` header, reads
// answers as a whole, and has pages of its own beside that path.

import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Test } from 'tap';

const prefix = '/user/me/proxy';

/** Starts the proxy; the address under which it shows the server at `address`. */
export async function startJupyterProxy(t: Test, address: string): Promise<string> {
  const { port } = new URL(address);
  const proxy = createServer((incoming, outgoing) => {
    const url = incoming.url ?? '';
    const rest = url.slice(`${prefix}/${port}`.length);
    const isOurs = url.startsWith(`${prefix}/${port}`) && /^([/?]|$)/.test(rest);
    if (!isOurs) outgoing.writeHead(404).end('no page of Jupyter');
    else forward(incoming, outgoing, { port, rest }).catch(() => outgoing.destroy());
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  const at = proxy.address();
  if (at === null || typeof at === 'string') throw new Error('no port');
  return `http://127.0.0.1:${at.port}${prefix}/${port}`;
}

async function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { port, rest }: { readonly port: string; readonly rest: string },
): Promise<void> {
  const { connection: _, ...headers } = incoming.headers;
  const asked = request({
    host: '127.0.0.1',
    port,
    method: incoming.method,
    path: rest.startsWith('/') ? rest : `/${rest}`,
    headers: { ...headers, 'x-forwarded-prefix': `${prefix}/${port}` },
  });
  asked.end(await buffer(incoming));
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const { connection: __, 'transfer-encoding': ___, ...kept } = answer.headers;
  outgoing.writeHead(answer.statusCode ?? 502, kept).end(await buffer(answer));
}
