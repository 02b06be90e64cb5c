// The form of POST /v1/curves as it arrives: the question and the pair files are held, results go to
// disk. Whatever is refused, the rest of the form is read for a while, so that a client that is still
// sending hears why.

import type { MultipartFile } from '@fastify/multipart';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { causeCode } from '../../errors/cause.ts';
import { IndexError } from '../../errors.ts';
import { decodePairFile, type PairFile } from '../../library/splits/decode-pair-file.ts';
import type { CurvesQuestion } from '../../schemas/curves-request.ts';
import type { HeldBody } from '../http/body-memory.ts';
import { ClientGone } from '../http/request-work.ts';
import { decodeQuestion } from './decode-question.ts';
import { UploadFolder } from './upload-folder.ts';
import { decodeUploadPath } from './upload-path.ts';

export interface CurvesForm extends AsyncDisposable {
  readonly question: CurvesQuestion;
  readonly pairs: readonly PairFile[];
  readonly folder: UploadFolder;
}

export interface FormLimits {
  readonly maxPairBytes: number;
  readonly maxResultsBytes: number;
  readonly maxResultFiles: number;
  /** Counts what is held, in memory and on disk; each may give the form up. */
  readonly hold: (giveUp: (error: IndexError) => void) => {
    readonly memory: HeldBody;
    readonly disk: HeldBody;
  };
}

const maxQuestionBytes = 1 << 20;
/** A client that is still sending is listened to for so long before it is refused. */
const lingerMs = 3000;

/** Throws what is wrong with the form; the caller disposes of it, which deletes the results. */
export async function receiveForm(
  request: FastifyRequest,
  reply: FastifyReply,
  limits: FormLimits,
): Promise<CurvesForm> {
  const stop = new AbortController();
  reply.raw.once('close', () => stop.abort(new ClientGone()));
  if (reply.raw.destroyed) throw new ClientGone();
  const held = limits.hold((error) => stop.abort(error));
  const letGo = () => {
    held.memory.letGo();
    held.disk.letGo();
  };
  reply.raw.once('close', letGo);
  const folder = await UploadFolder.create();
  try {
    const receiver = new FormReceiver({ folder, held, signal: stop.signal }, limits);
    for await (const part of walkParts(request, stop.signal)) {
      await receiver.take(part).catch((error: unknown) => {
        throw notAForm(error);
      });
    }
    held.memory.arrived();
    held.disk.arrived();
    return { ...receiver.finish(), folder, [Symbol.asyncDispose]: () => dispose(folder, letGo) };
  } catch (error) {
    await dispose(folder, letGo);
    reply.header('connection', 'close');
    if (!stop.signal.aborted) await linger(request.raw);
    throw stop.signal.aborted ? stop.signal.reason : error;
  }
}

async function dispose(folder: UploadFolder, letGo: () => void): Promise<void> {
  letGo();
  await folder[Symbol.asyncDispose]();
}

type Part = Awaited<ReturnType<ReturnType<FastifyRequest['parts']>['next']>>['value'];

/** Ends with the signal too, which the form's parser does not hear between two parts. */
async function* walkParts(
  request: FastifyRequest,
  signal: AbortSignal,
): AsyncGenerator<Part, void, undefined> {
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  stopped.catch(() => {});
  const parts = request.parts({
    preservePath: true,
    limits: {
      fieldNameSize: 100,
      fieldSize: maxQuestionBytes,
      fields: 10,
      fileSize: Number.POSITIVE_INFINITY,
      files: Number.POSITIVE_INFINITY,
      parts: Number.POSITIVE_INFINITY,
    },
  });
  for (;;) {
    const next = parts.next().catch((error: unknown) => {
      throw notAForm(error);
    });
    const { done, value } = await Promise.race([next, stopped]);
    if (done) return;
    yield value;
  }
}

/** Errors of the form's parser as ours; those of the system and bugs stay as they are. */
function notAForm(error: unknown): unknown {
  if (error instanceof IndexError || !(error instanceof Error)) return error;
  if ('syscall' in error || error instanceof TypeError) return error;
  if (causeCode(error) === 'FST_INVALID_JSON_FIELD_ERROR') {
    return new IndexError('not_json', 'the part question is not valid JSON', {}, error);
  }
  const found = `the body is not a whole form of multipart/form-data: ${error.message}`;
  return new IndexError('malformed_request', found, {}, error);
}

/** Where a form goes, until the signal. */
interface FormPlace {
  readonly folder: UploadFolder;
  readonly held: ReturnType<FormLimits['hold']>;
  readonly signal: AbortSignal;
}

