// The bytes of an answer of server-sent events -> its events (the standard of HTML, "Server-sent events").
//
// A line ends with LF, CR or both, an event with an empty line. Comments, fields that are not known, and an
// event that the end of the answer cuts are left out.

/** An event as it was sent. */
export interface ServerEvent {
  /** The last id that was sent, by it or by an event before it; empty: none was. */
  readonly id: string;
  /** `message` where it names no type. */
  readonly type: string;
  readonly data: string;
}

/** The events, and undefined for each comment, which says that the connection is alive. */
export async function* readServerEvents(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<ServerEvent | undefined> {
  let event: { id: string; type: string; data: string[] } = { id: '', type: '', data: [] };
  for await (const line of readLines(chunks)) {
    if (line === '') {
      const { id, type, data } = event;
      if (data.length > 0)
        yield { id, type: type === '' ? 'message' : type, data: data.join('\n') };
      event = { id, type: '', data: [] };
      continue;
    }
    const colon = line.indexOf(':');
    if (colon === 0) yield undefined;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') event.data.push(value);
    else if (name === 'event') event.type = value;
    else if (name === 'id' && !value.includes('\0')) event.id = value;
  }
}

/** Lines without their ends, but for one that has none. */
async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true });
    // A CR at the end may be half of an end.
    const whole = text.endsWith('\r') ? text.length - 1 : text.length;
    const lines = text.slice(0, whole).split(/\r\n|\n|\r/);
    text = (lines.pop() ?? '') + text.slice(whole);
    yield* lines;
  }
}
