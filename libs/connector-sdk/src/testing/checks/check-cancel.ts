// C12: whoever is cancelled ends within 5 s.
import type { ActionCase, OptionsCase } from '../test-case.ts';
import { callCase } from './check-cases.ts';
import { brokenPlatformOf, prepare, type Problems, type Subject } from './subject.ts';

const GRACE_MS = 5000;

/** Aborts a call while the service does not answer. */
export async function checkCancel(subject: Subject, tried: ActionCase | OptionsCase): Promise<Problems> {
  prepare(subject, tried);
  const cancel = new AbortController();
  const platform = brokenPlatformOf(subject, () => {
    // Once the request is under way.
    setImmediate(() => cancel.abort(new DOMException('The run was cancelled.', 'AbortError')));
    return { kind: 'hang' };
  });
  const { time } = platform;
  const hasEnded = callCase(subject, tried, { platform, signal: cancel.signal }).then(() => true);
  const tooLate = new AbortController();
  const limit = onAbort(cancel.signal)
    .then(() => time.waitForLimit(GRACE_MS, tooLate.signal))
    .then(() => false);
  const isInTime = await time.drive(Promise.race([hasEnded, limit]));
  tooLate.abort();
  if (isInTime) return [];
  const member = 'action' in tried ? tried.action : tried.options;
  return [`${subject.connector.name}/${member}: it goes on 5 s after its signal was aborted.`];
}

function onAbort(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
