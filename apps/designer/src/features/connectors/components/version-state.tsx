import { IconArchive, IconBan, IconCircleCheck, IconPencil, IconShieldX, type TablerIcon } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { LookBadge } from '../../../components/look-badge.tsx';
import type { StateToken } from '../../../lib/state-look.ts';

/** What a version may be. */
export type VersionStateName = 'draft' | 'published' | 'deprecated' | 'yanked' | 'blocked';

const LOOKS: Readonly<Record<VersionStateName, { readonly look: StateToken; readonly icon: TablerIcon }>> = {
  draft: { look: 'queued', icon: IconPencil },
  published: { look: 'success', icon: IconCircleCheck },
  deprecated: { look: 'warning', icon: IconArchive },
  yanked: { look: 'warning', icon: IconBan },
  blocked: { look: 'failed', icon: IconShieldX },
};

/** The state of a version as icon, word and colour. */
export function VersionState({ state }: { readonly state: VersionStateName }): ReactElement {
  const { t } = useTranslation('catalogue');
  return <LookBadge {...LOOKS[state]}>{t(`state.${state}`)}</LookBadge>;
}
