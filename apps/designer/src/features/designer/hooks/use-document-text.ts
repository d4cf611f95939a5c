import { useState } from 'react';
import type { DraftEditor } from '../draft/use-draft.ts';
import { shownText, takeText, type TextProblem, type TypedText } from '../model/json/document-text.ts';
import type { JsonPlaces } from '../model/json/json-places.ts';

/** The draft as text that can be written. */
export interface DocumentText {
  /** Prints the draft, unless it is being written: nobody pays for a text that is not looked at. */
  readonly read: () => string;
  /** Why the draft does not say what stands here; absent when it does. */
  readonly problem: TextProblem | undefined;
  /** Whether the draft was changed elsewhere since the text could last be read. */
  readonly isBehind: boolean;
  /** `place` names what is written in: what is written there in one go is one entry of the history. */
  readonly write: (text: string, place: string, places: JsonPlaces) => void;
  /** Shows the draft again. */
  readonly revert: () => void;
}

/** Writes a draft as text. What is no document stays here while the draft keeps its last state. */
export function useDocumentText(draft: DraftEditor, mayMisfit: boolean): DocumentText {
  const [typed, setTyped] = useState<TypedText>();
  const { present } = draft.history;
  return {
    read: () => shownText(present, typed),
    problem: typed?.problem,
    isBehind: typed?.problem !== undefined && typed.base !== present,
    write: (text, place, places) => {
      const taken = takeText(text, { present, typed, mayMisfit, places });
      if (taken.document !== present) draft.change(taken.document, { name: 'json', key: `json/${place}` });
      setTyped(taken.typed);
    },
    revert: () => setTyped(undefined),
  };
}
