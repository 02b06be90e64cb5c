// Entry of the thread that merges segments.

import { loadKernel } from '../../native/kernel.ts';
import type { SegmentRow } from '../../store/catalogue/segment-row.ts';
import { fileOperations } from '../../store/files.ts';
import { serveTasks } from '../../threads/serve-tasks.ts';
import { type MergeTask, mergeSegments } from './merge-segments.ts';

serveTasks<undefined, MergeTask, SegmentRow, number>({
  open: () => {
    const kernel = loadKernel();
    return (task, { sendPart }) => {
      return mergeSegments(task, { kernel, files: fileOperations, onProgress: sendPart });
    };
  },
});
