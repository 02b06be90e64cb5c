// One header of a request, without making the object of all of them: that is a tenth of the cost of
// a short answer.

import type { IncomingMessage } from 'node:http';

/** The first header of that name, given in lower case; undefined where there is none. */
export function rawHeader({ rawHeaders }: IncomingMessage, name: string): string | undefined {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const found = rawHeaders[i] as string;
    if (found.length === name.length && found.toLowerCase() === name) return rawHeaders[i + 1];
  }
  return undefined;
}

/** Whether there are several headers of that name, given in lower case. */
export function isRepeated({ rawHeaders }: IncomingMessage, name: string): boolean {
  let count = 0;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const found = rawHeaders[i] as string;
    if (found.length === name.length && found.toLowerCase() === name) count++;
  }
  return count > 1;
}
