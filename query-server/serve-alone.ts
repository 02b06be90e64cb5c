// A server of one process: this one.

import { decodeAccess } from './http/access.ts';
import { describeListenError } from './http/listen-error.ts';
import { openApp } from './open-app.ts';
import { defaultHost, defaultPort, type ServeOptions, type Server } from './serve-options.ts';

/** Throws what opening an index throws, and for an address that cannot be listened at. */
export async function serveAlone(directory: string, options: ServeOptions): Promise<Server> {
  const { host = defaultHost, port = defaultPort } = options;
  const access = decodeAccess(options);
  const opened = await openApp(directory, { ...options, access });
  try {
    const address = (await opened.app.listen({ host, port })) + access.basePath;
    return { address, failed: new Promise(() => {}), close: opened.close };
  } catch (error) {
    await opened.abandon();
    throw describeListenError(error, host, port);
  }
}
