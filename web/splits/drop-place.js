// A place that files and folders are dropped on.

/**
 * @typedef {object} Dropped
 * @property {File} file
 * @property {string} path inside of what was dropped or chosen; the name alone of a single file
 */

/**
 * `add` is told all files at once, those of dropped folders too.
 * @param {HTMLElement} host
 * @param {{ add: (dropped: Dropped[]) => void, fail: (why: string) => void }} options
 */
export function wireDrop(host, { add, fail }) {
  host.addEventListener('dragover', (event) => {
    event.preventDefault();
    host.classList.add('over');
  });
  host.addEventListener('dragleave', () => host.classList.remove('over'));
  host.addEventListener('drop', (event) => {
    event.preventDefault();
    host.classList.remove('over');
    readDropped(event.dataTransfer).then(add, (error) => {
      fail(
        `The dropped files cannot be read (${error.name}): choose them with the button instead.`,
      );
    });
  });
}

/** @param {DataTransfer | null} data @returns {Promise<Dropped[]>} */
async function readDropped(data) {
  if (data === null) return [];
  // Entries have to be taken before anything is awaited.
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  if (!entries.some((entry) => entry?.isDirectory)) {
    return [...data.files].map((file) => ({ file, path: file.name }));
  }
  /** @type {Dropped[]} */
  const found = [];
  for (const entry of entries) if (entry !== null) await walk(entry, found);
  return found;
}

/** @param {FileSystemEntry} entry @param {Dropped[]} found */
async function walk(entry, found) {
  if (entry.isFile) {
    const { promise, resolve, reject } = /** @type {PromiseWithResolvers<File>} */ (
      Promise.withResolvers()
    );
    /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject);
    found.push({ file: await promise, path: entry.fullPath.replace(/^\//, '') });
    return;
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  // A reader gives some entries at a time, and none at the end.
  for (;;) {
    const { promise, resolve, reject } = /** @type {PromiseWithResolvers<FileSystemEntry[]>} */ (
      Promise.withResolvers()
    );
    reader.readEntries(resolve, reject);
    const entries = await promise;
    if (entries.length === 0) return;
    for (const inner of entries) await walk(inner, found);
  }
}
