// An index that was built by another version of Unicode than this runtime has.

import { runtimeUnicode } from '../../text/index-analyzer.ts';

/** Undefined: it is the same version. */
export function remarkOnUnicode({ unicode }: { readonly unicode: string }): string | undefined {
  return unicode === runtimeUnicode ? undefined : describeUnicode('built', unicode);
}

/** What the difference means, without a full stop. */
export function describeUnicode(done: 'built' | 'started', unicode: string): string {
  return `the index was ${done} with Unicode ${unicode}, this runtime has ${runtimeUnicode}; characters that are new in one of them may match differently`;
}
