// Every command: its declaration, its code and its group in the help.

import type { Command, ValuesOf } from './options/declare.ts';

/** The declaration of a command and its code, each loaded when it is needed. */
export interface LazyCommand {
  declare(): Promise<{ readonly command: Command }>;
  run(...given: readonly unknown[]): Promise<void>;
}

/** Commands of one purpose, by name. */
export interface CommandGroup {
  /** As the help has it above them. */
  readonly heading: string;
  readonly commands: Readonly<Record<string, LazyCommand>>;
}

/** Checks that the code takes the values that are declared. */
function join<Declared extends Command>(
  declare: () => Promise<{ readonly command: Declared }>,
  load: () => Promise<(...given: ValuesOf<Declared>) => Promise<void>>,
): LazyCommand {
  const run = async (...given: ValuesOf<Declared>) => (await load())(...given);
  return { declare, run };
}

const corpusCommands: CommandGroup = {
  heading: 'Index a corpus:',
  commands: {
    index: join(
      () => import('./commands/index-command.ts'),
      async () => (await import('./commands/run-index.ts')).runIndex,
    ),
    info: join(
      () => import('./commands/info-command.ts'),
      async () => (await import('./commands/run-info.ts')).runInfo,
    ),
    inspect: join(
      () => import('./commands/inspect-command.ts'),
      async () => (await import('./commands/run-inspect.ts')).runInspect,
    ),
    verify: join(
      () => import('./commands/verify-command.ts'),
      async () => (await import('./commands/run-verify.ts')).runVerify,
    ),
    compact: join(
      () => import('./commands/compact-command.ts'),
      async () => (await import('./commands/run-compact.ts')).runCompact,
    ),
    export: join(
      () => import('./commands/export-command.ts'),
      async () => (await import('./commands/run-export.ts')).runExport,
    ),
  },
};

const partCommands: CommandGroup = {
  heading: 'Index a corpus in parts:',
  commands: {
    plan: join(
      () => import('./commands/plan-command.ts'),
      async () => (await import('./commands/run-plan.ts')).runPlan,
    ),
    build: join(
      () => import('./commands/build-command.ts'),
      async () => (await import('./commands/run-build.ts')).runBuild,
    ),
    assemble: join(
      () => import('./commands/assemble-command.ts'),
      async () => (await import('./commands/run-assemble.ts')).runAssemble,
    ),
  },
};

const questionCommands: CommandGroup = {
  heading: 'Ask for phrases, records and texts:',
  commands: {
    query: join(
      () => import('./commands/query-command.ts'),
      async () => (await import('./commands/run-query.ts')).runQuery,
    ),
    search: join(
      () => import('./commands/search-command.ts'),
      async () => (await import('./commands/run-search.ts')).runSearch,
    ),
    records: join(
      () => import('./commands/records-command.ts'),
      async () => (await import('./commands/run-records.ts')).runRecords,
    ),
    words: join(
      () => import('./commands/words-command.ts'),
      async () => (await import('./commands/run-words.ts')).runWords,
    ),
    trace: join(
      () => import('./commands/trace-command.ts'),
      async () => (await import('./commands/run-trace.ts')).runTrace,
    ),
    overlap: join(
      () => import('./commands/overlap-command.ts'),
      async () => (await import('./commands/run-overlap.ts')).runOverlap,
    ),
    'merge-answers': join(
      () => import('./commands/merge-answers-command.ts'),
      async () => (await import('./commands/run-merge-answers.ts')).runMergeAnswers,
    ),
    scan: join(
      () => import('./commands/scan-command.ts'),
      async () => (await import('./commands/run-scan.ts')).runScan,
    ),
    serve: join(
      () => import('./commands/serve-command.ts'),
      async () => (await import('./commands/run-serve.ts')).runServe,
    ),
    watch: join(
      () => import('./commands/watch-command.ts'),
      async () => (await import('./commands/run-watch.ts')).runWatch,
    ),
    route: join(
      () => import('./commands/route-command.ts'),
      async () => (await import('./commands/run-route.ts')).runRoute,
    ),
  },
};

const evaluationCommands: CommandGroup = {
  heading: 'Evaluate a model:',
  commands: {
    split: join(
      () => import('./commands/split-command.ts'),
      async () => (await import('./commands/run-split.ts')).runSplit,
    ),
    curves: join(
      () => import('./commands/curves-command.ts'),
      async () => (await import('./commands/run-curves.ts')).runCurves,
    ),
    dose: join(
      () => import('./commands/dose-command.ts'),
      async () => (await import('./commands/run-dose.ts')).runDose,
    ),
    concepts: join(
      () => import('./commands/concepts-command.ts'),
      async () => (await import('./commands/run-concepts.ts')).runConcepts,
    ),
    attention: join(
      () => import('./commands/attention-command.ts'),
      async () => (await import('./commands/run-attention.ts')).runAttention,
    ),
  },
};

const shellCommands: CommandGroup = {
  heading: 'Help:',
  commands: {
    completion: join(
      () => import('./commands/completion-command.ts'),
      async () => {
        const { runCompletion } = await import('./commands/run-completion.ts');
        return async (shell) => runCompletion(shell, await loadDeclarations());
      },
    ),
  },
};

/** In the order of the help. */
export const commandGroups: readonly CommandGroup[] = [
  corpusCommands,
  partCommands,
  questionCommands,
  evaluationCommands,
  shellCommands,
];

export const commandNames: readonly string[] = commandGroups.flatMap(({ commands }) =>
  Object.keys(commands),
);

async function loadDeclarations(): Promise<Command[]> {
  const lazy = commandGroups.flatMap(({ commands }) => Object.values(commands));
  return await Promise.all(lazy.map(async ({ declare }) => (await declare()).command));
}
