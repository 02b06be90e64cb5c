// The parts of a tokenizer.json that encoding reads. Other keys pass through to the library.

export interface AddedTokenJson {
  readonly id: number;
  readonly content: string;
  readonly special?: boolean;
  /** Matched in the normalized text. Default: where it is not special. */
  readonly normalized?: boolean;
  readonly lstrip?: boolean;
  readonly rstrip?: boolean;
  readonly single_word?: boolean;
}

/** A normalizer or a pre-tokenizer; a `Sequence` has its steps in one of the two lists. */
export interface StepJson {
  readonly type: string;
  readonly normalizers?: readonly StepJson[];
  readonly pretokenizers?: readonly StepJson[];
  readonly pattern?: { readonly String?: string; readonly Regex?: string };
  readonly content?: string;
  readonly behavior?: string;
  readonly invert?: boolean;
  readonly lowercase?: boolean;
  readonly handle_chinese_chars?: boolean;
  readonly prepend?: string;
  readonly add_prefix_space?: boolean;
  readonly use_regex?: boolean;
  readonly prepend_scheme?: string;
  readonly replacement?: string;
  readonly split?: boolean;
  readonly individual_digits?: boolean;
  readonly delimiter?: string;
}

export interface ModelJson {
  readonly type?: string;
  /** Ids by token; or tokens with their scores, the id of a token being its place. */
  readonly vocab: Readonly<Record<string, number>> | readonly (readonly [string, number])[];
  readonly merges?: readonly (string | readonly [string, string])[];
  readonly unk_token?: string | null;
  readonly unk_id?: number | null;
  readonly fuse_unk?: boolean;
  readonly byte_fallback?: boolean;
  readonly ignore_merges?: boolean;
  readonly end_of_word_suffix?: string | null;
  readonly continuing_subword_prefix?: string | null;
  readonly max_input_chars_per_word?: number;
}

export interface TokenizerJson {
  readonly model: ModelJson;
  readonly added_tokens?: readonly AddedTokenJson[] | null;
  readonly normalizer?: StepJson | null;
  readonly pre_tokenizer?: StepJson | null;
}

/** The steps of a normalizer or pre-tokenizer, those of nested sequences in their place. */
export function listSteps(step: StepJson | null | undefined): StepJson[] {
  if (step === null || step === undefined) return [];
  if (step.type !== 'Sequence') return [step];
  return (step.normalizers ?? step.pretokenizers ?? []).flatMap(listSteps);
}

/** Old files say `add_prefix_space` where new ones say `prepend_scheme`. */
export function prependScheme({
  prepend_scheme,
  add_prefix_space,
}: Pick<StepJson, 'prepend_scheme' | 'add_prefix_space'>): string {
  return prepend_scheme ?? (add_prefix_space === false ? 'never' : 'always');
}
