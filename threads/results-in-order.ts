// A stream of tasks -> their results in the same order, some of the tasks under way at once.

interface OrderedWork<Task, Result> {
  /** Begins a task; its result may come at any time. */
  readonly begin: (task: Task) => Result | Promise<Result>;
  /** Tasks whose results have not been taken, from 1. So many are held, and the stream waits. */
  readonly maxAhead: number;
}

/** What a stream gives next: a task, or its end, which may be an error. */
type Pulled<Task> =
  | { readonly kind: 'task'; readonly task: Task }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * The results, each as soon as it and those before it are there. Throws the error of a task in place
 * of its result, and the error of the stream behind the results of the tasks before it. Closes the
 * stream at the end; where a task is still waited for, it does not wait for the stream to close.
 */
export async function* resultsInOrder<Task, Result>(
  tasks: AsyncIterator<Task>,
  { begin, maxAhead }: OrderedWork<Task, Result>,
): AsyncGenerator<Result, void, undefined> {
  const begun: Promise<Result>[] = [];
  let next: Promise<Pulled<Task>> | undefined;
  let end: Pulled<Task> | undefined;
  try {
    for (;;) {
      if (end === undefined && begun.length < maxAhead) next ??= pull(tasks);
      const pulled = await firstOf(next, begun[0]);
      if (pulled === undefined) {
        const first = begun.shift();
        if (first === undefined) break;
        yield await first;
        continue;
      }
      next = undefined;
      if (pulled.kind === 'task') begun.push(started(begin, pulled.task));
      else end = pulled;
    }
    if (end?.kind === 'failed') throw end.error;
  } finally {
    const closed = tasks.return?.();
    if (next === undefined) await closed;
    else closed?.catch(() => {});
  }
}

/** What the stream gave; undefined where the first result is there, or there is nothing to wait for. */
function firstOf<Task>(
  next: Promise<Pulled<Task>> | undefined,
  first: Promise<unknown> | undefined,
): Promise<Pulled<Task> | undefined> | undefined {
  const settled = first?.then(nothing, nothing);
  return next !== undefined && settled !== undefined
    ? Promise.race([next, settled])
    : (next ?? settled);
}

function nothing(): undefined {
  return undefined;
}

/** Never rejects. */
async function pull<Task>(tasks: AsyncIterator<Task>): Promise<Pulled<Task>> {
  try {
    const { done, value } = await tasks.next();
    return done === true ? { kind: 'end' } : { kind: 'task', task: value };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

/** A rejection is looked at when its turn comes. */
function started<Task, Result>(
  begin: OrderedWork<Task, Result>['begin'],
  task: Task,
): Promise<Result> {
  const result = (async () => begin(task))();
  result.catch(nothing);
  return result;
}
