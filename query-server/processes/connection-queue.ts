// Connections and the processes that take them: each goes to the one with the fewest open.
//
// A process gets one connection at a time and says when it has it, before it reads from it. Until then
// the connection is open here too. So a busy process gets fewer, and when a process dies, the one that
// was on its way goes to another. (node:cluster hands connections over one at a time too, but forgets
// the one that was on its way: its client waits for ever.) While no process is there, all wait.

import type { Socket } from 'node:net';

/** A process as seen from here. */
export interface Receiver {
  /** Hands a connection over, which stays open here. Where that fails, the process is removed soon. */
  hand(socket: Socket): void;
}

interface Load {
  /** Connections handed over, and ended, since its start. */
  handed: number;
  ended: number;
  /** The last one, until the process says that it has it. */
  onItsWay: Socket | undefined;
}

export class ConnectionQueue {
  /** Of equals the first takes the next connection, and becomes the last. */
  #loads = new Map<Receiver, Load>();
  #leaving = new WeakSet<Receiver>();
  #waiting: Socket[] = [];

  /** Connections that wait for a process. */
  get waiting(): number {
    return this.#waiting.length;
  }

  add(receiver: Receiver): void {
    this.#loads.set(receiver, { handed: 0, ended: 0, onItsWay: undefined });
    this.#handOut();
  }

  /** The process gets no more, but has what was handed over. */
  leave(receiver: Receiver): void {
    this.#leaving.add(receiver);
  }

  /** The process has ended; the connection that was on its way goes to another. */
  remove(receiver: Receiver): void {
    const socket = this.#loads.get(receiver)?.onItsWay;
    this.#loads.delete(receiver);
    if (socket === undefined) return;
    this.#waiting.unshift(socket);
    this.#handOut();
  }

  /** A connection of which nothing has been read. */
  give(socket: Socket): void {
    // Whoever gets it deals with its errors; until then a client may go away.
    socket.on('error', () => {});
    this.#waiting.push(socket);
    this.#handOut();
  }

  /** The process has the connection that was on its way. */
  taken(receiver: Receiver): void {
    const load = this.#loads.get(receiver);
    if (load === undefined) return;
    load.onItsWay?.destroy();
    load.onItsWay = undefined;
    this.#handOut();
  }

  /** So many connections of the process have ended since its start. */
  ended(receiver: Receiver, connections: number): void {
    const load = this.#loads.get(receiver);
    if (load !== undefined) load.ended = connections;
  }

  /** Drops what waits. */
  close(): void {
    for (const socket of this.#waiting.splice(0)) socket.destroy();
  }

  #handOut(): void {
    while (this.#waiting.length > 0) {
      const [receiver, load] = this.#leastLoaded() ?? [];
      if (receiver === undefined || load === undefined) return;
      const socket = this.#waiting.shift() as Socket;
      this.#loads.delete(receiver);
      this.#loads.set(receiver, load);
      load.handed++;
      load.onItsWay = socket;
      receiver.hand(socket);
    }
  }

  #leastLoaded(): [Receiver, Load] | undefined {
    let least: [Receiver, Load] | undefined;
    for (const entry of this.#loads) {
      const [receiver, load] = entry;
      if (this.#leaving.has(receiver)) continue;
      if (load.onItsWay === undefined && (least === undefined || openOf(load) < openOf(least[1])))
        least = entry;
    }
    return least;
  }
}

function openOf({ handed, ended }: Load): number {
  return handed - ended;
}
