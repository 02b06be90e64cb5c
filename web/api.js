// Questions to the server, and its problems as one kind of error.
//
// Every answer that is not a success becomes an ApiProblem: the server's problem document (RFC 9457),
// or one of our own where there was no answer. Keeps the bearer token for this browser tab only.

import { addressOf, helpOf } from './addresses.js';
import { setOfFile } from './pair-format.js';

/** @import { Answer, Unanswerable } from '../schemas/answer.ts' */
/** @import { Axis } from '../schemas/axis.ts' */
/** @import { CurvesProgress } from '../schemas/curves-progress.ts' */
/** @import { Contexts } from '../schemas/contexts.ts' */
/** @import { Remark } from '../schemas/remark.ts' */
/** @import { IndexDescription } from '../schemas/index-description.ts' */
/** @import { SplitQuestion } from './split-question.js' */
/** @import { Columns, ViewState } from './view-state.js' */

/** @typedef {{ snapshot: string, answers: (Answer | Unanswerable)[], remarks?: Remark[] }} Answers */

/** What went wrong with a question, with what the server says to do about it. */
export class ApiProblem extends Error {
  /**
   * @param {number} status 0: no answer came
   * @param {string} code stable; of the server's table, or `no_answer`
   * @param {string} message what was expected, found, and what to do
   * @param {{ title?: unknown, help?: string | null }} [more] the server's title, and its page about it
   */
  constructor(status, code, message, { title, help = null } = {}) {
    super(message);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.title = typeof title === 'string' ? title : null;
    /** The page of the docs about it, on this server. */
    this.help = help;
  }
}

/** Servers behind several paths of one proxy share the storage. */
const tokenKey = `firstseen-token ${addressOf('').pathname}`;
/** Where storage is forbidden the token lasts as long as the page. @type {string | null} */
let keptToken = null;

/** @returns {string | null} */
export function readToken() {
  try {
    return sessionStorage.getItem(tokenKey) ?? keptToken;
  } catch {
    return keptToken;
  }
}

/** Sends this token from now on. @param {string} token */
export function keepToken(token) {
  keptToken = token;
  try {
    sessionStorage.setItem(tokenKey, token);
  } catch {
    // Forbidden; see above.
  }
}

/**
 * Asks with the token, if there is one, and reads the whole answer by `read`; throws ApiProblem for
 * an answer that is not a success, and what the signal was aborted with.
 * @template T
 * @param {string} path from the root of the server on
 * @param {RequestInit} options
 * @param {(response: Response) => Promise<T>} read
 * @returns {Promise<T>}
 */
async function ask(path, options, read) {
  const token = readToken();
  const headers = new Headers(options.headers);
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  try {
    const response = await fetch(addressOf(path), { ...options, headers });
    if (!response.ok) throw await problemOf(response);
    if (response.redirected) throw sentElsewhere(response.url);
    return await read(response);
  } catch (cause) {
    if (cause instanceof ApiProblem || isAbort(cause)) throw cause;
    // No connection, one that broke off, or no answer in time.
    const message =
      'The server does not answer. Check whether `firstseen serve` still runs and can be reached, then ask again.';
    throw new ApiProblem(0, 'no_answer', message);
  }
}

/** The server redirects no question; a proxy does whose login has run out. @param {string} url */
function sentElsewhere(url) {
  const { origin, pathname } = new URL(url);
  const message = `A proxy in front of firstseen sent the question on to ${origin}${pathname}, probably to log in. Reload the page to do so.`;
  return new ApiProblem(0, 'redirected', message, {
    title: 'The proxy did not pass the question on',
  });
}

/** @param {unknown} cause */
function isAbort(cause) {
  return cause instanceof DOMException && cause.name === 'AbortError';
}

/** Reads an answer that has to be JSON. @param {Response} response */
function readJson(response) {
  return response.json();
}

/** @param {Response} response */
async function problemOf(response) {
  return problemFrom(response, await response.text());
}

