// The command line: names, options and help of every command, exit codes. Nothing else here.
//
// A command's code is loaded when it is called, so that `query` of one phrase starts fast. Results
// go to stdout, everything else to stderr.

import { enableCompileCache } from 'node:module';

enableCompileCache();

const { createProgram } = await import('./program.ts');
const { runProgram } = await import('./run-program.ts');
process.exitCode = await runProgram(createProgram(process.argv), process.argv);
