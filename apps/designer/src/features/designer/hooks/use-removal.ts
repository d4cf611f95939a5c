import type { WorkflowDocument } from '@millrace/machine';
import { useState } from 'react';
import { readersOf } from '../model/readers.ts';

/** A removal that would leave others without what they read. */
interface Removal {
  readonly names: readonly string[];
  readonly readers: readonly string[];
}

/** How steps are removed. */
export interface RemovalCommands {
  /** Asks first when other steps read what these keep. */
  readonly remove: (names: readonly string[]) => void;
  readonly removal: Removal | undefined;
  readonly answerRemoval: (isYes: boolean) => void;
}

/** Removes steps at once, or after a question when others read what they keep. */
export function useRemoval(
  latest: () => WorkflowDocument,
  removeNow: (names: readonly string[]) => void,
): RemovalCommands {
  const [removal, ask] = useState<Removal>();
  return {
    removal,
    remove: (names) => {
      const readers = readersOf(latest(), names);
      if (readers.length === 0) removeNow(names);
      else ask({ names, readers });
    },
    answerRemoval: (isYes) => {
      ask(undefined);
      if (isYes && removal !== undefined) removeNow(removal.names);
    },
  };
}
