import { useDebouncedValue } from '@mantine/hooks';
import type { WorkflowDocument } from '@millrace/machine';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { checkDocument } from '../../../lib/queries/check-document.ts';

const DELAY_MS = 300;
const PREFIX = '/settings/';

/** What is wrong with settings: the place in them, as `concurrency/key`, and a sentence. The server checks, as it does on publishing. */
export type SettingProblems = (place: string) => string | undefined;

export function useSettingProblems(document: WorkflowDocument): SettingProblems {
  const [asked] = useDebouncedValue(document, DELAY_MS);
  const { data } = useQuery({
    queryKey: ['check-settings', asked],
    queryFn: ({ signal }) => checkDocument(asked, signal),
    placeholderData: (before) => before,
    staleTime: Infinity,
    gcTime: 0,
  });
  const messages = useMemo(() => {
    const found = new Map<string, string>();
    for (const { path, message, hint } of data ?? []) {
      if (!path.startsWith(PREFIX)) continue;
      const place = path.slice(PREFIX.length);
      if (!found.has(place)) found.set(place, hint === undefined ? message : `${message} ${hint}`);
    }
    return found;
  }, [data]);
  return (place) => messages.get(place);
}
