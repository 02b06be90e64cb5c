// A listening server, of one process or several, which closes in order when its owner says so.
//
// Signals are the caller's: `close` drains. The code is loaded here, as a process that only owns the
// port needs little of it.

import { IndexError } from '../errors.ts';
import type { ServeOptions, Server } from './serve-options.ts';

/** Throws what opening an index throws, `address_in_use`, and `bad_argument` for an open address. */
export async function serve(directory: string, options: ServeOptions = {}): Promise<Server> {
  const { processes = 1 } = options;
  if (processes === 1) {
    const { serveAlone } = await import('./serve-alone.ts');
    return serveAlone(directory, options);
  }
  if (options.watches !== undefined) {
    throw new IndexError(
      'bad_argument',
      '--watches needs a server of one process, which writes the events: leave --processes out',
    );
  }
  const { serveProcesses } = await import('./processes/serve-processes.ts');
  return serveProcesses(directory, options);
}
