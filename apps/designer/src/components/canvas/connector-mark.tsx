import type { ReactElement } from 'react';
import type { ConnectorDescription } from '../../lib/contract.ts';
import styles from './canvas.module.css';

/** A connector's mark: its own SVG, shown as a mask so that it takes our colour and can run nothing. */
export function ConnectorMark({
  connector,
  size = 20,
}: {
  readonly connector: ConnectorDescription;
  readonly size?: number;
}): ReactElement {
  const url = `url("data:image/svg+xml,${encodeURIComponent(connector.icon)}")`;
  return (
    <span
      className={styles.mark}
      style={{ width: size, height: size, maskImage: url, WebkitMaskImage: url }}
      aria-hidden="true"
    />
  );
}
