import type { JsonValue, MapState, ParallelState, TaskState } from '@millrace/machine';
import type { ReactElement } from 'react';
import { withMember } from '../../../model/with-member.ts';
import styles from '../panel.module.css';
import type { StepProps } from '../step-panel.tsx';
import { CatchRules } from './catch-rules.tsx';
import { Limits } from './limits.tsx';
import { RetryRules } from './retry-rules.tsx';
import { SkipSwitch } from './skip-switch.tsx';
import { UndoSection } from './undo-section.tsx';

/** States that `Retry` and `Catch` look after. */
export type GuardedState = TaskState | MapState | ParallelState;

/** What happens when the step fails: another try, another way, an end after a time, and what undoes it later. */
export function ErrorTab(props: StepProps<GuardedState>): ReactElement {
  const { name, state, path, onChange } = props;
  const setList = (member: 'Retry' | 'Catch', rules: readonly object[], field: string | undefined): void =>
    onChange(
      withMember(state, member, rules.length === 0 ? undefined : (rules as JsonValue)),
      field === undefined ? undefined : `${member}/${field}`,
    );
  return (
    <div className={styles.stack}>
      <RetryRules state={state} path={path} onChange={(rules, field) => setList('Retry', rules, field)} />
      <CatchRules name={name} state={state} path={path} onChange={(rules, field) => setList('Catch', rules, field)} />
      {state.Type === 'Task' && <Limits state={state} path={path} onChange={onChange} />}
      {state.Type === 'Task' && <UndoSection {...props} state={state} />}
      <SkipSwitch name={name} />
    </div>
  );
}
