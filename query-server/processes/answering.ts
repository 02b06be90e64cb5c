// Starts a process that answers (answer-connections.ts).
//
// The compile cache is switched on before anything is imported, as the command line does it. Messages
// of the parent wait until somebody listens.

import { enableCompileCache } from 'node:module';

enableCompileCache();

await import('./answer-connections.ts');
