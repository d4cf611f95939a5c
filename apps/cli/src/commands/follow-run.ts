import { askServer, openStream, type ServerAccess } from '../connector/server-client.ts';

/** A run, as far as the command line shows it. */
export interface ShownRun {
  readonly id: string;
  readonly status: string;
  readonly workflow: { readonly name: string };
  readonly acceptedAt: string;
  readonly error?: string;
  readonly cause?: string;
  readonly input?: unknown;
  readonly output?: unknown;
}
interface RunEvent {
  readonly kind: string;
  readonly at?: string;
  readonly path?: string;
  readonly status?: string;
  readonly step?: { readonly path: string; readonly status?: string; readonly error?: string };
}

const OPEN: readonly string[] = ['queued', 'running', 'waiting', 'compensating'];
const AGAIN_MS = 1000;

/** Tells each event of a run until its end, over restarts of the server; resolves with the run as it ended. */
export async function followRun(
  access: ServerAccess,
  run: string,
  tell: (event: unknown, line: string) => void,
): Promise<ShownRun> {
  const path = `runs/${encodeURIComponent(run)}`;
  for (;;) {
    const controller = new AbortController();
    const events = await openStream(access, { path: `${path}/events`, signal: controller.signal });
    // After the stream is open: an end in between would be missed.
    const before = (await askServer(access, { path })) as ShownRun;
    if (OPEN.includes(before.status)) await readToEnd(events, tell);
    controller.abort();
    const now = (await askServer(access, { path })) as ShownRun;
    if (!OPEN.includes(now.status)) {
      tell({ kind: 'run', ...now }, [now.status, ...(now.error === undefined ? [] : [now.error])].join('  '));
      return now;
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

/** Until the run ends, or the stream does. */
async function readToEnd(events: AsyncIterable<string>, tell: (event: unknown, line: string) => void): Promise<void> {
  for await (const data of events) {
    const event = JSON.parse(data) as RunEvent;
    tell(event, printEvent(event));
    if (event.kind === 'run.ended') return;
  }
}

function printEvent({ kind, path, status, step }: RunEvent): string {
  const what = [step?.path ?? path, step?.error ?? step?.status ?? status].filter((text) => text !== undefined);
  return [kind.padEnd(16), ...what].join('  ').trimEnd();
}
