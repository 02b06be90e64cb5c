// What an index of a large corpus costs: a few measured constants, and sums of them. Pure.
//
// Built in parts, each by a task of one thread, from compressed JSON lines. docs/scale.md has the tables.

import { planMemory } from '../../indexer/plan-memory.ts';

/**
 * Measured by measure-scale.ts. Seconds are of one core; tokens are words and marks of the analyzer `words`.
 */
export interface BuildConstants {
  /**
   * Of `plan` and of `assemble`, with next to nothing to read; and of `build` for each part, with its code
   * compiled: where the line through two builds begins.
   */
  readonly planStartSeconds: number;
  readonly partStartSeconds: number;
  readonly assembleStartSeconds: number;
  /** Of `plan`, a byte of a file as it is stored: read and hashed. */
  readonly planSecondsPerByte: number;
  /** Of `build`, a token: read, decompressed, analysed, sorted and written. */
  readonly buildSecondsPerToken: number;
  /** Of `assemble`, a byte of a shard: read, hashed, and linked. */
  readonly assembleSecondsPerByte: number;
  readonly textBytesPerToken: number;
  /** Compressed, as the files are stored. */
  readonly fileBytesPerToken: number;
  readonly indexBytesPerToken: number;
  readonly storedTextBytesPerToken: number;
  /** Tokens for each token of the tokenizer of GPT-NeoX. */
  readonly tokensPerModelToken: number;
}

export interface Constants extends BuildConstants {
  /** Of a list, a phrase of 1 to 5 words, and the same in each segment, with all of the index in memory. */
  readonly askSeconds: number;
  readonly askSecondsPerSegment: number;
  /** Pages of 4 KiB that such a phrase reads of a segment. */
  readonly pagesPerSegment: number;
}

export interface Size {
  readonly tokens: number;
  readonly parts: number;
  /** `--memory` of a task. */
  readonly memoryBytes: number;
}

export interface Cost {
  readonly planSeconds: number;
  readonly buildSeconds: number;
  readonly assembleSeconds: number;
  readonly coreSeconds: number;
  readonly segments: number;
  readonly indexBytes: number;
  readonly textBytes: number;
}

/** Core seconds, segments and bytes of an index of that size. */
export function predictCost(constants: BuildConstants, { tokens, parts, memoryBytes }: Size): Cost {
  const c = constants;
  const ofPart = tokens / parts;
  // English text fills a segment by its tokens; other texts by their distinct words, and sooner.
  const segmentsOfPart = Math.ceil(ofPart / planMemory(memoryBytes, 1).segmentSymbols);
  const indexBytes = tokens * c.indexBytesPerToken;
  const textBytes = tokens * c.storedTextBytesPerToken;
  const planSeconds = c.planStartSeconds + tokens * c.fileBytesPerToken * c.planSecondsPerByte;
  const buildSeconds = parts * c.partStartSeconds + tokens * c.buildSecondsPerToken;
  const assembleSeconds =
    c.assembleStartSeconds + (indexBytes + textBytes) * c.assembleSecondsPerByte;
  const coreSeconds = planSeconds + buildSeconds + assembleSeconds;
  const segments = parts * segmentsOfPart;
  return {
    ...{ planSeconds, buildSeconds, assembleSeconds, coreSeconds },
    ...{ segments, indexBytes, textBytes },
  };
}

/** Of one server with some cores, that holds so many segments. */
export interface Serving {
  readonly segments: number;
  readonly cores: number;
  /** Random reads of 4 KiB that its disks do in a second. */
  readonly readsPerSecond: number;
}

/** Phrases a second: where all is in memory, and where nothing is. */
export function predictRate(
  { askSeconds, askSecondsPerSegment, pagesPerSegment }: Constants,
  { segments, cores, readsPerSecond }: Serving,
): { warm: number; cold: number } {
  return {
    warm: cores / (askSeconds + segments * askSecondsPerSegment),
    cold: readsPerSecond / (segments * pagesPerSegment),
  };
}
