// Sequences of token ids as a trie: which of them stand at a place of a text.
//
// The first token is looked up in an array, the others in a hash table of (node, token).

/** Slots are taken up to this share. */
const maxLoad = 0.5;

export class TokenTrie {
  /** Node of each first token; 0: no sequence begins with it. */
  #first: Uint32Array;
  /** Open addressing; a slot's node is 0 where it is free, as no edge leads to the root. */
  #parents: Uint32Array;
  #tokens: Uint32Array;
  #nodes: Uint32Array;
  #mask: number;
  #edges = 0;
  /** By node: what ends there, from 1 on; 0: nothing. */
  #ends: number[] = [0];
  #size = 0;

  /** Tokens of sequences are below `tokens`. */
  constructor(tokens: number) {
    this.#first = new Uint32Array(tokens);
    const slots = 1024;
    this.#parents = new Uint32Array(slots);
    this.#tokens = new Uint32Array(slots);
    this.#nodes = new Uint32Array(slots);
    this.#mask = slots - 1;
  }

  /** Distinct sequences. */
  get size(): number {
    return this.#size;
  }

  /** The number of a sequence of one token at least, 0, 1, 2, ... in order of first insertion. */
  insert(tokens: ArrayLike<number>): number {
    let node = this.#first[tokens[0] as number] as number;
    if (node === 0) {
      node = this.#newNode();
      this.#first[tokens[0] as number] = node;
    }
    for (let i = 1; i < tokens.length; i++) {
      const token = tokens[i] as number;
      let slot = this.#slot(node, token);
      if (this.#nodes[slot] === 0) {
        if (this.#edges + 1 > this.#nodes.length * maxLoad) {
          this.#grow();
          slot = this.#slot(node, token);
        }
        this.#edges++;
        this.#parents[slot] = node;
        this.#tokens[slot] = token;
        this.#nodes[slot] = this.#newNode();
      }
      node = this.#nodes[slot] as number;
    }
    if (this.#ends[node] === 0) this.#ends[node] = ++this.#size;
    return (this.#ends[node] as number) - 1;
  }

  /** Calls `onFound` with the number of each sequence that stands in tokens[0, length), place by place. */
  find(tokens: Uint32Array, length: number, onFound: (sequence: number) => void): void {
    const first = this.#first;
    const ends = this.#ends;
    for (let start = 0; start < length; start++) {
      const token = tokens[start] as number;
      let node = token < first.length ? (first[token] as number) : 0;
      for (let i = start + 1; node !== 0; i++) {
        const end = ends[node] as number;
        if (end !== 0) onFound(end - 1);
        if (i === length) break;
        node = this.#nodes[this.#slot(node, tokens[i] as number)] as number;
      }
    }
  }

  #newNode(): number {
    return this.#ends.push(0) - 1;
  }

  /** Where the edge is, or the free slot where it belongs. */
  #slot(node: number, token: number): number {
    let h = Math.imul(node, 0x9e3779b1) ^ Math.imul(token, 0x85ebca6b);
    h ^= h >>> 15;
    let slot = h & this.#mask;
    while (
      this.#nodes[slot] !== 0 &&
      (this.#parents[slot] !== node || this.#tokens[slot] !== token)
    ) {
      slot = (slot + 1) & this.#mask;
    }
    return slot;
  }

  #grow(): void {
    const [parents, tokens, nodes] = [this.#parents, this.#tokens, this.#nodes];
    const slots = 2 * nodes.length;
    this.#parents = new Uint32Array(slots);
    this.#tokens = new Uint32Array(slots);
    this.#nodes = new Uint32Array(slots);
    this.#mask = slots - 1;
    for (let old = 0; old < nodes.length; old++) {
      if (nodes[old] === 0) continue;
      const slot = this.#slot(parents[old] as number, tokens[old] as number);
      this.#parents[slot] = parents[old] as number;
      this.#tokens[slot] = tokens[old] as number;
      this.#nodes[slot] = nodes[old] as number;
    }
  }
}
