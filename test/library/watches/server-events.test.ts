import t from 'tap';
import { readServerEvents } from '../../../library/watches/server-events.ts';

const text =
  'retry: 1000\n\n: hello\n\nid: e-1\ndata: {"a":"naïve 漢"}\n\n' +
  'id:e-2\r\nevent:share\r\ndata:one\r\ndata: two\r\n\r\nunknown: x\rdata\r\r' +
  'data:  spaced\nid: with\0zero\n\nevent: none\n\ndata: cut off\n';

const expected = [
  undefined,
  { id: 'e-1', type: 'message', data: '{"a":"naïve 漢"}' },
  { id: 'e-2', type: 'share', data: 'one\ntwo' },
  { id: 'e-2', type: 'message', data: '' },
  { id: 'e-2', type: 'message', data: ' spaced' },
];

async function* inParts(bytes: Uint8Array, ends: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (const end of [...ends, bytes.length]) {
    yield bytes.subarray(start, end);
    start = end;
  }
}

t.test('events are read as they were sent, wherever the bytes are cut', async (t) => {
  const bytes = new TextEncoder().encode(text);
  const each = Array.from({ length: bytes.length }, (_, i) => i);
  t.same(await Array.fromAsync(readServerEvents(inParts(bytes, []))), expected);
  t.same(await Array.fromAsync(readServerEvents(inParts(bytes, each))), expected, 'byte by byte');
  for (const cut of each) {
    const events = await Array.fromAsync(readServerEvents(inParts(bytes, [cut])));
    t.same(events, expected, `cut at ${cut}`);
  }
});