/** The problem of an answer that is not a success. @param {{ status: number, url: string }} answer @param {string} text */
function problemFrom({ status, url }, text) {
  /** @type {{ code?: unknown, detail?: unknown, title?: unknown, type?: unknown }} */
  let document = {};
  try {
    document = JSON.parse(text);
  } catch {
    // Not from our server: a proxy's page.
  }
  const { code, detail, title, type } = document;
  return new ApiProblem(
    status,
    typeof code === 'string' ? code : `http_${status}`,
    typeof detail === 'string' ? detail : refusedOnTheWay(status),
    { title, help: helpOf(type, url) },
  );
}

/**
 * Sends a form with the token, if there is one; `sent` is told the share that is sent, in [0, 1].
 * Throws as `ask` does.
 * @param {string} path from the root of the server on
 * @param {FormData} form
 * @param {{ signal: AbortSignal, sent: (share: number) => void }} options
 * @returns {Promise<any>} the answer, as JSON
 */
export function sendForm(path, form, { signal, sent }) {
  return new Promise((resolve, reject) => {
    // fetch does not say how much of a body is sent.
    const request = new XMLHttpRequest();
    request.open('POST', addressOf(path));
    request.setRequestHeader('accept', 'application/json');
    const token = readToken();
    if (token !== null) request.setRequestHeader('authorization', `Bearer ${token}`);
    let share = 0;
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      share = loaded / Math.max(1, total);
      sent(share);
    });
    request.addEventListener('error', () => reject(brokenOff(share)));
    request.addEventListener('load', () => {
      const { status, responseURL: url, responseText: text } = request;
      if (status < 200 || status > 299) reject(problemFrom({ status, url }, text));
      else resolve(JSON.parse(text));
    });
    signal.addEventListener('abort', () => {
      request.abort();
      reject(signal.reason);
    });
    request.send(form);
  });
}

/**
 * How far a request for curves is that was named so.
 * @param {string} watch
 * @param {AbortSignal} signal
 * @returns {Promise<CurvesProgress>}
 */
export function askCurvesProgress(watch, signal) {
  return ask(`v1/curves/progress?watch=${watch}`, { signal }, readJson);
}

/** @param {number} share that was sent */
function brokenOff(share) {
  const message =
    share > 0 && share < 1
      ? `The connection broke off after ${Math.round(100 * share)} % of the files were sent. The server takes results of 1 GiB unless it was started with another \`--max-results\`, and waits a minute for all of them. Send fewer, or compress them with gzip.`
      : 'The server does not answer, or a file was changed since it was chosen. Check whether `firstseen serve` still runs and can be reached, then ask again.';
  return new ApiProblem(0, 'no_answer', message);
}

/** What a proxy's status means where the server itself said nothing. @param {number} status */
function refusedOnTheWay(status) {
  const advice = {
    413: ' The question is larger than the proxy takes: raise its limit (nginx: `client_max_body_size`), or send less at once.',
    502: ' The proxy does not reach `firstseen serve`: check whether it still runs.',
    504: ' The proxy did not wait for the answer: raise its time-out (nginx: `proxy_read_timeout`), or ask for less at once.',
  }[status];
  return `The answer ${status} did not come from firstseen, but from a proxy in front of it.${advice ?? ''}`;
}

/** @param {AbortSignal} signal @returns {Promise<IndexDescription>} */
export function askIndex(signal) {
  return ask('v1/index', { signal }, readJson);
}

/** @typedef {Pick<ViewState, 'bins' | 'steps'>} Timeline bins, and the steps that they are of */

/**
 * The body of the exposures' question. Of some steps, `at` asks for the exposures before them.
 * @param {readonly string[]} phrases
 * @param {Timeline} timeline
 */
export function exposuresBody(phrases, { bins, steps }) {
  const range = steps && { at: [steps.from - 1], from_step: steps.from, to_step: steps.to };
  return JSON.stringify({ phrases, bins, ...range });
}

/**
 * @param {readonly string[]} phrases
 * @param {Timeline} timeline
 * @param {AbortSignal} signal
 * @returns {Promise<Answers>}
 */
export function askExposures(phrases, timeline, signal) {
  const options = {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: exposuresBody(phrases, timeline),
    signal,
  };
  return ask('v1/exposures', options, readJson);
}

