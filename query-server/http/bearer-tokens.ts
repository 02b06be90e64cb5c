// The tokens of `--token-file`: a line each, compared in constant time, never kept as text.

import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileError } from '../../errors/file-error.ts';
import { IndexError } from '../../errors.ts';

/** Shorter tokens can be guessed. */
const minLength = 16;

export class BearerTokens {
  #digests: readonly Buffer[];

  private constructor(tokens: readonly string[]) {
    this.#digests = tokens.map(digest);
  }

  /** The tokens of these digests, as another process has read them. */
  static ofDigests(digests: readonly string[]): BearerTokens {
    const tokens = new BearerTokens([]);
    tokens.#digests = digests.map((hex) => Buffer.from(hex, 'hex'));
    return tokens;
  }

  /** In hexadecimal. */
  get digests(): string[] {
    return this.#digests.map((bytes) => bytes.toString('hex'));
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
    const tokens: string[] = [];
    for (const [i, line] of text.split('\n').entries()) {
      const token = line.trim();
      if (token === '' || token.startsWith('#')) continue;
      if (token.length < minLength || !/^[\w.~+/-]+=*$/.test(token)) {
        throw new IndexError(
          'bad_argument',
          `${path}:${i + 1}: expected a token of at least ${minLength} letters, digits and - . _ ~ + / (such as \`openssl rand -hex 32\` makes)`,
          { file: path, line: i + 1 },
        );
      }
      tokens.push(token);
    }
    if (tokens.length > 0) return new BearerTokens(tokens);
    throw new IndexError('bad_argument', `${path} holds no token: expected a line for each`, {
      file: path,
    });
  }

  /** Throws `unauthorized` unless the header is `Bearer` and one of the tokens. */
  require(authorization: string | undefined): void {
    const token = /^Bearer +([^ ]+) *$/i.exec(authorization ?? '')?.[1];
    if (token !== undefined && this.#holds(token)) return;
    throw new IndexError(
      'unauthorized',
      token === undefined
        ? 'expected the header `authorization: Bearer TOKEN`, found none'
        : 'the token is not one that this server takes',
    );
  }

  /** As long for a token that is nearly right as for one that is not, and looks at all of them. */
  #holds(token: string): boolean {
    const asked = digest(token);
    let found = false;
    for (const known of this.#digests) found = timingSafeEqual(asked, known) || found;
    return found;
  }
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
