import { NumberInput, Radio, Stack, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import type { ErrorGroupChange } from '../../../lib/contract.ts';
import { useTranslation } from '../../../lib/use-translation.ts';

type Until = Pick<ErrorGroupChange, 'ignoreUntil' | 'ignoreCount'>;
interface Props {
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onIgnore: (until: Until) => void;
  readonly onClose: () => void;
}

/** Asks until when a group is ignored. */
export function IgnoreDialog({ onIgnore, ...dialog }: Props): ReactElement {
  const { t } = useTranslation('errors');
  const [how, setHow] = useState<'forEver' | 'until' | 'count'>('forEver');
  const [time, setTime] = useState('');
  const [count, setCount] = useState<number | string>(10);
  const until = { forEver: {}, until: untilOf(time), count: countOf(count) }[how];
  return (
    <ConfirmDialog
      {...dialog}
      title={t('act.ignoreTitle')}
      text={t('act.ignoreText')}
      confirm={t('act.ignore')}
      isReady={until !== undefined}
      onConfirm={() => onIgnore(until ?? {})}
    >
      <Radio.Group
        mt="md"
        label={t('act.how')}
        value={how}
        onChange={(chosen) => setHow(chosen === 'until' || chosen === 'count' ? chosen : 'forEver')}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="forEver" label={t('act.forEver')} />
          <Radio value="until" label={t('act.until')} />
          <Radio value="count" label={t('act.count')} />
        </Stack>
      </Radio.Group>
      {how === 'until' && (
        <TextInput
          mt="md"
          type="datetime-local"
          label={t('act.untilTime')}
          value={time}
          onChange={({ currentTarget: { value } }) => setTime(value)}
        />
      )}
      {how === 'count' && (
        <NumberInput mt="md" label={t('act.more')} min={1} max={1_000_000} value={count} onChange={setCount} />
      )}
    </ConfirmDialog>
  );
}

function untilOf(time: string): Until | undefined {
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? undefined : { ignoreUntil: at.toISOString() };
}

const countOf = (count: number | string): Until | undefined =>
  typeof count === 'number' && Number.isInteger(count) && count > 0 ? { ignoreCount: count } : undefined;
