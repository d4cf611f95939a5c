// Talks to the inspector of a server that was started with one.
import { writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { WebSocket } from 'undici';

async function connect(url) {
  const socket = new WebSocket(url);
  await once(socket, 'open');
  const waiting = new Map();
  let last = 0;
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error } = JSON.parse(data);
    const pending = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) pending?.resolve(result);
    else pending?.reject(new Error(error.message));
  });
  return {
    send: (method, parameters = {}) =>
      new Promise((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve, reject });
        socket.send(JSON.stringify({ id: last, method, params: parameters }));
      }),
    close: () => socket.close(),
  };
}

/** Collects all garbage: memory is then what is kept. */
export async function collectGarbage({ inspectorUrl }) {
  const inspector = await connect(inspectorUrl);
  await inspector.send('HeapProfiler.enable');
  // What finalisers free is found by the second one.
  await inspector.send('HeapProfiler.collectGarbage');
  await inspector.send('HeapProfiler.collectGarbage');
  inspector.close();
}

const SAMPLE_MICROSECONDS = 500;
const SAMPLE_BYTES = 16 * 1024;

/** Profiles the server until the function returned is called, which writes the profile to a file and gives it. */
export async function startProfile({ inspectorUrl }) {
  const inspector = await connect(inspectorUrl);
  await inspector.send('Profiler.enable');
  await inspector.send('Profiler.setSamplingInterval', { interval: SAMPLE_MICROSECONDS });
  await inspector.send('Profiler.start');
  return async (file) => {
    const { profile } = await inspector.send('Profiler.stop');
    inspector.close();
    writeFileSync(file, JSON.stringify(profile));
    return profile;
  };
}

/** As `startProfile`, of what is allocated: also what is collected again, since that costs too. */
export async function startAllocationProfile({ inspectorUrl }) {
  const inspector = await connect(inspectorUrl);
  await inspector.send('HeapProfiler.enable');
  await inspector.send('HeapProfiler.startSampling', {
    samplingInterval: SAMPLE_BYTES,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  return async (file) => {
    const { profile } = await inspector.send('HeapProfiler.stopSampling');
    inspector.close();
    writeFileSync(file, JSON.stringify(profile));
    return profile;
  };
}
