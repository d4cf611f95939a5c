import type { JsonValue } from '@millrace/machine';
import { createContext, use } from 'react';
import type { Finding } from '../../../../lib/contract.ts';
import type { PickerRoot } from '../../model/picker-root.ts';
import type { SampleSource } from '../../model/sample-source.ts';
import type { WantedField } from '../workbench-context.ts';

/** What every field of the open step shares. */
interface PanelSurroundings {
  readonly problems: readonly Finding[];
  readonly roots: readonly PickerRoot[];
  /** Every value that the step may read, for completion. */
  readonly expressions: readonly string[];
  /** Sample values that previews evaluate with. */
  readonly bindings: Readonly<Record<string, JsonValue>> | undefined;
  /** Where those are from. */
  readonly source?: Pick<SampleSource, 'kind' | 'at'> | undefined;
  /** The field that is to take the focus: what hides it must open. */
  readonly wanted: WantedField | undefined;
}

export const PanelContext = createContext<PanelSurroundings>({
  problems: [],
  roots: [],
  expressions: [],
  bindings: undefined,
  wanted: undefined,
});
export const usePanel = (): PanelSurroundings => use(PanelContext);
