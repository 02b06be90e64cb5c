// File operations that call a hook before each one, by its number: to fail or to die there.

import { type FileOperations, fileOperations } from '../../store/files.ts';

/** `before` is called with 1 for the first operation; what it throws, the operation throws. */
export function countedFiles(before: (operation: number, name: string) => void): FileOperations {
  let operation = 0;
  const counted = <A extends unknown[], R>(name: string, action: (...given: A) => R) => {
    return (...given: A): R => {
      before(++operation, name);
      return action(...given);
    };
  };
  const real = fileOperations;
  return {
    makeDirectory: counted('makeDirectory', real.makeDirectory),
    create: counted('create', real.create),
    write: counted('write', real.write),
    fsync: counted('fsync', real.fsync),
    close: counted('close', real.close),
    truncate: counted('truncate', real.truncate),
    rename: counted('rename', real.rename),
    fsyncDirectory: counted('fsyncDirectory', real.fsyncDirectory),
    remove: counted('remove', real.remove),
    list: counted('list', real.list),
  };
}
