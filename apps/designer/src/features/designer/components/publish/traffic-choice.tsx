import { Radio, SegmentedControl, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { activeRollout, rolloutQuery } from '../../../../lib/queries/rollouts.ts';
import { FIRST_SHARES, USUAL_SHARE } from '../../model/rollout.ts';
import '../rollout/words.ts';

interface Props {
  readonly name: string;
  readonly live: number;
  /** That the version will have. */
  readonly number: number;
  /** Of new runs; absent: all. */
  readonly percent: number | undefined;
  readonly onChoose: (percent: number | undefined) => void;
}

/** Whether a new version gets all new runs, or a part of them. */
export function TrafficChoice({ name, live, number, percent, onChoose }: Props): ReactElement {
  const { t } = useTranslation('rollouts');
  const active = activeRollout(useQuery(rolloutQuery(name)).data);
  const rolledOut = active?.candidate.number;
  const help = rolledOut === undefined ? 'Help' : 'Replaces';
  return (
    <>
      <Radio.Group
        mt="md"
        label={t('traffic.label')}
        value={percent === undefined ? 'all' : 'canary'}
        onChange={(who) => onChoose(who === 'all' ? undefined : USUAL_SHARE)}
      >
        <Stack gap="xs" mt={4}>
          {(['all', 'canary'] as const).map((who) => (
            <Radio
              key={who}
              value={who}
              label={t(`traffic.${who}`)}
              description={t(`traffic.${who}${help}`, { number, live, rolledOut })}
            />
          ))}
        </Stack>
      </Radio.Group>
      {percent !== undefined && (
        <SegmentedControl
          mt="xs"
          ml={28}
          aria-label={t('traffic.share')}
          data={FIRST_SHARES.map((share) => ({ value: String(share), label: t('percent', { percent: share }) }))}
          value={String(percent)}
          onChange={(share) => onChoose(Number(share))}
        />
      )}
    </>
  );
}
