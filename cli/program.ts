// The commands with their options and help. Each action loads its own module.

import { Command, Option } from 'commander';
import { formatNames } from '../formats/registry.ts';
import { quotings } from '../formats/tables/quoting.ts';
import { stepFormats } from '../input/lines/step-value.ts';
import { packageVersion } from '../package-version.ts';
import {
  parseBytes,
  parseCount,
  parseDuration,
  parseFields,
  parseName,
  parseNames,
  parseNumber,
  parsePort,
  parseSteps,
} from './option-values.ts';
import { addCurves, addDose } from './program-curves.ts';
import { addAttention, addConcepts } from './program-states.ts';

/** The program for these arguments. With --json nothing is printed of an error of usage: run-program.ts does. */
export function createProgram(argv: readonly string[] = []): Command {
  const json = argv.includes('--json');
  const program = new Command('firstseen')
    .configureOutput(json ? { writeErr: () => {} } : {})
    .description(
      'When did a language model first see a phrase in pre-training, and how often by any step?',
    )
    .version(packageVersion(), '-V, --version')
    .exitOverride()
    .showHelpAfterError('(add --help for what is expected)')
    .configureHelp({ sortSubcommands: false });
  addIndex(program);
  addQuery(program);
  addScan(program);
  addSplit(program);
  addCurves(program);
  addDose(program);
  addConcepts(program);
  addAttention(program);
  addInfo(program);
  addInspect(program);
  addVerify(program);
  addServe(program);
  for (const command of program.commands) {
    const swallows = command.name() === 'serve' && argv.includes('--trust-proxy');
    const usage = swallows ? usageOfTrustProxy : (usages[command.name()] ?? command.usage());
    command.exitOverride();
    command.showHelpAfterError(
      `(expected: firstseen ${command.name()} ${usage}; --help says more)`,
    );
  }
  return program;
}

/** What stands below an error of usage. */
const usages: Readonly<Record<string, string>> = {
  index: 'DIR --from PATH..., DIR first, because --from takes everything after it',
  query: 'DIR PHRASE..., those that begin with - after --',
  scan: 'PHRASE... --from PATH..., phrases first, because --from takes everything after it',
  split: 'DIR --pairs FILE... --out DIR, DIR first, because --pairs takes everything after it',
  curves: '--split DIR --results PATH...',
  dose: '--split DIR --results PATH...',
  concepts: '--split DIR --states PATTERN, the pattern in quotes',
  attention: '--split DIR --weights PATTERN, the pattern in quotes',
  info: 'DIR',
  inspect: '--run FILE.json --record N',
  verify: 'DIR',
  serve: 'DIR',
};

/** Its value may be left out. */
const usageOfTrustProxy = 'DIR, DIR first, because --trust-proxy takes the word after it';

function addIndex(program: Command): void {
  const command = program
    .command('index')
    .summary('build an index of a corpus in training order, or append to one')
    .description(
      'Builds an index of a corpus in training order, or appends to the index there.\n' +
        'Run the same command again to continue where it stopped. It then feeds the new lines of ' +
        'files that have grown, and counts nothing twice.',
    )
    .argument('<dir>', 'folder of the index', parseName);
  addCorpusOptions(command)
    .addOption(
      new Option(
        '--analyzer <name>',
        'words: lower-cased; cased: as written; ids: token ids of a run (default: words)',
      ).choices(['words', 'cased', 'ids']),
    )
    .addOption(
      new Option('--on-bad-record <policy>', 'skip: leave out, count and list')
        .choices(['fail', 'skip'])
        .default('fail'),
    )
    .addOption(
      new Option('--workers <n>', 'worker threads (default: one per core)').argParser(parseCount),
    )
    .addOption(
      new Option(
        '--memory <amount>',
        'memory to stay within, 426M or more (default: 4G, or half of all memory)',
      ).argParser(parseBytes),
    )
    .addOption(
      new Option(
        '--commit-every <time>',
        'commit at least this often, such as 90s or 2m (default: 60s)',
      ).argParser(parseDuration),
    )
    .option('--no-text', 'do not store the text: smaller, no contexts')
    .option('--again', 'feed sources that the index holds a second time')
    .option('--json', 'print the summary as JSON')
    .option('--quiet', 'no progress, no remarks')
    .addHelpText(
      'after',
      '\nExample:\n  firstseen index brown.idx --from "corpus/*.jsonl.gz" --batch-size 512\n(quoted, so that part2 comes before part10: a shell would sort them otherwise)',
    )
    .action(async (dir: string, options) => {
      const { runIndex } = await import('./index-command.ts');
      await runIndex(dir, options);
    });
}

