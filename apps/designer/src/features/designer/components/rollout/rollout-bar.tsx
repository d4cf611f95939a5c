import { ActionIcon, Button, SegmentedControl } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowsSplit2, IconX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { ProblemAlert } from '../../../../components/problem-alert.tsx';
import { Time } from '../../../../components/time.tsx';
import { ActivateDialog } from '../../../../components/versions/activate-dialog.tsx';
import type { Rollout, RolloutForm } from '../../../../lib/contract.ts';
import { useMay } from '../../../../lib/permissions.ts';
import { putRollout, rollBack, rolloutQuery } from '../../../../lib/queries/rollouts.ts';
import { useWorkspace } from '../../../../lib/workspace.ts';
import { isPromotion, sharesOf } from '../../model/rollout.ts';
import styles from './rollout.module.css';
import { RolloutFigures } from './rollout-figures.tsx';
import { RuleButton } from './rule-button.tsx';
import './words.ts';

interface Props {
  readonly name: string;
  readonly rollout: Rollout;
  readonly onPutAway: () => void;
}

/** How a rollout goes, and what can be done about it; or why its rule has ended it. */
export function RolloutBar({ name, rollout, onPutAway }: Props): ReactElement {
  const { t } = useTranslation('rollouts');
  const number = rollout.candidate.number;
  return (
    <section className={styles.bar} data-ended={rollout.end !== undefined} aria-label={t('bar', { number })}>
      <IconArrowsSplit2 size={18} className={styles.icon} aria-hidden="true" />
      {rollout.end === undefined ? (
        <Active name={name} rollout={rollout} />
      ) : (
        <Ended {...{ name, rollout, onPutAway }} reason={rollout.end.reason} at={rollout.end.at} />
      )}
    </section>
  );
}

function Ended({
  name,
  rollout: { base, candidate },
  reason,
  at,
  onPutAway,
}: Props & { readonly reason: string; readonly at: string }): ReactElement {
  const { t } = useTranslation('rollouts');
  const { number } = candidate;
  return (
    <>
      <div className={styles.words} role="status">
        <strong>{t('endedTitle', { number })}</strong> <Time at={at} />
        <p className={styles.reason}>{t('endedText', { reason, base: base.number })}</p>
      </div>
      <span className={styles.acts}>
        <Compare {...{ name, base: base.number, number }} />
        <ActionIcon aria-label={t('putAway')} onClick={onPutAway}>
          <IconX size={16} />
        </ActionIcon>
      </span>
    </>
  );
}

function Active({ name, rollout }: Pick<Props, 'name' | 'rollout'>): ReactElement {
  const { t } = useTranslation('rollouts');
  const [toActivate, setToActivate] = useState<number>();
  const mayPublish = useMay('workflow.publish');
  const { change, back, error, putAway } = useRolloutActs(name, rollout);
  const { base, candidate, rule } = rollout;
  const { number } = candidate;
  const percent = change.isPending ? change.variables.percent : rollout.percent;
  const pick = (share: number): void => {
    if (isPromotion(share)) setToActivate(number);
    else change.mutate({ version: number, percent: share });
  };
  return (
    <>
      <div className={styles.words}>
        <strong>{t('gets', { number, percent })}</strong>
        <RolloutFigures base={base} candidate={candidate} />
      </div>
      <span className={styles.acts}>
        {mayPublish && (
          <>
            <SegmentedControl
              size="xs"
              aria-label={t('share', { number })}
              data={sharesOf({ percent }).map((share) => ({
                value: String(share),
                label: t('percent', { percent: share }),
              }))}
              value={String(percent)}
              onChange={(share) => pick(Number(share))}
            />
            <RuleButton
              {...{ rule, number, base: base.number }}
              isBusy={change.isPending}
              onSave={(next) => change.mutate({ version: number, percent, rule: next })}
            />
          </>
        )}
        <Compare {...{ name, base: base.number, number }} />
        {mayPublish && (
          <>
            <Button size="xs" variant="default" aria-busy={back.isPending} onClick={() => back.mutate()}>
              {t('rollBack')}
            </Button>
            <Button size="xs" onClick={() => setToActivate(number)}>
              {t('promote', { number })}
            </Button>
          </>
        )}
      </span>
      {error !== null && (
        <div className={styles.problem}>
          <ProblemAlert error={error} onClose={putAway} />
        </div>
      )}
      {toActivate !== undefined && (
        <ActivateDialog name={name} number={toActivate} onClose={() => setToActivate(undefined)} />
      )}
    </>
  );
}

interface CompareProps {
  readonly name: string;
  readonly base: number;
  readonly number: number;
}

function Compare({ name, base, number }: CompareProps): ReactElement {
  const { t } = useTranslation('rollouts');
  const { t: words } = useTranslation('versions');
  const workspace = useWorkspace();
  return (
    <Button
      size="xs"
      variant="subtle"
      aria-label={t('compare', { base, number })}
      renderRoot={(props) => (
        <Link
          {...props}
          to="/w/$workspace/workflows/$name/versions"
          params={{ workspace, name }}
          search={{ from: base, to: number }}
        />
      )}
    >
      {words('compare')}
    </Button>
  );
}

function useRolloutActs(name: string, { id, base, candidate }: Rollout) {
  const { t } = useTranslation('rollouts');
  const cache = useQueryClient();
  const renew = (): Promise<void> => cache.invalidateQueries({ queryKey: ['workflows'] });
  const change = useMutation({
    mutationFn: (form: RolloutForm) => putRollout(name, { ...form, changes: id }),
    onError: () => void renew(),
    onSuccess: (answer) => {
      cache.setQueryData(rolloutQuery(name).queryKey, answer);
      void renew();
    },
  });
  const back = useMutation({
    mutationFn: () => rollBack(name),
    onSuccess: async () => {
      await renew();
      notifications.show({ message: t('rolledBack', { number: candidate.number, base: base.number }) });
    },
  });
  const putAway = (): void => {
    change.reset();
    back.reset();
  };
  return { change, back, error: change.error ?? back.error, putAway };
}
