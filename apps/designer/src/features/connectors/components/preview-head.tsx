import type { ReactElement } from 'react';
import { ConnectorIcon } from '../../../components/connector-icon.tsx';
import styles from './maker.module.css';

interface Props {
  readonly preview: {
    readonly name: string;
    readonly version: string;
    readonly title: string;
    readonly description: string;
    readonly icon?: string | undefined;
  };
}

/** Which connector a preview is of. */
export function PreviewHead({ preview: { name, version, title, description, icon } }: Props): ReactElement {
  return (
    <div className={styles.cardHead}>
      {icon !== undefined && (
        <span className={styles.tile}>
          <ConnectorIcon svg={icon} size={28} />
        </span>
      )}
      <div>
        <h2>{title}</h2>
        <p className={styles.quiet}>{description}</p>
      </div>
      <code className={styles.number}>
        {name} {version}
      </code>
    </div>
  );
}
