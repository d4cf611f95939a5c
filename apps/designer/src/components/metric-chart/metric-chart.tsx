import { useComputedColorScheme } from '@mantine/core';
import { type ReactElement, useEffect, useRef } from 'react';
import 'uplot/dist/uPlot.min.css';
import type { MetricName, MetricPoint } from '../../lib/contract.ts';
import { chartOptions, toData, type ChartLook } from './draw-chart.ts';
import styles from './metric-chart.module.css';

interface Props {
  readonly metric: MetricName;
  readonly points: readonly MetricPoint[];
  readonly look: ChartLook;
  readonly baseline?: number | undefined;
  /** From where on an alert fires. */
  readonly threshold?: number | undefined;
  /** What it shows, in words. */
  readonly label: string;
  readonly onPoint: (index: number | undefined) => void;
}

const HEIGHT = 152;

/** A figure over time. Drawn by uPlot, which comes when it is needed. */
export function MetricChart({ metric, points, look, baseline, threshold, label, onPoint }: Props): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme();
  const { line, hasArea } = look;
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    let isOver = false;
    let end = (): void => undefined;
    void import('uplot').then(({ default: Chart }) => {
      if (isOver) return;
      const style = getComputedStyle(element);
      const colorOf = (token: string): string => style.getPropertyValue(`--mr-${token}`).trim();
      const sizeNow = () => ({ width: Math.max(160, element.clientWidth), height: HEIGHT });
      const parts = { metric, points, look: { line, hasArea }, baseline, threshold, colorOf, onPoint };
      const chart = new Chart(chartOptions(parts, sizeNow()), toData(parts), element);
      const watch = new ResizeObserver(() => chart.setSize(sizeNow()));
      watch.observe(element);
      end = () => {
        watch.disconnect();
        chart.destroy();
      };
    });
    return () => {
      isOver = true;
      end();
    };
  }, [metric, points, line, hasArea, baseline, threshold, onPoint, scheme]);
  return <div ref={place} className={styles.chart} role="img" aria-label={label} style={{ height: HEIGHT }} />;
}