/**
 * What had been consumed by the edges of a timeline.
 * @param {Timeline} timeline
 * @param {AbortSignal} signal
 * @returns {Promise<Axis>}
 */
export function askAxis({ bins, steps }, signal) {
  const range = steps === null ? '' : `&from_step=${steps.from}&to_step=${steps.to}`;
  return ask(`v1/axis?bins=${bins}${range}`, { signal }, readJson);
}

/**
 * What had been consumed by the end of each of some steps, at least one.
 * @param {readonly number[]} steps
 * @param {AbortSignal} signal
 * @returns {Promise<Axis>}
 */
export function askAxisAt(steps, signal) {
  return ask(`v1/axis?at=${steps.join()}`, { signal }, readJson);
}

/**
 * Contexts of a phrase's first exposures with step in (after, by].
 * @param {{ phrase: string, after: number, by: number, limit: number }} question
 * @param {AbortSignal} signal
 * @returns {Promise<Contexts>}
 */
export function askContexts({ phrase, after, by, limit }, signal) {
  const query = new URLSearchParams({
    phrase,
    from_step: `${after + 1}`,
    to_step: `${by}`,
    limit: `${limit}`,
  });
  return ask(`v1/contexts?${query}`, { signal }, readJson);
}

/** @param {Columns} columns */
export function columnNames({ hold, good, bad }) {
  return hold === 'phrase' ? { phrase_good: good, phrase_bad: bad } : { good, bad };
}

/** A pair file as the set of a request. @param {File} file */
async function readSet(file) {
  /** @type {ArrayBuffer} */
  let bytes;
  try {
    bytes = await file.arrayBuffer();
  } catch {
    // It was changed, moved or taken away since it was chosen.
    const message = `${file.name} has changed since it was chosen: choose it again.`;
    throw new ApiProblem(0, 'file_changed', message, { title: 'The file has changed' });
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { ...setOfFile(file.name), file: file.name, text };
  } catch {
    const message = `${file.name} is not UTF-8: expected an uncompressed pair file in UTF-8. Save it as UTF-8 and choose it again.`;
    throw new ApiProblem(0, 'not_utf8', message, { title: 'The file is not UTF-8' });
  }
}

/** @typedef {{ zip: Uint8Array<ArrayBuffer>, remarks: Remark[] }} SplitZip */

/**
 * The split of pair files (a file is a set, named by it) as a zip archive, and what is remarked on it.
 * @param {readonly File[]} files
 * @param {SplitQuestion} question
 * @param {AbortSignal} signal
 * @returns {Promise<SplitZip>}
 */
export async function askSplit(files, { policy, at, minCount, columns }, signal) {
  const sets = await Promise.all(files.map(readSet));
  const options = {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/zip' },
    body: JSON.stringify({
      sets,
      policy,
      min_count: minCount,
      ...(at.length > 0 && { at }),
      ...(columns !== null && { columns: columnNames(columns) }),
    }),
    signal,
  };
  return ask('v1/splits', options, async (answer) => ({
    zip: new Uint8Array(await answer.arrayBuffer()),
    remarks: JSON.parse(answer.headers.get('firstseen-remarks') ?? '[]'),
  }));
}

/**
 * The critical phrases of a pair of sentences, by the rule for sets that are not in BLiMP; or
 * the code of the reason why it has none.
 * @param {{ good: string, bad: string }} pair
 * @param {AbortSignal} signal
 * @returns {Promise<{ good: string, bad: string } | { dropped: string }>}
 */
export async function askCriticalPhrases({ good, bad }, signal) {
  const options = {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/x-ndjson' },
    body: JSON.stringify({ pairs: [{ sentence_good: good, sentence_bad: bad }] }),
    signal,
  };
  const lines = await ask('v1/splits', options, (answer) => answer.text());
  const [head, line] = lines.trim().split('\n');
  if (line === undefined) {
    return { dropped: JSON.parse(head ?? '').split.dropped[0].reason };
  }
  const { row } = JSON.parse(line);
  return { good: row.critical_good, bad: row.critical_bad };
}
