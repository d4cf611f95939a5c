import { Button, Group, NumberInput, Popover, Stack, Text } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import type { Rollout } from '../../../../lib/contract.ts';

type Rule = Rollout['rule'];
const MOST_POINTS = 100;
const MOST_RUNS = 2000;

interface Props {
  readonly rule: Rule;
  /** Of the candidate. */
  readonly number: number;
  /** Of the live version. */
  readonly base: number;
  readonly isBusy: boolean;
  readonly onSave: (rule: Rule) => void;
}

/** When the rollout ends by itself; opens to say otherwise. */
export function RuleButton(props: Props): ReactElement {
  const { rule } = props;
  const { t } = useTranslation('rollouts');
  const [isOpen, open] = useState(false);
  return (
    <Popover opened={isOpen} onChange={open} width={320} trapFocus returnFocus withinPortal position="bottom-end">
      <Popover.Target>
        <Button size="xs" variant="subtle" aria-expanded={isOpen} onClick={() => open(!isOpen)}>
          {t('rule.button', { points: rule.maxErrorPoints, count: rule.minRuns })}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="md">{isOpen && <RuleForm {...props} onDone={() => open(false)} />}</Popover.Dropdown>
    </Popover>
  );
}

function RuleForm({
  rule,
  number,
  base,
  isBusy,
  onSave,
  onDone,
}: Props & { readonly onDone: () => void }): ReactElement {
  const { t } = useTranslation('rollouts');
  const [points, setPoints] = useState<number | string>(rule.maxErrorPoints);
  const [runs, setRuns] = useState<number | string>(rule.minRuns);
  const isComplete = typeof points === 'number' && typeof runs === 'number' && runs >= 1;
  const save = (event: { preventDefault: () => void }): void => {
    event.preventDefault();
    if (!isComplete) return;
    onSave({ maxErrorPoints: points, minRuns: runs });
    onDone();
  };
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="sm">
        <Text fw={600} size="sm">
          {t('rule.title', { number })}
        </Text>
        <NumberInput
          label={t('rule.points', { base })}
          description={t('rule.pointsHelp')}
          value={points}
          min={0}
          max={MOST_POINTS}
          decimalScale={1}
          data-autofocus
          onChange={setPoints}
        />
        <NumberInput
          label={t('rule.runs', { number })}
          description={t('rule.runsHelp')}
          value={runs}
          min={1}
          max={MOST_RUNS}
          allowDecimal={false}
          onChange={setRuns}
        />
        <Group justify="flex-end">
          <Button type="submit" size="xs" disabled={!isComplete} aria-busy={isBusy}>
            {t('rule.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
