import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconCircleCheck,
  IconClock,
  IconPencil,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { LookBadge } from '../../../components/look-badge.tsx';
import type { ConnectorMigration, MigratedWorkflow } from '../../../lib/contract.ts';
import type { StateToken } from '../../../lib/state-look.ts';
import { wordsOf } from '../model/migrations.ts';

interface Look {
  readonly look: StateToken;
  readonly icon: TablerIcon;
}

const OF_MIGRATION: Readonly<Record<ConnectorMigration['state'], Look>> = {
  waiting: { look: 'waiting', icon: IconClock },
  // Workflows of it may still need somebody: each says so itself.
  done: { look: 'queued', icon: IconCircleCheck },
  undone: { look: 'warning', icon: IconArrowBackUp },
};
const OF_WORKFLOW: Readonly<Record<MigratedWorkflow['state'], Look>> = {
  ready: { look: 'waiting', icon: IconClock },
  needs_edits: { look: 'warning', icon: IconAlertTriangle },
  draft_differs: { look: 'warning', icon: IconPencil },
  published: { look: 'success', icon: IconCircleCheck },
  skipped: { look: 'warning', icon: IconAlertTriangle },
  undone: { look: 'queued', icon: IconArrowBackUp },
};

/** How far a migration is, as icon, word and colour. */
export function MigrationState({ state }: Pick<ConnectorMigration, 'state'>): ReactElement {
  const { t } = useTranslation('catalogue');
  return <LookBadge {...OF_MIGRATION[state]}>{t(`move.status.${state}`)}</LookBadge>;
}

/** What became of a workflow, in words. */
export function MigratedState({ workflow }: { readonly workflow: MigratedWorkflow }): ReactElement {
  const { t } = useTranslation('catalogue');
  const { key, ...needs } = wordsOf(workflow);
  return <LookBadge {...OF_WORKFLOW[workflow.state]}>{t(`move.state.${key}`, needs)}</LookBadge>;
}
