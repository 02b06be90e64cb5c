// Documents -> bulk requests, a few at a time.
//
// The cluster may refuse some documents of a request because its queue is full (429): those are sent
// again after a pause. Memory holds the requests under way and the one that is filled.

import { setTimeout as pause } from 'node:timers/promises';
import { Type } from 'typebox';
import { IndexError } from '../../errors.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { requireBody } from '../cluster/read-body.ts';

/** Bytes of a request, about; the cluster takes 100 MB by default. */
const requestBytes = 4 << 20;
const maxDocuments = 2000;
const maxUnderWay = 2;
/** Pauses before documents are sent again, in milliseconds: two minutes. */
const usualPausesMs = [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 60_000];

const Items = Type.Object({
  items: Type.Array(
    Type.Record(
      Type.String(),
      Type.Object({ status: Type.Integer(), error: Type.Optional(Type.Unknown()) }),
    ),
  ),
});

export interface BulkOptions {
  readonly index: string;
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of documents that the cluster has taken. */
  readonly onTaken?: ((documents: number) => void) | undefined;
  /** For tests. */
  readonly pausesMs?: readonly number[];
}

export class BulkSender {
  #cluster: Cluster;
  #options: BulkOptions;
  #lines: string[] = [];
  #bytes = 0;
  #underWay = new Set<Promise<void>>();
  #failed: { readonly error: unknown } | undefined;

  constructor(cluster: Cluster, options: BulkOptions) {
    this.#cluster = cluster;
    this.#options = options;
  }

  /** Takes the two lines of a document. Waits while enough requests are under way. */
  async add(lines: string): Promise<void> {
    this.#lines.push(lines);
    this.#bytes += Buffer.byteLength(lines);
    if (this.#bytes >= requestBytes || this.#lines.length >= maxDocuments) await this.#flush();
  }

  /** Waits until all documents are taken. Throws what a request threw. */
  async finish(): Promise<void> {
    await this.#flush();
    await Promise.all(this.#underWay);
    if (this.#failed !== undefined) throw this.#failed.error;
  }

  async #flush(): Promise<void> {
    while (this.#underWay.size >= maxUnderWay) await Promise.race(this.#underWay);
    if (this.#failed !== undefined) throw this.#failed.error;
    if (this.#lines.length === 0) return;
    const lines = this.#lines;
    this.#lines = [];
    this.#bytes = 0;
    const sent = this.#send(lines).catch((error: unknown) => {
      this.#failed ??= { error };
    });
    this.#underWay.add(sent);
    void sent.then(() => this.#underWay.delete(sent));
  }

  async #send(lines: readonly string[]): Promise<void> {
    const { signal, onTaken, pausesMs = usualPausesMs } = this.#options;
    let left = lines;
    for (let attempt = 0; ; attempt++) {
      const again = await this.#sendOnce(left);
      onTaken?.(left.length - again.length);
      if (again.length === 0) return;
      left = again;
      const pauseMs = pausesMs[attempt];
      if (pauseMs === undefined) throw stillFull(left.length);
      await pause(pauseMs, undefined, { signal });
    }
  }

  /** The documents that are to be sent again. */
  async #sendOnce(lines: readonly string[]): Promise<string[]> {
    const { body } = await this.#cluster.send({
      method: 'POST',
      path: [this.#options.index, '_bulk'],
      lines: lines.join(''),
    });
    const { items } = requireBody(Items, body, 'a bulk request');
    if (items.length !== lines.length) {
      throw new IndexError(
        'cluster_refused',
        `the cluster answered for ${items.length} of ${lines.length} documents`,
      );
    }
    return lines.filter((document, i) => {
      const [[action, { status = 0, error } = {}] = []] = Object.entries(items[i] ?? {});
      if (status < 300 || (action === 'delete' && status === 404)) return false;
      if (status === 429 || status === 503) return true;
      throw refusedDocument(document, status, error);
    });
  }
}

function refusedDocument(lines: string, status: number, error: unknown): IndexError {
  const [, id = ''] = /"_id":("[^"]*")/.exec(lines) ?? [];
  const reason = JSON.stringify(error ?? null).slice(0, 400);
  return new IndexError(
    'cluster_refused',
    `the cluster refused the document ${id} with status ${status}: ${reason}`,
    { status, found: id },
  );
}

function stillFull(documents: number): IndexError {
  return new IndexError(
    'cluster_unavailable',
    `the cluster has no room in its queue for ${documents} documents, after two minutes. Run the command again later: it continues where it stopped.`,
  );
}
