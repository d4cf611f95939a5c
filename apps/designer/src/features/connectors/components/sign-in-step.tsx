import { Select, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { OpenApiInspection } from '../../../lib/contract.ts';
import type { OpenApiImport } from '../hooks/use-openapi-import.ts';
import { detectedKinds, type OpenApiDraft, type SignIn } from '../model/openapi-draft.ts';
import styles from './maker.module.css';

const KINDS = ['detected', 'bearer', 'basic', 'apiKey', 'none'] as const satisfies readonly SignIn['kind'][];

interface Props {
  readonly draft: OpenApiDraft;
  readonly inspection: OpenApiInspection;
  readonly of: OpenApiImport;
}

/** What it is called, where it is, and how it signs in: as the document says, or corrected. */
export function SignInStep({ draft, inspection, of }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const { change, faults } = of;
  return (
    <>
      <div className={styles.row}>
        <TextInput
          label={t('openapi.name')}
          description={t('openapi.nameHelp')}
          value={draft.name}
          required
          error={faults.includes('name') ? t('openapi.nameFault') : undefined}
          onChange={(event) => change({ ...draft, name: event.currentTarget.value })}
        />
        <TextInput
          label={t('openapi.connectorTitle')}
          description={t('openapi.titleHelp')}
          value={draft.title}
          maxLength={60}
          required
          error={faults.includes('title') ? t('openapi.titleFault') : undefined}
          onChange={(event) => change({ ...draft, title: event.currentTarget.value })}
        />
      </div>
      <ServerFields draft={draft} inspection={inspection} of={of} />
      <SignInFields draft={draft} inspection={inspection} of={of} />
    </>
  );
}

function ServerFields({ draft, inspection, of: { change } }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const servers = inspection.servers.map(({ url, description }, index) => ({
    value: String(index),
    label: description === undefined ? url : `${url} (${description})`,
  }));
  return (
    <div className={styles.row}>
      {servers.length > 1 && (
        <Select
          label={t('openapi.server')}
          data={servers}
          value={String(draft.server)}
          allowDeselect={false}
          disabled={draft.baseUrl !== ''}
          onChange={(value) => change({ ...draft, server: Number(value ?? 0) })}
        />
      )}
      <TextInput
        label={t('openapi.baseUrl')}
        description={t('openapi.baseUrlHelp')}
        placeholder={inspection.servers[draft.server]?.baseUrl ?? 'https://api.example.com'}
        value={draft.baseUrl}
        onChange={(event) => change({ ...draft, baseUrl: event.currentTarget.value })}
      />
    </div>
  );
}

function SignInFields({ draft, inspection, of: { change, faults } }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const { signIn } = draft;
  const kinds = detectedKinds(inspection);
  const detected = kinds.length === 0 ? t('authKind.none') : kinds.map((kind) => t(`authKind.${kind}`)).join(', ');
  const choose = (kind: SignIn['kind']): void =>
    change({ ...draft, signIn: kind === 'apiKey' ? { kind, place: 'header', parameter: 'X-Api-Key' } : { kind } });
  return (
    <div className={styles.row}>
      <Select
        label={t('openapi.signIn')}
        data={KINDS.map((kind) => ({
          value: kind,
          label: kind === 'detected' ? t('openapi.detected', { auth: detected }) : t(`authKind.${kind}`),
        }))}
        value={signIn.kind}
        allowDeselect={false}
        onChange={(value) => choose(KINDS.find((kind) => kind === value) ?? 'detected')}
      />
      {signIn.kind === 'apiKey' && (
        <>
          <Select
            label={t('openapi.keyPlace')}
            data={(['header', 'query'] as const).map((value) => ({ value, label: t(`openapi.place.${value}`) }))}
            value={signIn.place}
            allowDeselect={false}
            onChange={(value) =>
              change({ ...draft, signIn: { ...signIn, place: value === 'query' ? 'query' : 'header' } })
            }
          />
          <TextInput
            label={t('openapi.keyName')}
            value={signIn.parameter}
            required
            error={faults.includes('parameter') ? t('openapi.keyFault') : undefined}
            onChange={(event) => change({ ...draft, signIn: { ...signIn, parameter: event.currentTarget.value } })}
          />
        </>
      )}
    </div>
  );
}
