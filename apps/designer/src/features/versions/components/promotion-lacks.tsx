import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { DialogSection } from '../../../components/versions/dialog-section.tsx';
import notes from '../../../components/versions/versions.module.css';
import type { PromotionPreview } from '../../../lib/contract.ts';

type Preview = Pick<PromotionPreview, 'connectors' | 'workflows' | 'problems' | 'workspace'>;

/** What must be there first. Nothing is drawn when all is. */
export function PromotionLacks({ preview }: { readonly preview: Preview }): ReactElement | null {
  const { t } = useTranslation('environments');
  const { connectors, workflows, problems, workspace } = preview;
  const sentences = [
    ...connectors.map(({ state, name, version = '', needs }) =>
      t(`promote.connector.${state}`, { connector: name, version, needs: needs.join(', ') }),
    ),
    ...workflows.map((workflow) => t('promote.workflow', { workflow })),
    ...problems.map(({ message }) => message),
  ];
  if (sentences.length === 0) return null;
  return (
    <DialogSection title={t('promote.missing', { name: workspace.name })}>
      <ul className={notes.notes}>
        {sentences.map((sentence, index) => (
          <li key={`${index} ${sentence}`}>
            <IconAlertTriangle size={16} aria-hidden="true" />
            <span>{sentence}</span>
          </li>
        ))}
      </ul>
    </DialogSection>
  );
}
