import { notifications } from '@mantine/notifications';
import type { Trigger, WorkflowDocument } from '@millrace/machine';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { placesOf } from '../../../components/canvas/model/scope.ts';
import type { Slot } from '../../../components/canvas/model/slot.ts';
import type { DraftEditor } from '../draft/use-draft.ts';
import { addStep } from '../model/commands/add-step.ts';
import { connectTo } from '../model/commands/connect-to.ts';
import type { Attempt, Edit, Refusal } from '../model/commands/edit.ts';
import { copySteps } from '../model/commands/fragment.ts';
import { moveStep } from '../model/commands/move-step.ts';
import { duplicateSteps, pasteSteps } from '../model/commands/paste-steps.ts';
import { removeSteps } from '../model/commands/remove-steps.ts';
import { renameStep } from '../model/commands/rename-step.ts';
import { setSkipped } from '../model/commands/skip-steps.ts';
import { slotAfter } from '../model/commands/slot-after.ts';
import { addTrigger, removeTrigger } from '../model/commands/triggers.ts';
import type { EditLabel } from '../model/history.ts';
import { readersOf } from '../model/readers.ts';
import type { StepTemplate } from '../model/step-templates.ts';

/** A removal that would leave others without what they read. */
export interface Removal {
  readonly names: readonly string[];
  readonly readers: readonly string[];
}

/** What an extracted workflow is called. */
export interface ExtractedName {
  readonly name: string;
  readonly title: string;
}

/** Everything that can be done to whole steps. Each is one entry of the history, and is said aloud; so is why one is not done. */
export interface StepCommands {
  readonly add: (slot: Slot, template: StepTemplate) => void;
  /** Asks first when other steps read what these keep. */
  readonly remove: (names: readonly string[]) => void;
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
  /** Without a slot, behind what is selected. */
  readonly paste: (text: string, slot?: Slot) => void;
  readonly addTrigger: (trigger: Trigger) => void;
  readonly removeTrigger: (id: string) => void;
  readonly removal: Removal | undefined;
  readonly answerRemoval: (isYes: boolean) => void;
  /** The newest edit in words, for those who cannot see the canvas. */
  readonly said: string;
}

interface Around {
  readonly draft: DraftEditor;
  readonly selected: string | undefined;
  /** Selects steps, or a trigger; the last one is the one whose panel opens. */
  readonly select: (items: readonly string[]) => void;
  /** Opens the panel at the first field of a new step. */
  readonly begin: (name: string) => void;
}

/** What an edit is called, and which steps its name names. */
interface About {
  readonly name: string;
  readonly steps: readonly string[];
}

export function useStepCommands({ draft, selected, select, begin }: Around): StepCommands {
  const { t } = useTranslation('designer');
  const [said, say] = useState('');
  const document = draft.history.present;
  const apply = ({ document: next, states }: Edit, { name, steps }: About): void => {
    if (next === document) return;
    const [step = ''] = steps;
    const label: EditLabel = { name, step, count: steps.length };
    draft.change(next, label);
    select(states);
    say(`${t(`said.${name}`, { step, count: steps.length })} ${t('said.total', { count: placesOf(next).length })}`);
  };
  const refuse = (message: string): void => {
    say(message);
    notifications.show({ message });
  };
  const refuseFor = (refusal: Refusal): void => refuse(t(`refused.${refusal.kind}`, { ...refusal }));
  const attempt = (made: Attempt, about: About): void => {
    if ('refused' in made) refuseFor(made.refused);
    else apply(made, about);
  };
  const removeNow = (names: readonly string[], name = 'delete'): void =>
    apply(removeSteps(document, names), { name, steps: names });
  const added = (made: Attempt, name: string): void => {
    if ('refused' in made) {
      refuseFor(made.refused);
      return;
    }
    apply(made, { name, steps: made.states });
    const last = made.states.at(-1);
    if (last !== undefined) begin(last);
  };
  const copy = (names: readonly string[]): boolean => {
    const text = copySteps(document, names);
    if (text === undefined) {
      refuseFor({ kind: names.length === 0 ? 'nothing' : 'apart' });
      return false;
    }
    navigator.clipboard.writeText(text).then(
      () => say(t('said.copy', { step: names[0], count: names.length })),
      () => refuse(t('refused.clipboard')),
    );
    return true;
  };
  const later = (): void => refuseFor({ kind: 'nothing' });
  return {
    said,
    ...useRemoval(document, removeNow),
    add: (slot, template) => added(addStep(document, slot, template), 'add'),
    rename: (name, to) => apply(renameStep(document, name, to), { name: 'rename', steps: [name] }),
    duplicate: (names) => attempt(duplicateSteps(document, names), { name: 'duplicate', steps: names }),
    move: (name, direction) => attempt(moveStep(document, name, direction), { name: 'move', steps: [name] }),
    moveTo: later,
    connect: (slot, target) =>
      attempt(connectTo(document, slot, target), { name: 'connect', steps: target === undefined ? [] : [target] }),
    replace: later,
    wrap: later,
    unwrap: later,
    extract: () => Promise.resolve(later()),
    repeatUntil: later,
    toggleSkip: (names) => {
      const skip = document.settings?.skip ?? [];
      const isSkipped = names.every((name) => skip.includes(name));
      const edit = { document: setSkipped(document, names, !isSkipped), states: names };
      apply(edit, { name: isSkipped ? 'unskip' : 'skip', steps: names });
    },
    copy: (names) => void copy(names),
    cut: (names) => {
      if (copy(names)) removeNow(names, 'cut');
    },
    paste: (text, slot) => added(pasteSteps(document, slot ?? slotAfter(document, selected), text), 'paste'),
    addTrigger: (trigger) => {
      const made = addTrigger(document, trigger);
      apply({ document: made.document, states: [`trigger:${made.id}`] }, { name: 'addTrigger', steps: [made.id] });
    },
    removeTrigger: (id) =>
      apply({ document: removeTrigger(document, id), states: [] }, { name: 'removeTrigger', steps: [id] }),
  };
}

/** Removes steps at once, or after a question when others read what they keep. */
function useRemoval(
  document: WorkflowDocument,
  removeNow: (names: readonly string[]) => void,
): Pick<StepCommands, 'remove' | 'removal' | 'answerRemoval'> {
  const [removal, ask] = useState<Removal>();
  return {
    removal,
    remove: (names) => {
      const readers = readersOf(document, names);
      if (readers.length === 0) removeNow(names);
      else ask({ names, readers });
    },
    answerRemoval: (isYes) => {
      ask(undefined);
      if (isYes && removal !== undefined) removeNow(removal.names);
    },
  };
}
