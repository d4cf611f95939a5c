import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useKindWords } from '../../../components/canvas/use-kind-words.ts';
import type { Workbench } from '../components/workbench-context.ts';
import { findItems, stepMatch } from '../model/find/find-items.ts';
import { readFindQuery } from '../model/find/find-query.ts';
import { countProblems } from '../model/problems.ts';

/** The search in the workflow. */
export interface Find {
  readonly query: string;
  readonly setQuery: (query: string) => void;
  /** What it finds, in reading order. */
  readonly found: readonly string[];
  /** What looks like a filter and is none. */
  readonly unknown: readonly string[];
  /** Place of the selected one among what is found, from 1; 0 when it is none of them. */
  readonly at: number;
  readonly step: (direction: 1 | -1) => void;
}

/** Searches a draft; `pinned` are the states with a pinned or mocked result. */
export function useFind(
  { document, problems, connectors, selection, select, say }: Workbench,
  pinned: ReadonlySet<string>,
): Find {
  const { t } = useTranslation(['workbench', 'canvas']);
  const [query, setQuery] = useState('');
  const kindOf = useKindWords(connectors);
  const parsed = useMemo(() => readFindQuery(query), [query]);
  const wanted = useDeferredValue(parsed);
  const found = useMemo(
    () =>
      findItems(document, wanted, {
        problems: countProblems(problems),
        pinned,
        kindOf,
        titleOf: ({ type }) => t(`canvas:trigger.${type}`),
      }),
    [document, wanted, problems, pinned, kindOf, t],
  );
  const { current } = selection;
  return {
    query,
    setQuery,
    found,
    unknown: parsed.unknown,
    at: current === undefined ? 0 : found.indexOf(current) + 1,
    step: (direction) => {
      const next = stepMatch(found, current, direction);
      if (next === undefined) return;
      select(next);
      say(t('find.said', { at: found.indexOf(next) + 1, count: found.length, name: next.replace(/^trigger:/, '') }));
    },
  };
}
