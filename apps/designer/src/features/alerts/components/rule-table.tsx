import { IconBellPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { EmptyState } from '../../../components/empty-state.tsx';
import table from '../../../components/table.module.css';
import type { AlertRule } from '../../../lib/contract.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import { useConditionWords } from '../hooks/use-condition-words.ts';
import { RuleActs } from './rule-acts.tsx';
import { RuleState } from './rule-state.tsx';
import styles from '../alerts.module.css';

export function NoRules(): ReactElement {
  const { t } = useTranslation('alerts');
  return <EmptyState icon={<IconBellPlus size={20} />} title={t('rules.emptyTitle')} text={t('rules.emptyText')} />;
}

interface Props {
  readonly rules: readonly AlertRule[];
  readonly withoutWorkflow: boolean;
  readonly mayWrite: boolean;
  /** Absent while a rule is written. */
  readonly onEdit: ((rule: AlertRule) => void) | undefined;
}

/** Rules as rows: how each stands, what it watches, whom it tells. */
export function RuleTable({ rules, withoutWorkflow, mayWrite, onEdit }: Props): ReactElement {
  const { t } = useTranslation('alerts');
  const columns = [
    'state',
    'name',
    ...(withoutWorkflow ? [] : (['workflow'] as const)),
    'value',
    'channels',
    'acts',
  ] as const;
  return (
    <table
      role="table"
      className={`${table.table ?? ''} ${table.stacked ?? ''} ${styles.rules ?? ''}`}
      aria-label={t('rules.list')}
    >
      <colgroup>
        {columns.map((id) => (
          <col key={id} className={styles[id]} />
        ))}
      </colgroup>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((id) => (
            <th key={id} scope="col">
              {id === 'acts' ? <span className={styles.heard}>{t('rules.column.acts')}</span> : t(`rules.column.${id}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rules.map((rule) => (
          <RuleRow key={rule.id} {...{ rule, withoutWorkflow, mayWrite, onEdit }} />
        ))}
      </tbody>
    </table>
  );
}

type RowProps = Omit<Props, 'rules'> & { readonly rule: AlertRule };

function RuleRow({ rule, withoutWorkflow, mayWrite, onEdit }: RowProps): ReactElement {
  const { t } = useTranslation('alerts');
  const workspace = useWorkspace();
  const { describe, say } = useConditionWords();
  const { alertId, workflow, channels } = rule;
  return (
    <tr role="row">
      <td role="cell">
        <RuleState state={rule.state} />
      </td>
      <td role="cell" data-line>
        {alertId === undefined ? (
          <span className={table.link}>{rule.name}</span>
        ) : (
          <Link className={table.link} to="/w/$workspace/alerts/$id" params={{ workspace, id: alertId }}>
            {rule.name}
          </Link>
        )}
        <span className={styles.condition}>{describe(rule.condition)}</span>
      </td>
      {!withoutWorkflow && <td role="cell">{workflow?.name ?? t('rules.all')}</td>}
      <td role="cell">{rule.value === null ? '—' : say(rule.condition, rule.value)}</td>
      <td role="cell" className={table.quiet}>
        {channels.length === 0 ? t('rules.nobody') : channels.map(({ name }) => name).join(', ')}
      </td>
      <td role="cell">{mayWrite && <RuleActs rule={rule} onEdit={onEdit && (() => onEdit(rule))} />}</td>
    </tr>
  );
}
