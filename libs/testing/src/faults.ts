// For `node --import @millrace/testing/faults`: puts faults at the product's crash points, as `FAULT` says. The product
// itself holds no test code; see `fault-points.ts` of the runtime.
import { existsSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { setFaultHandler, type FaultPoint } from '@millrace/runtime';
import { createFaultDecider, parseFaultRules, type FaultAction } from './fault-rules.ts';

const STANDARD_ERROR = 2;
const SPIN_MS = 50;
const rules = parseFaultRules(process.env.FAULT ?? '');
const decide = createFaultDecider(rules, Number(process.env.FAULT_START ?? '1'));

if (rules.length > 0) {
  setFaultHandler((point) => {
    const action = decide(point);
    return action === undefined || isHealed() || isThere(process.env.FAULT_CALM) ? undefined : act(point, action);
  });
}

/** The event loop comes to nothing else for so long, as in an endless loop. */
process.on('SIGWINCH', () => {
  const untilMs = performance.now() + Number(process.env.FAULT_BLOCK_MS ?? '0');
  writeSync(STANDARD_ERROR, `${JSON.stringify({ blocked: process.env.FAULT_BLOCK_MS })}\n`);
  while (performance.now() < untilMs && !isHealed()) spin();
});

function spin(): void {
  const untilMs = performance.now() + SPIN_MS;
  while (performance.now() < untilMs);
}

/** `FAULT_UNTIL` names a file: once it is there, nothing more happens in this process, however it was started. */
const isHealed = (): boolean => isThere(process.env.FAULT_UNTIL);

/** Likewise `FAULT_CALM`: while it is there, crash points do nothing. */
const isThere = (file: string | undefined): boolean => file !== undefined && existsSync(file);

async function act(point: FaultPoint, action: FaultAction): Promise<void> {
  // At once, past all buffers: this may be the last that the process does.
  writeSync(STANDARD_ERROR, `${JSON.stringify({ fault: point, action: action.kind })}\n`);
  switch (action.kind) {
    case 'kill':
      process.kill(process.pid, 'SIGKILL');
      await new Promise<never>(() => undefined);
      return;
    case 'stop':
      process.kill(process.pid, 'SIGSTOP');
      return;
    case 'throw':
      throw new Error(`A fault was asked for at ${point}.`);
    case 'delay':
      await delay(action.milliseconds);
  }
}
