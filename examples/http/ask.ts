// Asks a firstseen server for many phrases, with undici. Prints what ask.py prints.
//
//   node ask.ts http://127.0.0.1:7333 phrases.txt

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { request } from 'undici';

interface Answer {
  readonly phrase: string;
  readonly count: number;
  readonly first: { readonly step: number } | null;
  readonly at: Readonly<Record<string, number>>;
}

interface Refused {
  readonly phrase: string;
  readonly error: { readonly code: string; readonly message: string };
}

/** As many as the server takes in one request. */
const batchLength = 100_000;

/** An answer a phrase, in order, while they come; `query` is such as "at=100,2000". */
export async function* exposures(
  server: string,
  phrases: readonly string[],
  query = '',
): AsyncGenerator<Answer | Refused> {
  const token = process.env['FIRSTSEEN_TOKEN'];
  for (let start = 0; start < phrases.length; start += batchLength) {
    const part = phrases.slice(start, start + batchLength);
    const { statusCode, body } = await request(`${server}/v1/exposures?${query}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-ndjson',
        accept: 'application/x-ndjson',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: part.map((phrase) => `${JSON.stringify({ phrase })}\n`).join(''),
    }).catch((cause: unknown) => {
      throw new Error(noAnswer(server, cause), { cause });
    });
    if (statusCode !== 200) throw new Error(refusal(statusCode, await body.text()));
    let answered = 0;
    try {
      for await (const line of createInterface({ input: body })) {
        yield JSON.parse(line);
        answered++;
      }
    } catch (cause) {
      throw new Error(cutShort(answered, part.length), { cause });
    }
    // A server that stops early closes the connection; never take part of an answer for all.
    if (answered !== part.length) throw new Error(cutShort(answered, part.length));
  }
}

function noAnswer(server: string, cause: unknown): string {
  const found = cause instanceof Error ? ('code' in cause && cause.code) || cause.message : cause;
  return `no server answers at ${server} (${found}): start it with \`firstseen serve\`, or check the address`;
}

/** The server's problem document in words, or what a proxy said instead of one. */
function refusal(status: number, text: string): string {
  try {
    const { detail, code } = JSON.parse(text);
    return `${detail} [${code}]`;
  } catch {
    return `the answer ${status} is not from firstseen, but from a proxy in front of it or another server`;
  }
}

function cutShort(answered: number, asked: number): string {
  return `the answer ended after ${answered} of ${asked} phrases: ask again`;
}

/** Without a slash at its end; behind a proxy it may have a path. */
function decodeServer(text: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text.replace(/\/$/, '');
  throw new Error(`expected an address such as http://127.0.0.1:7333, found ${text}`);
}

async function main([address, path]: readonly string[]): Promise<void> {
  if (address === undefined || path === undefined) {
    throw new Error('expected a server and a file: node ask.ts http://127.0.0.1:7333 phrases.txt');
  }
  const server = decodeServer(address);
  const phrases = readFileSync(path, 'utf8').replace(/\n$/, '').split('\n');
  for await (const answer of exposures(server, phrases, 'at=10,50')) {
    const { phrase } = answer;
    const fields =
      'error' in answer
        ? [phrase, answer.error.code]
        : [phrase, answer.count, answer.first?.step ?? 'never', answer.at['10']];
    process.stdout.write(`${fields.join('\t')}\n`);
  }
}

if (process.argv[1] === import.meta.filename) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`ask.ts: ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
