// Waits until something holds, while others change it; a failure ends every wait.

export class WaitRoom {
  #failure: unknown;
  #waiters = new Set<() => void>();

  /** Resolves once `holds()` does; throws the first failure, before or while it waits. */
  async until(holds: () => boolean): Promise<void> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      if (holds()) return;
      await new Promise<void>((resolve) => this.#waiters.add(resolve));
    }
  }

  /** Something has changed. */
  wakeAll(): void {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const wake of waiters) wake();
  }

  /** Makes every wait throw `error`; the first failure is kept. */
  fail(error: unknown): void {
    this.#failure ??= error;
    this.wakeAll();
  }
}
