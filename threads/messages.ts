// What a thread that does tasks sends: a closed set. What it is sent are the tasks themselves.

import type { ErrorCode, ErrorDetails } from '../errors.ts';

/** `Part` is a piece of what a task gives, before its result. Results come in the order of the tasks. */
export type FromThread<Result, Part = never> =
  | { readonly kind: 'ready' }
  | { readonly kind: 'part'; readonly part: Part }
  | { readonly kind: 'done'; readonly result: Result }
  | {
      /** An error with a code: of the task at hand, or before `ready` of the start. */
      readonly kind: 'failed';
      readonly code: ErrorCode;
      readonly message: string;
      readonly details: ErrorDetails;
    };
