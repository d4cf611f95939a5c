import type { JsonObject, Trigger, WorkflowDocument } from '@millrace/machine';
import { useTranslation } from '../../../lib/use-translation.ts';
import { findState } from '../../../components/canvas/model/scope.ts';
import type { Slot } from '../../../components/canvas/model/slot.ts';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import { findAction } from '../../../lib/find-action.ts';
import type { DraftEditor } from '../draft/use-draft.ts';
import { addStep } from '../model/commands/add-step.ts';
import { connectTo } from '../model/commands/connect-to.ts';
import type { Attempt } from '../model/commands/edit.ts';
import { moveStep } from '../model/commands/move-step.ts';
import { moveSteps } from '../model/commands/move-steps.ts';
import { duplicateSteps, pasteSteps } from '../model/commands/paste-steps.ts';
import { removeSteps } from '../model/commands/remove-steps.ts';
import { renameStep } from '../model/commands/rename-step.ts';
import { repeatUntil } from '../model/commands/repeat-until.ts';
import { replaceStep } from '../model/commands/replace-step.ts';
import { setSkipped } from '../model/commands/step-settings.ts';
import { addTrigger, removeTrigger } from '../model/commands/triggers.ts';
import { unwrapStep, wrapSteps } from '../model/commands/wrap-steps.ts';
import type { StepTemplate } from '../model/step-templates.ts';
import { useClipboard } from './use-clipboard.ts';
import { type Edits, useEdits } from './use-edits.ts';
import { type ExtractedName, useExtraction } from './use-extraction.ts';
import { type RemovalCommands, useRemoval } from './use-removal.ts';

/** Everything that can be done to whole steps. Each is one entry of the history, and is said aloud; so is why one is not done. */
export interface StepCommands extends RemovalCommands {
  readonly add: (slot: Slot, template: StepTemplate) => void;
  readonly rename: (name: string, to: string) => void;
  readonly duplicate: (names: readonly string[]) => void;
  readonly toggleSkip: (names: readonly string[]) => void;
  readonly move: (name: string, direction: 'earlier' | 'later') => void;
  readonly moveTo: (names: readonly string[], slot: Slot) => void;
  /** `undefined` lets the way end. */
  readonly connect: (slot: Slot, target: string | undefined) => void;
  readonly replace: (name: string, template: StepTemplate) => void;
  readonly wrap: (names: readonly string[], container: 'map' | 'parallel') => void;
  readonly unwrap: (name: string) => void;
  /** Makes a workflow of the steps, and calls it in their place. */
  readonly extract: (names: readonly string[], workflow: ExtractedName) => Promise<void>;
  readonly repeatUntil: (slot: Slot) => void;
  readonly copy: (names: readonly string[]) => void;
  readonly cut: (names: readonly string[]) => void;
  readonly paste: (text: string, slot: Slot) => void;
  /** Reads the clipboard itself: browsers may keep it from the page, which a paste by keys does not ask. */
  readonly pasteCopied: (slot: Slot) => void;
  readonly addTrigger: (trigger: Trigger) => void;
  readonly removeTrigger: (id: string) => void;
  /** The newest edit in words, for those who cannot see the canvas. */
  readonly said: string;
}

interface Around {
  readonly draft: DraftEditor;
  readonly connectors: readonly ConnectorDescription[];
  /** Selects steps, or a trigger; the last one is the one whose panel opens. */
  readonly select: (items: readonly string[]) => void;
  /** Opens the panel at the first field of a new step. */
  readonly begin: (name: string) => void;
}

