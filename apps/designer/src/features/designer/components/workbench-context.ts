import type { WorkflowDocument } from '@millrace/machine';
import { createContext, use } from 'react';
import type { ConnectorDescription, Finding } from '../../../lib/contract.ts';
import type { DraftEditor } from '../draft/use-draft.ts';
import type { DocumentText } from '../hooks/use-document-text.ts';
import type { Place } from '../hooks/use-place.ts';
import type { StepCommands } from '../hooks/use-step-commands.ts';
import type { Overlay } from './menus/overlay.ts';

/** A field that is to take the focus. A new object for every wish, also for the same field. */
export interface WantedField {
  /** JSON Pointer; the step's own pointer means its first field. */
  readonly path: string;
}

/** What the parts of the designer share. */
export interface Workbench extends Place {
  readonly workspace: string;
  readonly document: WorkflowDocument;
  readonly draft: DraftEditor;
  readonly connectors: readonly ConnectorDescription[];
  readonly problems: readonly Finding[];
  readonly commands: StepCommands;
  readonly isLive: boolean;
  /** The draft as it is written in the JSON editor. */
  readonly written: DocumentText;
  /** Whether the JSON stands beside the canvas. */
  readonly isCodeOpen: boolean;
  readonly openCode: (isOpen: boolean) => void;
  /** The menu, picker or dialog that is over the page. */
  readonly overlay: Overlay | undefined;
  readonly open: (overlay: Overlay | undefined) => void;
  /** Says something to those who cannot see the canvas. */
  readonly say: (words: string) => void;
  /** Says why something is not done, also to those who see. */
  readonly refuse: (why: string) => void;
  /** Whether the window is too narrow to edit in. */
  readonly isReadOnly: boolean;
}

export const WorkbenchContext = createContext<Workbench | undefined>(undefined);

export function useWorkbench(): Workbench {
  const workbench = use(WorkbenchContext);
  if (workbench === undefined) throw new Error('There is no workbench around this component.');
  return workbench;
}
