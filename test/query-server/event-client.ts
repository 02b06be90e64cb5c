// A client of server-sent events, for tests: reads, keeps the last id, and goes on with it.

export interface SentEvent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

export class EventClient {
  readonly got: SentEvent[] = [];
  comments = 0;
  address: string;
  #connection: AbortController | undefined;
  #reading: Promise<void> = Promise.resolve();

  constructor(address: string) {
    this.address = address;
  }

  get lastId(): string | undefined {
    return this.got.at(-1)?.id;
  }

  /** Connects, going on behind the last event; resolves once the answer has begun. */
  async connect(headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    this.#connection = new AbortController();
    const response = await fetch(this.address, {
      headers: { ...headers, ...(this.lastId !== undefined && { 'last-event-id': this.lastId }) },
      signal: this.#connection.signal,
    });
    if (response.ok) this.#reading = this.#read(response).catch(() => {});
    return response;
  }

  /** Resolves when the stream has ended. */
  get ended(): Promise<void> {
    return this.#reading;
  }

  async disconnect(): Promise<void> {
    this.#connection?.abort();
    await this.#reading;
  }

  async #read(response: Response): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const bytes of response.body ?? []) {
      text += decoder.decode(bytes, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) this.#take(block);
    }
  }

  #take(block: string): void {
    const fields = new Map(
      block.split('\n').map((line): [string, string] => {
        const [name = '', ...rest] = line.split(': ');
        return [name, rest.join(': ')];
      }),
    );
    const data = fields.get('data');
    if (data === undefined) {
      this.comments += block.startsWith(':') ? 1 : 0;
      return;
    }
    const event = fields.get('event') ?? 'message';
    this.got.push({ id: fields.get('id') ?? '', event, data: JSON.parse(data) });
  }
}
