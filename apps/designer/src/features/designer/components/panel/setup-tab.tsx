import type { State } from '@millrace/machine';
import { lazy, type ReactElement, Suspense } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { Skeleton } from '../../../../components/skeleton.tsx';
import { FailSetup } from './fail-setup.tsx';
import { NextField } from './next-field.tsx';
import { PassSetup } from './pass-setup.tsx';
import { usePanel } from './panel-context.ts';
import styles from './panel.module.css';
import type { StepProps } from './step-panel.tsx';
import { TaskSetup } from './task-setup.tsx';
import { WaitSetup } from './wait-setup.tsx';

// With all that conditions and inner steps need, and not every workflow has them.
const ChoiceSetup = lazy(async () => ({ default: (await import('./choice-setup.tsx')).ChoiceSetup }));
const MapSetup = lazy(async () => ({ default: (await import('./composite-setup.tsx')).MapSetup }));
const ParallelSetup = lazy(async () => ({ default: (await import('./composite-setup.tsx')).ParallelSetup }));

/** What the step does and where it leads: one form for each type of state. */
export function SetupTab(props: StepProps): ReactElement {
  return (
    <div className={styles.stack}>
      <StepMessages path={props.path} />
      <Suspense fallback={<Skeleton />}>
        <Setup {...props} />
      </Suspense>
      <NextField {...props} />
    </div>
  );
}

function Setup(props: StepProps): ReactElement {
  const { state } = props;
  switch (state.Type) {
    case 'Task':
      return <TaskSetup {...props} state={state} />;
    case 'Pass':
      return <PassSetup {...props} state={state} />;
    case 'Choice':
      return <ChoiceSetup {...props} state={state} />;
    case 'Wait':
      return <WaitSetup {...props} state={state} />;
    case 'Fail':
      return <FailSetup {...props} state={state} />;
    case 'Map':
      return <MapSetup {...props} state={state} />;
    case 'Parallel':
      return <ParallelSetup {...props} state={state} />;
    case 'Succeed':
      return <Plain type={state.Type} />;
  }
}

/** What the check says of the step as a whole. */
function StepMessages({ path }: { readonly path: string }): ReactElement | null {
  const { problems } = usePanel();
  const own = problems.filter((problem) => problem.path === path);
  if (own.length === 0) return null;
  return (
    <div>
      {own.map(({ message, hint }) => (
        <p key={message} className={styles.error}>
          {message} {hint}
        </p>
      ))}
    </div>
  );
}

function Plain({ type }: { readonly type: State['Type'] }): ReactElement {
  const { t } = useTranslation('designer');
  return <p className={styles.text}>{t(`stepText.${type}`)}</p>;
}
