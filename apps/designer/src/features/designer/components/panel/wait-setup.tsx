import { SegmentedControl } from '@mantine/core';
import type { WaitState } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { asText } from '../../../../lib/json.ts';
import { withMember } from '../../model/with-member.ts';
import { TemplateField } from '../form/template-field.tsx';
import { ownField } from './own-field.ts';
import styles from './panel.module.css';
import type { StepProps } from './step-panel.tsx';

/** How long a wait lasts, or until when. */
export function WaitSetup({ state, path, onChange }: StepProps<WaitState>): ReactElement {
  const { t } = useTranslation('designer');
  const isUntil = state.Timestamp !== undefined;
  const { Seconds: _seconds, Timestamp: _timestamp, ...rest } = state;
  const kinds = [
    { value: 'for', label: t('wait.for') },
    { value: 'until', label: t('wait.until') },
  ];
  return (
    <div className={styles.stack}>
      <SegmentedControl
        data={kinds}
        value={isUntil ? 'until' : 'for'}
        aria-label={t('wait.kind')}
        onChange={(kind) =>
          onChange(
            kind === 'until' ? { ...rest, Timestamp: '{% $states.input.dueAt %}' } : { ...rest, Seconds: 60 },
            'kind',
          )
        }
      />
      {isUntil ? (
        <TemplateField
          spec={ownField('Timestamp', t('wait.timestamp'), { help: t('wait.timestampHelp') })}
          value={state.Timestamp}
          onChange={(value) => onChange({ ...rest, Timestamp: asText(value) }, 'Timestamp')}
          path={`${path}/Timestamp`}
        />
      ) : (
        <TemplateField
          spec={ownField('Seconds', t('wait.seconds'), { control: 'number' })}
          value={state.Seconds}
          onChange={(value) =>
            // Without a value it is a problem, and no wait of 0 seconds.
            onChange(withMember(state, 'Seconds', value), 'Seconds')
          }
          path={`${path}/Seconds`}
        />
      )}
    </div>
  );
}
