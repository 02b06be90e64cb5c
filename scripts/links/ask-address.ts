// Asks for an address, and says whether it is alive, dead, or cannot be judged from here.

export interface Verdict {
  readonly state: 'alive' | 'dead' | 'unreachable' | 'refused';
  /** The status, or why there is none. */
  readonly detail: string;
}

const timeoutMs = 20_000;
/** Where hosts refuse programs (401, 403, 999) or ask for a pause (429); others of 400 and more are dead. */
const refusals = new Set([401, 403, 429, 999]);

/**
 * Follows redirects, and reads no body. An address that does not answer, or with 500 and more, is
 * `unreachable`: the network from here, or the server today.
 */
export async function askAddress(address: string): Promise<Verdict> {
  try {
    const response = await fetch(address, {
      headers: { 'user-agent': 'firstseen-check-links', accept: '*/*' },
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    return { state: judge(response.status), detail: `status ${response.status}` };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { state: 'unreachable', detail: String(cause) };
  }
}

function judge(status: number): Verdict['state'] {
  if (status < 400) return 'alive';
  if (refusals.has(status)) return 'refused';
  return status < 500 ? 'dead' : 'unreachable';
}
