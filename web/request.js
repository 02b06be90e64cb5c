// Requests to the server, and its problems as one kind of error.
//
// Every answer that is not a success becomes an ApiProblem: the server's problem document (RFC 9457),
// or one of our own where there was no answer.

import { findHelp, resolveAddress } from './addresses.js';
import { readToken } from './token.js';

/** What went wrong with a question, with what the server says to do about it. */
export class ApiProblem extends Error {
  /**
   * @param {string} code stable; of the server's table, or `no_answer`
   * @param {string} message what was expected, found, and what to do
   * @param {{ status?: number, title?: unknown, help?: string | null }} [more] 0: no answer came; the server's title, and its page about it
   */
  constructor(code, message, { status = 0, title, help = null } = {}) {
    super(message);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.title = typeof title === 'string' ? title : null;
    /** The page of the docs about it, on this server. */
    this.help = help;
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
export async function ask(path, options, read) {
  const token = readToken();
  const headers = new Headers(options.headers);
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  try {
    const response = await fetch(resolveAddress(path), { ...options, headers });
    if (!response.ok) throw await readProblem(response);
    if (response.redirected) throw sentElsewhere(response.url);
    return await read(response);
  } catch (cause) {
    if (cause instanceof ApiProblem || isAbort(cause)) throw cause;
    // No connection, one that broke off, or no answer in time.
    const message =
      'The server does not answer. Check whether `firstseen serve` still runs and can be reached, then ask again.';
    throw new ApiProblem('no_answer', message);
  }
}

/** The server redirects no question; a proxy does whose login has run out. @param {string} url */
function sentElsewhere(url) {
  const { origin, pathname } = new URL(url);
  const message = `A proxy in front of firstseen sent the question on to ${origin}${pathname}, probably to log in. Reload the page to do so.`;
  return new ApiProblem('redirected', message, {
    title: 'The proxy did not pass the question on',
  });
}

/** @param {unknown} cause */
function isAbort(cause) {
  return cause instanceof DOMException && cause.name === 'AbortError';
}

/**
 * Asks for an answer that has to be JSON.
 * @param {string} path from the root of the server on
 * @param {AbortSignal} signal
 * @returns {Promise<any>}
 */
export function askJson(path, signal) {
  return ask(path, { signal }, (response) => response.json());
}

/**
 * What a question in JSON is sent with.
 * @param {unknown} body
 * @param {{ accept: string, signal: AbortSignal }} options
 * @returns {RequestInit}
 */
export function postOptions(body, { accept, signal }) {
  const headers = { 'content-type': 'application/json', accept };
  return { method: 'POST', headers, body: JSON.stringify(body), signal };
}

/** @param {Response} response */
async function readProblem(response) {
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
    typeof code === 'string' ? code : `http_${status}`,
    typeof detail === 'string' ? detail : refusedOnTheWay(status),
    { status, title, help: findHelp(type, url) },
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
    request.open('POST', resolveAddress(path));
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

/** @param {number} share that was sent */
function brokenOff(share) {
  const message =
    share > 0 && share < 1
      ? `The connection broke off after ${Math.round(100 * share)} % of the files were sent. The server takes results of 1 GiB unless it was started with another \`--max-results\`, and waits a minute for all of them. Send fewer, or compress them with gzip.`
      : 'The server does not answer, or a file was changed since it was chosen. Check whether `firstseen serve` still runs and can be reached, then ask again.';
  return new ApiProblem('no_answer', message);
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
