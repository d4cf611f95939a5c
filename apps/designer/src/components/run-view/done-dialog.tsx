import { Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { parseJson } from '../../lib/json.ts';
import { connectorQuery } from '../../lib/queries/connectors.ts';
import { readResource } from '../../lib/task-resource.ts';
import styles from './inspector.module.css';

interface Props {
  /** Of the step. */
  readonly resource: string;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onConfirm: (output: unknown) => void;
  readonly onClose: () => void;
}

/** Asks for what a step has given back that did happen. */
export function DoneDialog({ resource, onConfirm, ...rest }: Props): ReactElement {
  const { t } = useTranslation('runs');
  const sample = useSample(resource);
  const [typed, setTyped] = useState<string>();
  const text = typed ?? JSON.stringify(sample ?? null, null, 2);
  const { value, problem } = parseJson(text);
  return (
    <ConfirmDialog
      {...rest}
      title={t('held.doneTitle')}
      text={t(sample === undefined ? 'held.doneText' : 'held.doneSample')}
      confirm={t('held.doneConfirm')}
      isReady={problem === ''}
      onConfirm={() => onConfirm(value)}
    >
      <Textarea
        mt="md"
        label={t('held.result')}
        value={text}
        error={problem === '' ? undefined : t('start.invalid', { why: problem })}
        autosize
        minRows={6}
        maxRows={18}
        spellCheck={false}
        classNames={{ input: styles.code ?? '' }}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}

/** What an action gives back, as its connector shows it. */
function useSample(resource: string): unknown {
  const target = readResource(resource);
  const [connector, action] = target.kind === 'connector' ? [target.connector, target.action] : ['', ''];
  const { data } = useQuery({ ...connectorQuery(connector, undefined), enabled: connector !== '' });
  return data?.actions.find(({ name }) => name === action)?.sample;
}
