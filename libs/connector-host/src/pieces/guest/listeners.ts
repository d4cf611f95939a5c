import { authValueOf } from './auth-value.ts';
import { makeContext, type Ask } from './context.ts';
import { toPropsValue } from './fields.ts';
import type { LoadedPiece } from './load-piece.ts';
import type { JsonLike } from './piece-shape.ts';
import type { PieceCall } from './protocol.ts';
import { BufferedStore } from './store.ts';

/** Which events of an app a trigger wants, and of whose account. */
export interface Listeners {
  readonly events: readonly string[];
  readonly identifierValue: string;
}
type Listening = Pick<PieceCall, 'around' | 'auth'> & {
  readonly member: string;
  readonly input: Readonly<Record<string, JsonLike>>;
};

const KEPT_MS = 600_000;
const MAX_KEPT = 200;
const kept = new Map<string, { readonly untilMs: number; readonly listeners: Promise<Listeners> }>();

/**
 * What a trigger listens to is said when it is switched on, by code that may ask the service. It is asked once in ten minutes
 * for the same connection and fields.
 */
export function listenersOf(loaded: LoadedPiece, call: Listening, ask: Ask): Promise<Listeners> {
  const key = JSON.stringify([call.member, call.auth, call.input]);
  const found = kept.get(key);
  if (found !== undefined && found.untilMs > Date.now()) return found.listeners;
  const listeners = askTrigger(loaded, call, ask);
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(key, { untilMs: Date.now() + KEPT_MS, listeners });
  listeners.catch(() => kept.delete(key));
  return listeners;
}

async function askTrigger(
  loaded: LoadedPiece,
  { around, auth: given, member, input }: Listening,
  ask: Ask,
): Promise<Listeners> {
  const trigger = loaded.triggers.get(member);
  const auth = authValueOf(loaded, given);
  const readFile = async (): Promise<string> => Promise.reject(new Error('No file is read here.'));
  const propsValue = await toPropsValue(trigger?.props ?? {}, input, { auth, readFile });
  const store = new BufferedStore(() => Promise.resolve(null));
  let said: Listeners = { events: [], identifierValue: '' };
  const { contextVersion } = loaded;
  await trigger?.onEnable?.({
    ...makeContext({ contextVersion, around, auth, propsValue, store, ask, wishes: {} }),
    webhookUrl: '',
    payload: {},
    app: {
      createListeners: (listeners: Listeners) => {
        said = listeners;
      },
    },
  });
  return said;
}
