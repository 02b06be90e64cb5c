// The tokens of `--token-file`: a line each, compared in constant time, never kept as text.
//
// A token may read; one of a line `write:TOKEN` may write too.

import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileError } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';

/** Shorter tokens can be guessed. */
const minLength = 16;
/** Before a token that may write, and before its digest. */
const writePrefix = 'write:';

interface KnownToken {
  readonly digest: Buffer;
  readonly writes: boolean;
}

export class BearerTokens {
  #known: readonly KnownToken[];

  private constructor(known: readonly KnownToken[]) {
    this.#known = known;
  }

  /** The tokens of these digests, as another process has read them. */
  static ofDigests(digests: readonly string[]): BearerTokens {
    const known = digests.map((line) => {
      const { rest, writes } = splitRole(line);
      return { digest: Buffer.from(rest, 'hex'), writes };
    });
    return new BearerTokens(known);
  }

  /** In hexadecimal, with the role before it. */
  get digests(): string[] {
    return this.#known.map((one) => (one.writes ? writePrefix : '') + one.digest.toString('hex'));
  }

  /** Reads a file of tokens, a line each; blank lines and lines that start with # are none. */
  static read(path: string): BearerTokens {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      throw fileError(error, { path, doing: 'read the token file' });
    }
    return BearerTokens.decode(text, path);
  }

  /** Throws `bad_argument` for a token that is short or could not stand in a header, or for none. */
  static decode(text: string, path: string): BearerTokens {
    const known: KnownToken[] = [];
    for (const [i, line] of text.split('\n').entries()) {
      const { rest: token, writes } = splitRole(line.trim());
      if ((token === '' && !writes) || token.startsWith('#')) continue;
      if (token.length < minLength || !/^[\w.~+/-]+=*$/.test(token)) {
        throw new IndexError(
          'bad_argument',
          `${path}:${i + 1}: expected a token of at least ${minLength} letters, digits and - . _ ~ + / (such as \`openssl rand -hex 32\` makes), after \`write:\` where it may write`,
          { file: path, line: i + 1 },
        );
      }
      known.push({ digest: digest(token), writes });
    }
    if (known.length > 0) return new BearerTokens(known);
    throw new IndexError('bad_argument', `${path} holds no token: expected a line for each`, {
      file: path,
    });
  }

  /**
   * Throws `unauthorized` unless the header is `Bearer` and one of the tokens, and `write_not_allowed` for one
   * that may only read where the request writes.
   */
  require(authorization: string | undefined, { writes }: { readonly writes: boolean }): void {
    const token = /^Bearer +([^ ]+) *$/i.exec(authorization ?? '')?.[1];
    const found = token === undefined ? undefined : this.#find(token);
    if (found === undefined) {
      throw new IndexError(
        'unauthorized',
        token === undefined
          ? 'expected the header `authorization: Bearer TOKEN`, found none'
          : `the token is not one that this server takes${token.startsWith(writePrefix) ? `: \`${writePrefix}\` of its line is not part of it` : ''}`,
      );
    }
    if (!writes || found.writes) return;
    throw new IndexError('write_not_allowed', 'the token may read, and this request writes');
  }

  /** As long for a token that is nearly right as for one that is not, and looks at all of them. */
  #find(token: string): Pick<KnownToken, 'writes'> | undefined {
    const asked = digest(token);
    let isKnown = false;
    let writes = false;
    for (const known of this.#known) {
      const isSame = timingSafeEqual(asked, known.digest);
      isKnown = isSame || isKnown;
      writes = (isSame && known.writes) || writes;
    }
    return isKnown ? { writes } : undefined;
  }
}

function splitRole(line: string): { readonly rest: string; readonly writes: boolean } {
  const writes = line.startsWith(writePrefix);
  return { rest: writes ? line.slice(writePrefix.length) : line, writes };
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