function addQuery(program: Command): void {
  program
    .command('query')
    .summary('when phrases were first seen, and how often by which step')
    .description(
      'Prints the count of each phrase, its first and its last step. Options ask for more.',
    )
    .argument('<dir>', 'folder of the index', parseName)
    .argument('[phrase...]', 'phrases to ask for')
    .addOption(
      new Option('--at <step,...>', 'exposures by the end of these steps').argParser(parseSteps),
    )
    .addOption(
      new Option(
        '--timeline <bins>',
        'exposures in this many equal ranges of steps, from the first step to the last',
      ).argParser(parseCount),
    )
    .option('--records', 'distinct records that hold the phrase')
    .addOption(
      new Option('--contexts <n>', 'text around the first n exposures').argParser(parseNumber),
    )
    .option(
      '--phrases <file>',
      'one phrase per line, JSON lines with "phrase", or a JSON array, detected by content (.txt is text); - for standard input',
      parseName,
    )
    .option('--json', 'one answer per line, as JSON')
    .option('--quiet', 'no remarks on stderr')
    .addHelpText(
      'after',
      '\nExample:\n  firstseen query brown.idx "of the" "in the united states" --at 100,1000 --contexts 1',
    )
    .action(async (dir: string, phrases: string[], options) => {
      const { runQuery } = await import('./query-command.ts');
      await runQuery(dir, phrases, options);
    });
}

function addScan(program: Command): void {
  const command = program
    .command('scan')
    .summary('the answers of query in one pass over a corpus, with no index')
    .description(
      'Reads a corpus once, in training order, and answers as query of an index would.\n' +
        'For a few questions: an index answers any, again and again.',
    )
    .argument('[phrase...]', 'phrases to scan for, before the options');
  addCorpusOptions(command)
    .option(
      '--phrases <file>',
      'one phrase per line, JSON lines with "phrase", or a JSON array, detected by content (.txt is text); - for standard input',
      parseName,
    )
    .addOption(
      new Option('--analyzer <name>', 'words: lower-cased; cased: as written')
        .choices(['words', 'cased'])
        .default('words'),
    )
    .addOption(
      new Option('--on-bad-record <policy>', 'skip: leave out and count')
        .choices(['fail', 'skip'])
        .default('fail'),
    )
    .addOption(
      new Option('--at <step,...>', 'exposures by the end of these steps').argParser(parseSteps),
    )
    .addOption(
      new Option(
        '--timeline <bins>',
        'exposures in this many equal ranges of steps, from the first step to the last',
      ).argParser(parseCount),
    )
    .option('--records', 'distinct records that hold the phrase')
    // Refused, with what to do instead.
    .addOption(new Option('--contexts <n>').argParser(parseNumber).hideHelp())
    .option('--json', 'one answer per line, as JSON')
    .option('--quiet', 'no progress, no remarks')
    .addHelpText(
      'after',
      '\nExample:\n  firstseen scan "of the" --from "corpus/*.jsonl.gz" --batch-size 512 --at 100,1000',
    )
    .action(async (phrases: string[], options) => {
      const { runScan } = await import('./scan-command.ts');
      await runScan(phrases, options);
    });
}

/** What a corpus is and how its records become steps. */
function addCorpusOptions(command: Command): Command {
  return command
    .option(
      '--from <path...>',
      'files, globs, https:// addresses, or - for standard input; in training order',
    )
    .addOption(
      new Option(
        '--run <file>',
        'a run description: files, format, order and steps of a training run, as JSON',
      )
        .conflicts([
          'from',
          'batchSize',
          'stepField',
          'stepFormat',
          'textField',
          'idField',
          'format',
          'quoting',
        ])
        .argParser(parseName),
    )
    .addOption(
      new Option('--batch-size <n>', 'records per step (default: 512)').argParser(parseCount),
    )
    .addOption(
      new Option('--step-field <field>', 'the records say their step in this field')
        .conflicts('batchSize')
        .argParser(parseName),
    )
    .addOption(
      new Option(
        '--step-format <format>',
        'how --step-field says it: integer (default); digits: a string, "1999"; date: "1999-12-31", step 19991231; date-time: to the second',
      ).choices([...stepFormats]),
    )
    .option(
      '--text-field <field>',
      'field of the text (default: "text"); repeated, the fields are joined by line feeds',
      parseFields,
    )
    .option('--id-field <field>', 'field of the id (default: "id")', parseName)
    .addOption(
      new Option(
        '--format <format>',
        'format of the files (default: detected by content and name)',
      ).choices([...formatNames]),
    )
    .addOption(
      new Option(
        '--quoting <rule>',
        'quotation marks in CSV and TSV. standard: they enclose cells (default); none: they are text',
      ).choices([...quotings]),
    );
}

