// Pauses as pieces ask for them, and as they expect to go on.
import type { CallbackRequest, JsonObject } from '@millrace/connector-sdk';
import { unsupported, type GivenContext } from './given-context.ts';
import type { CallSurroundings, Waitpoint } from './guest/protocol.ts';
import type { PieceCaller } from './piece-caller.ts';

/** From this generation on a piece waits for its address; older ones put it together at once. */
const FIRST_THAT_ASKS = 2;

/**
 * The address that ends the next pause of an older piece's action: opened before the call, where its code may ask for one. Newer
 * ones ask when they need it, since it costs a write.
 */
export async function openAddressFor(
  { generation, manifest }: Pick<PieceCaller, 'generation' | 'manifest'>,
  member: string,
  { callbackUrl }: GivenContext,
): Promise<Pick<CallSurroundings, 'callbackUrl'>> {
  const mayPause = manifest.actions[member]?.hasResume === true;
  if (generation >= FIRST_THAT_ASKS || !mayPause || callbackUrl === undefined) return {};
  try {
    return { callbackUrl: await callbackUrl() };
  } catch (cause) {
    // Somebody tries it: it may end without a pause.
    if ((cause as { readonly detail?: JsonObject }).detail?.code === 'connector.pause_unavailable') return {};
    throw cause;
  }
}

/** What a piece finds when it goes on. It keeps nothing over a pause: all it is told is what has come. */
export function resumePayloadOf(after: unknown): JsonObject {
  const { payload = {} } = after as { readonly payload?: Partial<CallbackRequest> };
  const { body = {}, headers = {}, query = {} } = payload;
  return { body, headers: { ...headers }, queryParams: { ...query } };
}

/** The pause that a piece has asked for. */
export function pauseUntil({ type, resumeAt }: Waitpoint, { wait }: GivenContext): unknown {
  if (wait === undefined) throw unsupported('pauses its run');
  const until = resumeAt === undefined ? {} : { until: new Date(resumeAt) };
  const ends = type === 'WEBHOOK' ? { callback: true, ...until } : until;
  // A delay without an end is refused by what every pause is refused by.
  return wait({ ...ends, state: null } as Parameters<typeof wait>[0]);
}
