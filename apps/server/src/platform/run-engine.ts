import type { Engine } from '@millrace/runtime';

/** What the doors ask of the engine. */
export type RunEngine = Pick<
  Engine,
  | 'accept'
  | 'acceptAndWait'
  | 'cancel'
  | 'status'
  | 'answerToken'
  | 'beatToken'
  | 'isCallback'
  | 'answerCallback'
  | 'decide'
  | 'releaseHeldSoon'
  | 'retries'
  | 'noteKept'
>;
