import type { JsonValue } from '@millrace/machine';
import { createContext, useContext } from 'react';
import type { Finding } from '../../../../lib/contract.ts';
import type { PickerRoot } from '../../model/picker-roots.ts';

/** What every field of the open step shares. */
export interface PanelSurroundings {
  readonly problems: readonly Finding[];
  readonly roots: readonly PickerRoot[];
  /** Sample values that previews evaluate with. */
  readonly bindings: Readonly<Record<string, JsonValue>> | undefined;
}

export const PanelContext = createContext<PanelSurroundings>({ problems: [], roots: [], bindings: undefined });
export const usePanel = (): PanelSurroundings => useContext(PanelContext);
