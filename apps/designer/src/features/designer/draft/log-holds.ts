// Which tab writes which log. A tab that is killed holds nothing any more, which only the browser can tell.

/** Where the browser does not tell, a log that was silent for so long is taken for free. */
const SILENT_MS = 60_000;

const lockOf = (log: string): string => `millrace-draft-log:${log}`;

/** Browsers have locks only where a page came over a safe line. */
const locks = (): LockManager | undefined => (navigator as { readonly locks?: LockManager }).locks;

/** A log that is this tab's as long as somebody here uses it. */
export interface LogHold {
  /** Says that somebody uses it; gives back how to say that it is over. */
  readonly use: () => () => void;
}

/** Holds a log for this tab, until all who used it are done. */
export function holdLog(log: string): LogHold {
  let letGo: (() => void) | undefined = lock(log);
  let users = 0;
  return {
    use: () => {
      users += 1;
      letGo ??= lock(log);
      return () => {
        users -= 1;
        if (users > 0) return;
        letGo?.();
        letGo = undefined;
      };
    },
  };
}

function lock(log: string): () => void {
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  // A tab that comes back to its own log before it was let go waits here until then.
  locks()
    ?.request(lockOf(log), () => held)
    .catch(() => undefined);
  return letGo;
}

/** Whether another tab writes a log. */
export async function isHeld(
  log: string,
  { isOwn, touchedAtMs }: { readonly isOwn: boolean; readonly touchedAtMs: number },
): Promise<boolean> {
  const manager = locks();
  if (manager === undefined) return !isOwn && Date.now() - touchedAtMs < SILENT_MS;
  const { held = [] } = await manager.query();
  return held.some(({ name }) => name === lockOf(log));
}

/** Does something to a log which no other tab writes by now, and keeps it from others meanwhile. */
export async function ifFree(
  log: string,
  { touchedAtMs }: { readonly touchedAtMs: number },
  act: () => Promise<void>,
): Promise<void> {
  const manager = locks();
  if (manager === undefined) {
    if (Date.now() - touchedAtMs >= SILENT_MS) await act();
    return;
  }
  await manager.request(lockOf(log), { ifAvailable: true }, async (free) => {
    if (free !== null) await act();
  });
}
