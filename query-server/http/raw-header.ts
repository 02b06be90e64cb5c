// One header of a request, without making the object of all of them: that is a tenth of the cost of
// a short answer.

import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** What guards look at; a request of Node is one. */
export interface RequestHead extends Pick<IncomingMessage, 'rawHeaders' | 'httpVersion'> {
  readonly headers: Pick<IncomingHttpHeaders, 'authorization'>;
}

/** The first header of that name, given in lower case; undefined where there is none. */
export function rawHeader({ rawHeaders }: RequestHead, name: string): string | undefined {
  return rawHeaders[findHeader(rawHeaders, name, 0) + 1];
}

/** Whether there are several headers of that name, given in lower case. */
export function isRepeated({ rawHeaders }: RequestHead, name: string): boolean {
  const first = findHeader(rawHeaders, name, 0);
  return findHeader(rawHeaders, name, first + 2) < rawHeaders.length;
}

/** Whether a body may come with a request: its headers say so. */
export function hasBody(request: RequestHead): boolean {
  return bodyHeaders.some((name) => rawHeader(request, name) !== undefined);
}

const bodyHeaders = ['content-length', 'transfer-encoding'];

/** Where a name is from `start` on; the length where it is not. Names and values take turns. */
function findHeader(headers: readonly string[], name: string, start: number): number {
  for (let i = start; i < headers.length; i += 2) {
    const found = headers[i];
    if (found?.length === name.length && found.toLowerCase() === name) return i;
  }
  return headers.length;
}
