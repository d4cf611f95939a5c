import { canPause, isLeftToPerson, verifyOf } from '@millrace/connector-sdk/platform';
import { ownMember } from './find-connector.ts';
import type { InstalledConnector } from './installed-connector.ts';

/** What the engine must know of an action before it calls it. */
export interface ActionFacts {
  readonly effects: 'read' | 'write';
  readonly timeoutSeconds: number;
  /** That a call begins must be kept before it does: what is done after a crash depends on it. */
  readonly isMarked?: boolean;
  /** It may pause its run. */
  readonly canPause?: boolean;
}

const DEFAULT_TIMEOUT_SECONDS = 120;

export function factsOf(installed: InstalledConnector | undefined, name: string): ActionFacts | undefined {
  const action = ownMember(installed?.connector.actions, name);
  if (action === undefined) return undefined;
  const isMarked = verifyOf(action) !== undefined || isLeftToPerson(action);
  const facts = { effects: action.effects, timeoutSeconds: action.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS };
  return { ...facts, ...(isMarked ? { isMarked } : {}), ...(canPause(action) ? { canPause: true } : {}) };
}