function addSplit(program: Command): void {
  program
    .command('split')
    .summary('split minimal pairs by whether their critical phrases were exposed')
    .description(
      'Splits minimal pairs into proxy-train (a critical phrase was exposed by a step) and ' +
        'proxy-validation (not), as a folder for Hugging Face datasets and lm-evaluation-harness. ' +
        'BLiMP is known by its file names; In other sets the critical phrase is the word that differs, with its neighbours.',
    )
    .argument('<dir>', 'folder of the index', parseName)
    .requiredOption(
      '--pairs <file...>',
      'JSON lines, JSON (a list or a SyntaxGym suite), CSV, TSV, or globs; a file is a set',
    )
    .requiredOption('--out <dir>', 'folder to write; new or empty', parseName)
    .addOption(
      new Option('--policy <policy>', 'which phrase of a pair has to be exposed')
        .choices(['either', 'both', 'good', 'bad'])
        .default('either'),
    )
    .addOption(
      new Option(
        '--at <step,...>',
        'by the end of these steps, a folder step-S each if several (default: the last checkpoint, or the last step of the index)',
      ).argParser(parseSteps),
    )
    .option(
      '--checkpoints <file|step,...>',
      'one folder, with exposures.parquet and exposures.csv: counts by the end of each of these steps; a file has one step per line, or a JSON array',
      parseName,
    )
    .addOption(
      new Option('--compact', 'leave out the files of rows, which hold the sentences').conflicts(
        'parquet',
      ),
    )
    .addOption(
      new Option('--min-count <k>', 'a phrase is exposed from its k-th exposure on')
        .argParser(parseCount)
        .default(1),
    )
    .option('--balance', 'as many proxy-train as proxy-validation examples, sampled by the seed')
    .addOption(
      new Option(
        '--match-frequency',
        'the same, within each range of how often the rarest word occurs',
      ).conflicts('balance'),
    )
    .addOption(new Option('--seed <n>', 'seed of the sampling').argParser(parseNumber).default(0))
    .addOption(
      new Option(
        '--quoting <quoting>',
        'quotation marks in CSV and TSV. standard: they enclose cells; none: they are text',
      )
        .choices(['standard', 'none'])
        .default('standard'),
    )
    .option('--good <column>', 'column of the good sentence (default: "sentence_good")')
    .option('--bad <column>', 'column of the bad sentence (default: "sentence_bad")')
    .option('--phrase-good <column>', 'column of the good critical phrase, instead of sentences')
    .option('--phrase-bad <column>', 'column of the bad critical phrase')
    .option('--phrase-field <column>', 'one column of phrases: text, or [good, bad]')
    .addOption(
      new Option(
        '--context <words>',
        'words on either side of the one that differs (tokens in scripts without spaces)',
      )
        .argParser(parseNumber)
        .default(1),
    )
    .option('--prefix <text>', 'put before the names of the fields that are added', '')
    .option('--task-prefix <text>', 'put before a set to name its task', 'blimp_')
    .option('--parquet', 'write the rows as Parquet too')
    .option('--plot <file.svg>', 'draw the exposure curves of all sets', parseName)
    .option('--json', 'print split.json, one line per step')
    .option('--quiet', 'no remarks on stderr')
    .addHelpText(
      'after',
      '\nExample:\n  firstseen split brown.idx --pairs "blimp/*.jsonl" --out blimp-splits --at 100,1000\n  firstseen split brown.idx --pairs "blimp/*.jsonl" --out blimp-splits --checkpoints steps.txt --compact',
    )
    .action(async (dir: string, options) => {
      const { runSplit } = await import('./split-command.ts');
      await runSplit(dir, options);
    });
}

function addInfo(program: Command): void {
  program
    .command('info')
    .summary('show the contents of an index')
    .description(
      'Shows the contents of an index: amounts, sources, skipped records, and the rule for steps.',
    )
    .argument('<dir>', 'folder of the index', parseName)
    .option('--json', 'print it as JSON')
    .option('--quiet', 'no remarks on stderr')
    .addHelpText('after', '\nExample:\n  firstseen info brown.idx')
    .action(async (dir: string, options) => {
      const { runInfo } = await import('./info-command.ts');
      await runInfo(dir, options);
    });
}