export function useStepCommands({ draft, connectors, select, begin }: Around): StepCommands {
  const edits = useEdits(draft, select);
  // Asked at the call: what is drawn may be behind what was typed.
  const { latest } = draft;
  const removeNow = (names: readonly string[], name = 'delete'): void =>
    edits.apply(removeSteps(latest(), names), { name, steps: names });
  const clipboard = useClipboard(latest, edits);
  const added = (made: Attempt, name: string): void => {
    edits.attempt(made, { name, steps: 'refused' in made ? [] : made.states });
    const last = 'refused' in made ? undefined : made.states.at(-1);
    if (last !== undefined) begin(last);
  };
  const paste = (text: string, slot: Slot): void => added(pasteSteps(latest(), slot, text), 'paste');
  return {
    said: edits.said,
    ...useRemoval(latest, removeNow),
    ...useArranging(latest, edits),
    ...triggerCommands(latest, edits),
    extract: useExtraction(draft, edits),
    add: (slot, template) => added(addStep(latest(), slot, template), 'add'),
    rename: (name, to) => edits.apply(renameStep(latest(), name, to), { name: 'rename', steps: [name] }),
    duplicate: (names) => edits.attempt(duplicateSteps(latest(), names), { name: 'duplicate', steps: names }),
    replace: (name, template) => {
      const inputs = { before: inputOf(connectors, latest(), name), after: inputOfTemplate(connectors, template) };
      edits.attempt(replaceStep(latest(), name, { template, inputs }), { name: 'replace', steps: [name] });
    },
    toggleSkip: (names) => {
      const skip = latest().settings?.skip ?? [];
      const isSkipped = names.every((name) => skip.includes(name));
      const edit = { document: setSkipped(latest(), names, !isSkipped), states: names };
      edits.apply(edit, { name: isSkipped ? 'unskip' : 'skip', steps: names });
    },
    copy: (names) => void clipboard.copy(names),
    // What could not be copied stays.
    cut: (names) => void clipboard.copy(names).then((isCopied) => isCopied && removeNow(names, 'cut')),
    paste,
    pasteCopied: (slot) => void clipboard.read().then((text) => text !== undefined && paste(text, slot)),
  };
}

/** The draft as it is now. */
type Latest = DraftEditor['latest'];
type Arranging = Pick<StepCommands, 'move' | 'moveTo' | 'connect' | 'wrap' | 'unwrap' | 'repeatUntil'>;

/** What puts steps elsewhere, or leads their ways elsewhere. */
function useArranging(latest: Latest, { attempt }: Edits): Arranging {
  const { t } = useTranslation(['designer', 'workbench']);
  const endTitle = t('workbench:step.Succeed');
  return {
    move: (name, direction) => attempt(moveStep(latest(), name, direction), { name: 'move', steps: [name] }),
    moveTo: (names, slot) => attempt(moveSteps(latest(), { names, slot, endTitle }), { name: 'move', steps: names }),
    connect: (slot, target) => {
      const name = target === undefined ? 'disconnect' : 'connect';
      const step = target ?? ('state' in slot ? slot.state : '');
      attempt(connectTo(latest(), slot, target), { name, steps: [step] });
    },
    wrap: (names, container) => {
      const [title, name] =
        container === 'map' ? [t('workbench:step.Map'), 'wrapMap'] : [t('workbench:step.Parallel'), 'wrapParallel'];
      attempt(wrapSteps(latest(), names, { container, title, endTitle }), { name, steps: names });
    },
    unwrap: (name) => attempt(unwrapStep(latest(), name), { name: 'unwrap', steps: [name] }),
    repeatUntil: (slot) => {
      const made = repeatUntil(latest(), slot, { title: t('workbench:step.repeat'), endTitle });
      attempt(made, { name: 'repeat', steps: 'state' in slot ? [slot.state] : [] });
    },
  };
}

function triggerCommands(latest: Latest, { apply }: Edits): Pick<StepCommands, 'addTrigger' | 'removeTrigger'> {
  return {
    addTrigger: (trigger) => {
      const made = addTrigger(latest(), trigger);
      apply({ document: made.document, states: [`trigger:${made.id}`] }, { name: 'addTrigger', steps: [made.id] });
    },
    removeTrigger: (id) =>
      apply({ document: removeTrigger(latest(), id), states: [] }, { name: 'removeTrigger', steps: [id] }),
  };
}

type Connectors = readonly ConnectorDescription[];

function inputOf(connectors: Connectors, document: WorkflowDocument, name: string): JsonObject | undefined {
  const state = findState(document, name);
  return state?.Type === 'Task' ? inputOfResource(connectors, state.Resource) : undefined;
}

const inputOfTemplate = (connectors: Connectors, { state }: StepTemplate): JsonObject | undefined =>
  state.Type === 'Task' ? inputOfResource(connectors, state.Resource) : undefined;

const inputOfResource = (connectors: Connectors, resource: string): JsonObject | undefined =>
  findAction(connectors, resource)?.action.input as JsonObject | undefined;
