// Where answers for phrases go: to stdout as text, and to files as rows.
//
// The threads that answer lists give text. Rows are read out of its JSON lines.

import { type AskedColumns, answerColumns } from '../../library/rows/answer-rows.ts';
import { RowFiles } from '../../library/rows/row-files.ts';
import type { Answered } from '../../schemas/answer.ts';
import { printText } from '../print-text.ts';
import { remarkWritten } from '../remarks/remark.ts';

interface OutputOptions {
  readonly csv?: string | undefined;
  readonly parquet?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Must be closed. */
export class AnswerOutput {
  #files: RowFiles<Answered> | undefined;
  #isPrinted: boolean;

  private constructor(files: RowFiles<Answered> | undefined, isPrinted: boolean) {
    this.#files = files;
    this.#isPrinted = isPrinted;
  }

  /** Throws as RowFiles.open. Where files are written, answers are printed with `json` only. */
  static async open(plan: AskedColumns, options: OutputOptions): Promise<AnswerOutput> {
    const files = await RowFiles.open(options, answerColumns(plan));
    return new AnswerOutput(files, files === undefined || options.json === true);
  }

  /** Nobody reads what is printed any more, and nothing else is written. */
  get isUnread(): boolean {
    return this.#files === undefined && process.stdout.destroyed;
  }

  /** Text is JSON lines where rows are asked for. */
  async take(text: string | Uint8Array): Promise<void> {
    await this.#files?.write(readAnswers(text));
    if (this.#isPrinted) await printText(text);
  }

  async finish(quiet: boolean): Promise<void> {
    await this.#files?.finish((path) => {
      if (!quiet) remarkWritten(path);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#files?.[Symbol.asyncDispose]();
  }
}

function readAnswers(lines: string | Uint8Array): Answered[] {
  const text = typeof lines === 'string' ? lines : new TextDecoder().decode(lines);
  const answers: Answered[] = [];
  for (const line of text.split('\n')) if (line !== '') answers.push(JSON.parse(line));
  return answers;
}