class FormReceiver {
  #question: CurvesQuestion | undefined;
  #pairs: PairFile[] = [];
  #pairBytes = 0;
  #resultBytes = 0;
  #results = 0;
  #place: FormPlace;
  #limits: FormLimits;

  constructor(place: FormPlace, limits: FormLimits) {
    this.#place = place;
    this.#limits = limits;
  }

  async take(part: Part): Promise<void> {
    const { fieldname } = part;
    const isFile = part.type === 'file';
    switch (fieldname) {
      case 'question':
        if (this.#question !== undefined) throw refuse('the part question is there twice');
        this.#question = decodeQuestion(
          isFile ? (await this.#read(part, maxQuestionBytes)).toString('utf8') : part.value,
        );
        return;
      case 'pairs':
        this.#pairs.push(
          decodePairFile(requireName(part), await this.#read(part, this.#limits.maxPairBytes)),
        );
        return;
      case 'results':
        await this.#takeResult(requireFile(part));
        return;
      case 'names':
        await this.#takeNames(requireFile(part));
        return;
      default:
        throw refuse(
          `the form has no part ${JSON.stringify(fieldname)}: expected question, pairs, results and names`,
        );
    }
  }

  finish(): Pick<CurvesForm, 'question' | 'pairs'> {
    if (this.#pairs.length === 0) {
      throw refuse('the form has no part pairs: expected one for each pair file');
    }
    if (this.#results === 0) {
      throw refuse('the form has no part results: expected one for each file of results');
    }
    return { question: this.#question ?? {}, pairs: this.#pairs };
  }

  async #takeResult(part: MultipartFile): Promise<void> {
    const parts = decodeUploadPath(requireName(part));
    const { maxResultFiles } = this.#limits;
    if (++this.#results > maxResultFiles) {
      throw new IndexError(
        'body_too_large',
        `the form has more than ${maxResultFiles} files of results: send fewer sets or checkpoints at once`,
        { expected: maxResultFiles },
      );
    }
    const { folder, signal } = this.#place;
    await folder.addResult(parts, this.#counted(part), signal);
  }

  async #takeNames(part: MultipartFile): Promise<void> {
    const { folder, signal } = this.#place;
    if (folder.names !== undefined) throw refuse('the part names is there twice');
    const [name = ''] = decodeUploadPath(requireName(part)).slice(-1);
    await folder.addNames(name, this.#counted(part), signal);
  }

  /** Tells of every chunk; the stream itself stays as it is, for its reader. */
  #counted({ file }: MultipartFile): MultipartFile['file'] {
    const { maxResultsBytes } = this.#limits;
    file.on('data', (chunk: Buffer) => {
      this.#place.held.disk.add(chunk.length);
      this.#resultBytes += chunk.length;
      if (this.#resultBytes <= maxResultsBytes) return;
      file.destroy(
        new IndexError(
          'body_too_large',
          `the results have more than ${maxResultsBytes} bytes: send fewer sets or checkpoints at once, compress them (gzip or zstd), or start the server with a larger --max-results`,
          { expected: maxResultsBytes },
        ),
      );
    });
    // Read by its reader alone.
    file.pause();
    return file;
  }

  async #read(part: Part, max: number): Promise<Buffer> {
    if (part.type === 'field') return Buffer.from(String(part.value));
    const { held, signal } = this.#place;
    const chunks: Buffer[] = [];
    const received: AsyncIterable<Buffer> = part.file;
    for await (const chunk of received) {
      signal.throwIfAborted();
      held.memory.add(chunk.length);
      this.#pairBytes += chunk.length;
      if (this.#pairBytes > max) {
        throw new IndexError(
          'body_too_large',
          `the pair files have more than ${max} bytes: send fewer at once, or start the server with a larger --max-body`,
          { expected: max },
        );
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
}

function requireFile(part: Part): MultipartFile {
  if (part.type === 'file') return part;
  throw refuse(`the part ${part.fieldname} is not a file: expected one with a filename`);
}

function requireName(part: Part): string {
  const { filename } = requireFile(part);
  if (filename !== undefined && filename !== '') return filename;
  throw refuse(`a file of the part ${part.fieldname} has no name: expected a filename`);
}

function refuse(found: string): IndexError {
  return new IndexError('bad_argument', found);
}

/** Reads what still comes, and forgets it, for a while. */
async function linger(body: FastifyRequest['raw']): Promise<void> {
  if (body.readableEnded || body.destroyed) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, lingerMs);
    body.once('close', () => resolve()).once('end', () => resolve());
    // A part that nobody reads would hold up its parser, and with it the body.
    body.unpipe();
    body.resume();
    void body.once('close', () => clearTimeout(timer));
  });
}
