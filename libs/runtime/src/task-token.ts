import { createToken } from './ids.ts';
import type { JsonText } from './run.ts';

/** What somebody said of a task that waits. */
export type TokenAnswer =
  | { readonly kind: 'returned'; readonly output: JsonText }
  | { readonly kind: 'threw'; readonly error: string; readonly cause: string }
  /** Of a step that is held: its attempt is made again. */
  | { readonly kind: 'again' };

/** Answers one attempt of one task. */
export interface TaskToken {
  readonly token: string;
  readonly workspaceId: string;
  readonly runId: string;
  readonly path: string;
  readonly attempt: number;
  readonly answer?: TokenAnswer;
  /** The last sign of life, by the store's clock. */
  readonly beatAtMs?: number;
}

/** What a token is good for. Each is answered at a door of its own, and no other takes it. */
export type TokenUse = 'task' | 'callback' | 'hold';
const PREFIXES = { task: '', callback: 'callback.', hold: 'hold.' } as const;

/** A new one: what it is good for, and 256 random bits, which have no dot. */
export const createTokenFor = (use: TokenUse): string => PREFIXES[use] + createToken();

export function useOfToken(token: string): TokenUse {
  if (token.startsWith(PREFIXES.callback)) return 'callback';
  return token.startsWith(PREFIXES.hold) ? 'hold' : 'task';
}
