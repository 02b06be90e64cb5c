// The automaton of a pattern (Thompson's construction): each part is built in front of what follows it.

import { type AST, visitRegExpAST } from '@eslint-community/regexpp';
import { codePointsOf, type OneCodePoint } from './class-code-points.ts';
import { type Nfa, NfaBuilder } from './nfa.ts';
import { parsePattern } from './parse-pattern.ts';
import { propertySet } from './property-sets.ts';
import { type Utf8Steps, utf8Steps } from './utf8-steps.ts';

/** The terms that a pattern matches whole; with `ignoreCase` as with the flag `i`. Errors: parsePattern. */
export function patternNfa(source: string, ignoreCase: boolean): Nfa {
  const { alternatives } = parsePattern(source);
  const builder = new PatternBuilder(`the pattern /${source}/`, ignoreCase);
  return builder.nfa.build(builder.choice(alternatives, builder.nfa.accept));
}

/**
 * Finds the sets of code points that `patternNfa` needs, and pauses behind each: one takes 10 ms. A pattern
 * may name a hundred properties.
 */
export function* preparePattern(source: string): Generator<undefined, void, undefined> {
  const properties = new Set<string>();
  visitRegExpAST(parsePattern(source), {
    onCharacterSetEnter: ({ kind, raw }) => {
      if (kind === 'property' || kind === 'space') properties.add(raw);
    },
  });
  for (const raw of properties) {
    propertySet(raw);
    yield undefined;
  }
}

class PatternBuilder {
  readonly nfa: NfaBuilder;
  #ignoreCase: boolean;
  /** A part that is repeated is built again, of the same steps. */
  #steps = new Map<OneCodePoint, Utf8Steps>();

  constructor(name: string, ignoreCase: boolean) {
    this.nfa = new NfaBuilder(name);
    this.#ignoreCase = ignoreCase;
  }

  choice(alternatives: readonly AST.Alternative[], next: number): number {
    const ways = alternatives.map(({ elements }) => {
      this.nfa.count();
      return elements.reduceRight((after, element) => this.#element(element, after), next);
    });
    const [only] = ways;
    return only !== undefined && ways.length === 1 ? only : this.nfa.ways(ways);
  }

  #element(element: AST.Element, next: number): number {
    this.nfa.count();
    switch (element.type) {
      case 'Group':
      case 'CapturingGroup':
        return this.choice(element.alternatives, next);
      case 'Quantifier':
        return this.#repeat(element, next);
      case 'Assertion':
        return this.nfa.ways([next], element.kind === 'start' ? 'at start' : 'at end');
      case 'Character':
      case 'CharacterSet':
      case 'CharacterClass':
        return this.nfa.one(this.#stepsOf(element), next);
      default:
        throw new Error(`a part that parsePattern lets pass: found ${element.type}`);
    }
  }

  #repeat({ element, min, max }: AST.Quantifier, next: number): number {
    let at = next;
    let required = min;
    if (max === Number.POSITIVE_INFINITY) {
      const ways = [next];
      const loop = this.nfa.ways(ways);
      const body = this.#element(element, loop);
      ways.push(body);
      at = min === 0 ? loop : body;
      required = Math.max(0, min - 1);
    } else {
      for (let i = min; i < max; i++) at = this.nfa.ways([this.#element(element, at), next]);
    }
    for (let i = 0; i < required; i++) at = this.#element(element, at);
    return at;
  }

  #stepsOf(part: OneCodePoint): Utf8Steps {
    let steps = this.#steps.get(part);
    if (steps === undefined) {
      steps = utf8Steps(codePointsOf(part, this.#ignoreCase));
      this.#steps.set(part, steps);
    }
    return steps;
  }
}
