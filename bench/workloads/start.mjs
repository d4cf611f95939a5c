import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../../scripts/run.mjs';
import { disownPid, end, makeFolder, own, ownPid, removeFolder } from '../belongings.mjs';
import { OWNER, plainEnvironment, publishAt } from '../installation.mjs';
import { MAP_AND_DECIDE, ORDER, webhookDocument } from '../documents.mjs';
import { childrenOf, commandOf, memoryOf } from '../processes.mjs';
import { waitForLine } from '../wait-for-line.mjs';

const IDLE_MS = 10_000;
const NAME = 'bench-start';
const document = webhookDocument({ name: NAME, respond: 'result', states: MAP_AND_DECIDE });

export const start = {
  number: 'B10',
  name: 'start',
  title: 'From the command to the first answer',
  measures:
    'How long `npm start` takes until the product is ready, with its database and its data; and its memory when idle.',
  setUp:
    'Everything is built and the data folder exists: `npm start`, until it says that it runs; then one webhook call; then ten seconds of rest.',
  peers: 'n8n: healthy after 8.3 s (median of 9), first webhook after 16 s, 460–723 MB; Node-RED: 131 MB',
  targets: [
    { figure: 'readyMs', below: 3000 },
    { figure: 'idleRssMiB', below: 200 },
  ],
  async open() {
    const folder = makeFolder();
    const close = async () => removeFolder(folder);
    try {
      // The first start makes the database and the workflow.
      const server = await startByNpm(folder);
      try {
        await publishAt(server.url, document);
      } finally {
        await server.stop();
      }
      return { folder, close };
    } catch (cause) {
      await close();
      throw cause;
    }
  },
  async round({ folder }, { pick }) {
    const bareNodeMs = timed(() => spawnSync(process.execPath, ['-e', '0']));
    const server = await startByNpm(folder);
    try {
      const firstAnswerMs = await firstAnswer(server);
      await delay(pick(IDLE_MS, 1000));
      const idleRssMiB = server.pid === undefined ? undefined : memoryOf(server.pid).nowMiB;
      return { runs: 1, readyMs: server.readyMs, firstAnswerMs, bareNodeMs, idleRssMiB, failures: {} };
    } finally {
      await server.stop();
    }
  },
};

function timed(work) {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

async function startByNpm(folder) {
  const startedAt = performance.now();
  const npm = own(
    spawn('npm', ['start'], {
      cwd: root,
      env: {
        ...plainEnvironment(),
        ...OWNER,
        MILLRACE_DATA_DIR: folder,
        MILLRACE_PORT: '0',
        MILLRACE_LOG_LEVEL: 'warn',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  const line = await waitForLine(npm.stdout, /Millrace runs at\s+(\S+)/);
  if (line === undefined) throw new Error('npm start ended before the product was ready.');
  const readyMs = performance.now() - startedAt;
  const pid = findServer(npm.pid);
  if (pid !== undefined) ownPid(pid);
  return { url: line[1], startedAt, readyMs, pid, stop: () => stop(npm, pid) };
}

/** npm starts a shell, that a script, that the server. */
function findServer(pid) {
  for (const child of childrenOf(pid)) {
    if (/apps\/cli\/dist\/main\.js/.test(commandOf(child))) return child;
    const below = findServer(child);
    if (below !== undefined) return below;
  }
  return undefined;
}

/** When the server ends, all above it do. */
async function stop(npm, pid) {
  if (npm.exitCode !== null) return;
  if (pid === undefined) {
    await end(npm);
    return;
  }
  const ended = once(npm, 'exit');
  process.kill(pid, 'SIGTERM');
  await ended;
  disownPid(pid);
}

async function firstAnswer({ url, startedAt }) {
  const answer = await fetch(`${url}/hooks/default/${NAME}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ORDER),
  });
  if (answer.status !== 200) throw new Error(`The first call was answered with ${answer.status}.`);
  await answer.arrayBuffer();
  return performance.now() - startedAt;
}
