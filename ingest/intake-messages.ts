// What the thread of an intake and the thread that started it say to each other.

import type {
  IntakeAnswer,
  IntakeEvent,
  IntakeStats,
  PlainError,
  RunState,
} from '../schemas/intake-answer.ts';
import type { IntakeOptions } from './intake-options.ts';

/** What the thread is started with. */
export interface IntakeData {
  readonly directory: string;
  readonly options: IntakeOptions;
}

/** `id` is a number of the request, or of the question. */
export type ToIntake =
  | { readonly kind: 'bytes'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'end'; readonly id: number }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'runs'; readonly id: number }
  | { readonly kind: 'stats'; readonly id: number }
  | { readonly kind: 'close'; readonly maxMs: number };

export type FromIntake =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly error: PlainError }
  | { readonly kind: 'event'; readonly event: IntakeEvent }
  /** So many bytes of a request were looked at. */
  | { readonly kind: 'read'; readonly id: number; readonly bytes: number }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: IntakeAnswer }
  | { readonly kind: 'runs'; readonly id: number; readonly runs: readonly RunState[] }
  | { readonly kind: 'stats'; readonly id: number; readonly stats: IntakeStats }
  | { readonly kind: 'closed' };
