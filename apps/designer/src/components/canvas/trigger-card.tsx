import { memo, type ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { useCanvas } from './canvas-context.ts';
import styles from './canvas.module.css';
import { describeTrigger } from './model/words.ts';
import { type NodeProps, NodeShell } from './node-shell.tsx';
import { TriggerMark } from './trigger-mark.tsx';

/** What starts the workflow. */
export const TriggerCard = memo(function TriggerCard(props: NodeProps): ReactElement | null {
  const { t } = useTranslation('canvas');
  const { words } = useCanvas();
  const { node } = props.placed;
  if (node.kind !== 'trigger') return null;
  const { trigger } = node;
  return (
    <NodeShell {...props} label={words.describe(node, undefined)} className={`${styles.card} ${styles.trigger}`}>
      <div className={styles.head}>
        <span className={styles.tile}>
          <TriggerMark type={trigger.type} size={20} />
        </span>
        <span className={styles.words}>
          <span className={styles.name}>{t(`trigger.${trigger.type}`)}</span>
          <span className={styles.sub}>{describeTrigger(trigger, (key, values) => t(key, { ...values }))}</span>
        </span>
      </div>
    </NodeShell>
  );
});
