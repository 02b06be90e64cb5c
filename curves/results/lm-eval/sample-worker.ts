// A thread that reads files of samples, a task at a time. It checks nothing but the lines: the split
// is the main thread's.

import { serveTasks } from '../../../threads/serve-tasks.ts';
import { SampleReader } from './read-sample-file.ts';
import type { SampleFile, SampleTask, SampleWorkerOptions } from './sample-messages.ts';

serveTasks<SampleWorkerOptions, SampleTask, undefined, SampleFile>({
  open({ metric }) {
    const reader = new SampleReader(metric);
    return async (files, { sendPart }) => {
      reader.forget(metric);
      for (const { at, path } of files) {
        const rows = await reader.read(path);
        const columns = [rows.rows.buffer, rows.lines.buffer, rows.right.buffer];
        sendPart(
          { at, rows },
          columns.filter((one) => one instanceof ArrayBuffer),
        );
      }
      return undefined;
    };
  },
});
