import { TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useMay } from '../../lib/permissions.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { type ChosenPackage, previewPackage, publishPackage } from './api/packages.ts';
import { FileDrop } from './components/file-drop.tsx';
import styles from './components/maker.module.css';
import { PackagePreview } from './components/package-preview.tsx';
import { PublishBar } from './components/publish-bar.tsx';
import { Refusal } from './components/refusal.tsx';
import './words.ts';

/** A package from a file: what it is and asks for first, and then it is published. */
export function UploadPage(): ReactElement {
  const { t } = useTranslation('catalogue');
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const mayPromote = useMay('connector.manage');
  const [chosen, setChosen] = useState<ChosenPackage>();
  const [signature, setSignature] = useState('');
  const [isApproved, approve] = useState(false);
  const preview = useMutation({ mutationFn: previewPackage });
  const publishing = useMutation({
    mutationFn: (given: ChosenPackage) =>
      publishPackage(given, {
        isPromoted: mayPromote,
        approved: isApproved ? (preview.data?.approvalNeeded ?? []) : [],
      }),
    onSuccess: async ({ name, version }) => {
      await cache.invalidateQueries({ queryKey: ['connectors'] });
      const params = { workspace, connector: name, version };
      await navigate({ to: '/w/$workspace/connectors/$connector/v/$version', params });
    },
  });
  const look = (given: ChosenPackage): void => {
    setChosen(given);
    approve(false);
    publishing.reset();
    preview.mutate(given);
  };
  return (
    <div className={styles.page}>
      <PageHeader
        title={t('upload.title')}
        text={t('upload.text')}
        crumbs={[
          <Link key="all" to="/w/$workspace/connectors" params={{ workspace }}>
            {t('title')}
          </Link>,
        ]}
      />
      <FileDrop
        label={t('upload.choose')}
        help={t('upload.help')}
        accept=".tgz,.tar.gz,application/gzip"
        chosen={chosen?.file}
        onChoose={(file) => look({ file, signature })}
      />
      <TextInput
        label={t('upload.signatureField')}
        description={t('upload.signatureHelp')}
        placeholder="keyId=…,name=…,version=…,sig=…"
        value={signature}
        autoComplete="off"
        onChange={(event) => setSignature(event.currentTarget.value)}
        onBlur={() => {
          if (chosen !== undefined && chosen.signature !== signature) look({ ...chosen, signature });
        }}
      />
      <div className={styles.stack} aria-live="polite">
        {preview.isPending && <Skeleton rows={5} />}
        {preview.error !== null && <Refusal error={preview.error} />}
        {preview.isSuccess && <PackagePreview preview={preview.data} />}
        {publishing.error !== null && <Refusal error={publishing.error} />}
      </div>
      {preview.isSuccess && chosen !== undefined && (
        <PublishBar
          version={preview.data.version}
          newPermissions={preview.data.approvalNeeded}
          isApproved={isApproved}
          onApprove={approve}
          isPending={publishing.isPending}
          onPublish={() => publishing.mutate(chosen)}
        />
      )}
    </div>
  );
}