function addInspect(program: Command): void {
  program
    .command('inspect')
    .summary('a record of a run as the model saw it, without an index')
    .description(
      'Shows a record of a run description: its text, step and source.\n' +
        'Use it to check a run description before you index for hours.',
    )
    .requiredOption('--run <file>', 'the run description, as JSON', parseName)
    .addOption(
      new Option('--record <n>', 'rank of the record, from 0 on').argParser(parseNumber).default(0),
    )
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExample:\n  firstseen inspect --run run.json --record 2')
    .action(async (options) => {
      const { runInspect } = await import('./inspect-command.ts');
      await runInspect(options);
    });
}

function addVerify(program: Command): void {
  program
    .command('verify')
    .summary('read all of an index and check it')
    .description('Reads every byte of an index and checks it. Exit code 3 if anything is damaged.')
    .argument('<dir>', 'folder of the index', parseName)
    .option('--json', 'print what was found as JSON')
    .option('--quiet', 'print nothing on stdout; the exit code has the result')
    .addHelpText('after', '\nExample:\n  firstseen verify brown.idx')
    .action(async (dir: string, options) => {
      const { runVerify } = await import('./verify-command.ts');
      await runVerify(dir, options);
    });
}

function addServe(program: Command): void {
  program
    .command('serve')
    .summary('answer over HTTP, and show the web page')
    .description('Answers over HTTP, and shows the web page, until it is stopped (Ctrl-C).')
    .argument('<dir>', 'folder of the index', parseName)
    .option('--host <address>', 'address to listen at', '127.0.0.1')
    .addOption(
      new Option('--port <n>', 'port to listen at; 0: any that is free')
        .argParser(parsePort)
        .default(7333),
    )
    .addOption(
      new Option(
        '--token-file <file>',
        'one token per line; a client must send one of them. Needed for an address that others reach',
      ).conflicts('auth'),
    )
    .option('--no-auth', 'do not ask for a token, at any address')
    .addOption(
      new Option(
        '--allow-host <name,...>',
        'names by which clients may call the server, besides localhost, such as the name of a proxy',
      ).argParser(parseNames),
    )
    .addOption(
      new Option(
        '--base-path <path>',
        'path of the server behind a proxy that does not strip it, such as /firstseen',
      ).argParser(parseName),
    )
    .addOption(
      new Option(
        '--trust-proxy [address,...]',
        'proxies whose X-Forwarded-For header names the client; without a value those on this machine',
      )
        .argParser(parseNames)
        .preset('loopback'),
    )
    .addOption(
      new Option(
        '--rate-limit <n>',
        'requests a second from one client address (default: no limit)',
      ).argParser(parseCount),
    )
    .addOption(
      new Option('--deadline <seconds>', 'time after which the work of a request is stopped')
        .argParser(parseCount)
        .default(60),
    )
    .addOption(
      new Option(
        '--max-body <amount>',
        'the largest body of a request; a split may have four times that',
      )
        .argParser(parseBytes)
        .default(16 << 20, '16M'),
    )
    .addOption(
      new Option(
        '--max-results <amount>',
        'the largest results of a request for curves, kept in a temporary folder meanwhile',
      )
        .argParser(parseBytes)
        .default(1 << 30, '1G'),
    )
    .addOption(
      new Option('--max-phrases <n>', 'phrases in one request')
        .argParser(parseCount)
        .default(100_000),
    )
    .addOption(
      new Option('--max-phrase-length <n>', 'characters of a phrase')
        .argParser(parseCount)
        .default(100_000),
    )
    .option('--wait', 'start although the index has no commit yet, and open it once it has')
    .addOption(
      new Option('--log-level <level>', 'messages that go to stderr, as JSON lines')
        .choices(['error', 'warn', 'info', 'debug'])
        .default('info'),
    )
    .addHelpText(
      'after',
      '\nExample:\n  firstseen serve brown.idx --port 8080\nBehind a proxy on this machine (docs/http.md):\n  firstseen serve brown.idx --allow-host corpus.example.org --trust-proxy',
    )
    .action(async (dir: string, options) => {
      const { runServe } = await import('./serve-command.ts');
      await runServe(dir, options);
    });
}
