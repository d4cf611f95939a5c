import { Select } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { slotsOf } from '../../../../components/canvas/model/slot.ts';
import { connect } from '../../model/commands/ways.ts';
import { useWorkbench } from '../workbench-context.ts';
import type { StepProps } from './step-panel.tsx';
import { useTargets } from './use-targets.ts';

/** The step that comes next: ways part in a choice, and may meet again anywhere. */
export function NextField({ name, state, path }: StepProps): ReactElement | null {
  const { t } = useTranslation('designer');
  const { document, draft } = useWorkbench();
  const targets = useTargets(name);
  const way = slotsOf(name, state).find(({ slot }) => slot.kind === 'next');
  if (way === undefined) return null;
  return (
    <div data-path={`${path}/Next`}>
      <Select
        label={t('next.label')}
        placeholder={t('next.end')}
        data={targets}
        value={way.target ?? null}
        clearable
        searchable={targets.length > 8}
        onChange={(target) =>
          draft.changeDrawn(connect(document, way.slot, target ?? undefined), {
            name: 'connect',
            step: name,
            key: `${name}/Next`,
          })
        }
      />
    </div>
  );
}
