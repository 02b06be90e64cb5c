// Starts the command line: program.ts declares the commands, run-program.ts runs one.
//
// bin/firstseen.cjs calls this file, with Node's compile cache switched on.

import { createProgram } from './program.ts';
import { runProgram } from './run-program.ts';

process.exitCode = await runProgram(await createProgram(process.argv), process.argv);
