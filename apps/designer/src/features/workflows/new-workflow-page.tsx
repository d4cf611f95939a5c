import { IconArrowRampRight, IconWebhook, type TablerIcon } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { startWorkflow } from '../../lib/new-workflow.ts';
import { workflowsQuery } from '../../lib/queries/workflows.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import styles from './new-workflow.module.css';

const STARTS: readonly { readonly kind: 'webhook' | 'call'; readonly icon: TablerIcon }[] = [
  { kind: 'webhook', icon: IconWebhook },
  { kind: 'call', icon: IconArrowRampRight },
];

/** What starts it? The first choice of a new workflow. */
export function NewWorkflowPage(): ReactElement {
  const { t } = useTranslation('workflows');
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const { data } = useInfiniteQuery(workflowsQuery);
  const taken = new Set(data?.pages.flatMap((page) => page.items.map(({ name }) => name)));
  const creation = useMutation({
    mutationFn: (kind: 'webhook' | 'call') =>
      startWorkflow({ base: 'untitled', title: t('create.untitled'), kind, taken }),
    onSuccess: async ({ name }) => {
      await cache.invalidateQueries({ queryKey: ['workflows'] });
      await navigate({ to: '/w/$workspace/workflows/$name/design', params: { workspace, name } });
    },
  });
  const examples = { webhook: `/hooks/${workspace}/orders`, call: 'POST /api/v1/workflows/orders/runs' };
  return (
    <div className={styles.page}>
      <PageHeader
        title={t('create.title')}
        text={t('create.text')}
        crumbs={[
          <Link key="all" to="/w/$workspace/workflows" params={{ workspace }}>
            {t('title')}
          </Link>,
        ]}
      />
      <ul className={styles.cards}>
        {STARTS.map(({ kind, icon: Icon }, index) => (
          <li key={kind}>
            <button
              type="button"
              className={styles.card}
              autoFocus={index === 0}
              disabled={creation.isPending}
              onClick={() => creation.mutate(kind)}
            >
              <span className={styles.tile}>
                <Icon size={20} stroke={1.75} aria-hidden="true" />
              </span>
              <span className={styles.words}>
                <strong>{t(`create.${kind}`)}</strong>
                <span>{t(`create.${kind}Text`)}</span>
                <code>{examples[kind]}</code>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {creation.error !== null && <ProblemAlert error={creation.error} />}
    </div>
  );
}
