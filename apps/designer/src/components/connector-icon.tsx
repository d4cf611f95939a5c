import type { ReactElement } from 'react';
import styles from './connector-icon.module.css';

/** A connector's mark. As an image, its SVG can neither run scripts nor load anything. */
export function ConnectorIcon({ svg, size = 24 }: { readonly svg: string; readonly size?: number }): ReactElement {
  const source = `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
  return (
    <span
      className={styles.icon}
      style={{ width: size, height: size, maskImage: `url("${source}")` }}
      aria-hidden="true"
    />
  );
}
