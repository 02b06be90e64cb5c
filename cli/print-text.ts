// Results on stdout, no faster than they are read.

/** Writes and waits until there is room for more, or nobody reads any more. */
export async function printText(text: string | Uint8Array): Promise<void> {
  const { stdout } = process;
  if (stdout.write(text) || stdout.destroyed) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      stdout.off('drain', done).off('close', done);
      resolve();
    };
    stdout.on('drain', done).on('close', done);
  });
}
