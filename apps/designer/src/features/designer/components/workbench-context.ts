import type { WorkflowDocument } from '@millrace/machine';
import { createContext, use } from 'react';
import type { ConnectorDescription, Finding } from '../../../lib/contract.ts';
import type { DraftEditor } from '../draft/use-draft.ts';
import type { StepCommands } from '../hooks/use-step-commands.ts';
import type { DrawerTab } from './drawer.tsx';

/** A field that is to take the focus. A new object for every wish, also for the same field. */
export interface WantedField {
  /** JSON Pointer; the step's own pointer means its first field. */
  readonly path: string;
}

/** What the parts of the designer share. */
export interface Workbench {
  readonly workspace: string;
  readonly document: WorkflowDocument;
  readonly draft: DraftEditor;
  readonly connectors: readonly ConnectorDescription[];
  readonly problems: readonly Finding[];
  /** A step's name or `trigger:<id>`. */
  readonly selected: string | undefined;
  readonly select: (name: string | undefined) => void;
  readonly wanted: WantedField | undefined;
  /** Selects what a path belongs to and puts the focus into its field. */
  readonly goTo: (path: string) => void;
  readonly commands: StepCommands;
  readonly isLive: boolean;
  readonly drawer: DrawerTab | undefined;
  readonly openDrawer: (tab: DrawerTab | undefined) => void;
}

export const WorkbenchContext = createContext<Workbench | undefined>(undefined);

export function useWorkbench(): Workbench {
  const workbench = use(WorkbenchContext);
  if (workbench === undefined) throw new Error('There is no workbench around this component.');
  return workbench;
}
