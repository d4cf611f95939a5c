import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useId } from 'react';
import { HealthList } from '../../../../components/integration-health/health-list.tsx';
import { integrationHealthQuery } from '../../../../lib/queries/metrics.ts';
import styles from '../../dashboards.module.css';

interface Props {
  readonly title: string;
  /** Below which heading it stands. */
  readonly heading: 'h2' | 'h3';
}

const MOST = 100;

/** What is not well in the workspace. */
export function HealthTile({ title, heading: Heading }: Props): ReactElement {
  const titleId = useId();
  return (
    <section className={styles.frame} aria-labelledby={titleId}>
      <Heading id={titleId}>{title}</Heading>
      <HealthList health={useQuery(integrationHealthQuery)} most={MOST} />
    </section>
  );
}
