import { ActionIcon } from '@mantine/core';
import type { WorkflowDocument } from '@millrace/machine';
import { IconX } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { CopyButton } from '../../../components/id.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import type { Finding, Version } from '../../../lib/contract.ts';
import type { DraftEditor } from '../draft/use-draft.ts';
import type { Publishing } from '../hooks/use-publish.ts';
import styles from '../designer-page.module.css';
import { MergedBanner } from './merged-banner.tsx';
import { RolloutPlace } from './rollout/rollout-place.tsx';
import { ServiceNotice } from './service-notice.tsx';

interface Props {
  readonly draft: DraftEditor;
  readonly publishing: Publishing;
  readonly workspace: string;
  /** What services say otherwise than when the live version was published. */
  readonly schemaWarnings?: readonly Finding[] | undefined;
  /** Opens a field. */
  readonly onShow?: (path: string) => void;
}

const NONE: readonly Finding[] = [];

/** What happened to the draft that a person should know of: below the header, over nothing. */
export function DesignerNotices(props: Props): ReactElement {
  const { draft, publishing, workspace, schemaWarnings = NONE, onShow } = props;
  const { saveState, notice, settle, flush, history } = draft;
  const { t } = useTranslation('designer');
  const [seen, see] = useState<readonly Finding[]>();
  const silent = publishing.published?.warnings.filter(({ code }) => code === SERVICE_SILENT) ?? NONE;
  return (
    <>
      <RolloutPlace name={history.present.name} />
      {publishing.error !== null && (
        <div className={styles.problem}>
          <ProblemAlert error={publishing.error} onClose={publishing.putAway} />
        </div>
      )}
      {saveState.kind === 'refused' && (
        <div className={styles.problem}>
          <ProblemAlert error={saveState.error} onRetry={() => void flush().catch(() => undefined)} />
        </div>
      )}
      {notice !== undefined && <MergedBanner {...{ notice, onShow }} document={history.present} onSettle={settle} />}
      {schemaWarnings.length > 0 && seen !== schemaWarnings && (
        <ServiceNotice
          title={t('services.changed')}
          findings={schemaWarnings}
          onShow={onShow}
          onClose={() => see(schemaWarnings)}
        />
      )}
      {silent.length > 0 && (
        <ServiceNotice title={t('services.silent')} findings={silent} onShow={onShow} onClose={publishing.putAway} />
      )}
      {publishing.published?.live === true && (
        <PublishedBanner
          version={publishing.published}
          document={history.present}
          workspace={workspace}
          onClose={publishing.putAway}
        />
      )}
    </>
  );
}

/** A service did not say what a step takes or gives. */
const SERVICE_SILENT = 'connector.schema_unanswered';

/** After publishing: the version, and where to call it. */
function PublishedBanner({
  version,
  document,
  workspace,
  onClose,
}: {
  readonly version: Version;
  readonly document: WorkflowDocument;
  readonly workspace: string;
  readonly onClose: () => void;
}): ReactElement {
  const { t } = useTranslation('designer');
  const webhook = Object.values(document.triggers ?? {}).find((trigger) => trigger.type === 'webhook');
  const url = webhook === undefined ? undefined : `${location.origin}/hooks/${workspace}/${webhook.path}`;
  return (
    <div className={styles.banner} role="status">
      <strong>{t('isLive', { number: version.number })}</strong>
      {url !== undefined && (
        <>
          <code>{url}</code>
          <CopyButton text={url} label={t('trigger.copyUrl')} />
          <CopyButton
            text={`curl -X POST ${url} -H 'content-type: application/json' -d '{}'`}
            label={t('trigger.copyCurl')}
            words={t('trigger.curl')}
          />
        </>
      )}
      <span className={styles.end}>
        <ActionIcon aria-label={t('closeNotice')} onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </span>
    </div>
  );
}
