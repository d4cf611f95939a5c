import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { placesOf } from '../../../components/canvas/model/scope.ts';
import type { DraftEditor } from '../draft/use-draft.ts';
import type { Attempt, Edit, Refusal } from '../model/commands/edit.ts';

/** What an edit is called, and which steps its name names. */
export interface About {
  readonly name: string;
  readonly steps: readonly string[];
}

/** Makes edits, each with a name in the history, and says what came of it. */
export interface Edits {
  readonly apply: (edit: Edit, about: About) => void;
  /** Makes an edit, or says why not. */
  readonly attempt: (made: Attempt, about: About) => void;
  readonly refuse: (refusal: Refusal) => void;
  /** Says something that nobody can overlook. */
  readonly warn: (message: string) => void;
  readonly say: (message: string) => void;
  /** The newest thing that was said, for those who cannot see the canvas. */
  readonly said: string;
}

/** Edits of the draft; `select` selects what an edit is about. */
export function useEdits(draft: DraftEditor, select: (items: readonly string[]) => void): Edits {
  const { t } = useTranslation('designer');
  const [said, say] = useState('');
  const warn = (message: string): void => {
    say(message);
    notifications.show({ message });
  };
  const apply = ({ document, states }: Edit, { name, steps }: About): void => {
    if (document === draft.latest()) return;
    const [step = ''] = steps;
    draft.change(document, { name, step, count: steps.length });
    select(states);
    const done = t(`said.${name}`, { step, count: steps.length });
    say(`${done} ${t('said.total', { count: placesOf(document).length })}`);
  };
  const refuse = (refusal: Refusal): void => warn(t(`refused.${refusal.kind}`, { ...refusal }));
  const attempt = (made: Attempt, about: About): void => {
    if ('refused' in made) refuse(made.refused);
    else apply(made, about);
  };
  return { apply, attempt, refuse, warn, say, said };
}
