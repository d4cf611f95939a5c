import { useLocalStorage } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactElement, Suspense } from 'react';
import { rolloutQuery } from '../../../../lib/queries/rollouts.ts';
import { isShown } from '../../model/rollout.ts';

const RolloutBar = lazy(async () => ({ default: (await import('./rollout-bar.tsx')).RolloutBar }));

/** Where the bar of a rollout is, while there is something to say of it. */
export function RolloutPlace({ name }: { readonly name: string }): ReactElement | null {
  const rollout = useQuery(rolloutQuery(name)).data?.rollout;
  const [away, putAway] = useLocalStorage({ key: `millrace-rollout-away-${name}`, defaultValue: '' });
  if (rollout === undefined || !isShown(rollout, away)) return null;
  return (
    <Suspense fallback={null}>
      <RolloutBar name={name} rollout={rollout} onPutAway={() => putAway(rollout.id)} />
    </Suspense>
  );
}
