import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { use, useState } from 'react';
import { type Asked, dependedOn } from '../../lib/hints.ts';
import type { OptionList } from '../../lib/contract.ts';
import { isSame } from '../../lib/json.ts';
import { connectorOptionsQuery, type OptionsRequest } from '../../lib/queries/connector-options.ts';
import { ConnectorQuestionsContext } from './connector-questions.ts';
import type { OfferedOption } from './model/field-options.ts';
import type { OptionSource } from './option-source.ts';

const TYPING_MS = 300;

/** What a service offers for a field. */
export interface Offered {
  readonly items: readonly OfferedOption[];
  readonly isAsking: boolean;
  readonly failure: string | undefined;
  readonly retry: () => void;
  /** What is being typed. */
  readonly typed: string;
  readonly type: (text: string) => void;
  readonly isOpen: boolean;
  readonly open: () => void;
  /** What the choices depend on has changed since the form was opened, and these are all that there are now. */
  readonly isAnew: boolean;
}

/** Asks the service for choices: nobody is asked before somebody looks, or changes what they depend on. */
export function useOptions(asked: Asked, source: OptionSource): Offered {
  const [isOpen, setOpen] = useState(false);
  const [typed, type] = useState('');
  const { request, isOther, isSettled } = useSettledRequest(asked, source);
  const [search] = useDebouncedValue(typed, TYPING_MS);
  const { listOptions } = use(ConnectorQuestionsContext);
  const query = useQuery({
    ...connectorOptionsQuery({ ...request, search }, listOptions),
    enabled: isOpen || isOther,
  });
  const { items, failure, isWhole } = readList(isSettled ? query.data : undefined);
  return {
    items,
    isAsking: query.isFetching || !isSettled,
    failure: failure?.message ?? query.error?.message,
    retry: () => void query.refetch(),
    ...{ typed, type, isOpen },
    open: () => setOpen(true),
    isAnew: isOther && isWhole && search === '' && !query.isPlaceholderData,
  };
}

function readList({ items, next, failure }: Partial<OptionList> = {}) {
  const isWhole = items !== undefined && failure === undefined && typeof next !== 'string';
  return { items: items ?? [], failure, isWhole };
}

interface SettledRequest {
  readonly request: Omit<OptionsRequest, 'search'>;
  /** It is not the one that the form was opened with. */
  readonly isOther: boolean;
  /** Nobody is typing what it depends on. */
  readonly isSettled: boolean;
}

function useSettledRequest(asked: Asked, { connector, version, connection, input }: OptionSource): SettledRequest {
  const current = { connector, version, connection, source: asked.action, input: dependedOn(asked, input) };
  const key = JSON.stringify(current);
  const [firstKey] = useState(key);
  const [settledKey] = useDebouncedValue(key, TYPING_MS);
  const [settled, settle] = useState(current);
  const isSettled = settledKey === key;
  // What is asked stays the same while somebody types, and is the same object while it says the same.
  if (isSettled && !isSame(settled, current)) settle(current);
  return { request: settled, isOther: key !== firstKey, isSettled };
}
