import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useMay } from '../../../lib/permissions.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import { type ChosenDocument, importDocument } from '../api/openapi.ts';
import type { MadeDraft } from '../hooks/use-openapi-import.ts';
import { type OpenApiDraft, type Operation, toOverlay } from '../model/openapi-draft.ts';
import { ChangeList } from './change-list.tsx';
import styles from './maker.module.css';
import { PermissionList } from './permission-list.tsx';
import { PublishBar } from './publish-bar.tsx';
import { Refusal } from './refusal.tsx';

interface Props {
  readonly document: ChosenDocument;
  readonly draft: OpenApiDraft;
  readonly operations: readonly Operation[];
  readonly made: MadeDraft;
}

/** What the version would change, and the button that publishes it. */
export function PublishStep({ document, draft, operations, made }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const mayPromote = useMay('connector.manage');
  const [isApproved, approve] = useState(false);
  const { step, version } = made;
  const publishing = useMutation({
    mutationFn: () =>
      importDocument(document, {
        overlay: toOverlay(draft, operations, version),
        as: mayPromote ? 'latest' : 'version',
        approved: isApproved ? made.newPermissions : [],
      }),
    onSuccess: async ({ name, version: number, isLatest }) => {
      await cache.invalidateQueries({ queryKey: ['connectors'] });
      const params = { workspace, connector: name };
      if (isLatest) await navigate({ to: '/w/$workspace/connectors/$connector', params });
      else
        await navigate({
          to: '/w/$workspace/connectors/$connector/v/$version',
          params: { ...params, version: number },
        });
    },
  });
  return (
    <>
      {step.since !== undefined && step.bump !== undefined && (
        <>
          <p>{t(`upload.bump.${step.bump}`, { version })}</p>
          <ChangeList changes={step.changes} titles={titlesOfActions(step.actions)} />
        </>
      )}
      <PermissionList permissions={step.permissions} added={made.newPermissions} />
      {publishing.error !== null && <Refusal error={publishing.error} />}
      <PublishBar
        version={version}
        newPermissions={made.newPermissions}
        isApproved={isApproved}
        onApprove={approve}
        isPending={publishing.isPending}
        onPublish={() => publishing.mutate()}
      />
      <p className={styles.quiet}>{t('openapi.immutable')}</p>
    </>
  );
}

const titlesOfActions = (
  actions: readonly { readonly name: string; readonly title: string }[],
): Readonly<Record<string, string>> => Object.fromEntries(actions.map(({ name, title }) => [`actions/${name}`, title]));
