import type { JsonObject } from '@millrace/machine';
import { createContext } from 'react';

/** Whom a form asks what a field may be. */
export interface OptionSource {
  readonly connector: string;
  readonly version?: string | undefined;
  readonly connection?: string | undefined;
  /** What has been filled in so far: some choices depend on others. */
  readonly input: JsonObject;
}

/** Without one, a field with choices of its service takes what is typed. */
export const OptionSourceContext = createContext<OptionSource | undefined>(undefined);
