import { notifications } from '@mantine/notifications';
import type { WorkflowDocument } from '@millrace/machine';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Slot, slotsOf } from '../../../components/canvas/model/slot.ts';
import type { DraftEditor } from '../draft/use-draft.ts';
import { addStep, duplicateStep, type Edit, removeStep, renameStep, setSkipped } from '../model/commands.ts';
import { copyStep, pasteStep } from '../model/fragment.ts';
import { moveStep } from '../model/move-step.ts';
import { readersOf } from '../model/readers.ts';
import type { StepTemplate } from '../model/step-templates.ts';

/** A removal that would leave others without what they read. */
export interface Removal {
  readonly name: string;
  readonly readers: readonly string[];
}

/** Everything that can be done to whole steps. Each is one entry of the history, and is said aloud. */
export interface StepCommands {
  readonly add: (slot: Slot, template: StepTemplate) => void;
  /** Asks first when other steps read the step's result. */
  readonly remove: (name: string) => void;
  readonly rename: (name: string, to: string) => void;
  readonly duplicate: (name: string) => void;
  readonly move: (name: string, direction: 'earlier' | 'later') => void;
  readonly toggleSkip: (name: string) => void;
  readonly copy: (name: string) => void;
  readonly cut: (name: string) => void;
  readonly paste: (text: string) => void;
  readonly removal: Removal | undefined;
  readonly answerRemoval: (isYes: boolean) => void;
  /** The newest edit in words, for those who cannot see the canvas. */
  readonly said: string;
}

interface Around {
  readonly draft: DraftEditor;
  readonly selected: string | undefined;
  readonly select: (name: string | undefined) => void;
  /** Opens the panel at the first field of a new step. */
  readonly begin: (name: string) => void;
}

/** Where a step is added when nothing says more: behind the selected one, else at the start. */
export function slotAfter(document: WorkflowDocument, selected: string | undefined): Slot {
  const { States } = document.machine;
  const state = selected !== undefined && Object.hasOwn(States, selected) ? States[selected] : undefined;
  const first = selected === undefined || state === undefined ? undefined : slotsOf(selected, state)[0];
  return first?.slot ?? { kind: 'start' };
}

/** Where a step is added that is to be the last one. */
export const slotAtEnd = (document: WorkflowDocument): Slot =>
  slotAfter(document, Object.keys(document.machine.States).at(-1));

export function useStepCommands({ draft, selected, select, begin }: Around): StepCommands {
  const { t } = useTranslation('designer');
  const [said, say] = useState('');
  const document = draft.history.present;
  const apply = (edit: Edit, about: { readonly name: string; readonly step: string }): void => {
    if (edit.document === document) return;
    draft.change(edit.document, { name: about.name });
    select(edit.state);
    say(t(`said.${about.name}`, { name: about.step, count: Object.keys(edit.document.machine.States).length }));
  };
  const refuse = (message: string): void => {
    say(message);
    notifications.show({ message });
  };
  const removeNow = (name: string): void => apply(removeStep(document, name), { name: 'delete', step: name });
  const add = (edit: Edit): void => {
    apply(edit, { name: 'add', step: edit.state ?? '' });
    if (edit.state !== undefined) begin(edit.state);
  };
  const copy = (name: string): boolean => {
    const text = copyStep(document, name);
    if (text === undefined) return false;
    navigator.clipboard.writeText(text).then(
      () => say(t('said.copy', { name })),
      () => refuse(t('refused.clipboard')),
    );
    return true;
  };
  return {
    said,
    ...useRemoval(document, removeNow),
    add: (slot, template) => add(addStep(document, slot, template)),
    rename: (name, to) => apply(renameStep(document, name, to), { name: 'rename', step: to }),
    duplicate: (name) => apply(duplicateStep(document, name), { name: 'duplicate', step: name }),
    move: (name, direction) => {
      const moved = moveStep(document, name, direction);
      if ('refused' in moved) refuse(t(`refused.${moved.refused.kind}`, { ...moved.refused, name }));
      else apply({ document: moved.document, state: name }, { name: 'move', step: name });
    },
    toggleSkip: (name) => {
      const isSkipped = document.settings?.skip?.includes(name) === true;
      apply({ document: setSkipped(document, name, !isSkipped), state: name }, { name: 'skip', step: name });
    },
    copy: (name) => void copy(name),
    cut: (name) => {
      if (copy(name)) removeNow(name);
    },
    paste: (text) => {
      const edit = pasteStep(document, slotAfter(document, selected), text);
      if (edit === undefined) refuse(t('refused.paste'));
      else add(edit);
    },
  };
}

/** Removes a step at once, or after a question when others read what it keeps. */
function useRemoval(
  document: WorkflowDocument,
  removeNow: (name: string) => void,
): Pick<StepCommands, 'remove' | 'removal' | 'answerRemoval'> {
  const [removal, ask] = useState<Removal>();
  return {
    removal,
    remove: (name) => {
      const readers = readersOf(document, name);
      if (readers.length === 0) removeNow(name);
      else ask({ name, readers });
    },
    answerRemoval: (isYes) => {
      ask(undefined);
      if (isYes && removal !== undefined) removeNow(removal.name);
    },
  };
}
