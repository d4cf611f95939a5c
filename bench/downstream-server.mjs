// A system that workflows call, in a process of its own. `/now` answers at once, `/after/<ms>` later, `/held` when `/release`
// was called. `/counts` tells how many calls came, and how many different idempotency keys they had.
import { createServer } from 'node:http';

const held = new Set();
const keys = new Set();
let calls = 0;

function answer(response, value = { done: true }) {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function serve(path, response) {
  if (path === '/counts') return answer(response, { calls, keys: keys.size, held: held.size });
  if (path === '/release') {
    for (const waiting of held) answer(waiting);
    held.clear();
    return answer(response);
  }
  calls += 1;
  if (path === '/held') return void held.add(response);
  const [, delayMs] = /^\/after\/(\d+)$/.exec(path) ?? [];
  if (delayMs === undefined) return answer(response);
  return void setTimeout(() => answer(response), Number(delayMs));
}

const server = createServer((request, response) => {
  const key = request.headers['idempotency-key'];
  if (key !== undefined) keys.add(key);
  response.on('close', () => held.delete(response));
  request.resume().on('end', () => serve(request.url, response));
});
// A call may be held for long.
server.requestTimeout = 0;
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`));
