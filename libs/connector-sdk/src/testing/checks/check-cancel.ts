// C12: whoever is cancelled ends within 5 s, also in what goes on after a pause.
import type { TestPlatform } from '../platform/test-platform.ts';
import type { ActionCase, OptionsCase } from '../test-case.ts';
import { callCase } from './check-cases.ts';
import { DrivenCase } from './drive-case.ts';
import { brokenPlatformOf, platformOf, prepare, type Problems, type Subject } from './subject.ts';

const GRACE_MS = 5000;

/** Aborts each call of a case while the service does not answer. */
export async function checkCancel(subject: Subject, tried: ActionCase | OptionsCase): Promise<Problems> {
  const isAction = 'action' in tried;
  const member = `${subject.connector.name}/${isAction ? tried.action : tried.options}`;
  const pauses = isAction ? (tried.pauses ?? []).length : 0;
  for (let ended = 0; ended <= pauses; ended += 1) {
    prepare(subject, tried);
    const call = isAction
      ? await reach(subject, tried, ended)
      : (platform: TestPlatform, signal: AbortSignal) => callCase(subject, tried, { platform, signal });
    if (!(await endsInTime(subject, call))) return [`${member}: it goes on 5 s after its signal was aborted.`];
  }
  return [];
}

type CallOn = (platform: TestPlatform, signal: AbortSignal) => Promise<unknown>;

/** The call after so many pauses; what comes before it works. */
async function reach(subject: Subject, tried: ActionCase, pauses: number): Promise<CallOn> {
  const driven = new DrivenCase(subject, tried);
  const healthy = platformOf(subject);
  for (let ended = 0; ended < pauses; ended += 1) await driven.call(healthy);
  await driven.endPause(healthy);
  return (platform, signal) => driven.again(platform, { signal });
}

async function endsInTime(subject: Subject, call: CallOn): Promise<boolean> {
  const cancel = new AbortController();
  const platform = brokenPlatformOf(subject, () => {
    // Once the request is under way.
    setImmediate(() => cancel.abort(new DOMException('The run was cancelled.', 'AbortError')));
    return { kind: 'hang' };
  });
  const { time } = platform;
  const hasEnded = call(platform, cancel.signal).then(() => true);
  const tooLate = new AbortController();
  const limit = onAbort(cancel.signal)
    .then(() => time.waitForLimit(GRACE_MS, tooLate.signal))
    .then(() => false);
  const isInTime = await time.drive(Promise.race([hasEnded, limit]));
  tooLate.abort();
  return isInTime;
}

function onAbort(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
