// What pages still do after they were left, such as saving. What ends the place where they do it waits for them.

const underWay = new Set<Promise<unknown>>();

/** Notes that something goes on after its page is gone. */
export function leaving(work: Promise<unknown>): void {
  const noted = work.catch(() => undefined).finally(() => underWay.delete(noted));
  underWay.add(noted);
}

/** Resolves when nothing of that kind goes on any more. */
export async function haveLeft(): Promise<void> {
  while (underWay.size > 0) await Promise.all(underWay);
}
