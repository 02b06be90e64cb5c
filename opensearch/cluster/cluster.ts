// A cluster of OpenSearch: requests to its nodes, tried again where that may help.
//
// The client takes turns among the nodes and passes over one that does not answer. What may pass, as a
// node that restarts or a full queue (429), is asked again after a pause. Anything else is an error with
// a code (cluster-fault.ts). The client is loaded with the first cluster.

import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@opensearch-project/opensearch';
import { IndexError } from '../../errors.ts';
import { isPassing, refuseRequest, unavailable } from './cluster-fault.ts';

/** Pauses before a request is made again, in milliseconds. */
const usualPausesMs: readonly number[] = [250, 1000, 3000];

export interface ClusterOptions {
  /** Addresses of nodes, one at least; a user and a password may stand in them. */
  readonly urls: readonly string[];
  readonly signal?: AbortSignal | undefined;
  readonly pausesMs?: readonly number[] | undefined;
  /** For one answer, in milliseconds. */
  readonly timeoutMs?: number | undefined;
}

export interface ClusterRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Parts of the path, which are encoded here. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly body?: object | undefined;
  /** Lines of JSON, in place of a body. */
  readonly lines?: string | undefined;
  /** Statuses above 299 that are answers here. */
  readonly accepts?: readonly number[] | undefined;
}

export interface ClusterAnswer {
  readonly status: number;
  readonly body: unknown;
}

export class Cluster implements AsyncDisposable {
  #client: Client;
  #options: ClusterOptions;

  private constructor(client: Client, options: ClusterOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Makes no request. Throws `bad_argument` for an address that cannot be used. */
  static async open(options: ClusterOptions): Promise<Cluster> {
    const nodes = options.urls.map(requireAddress);
    const { Client } = await import('@opensearch-project/opensearch');
    const [username, password] = ['OPENSEARCH_USERNAME', 'OPENSEARCH_PASSWORD'].map(
      (name) => process.env[name] ?? '',
    );
    const client = new Client({
      nodes,
      maxRetries: Math.max(1, nodes.length),
      requestTimeout: options.timeoutMs ?? 120_000,
      ...(username && { auth: { username, password: password ?? '' } }),
    });
    return new Cluster(client, options);
  }

  /**
   * The answer with a status below 300, or one that the request accepts. Throws `cluster_unavailable`
   * where no node answers in time, and `cluster_refused`; what the signal throws where it fires.
   */
  async send(request: ClusterRequest): Promise<ClusterAnswer> {
    const { signal, pausesMs = usualPausesMs } = this.#options;
    for (let attempt = 0; ; attempt++) {
      signal?.throwIfAborted();
      try {
        return await this.#sendOnce(request);
      } catch (error) {
        signal?.throwIfAborted();
        if (!isPassing(error)) throw refuseRequest(error);
        const pauseMs = pausesMs[attempt];
        if (pauseMs === undefined) throw unavailable(this.#options.urls, error);
        await pause(pauseMs * (0.75 + Math.random() / 2), undefined, { signal });
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
  }

  async #sendOnce({ path, accepts, ...request }: ClusterRequest): Promise<ClusterAnswer> {
    const { method, query, body, lines } = request;
    const { signal } = this.#options;
    const made = this.#client.transport.request(
      {
        method,
        path: `/${path.map(encodeURIComponent).join('/')}`,
        ...(query !== undefined && { querystring: { ...query } }),
        ...(body !== undefined && { body }),
        ...(lines !== undefined && { bulkBody: lines }),
      },
      { ignore: [...(accepts ?? [])] },
    );
    // It gives nothing back: Node would throw what a listener's promise rejects with.
    const abort = () => {
      made.abort();
    };
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const { statusCode, body: found } = await made;
      return { status: statusCode ?? 0, body: found };
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }
}

function requireAddress(url: string): string {
  if (/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return url;
  throw new IndexError(
    'bad_argument',
    `--opensearch: expected the address of a node, as http://localhost:9200, found ${JSON.stringify(url)}`,
    { found: url },
  );
}
