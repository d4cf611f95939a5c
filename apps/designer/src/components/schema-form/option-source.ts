import type { JsonObject } from '@millrace/machine';
import { createContext } from 'react';

/** Whom a form asks what a field may be, and what is inside of it. */
export interface OptionSource {
  readonly connector: string;
  readonly version?: string | undefined;
  readonly connection?: string | undefined;
  /** Nobody can be asked without a connection. */
  readonly needsConnection?: boolean;
  /** The schema of the whole form. */
  readonly schema: JsonObject;
  /** What has been filled in so far: some answers depend on it. */
  readonly input: JsonObject;
}

/** Without one, a field with choices of its service takes what is typed. */
export const OptionSourceContext = createContext<OptionSource | undefined>(undefined);
