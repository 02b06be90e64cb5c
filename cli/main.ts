// Starts the command line: program.ts declares the commands, run-program.ts runs one.
//
// The compile cache is switched on before anything is imported, so that `query` of one phrase starts
// fast.

import { enableCompileCache } from 'node:module';

enableCompileCache();

const { createProgram } = await import('./program.ts');
const { runProgram } = await import('./run-program.ts');
process.exitCode = await runProgram(await createProgram(process.argv), process.argv);
