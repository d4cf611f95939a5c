import type { ReactElement } from 'react';
import { readItem } from '../../model/items.ts';
import { pointerOfState } from '../../model/problems.ts';
import { useWorkbench } from '../workbench-context.ts';
import { LazyDocumentJson } from './lazy-document-json.tsx';

/** The document as text, at what is selected; where the caret is put is selected too. */
export function SelectedJson(): ReactElement {
  const { document, written, selected, select, problems } = useWorkbench();
  const item = selected === undefined ? undefined : readItem(document, selected);
  const pointers = {
    step: () => pointerOfState(document, selected ?? ''),
    trigger: () => `/triggers/${(selected ?? '').slice('trigger:'.length)}`,
    edge: () => undefined,
  };
  return (
    <LazyDocumentJson
      written={written}
      pointer={item === undefined ? undefined : pointers[item.kind]()}
      onSelect={(next) => {
        if (next !== selected && readItem(document, next) !== undefined) select(next);
      }}
      problems={problems}
    />
  );
}
