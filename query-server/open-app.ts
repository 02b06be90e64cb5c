// An index that is followed and the app that answers from it: all of a process but its connections.

import type { FastifyBaseLogger } from 'fastify';
import { LiveIndex } from '../library/snapshots/live-index.ts';
import { WatchDesk } from '../library/watches/watch-desk.ts';
import { type BuiltApp, buildApp } from './app.ts';
import { drain } from './drain.ts';
import type { Access } from './http/access.ts';
import { describeEvents } from './index-log.ts';
import { describeNews } from './intake-log.ts';
import { defaultDrain, type ServeOptions } from './serve-options.ts';
import type { OwnState, ServerWide } from './server-wide.ts';

export interface OpenApp extends BuiltApp {
  /** Lets running requests end, then closes the app and the index. May be called twice. */
  close(): Promise<void>;
  /** Closes the index, where the app never answered. */
  abandon(): Promise<void>;
}

interface AppOptions
  extends Pick<ServeOptions, 'limits' | 'logger' | 'wait' | 'drainMs' | 'intake' | 'watches'> {
  readonly access: Access;
  /** Joins the other processes of the server. */
  readonly join?: (own: OwnState) => ServerWide;
  /** Comes when no request is at work any more. */
  readonly beforeClose?: () => Promise<void>;
}

/** Throws what opening an index throws. */
export async function openApp(directory: string, options: AppOptions): Promise<OpenApp> {
  const { access, limits, logger, wait = false, drainMs = defaultDrain } = options;
  const { join, beforeClose, intake } = options;
  let log: FastifyBaseLogger | undefined;
  const onEvent = describeEvents(() => log, { takesRecords: intake !== undefined });
  const index =
    wait || intake !== undefined
      ? LiveIndex.wait(directory, { onEvent })
      : LiveIndex.open(directory, { onEvent });
  let watches: WatchDesk | undefined;
  const closeAll = async () => {
    await watches?.close();
    index.close();
  };
  try {
    watches = options.watches === undefined ? undefined : await WatchDesk.open(options.watches);
    const built = await buildApp({
      ...{ index, intake, watches, ...access },
      ...(limits !== undefined && { limits }),
      ...(logger !== undefined && { logger }),
      ...(join !== undefined && { join }),
    });
    log = built.app.log;
    if (intake !== undefined) intake.onEvent = describeNews(built.app.log, index);
    let closing: Promise<void> | undefined;
    return {
      ...built,
      close() {
        closing ??= drain(built, drainMs, beforeClose).finally(closeAll);
        return closing;
      },
      abandon: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
