// Asks /health every 10 ms over one connection until a message stops it, and says how long each took.

import { Agent, get } from 'node:http';

const [, , address] = process.argv;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const waits: number[] = [];
let stopped = false;
process.on('message', () => {
  stopped = true;
});

while (!stopped) {
  const start = performance.now();
  await new Promise<void>((resolve, reject) => {
    get(`${address}/health`, { agent }, (response) => {
      response.resume().on('end', resolve).on('error', reject);
    }).on('error', reject);
  });
  waits.push(performance.now() - start);
  await new Promise((resolve) => setTimeout(resolve, 10));
}
process.send?.(waits);
process.on('disconnect', () => process.exit(0));
