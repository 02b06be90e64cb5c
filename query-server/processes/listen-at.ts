// The port of a server of several processes: connections are accepted here and read by others.
//
// Addresses are those that Fastify would use for the same options: `localhost` is every address that
// the name has, and a server at all addresses says each.

import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';

export interface Listening {
  /** As `http://` addresses; at least one. */
  readonly addresses: readonly string[];
  close(): void;
}

/** Connections come unread. Rejects with Node's error where the address cannot be used. */
export async function listenAt(
  host: string,
  port: number,
  onConnection: (socket: Socket) => void,
): Promise<Listening> {
  const open = async (address: string, at: number) => {
    const server = createServer({ pauseOnConnect: true, noDelay: true }, onConnection);
    server.listen({ host: address, port: at });
    await once(server, 'listening');
    return server;
  };
  const first = await open(host, port);
  const servers = [first];
  const bound = addressOf(first);
  if (host === 'localhost') {
    const named = await lookup(host, { all: true }).catch(() => []);
    for (const { address } of named.filter(({ address }) => address !== bound.address)) {
      // An address that the machine does not have is not missed.
      const server = await open(address, bound.port).catch(() => undefined);
      if (server !== undefined) servers.push(server);
    }
  }
  return {
    addresses: reachable(bound.address).map((address) => urlOf(address, bound.port)),
    close: () => {
      for (const server of servers) server.close();
    },
  };
}

function addressOf(server: Server): { address: string; port: number } {
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('a port has an address');
  return bound;
}

/** The addresses at which a server can be called that listens at this one. */
function reachable(address: string): string[] {
  if (address !== '0.0.0.0' && address !== '::') return [address];
  const own = Object.values(networkInterfaces()).flatMap((some) => some ?? []);
  const shown = own.filter(({ family }) => address === '::' || family === 'IPv4');
  return shown.length === 0 ? [address] : shown.map(({ address }) => address);
}

function urlOf(address: string, port: number): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
