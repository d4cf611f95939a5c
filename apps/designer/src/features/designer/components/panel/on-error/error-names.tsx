import { MultiSelect } from '@mantine/core';
import type { State } from '@millrace/machine';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../../../lib/use-translation.ts';
import { describeErrors } from '../../../../../components/canvas/model/words.ts';
import { findAction } from '../../../../../lib/find-action.ts';
import { useWorkbench } from '../../workbench-context.ts';
import { PANEL_WORDS } from '../words.ts';

/** What any step may fail with. */
const COMMON = [
  'States.ALL',
  'Connector.Retryable',
  'Connector.RateLimited',
  'Connector.Auth',
  'Connector.Fatal',
  'Connector.OutcomeUnknown',
  'States.Timeout',
  'States.TaskFailed',
  'States.QueryEvaluationError',
];

interface Props {
  readonly state: State;
  readonly value: readonly string[];
  readonly onChange: (names: string[]) => void;
}

/** Errors in words; those of the step's connector, and any other by its name. */
export function ErrorNames({ state, value, onChange }: Props): ReactElement {
  const { t } = useTranslation(PANEL_WORDS);
  const { connectors } = useWorkbench();
  const [typed, setTyped] = useState('');
  const found = state.Type === 'Task' ? findAction(connectors, state.Resource) : undefined;
  const names = [...new Set([...COMMON, ...Object.keys(found?.connector.errors ?? {}), ...value])];
  const other = typed.trim();
  const isNew = other !== '' && !names.some((name) => describeErrors([name]) === other || name === other);
  const options = names.map((name) => ({ value: name, label: describeErrors([name]) }));
  return (
    <MultiSelect
      label={t('errorNames.label')}
      data={isNew ? [...options, { value: other, label: t('errorNames.other', { name: other }) }] : options}
      value={[...value]}
      nothingFoundMessage={t('errorNames.none')}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={onChange}
      searchable
    />
  );
}
