// What the processes of a server say to each other: always the parent and one of its children.
//
// The parent owns the port and what holds over the whole server, and answers no request. Plain data
// that JSON carries; a connection travels with its message.

import { type ErrorCode, type ErrorDetails, IndexError } from '../../errors.ts';
import type { CurvesProgress } from '../../schemas/curves-progress.ts';
import type { PlaceName } from '../answering/places.ts';
import type { MetricsReport } from '../metrics-report.ts';
import type { ServeOptions } from '../serve-options.ts';

/** What a child is started with. */
export interface ProcessOptions
  extends Pick<
    ServeOptions,
    'host' | 'noAuth' | 'basePath' | 'trustProxy' | 'allowHosts' | 'limits' | 'wait' | 'drainMs'
  > {
  readonly directory: string;
  readonly logLevel?: string | undefined;
  /** Of the tokens that may ask: the file is read once, by the parent. */
  readonly tokenDigests?: readonly string[] | undefined;
}

/** An IndexError on its way. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
}

/** What one process asks all of them. */
export type PeerQuestion =
  | { readonly of: 'metrics' }
  | { readonly of: 'progress'; readonly name: string };

export type PeerAnswer =
  | { readonly of: 'metrics'; readonly report: MetricsReport }
  | { readonly of: 'progress'; readonly progress: CurvesProgress | null };

/** Numbers of messages belong to whoever counts them: the child, but for `question`. */
export type ToChild =
  | { readonly kind: 'start'; readonly options: ProcessOptions }
  /** Comes with a connection, or without one where its client has gone. */
  | { readonly kind: 'connection' }
  | { readonly kind: 'drain' }
  /** No connection follows. */
  | { readonly kind: 'left' }
  /** For each address of a `spend`, whether it has to wait. */
  | {
      readonly kind: 'spent';
      readonly id: number;
      readonly refusals: readonly (PlainError | null)[];
    }
  | { readonly kind: 'granted'; readonly id: number }
  | { readonly kind: 'question'; readonly id: number; readonly question: PeerQuestion }
  | { readonly kind: 'answers'; readonly id: number; readonly answers: readonly PeerAnswer[] };

export type ToParent =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly error: PlainError }
  /** The connection is in hands: the next one may come. */
  | { readonly kind: 'taken' }
  /** Wants no more connections, and is about to end. */
  | { readonly kind: 'leaving' }
  /** So many connections have ended since the start. */
  | { readonly kind: 'closed'; readonly connections: number }
  | { readonly kind: 'spend'; readonly id: number; readonly addresses: readonly string[] }
  | { readonly kind: 'take'; readonly id: number; readonly place: PlaceName }
  /** Gives a place back, or waits for it no longer. */
  | { readonly kind: 'release'; readonly id: number }
  | { readonly kind: 'ask'; readonly id: number; readonly question: PeerQuestion }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: PeerAnswer };

export function encodeError({ code, message, details }: IndexError): PlainError {
  return { code, message, details };
}

export function decodeError({ code, message, details }: PlainError): IndexError {
  return new IndexError(code, message, details);
}
