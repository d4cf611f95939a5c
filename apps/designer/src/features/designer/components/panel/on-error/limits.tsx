import type { TaskState } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../../lib/use-translation.ts';
import { isAnsweredLater, readResource } from '../../../../../lib/task-resource.ts';
import { withMember } from '../../../model/with-member.ts';
import { TemplateField } from '../../form/template-field.tsx';
import { ownField } from '../own-field.ts';
import styles from '../panel.module.css';
import type { StepProps } from '../step-panel.tsx';
import { PANEL_WORDS } from '../words.ts';

/** How long an attempt may take, and how long one that is answered later may be silent. */
export function Limits({ state, path, onChange }: Omit<StepProps<TaskState>, 'name'>): ReactElement {
  const { t } = useTranslation([PANEL_WORDS, 'designer']);
  const isLater = isAnsweredLater(state.Resource);
  const timeoutHelp = isLater ? 'designer:errors.timeoutHelpLater' : 'designer:errors.timeoutHelp';
  const hasHeartbeat = readResource(state.Resource).awaitsToken || state.HeartbeatSeconds !== undefined;
  const field = (name: 'TimeoutSeconds' | 'HeartbeatSeconds', title: string, help: string): ReactElement => (
    <TemplateField
      spec={ownField(name, title, { control: 'number', help })}
      value={state[name]}
      onChange={(value) => onChange(withMember(state, name, value), name)}
      path={`${path}/${name}`}
    />
  );
  return (
    <section className={styles.stack} aria-labelledby="time-limits">
      <h3 id="time-limits" className={styles.section}>
        {t('limits.title')}
      </h3>
      {field('TimeoutSeconds', t('designer:errors.timeout'), t(timeoutHelp))}
      {hasHeartbeat && field('HeartbeatSeconds', t('designer:errors.heartbeat'), t('designer:errors.heartbeatHelp'))}
    </section>
  );
}
