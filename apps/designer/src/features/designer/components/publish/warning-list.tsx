import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { DialogSection } from '../../../../components/versions/dialog-section.tsx';
import type { Finding } from '../../../../lib/contract.ts';
import { selectionOfProblem } from '../../model/problems.ts';
import styles from './publish.module.css';

interface Props {
  readonly warnings: readonly Finding[];
  readonly onShow: (path: string) => void;
}

/** What may be wrong and does not keep it from running. Each leads to its field. */
export function WarningList({ warnings, onShow }: Props): ReactElement | null {
  const { t } = useTranslation('versions');
  if (warnings.length === 0) return null;
  return (
    <DialogSection title={t('publish.warnings', { count: warnings.length })}>
      <ul className={styles.warnings}>
        {warnings.map(({ path, code, message }) => (
          <li key={`${path} ${code}`}>
            <button type="button" className={styles.warning} onClick={() => onShow(path)}>
              <IconAlertTriangle size={16} aria-hidden="true" />
              <span>
                <strong>{selectionOfProblem({ path })?.replace(/^trigger:/, '')}</strong> {message}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </DialogSection>
  );
}
