import { Button, Group, Modal, Select, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import type { Connection, ConnectorDescription } from '../../lib/contract.ts';
import { MachineClient } from '../connection/machine-client.tsx';
import { SignInAlert } from '../connection/sign-in-alert.tsx';
import { SignInPanel } from '../connection/sign-in-panel.tsx';
import { type SignInHandle, useSignIn } from '../connection/use-sign-in.ts';
import { ProblemAlert } from '../problem-alert.tsx';
import styles from './connection-dialog.module.css';
import { ConnectionInput } from './connection-input.tsx';
import { type ConnectionFormState, useConnectionForm } from './use-connection-form.ts';

interface Props {
  readonly connector: ConnectorDescription;
  /** Names that are taken. */
  readonly taken: readonly string[];
  readonly onClose: () => void;
  readonly onCreated: (connection: Pick<Connection, 'name'>) => void;
}

/** Signs in to what a connector calls, and keeps that under a name. */
export function ConnectionDialog({ connector, taken, onClose, onCreated }: Props): ReactElement {
  const { t } = useTranslation('connectors');
  const signIn = useSignIn(({ connection: name = '', missingScopes = [] }) => {
    if (missingScopes.length === 0) onCreated({ name });
  });
  const form = useConnectionForm({ connector, taken, onCreated, onSignIn: signIn.start });
  const { signInRequest, broken } = form;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('connection.newTitle', { connector: connector.title })}
      closeButtonProps={{ 'aria-label': t('close', { ns: 'common' }) }}
    >
      <div className={styles.form}>
        <form className={styles.form} onSubmit={form.submit} noValidate>
          <KindSelect connector={connector} form={form} />
          {form.fields.map((field, index) => (
            <ConnectionInput
              key={`${form.kind} ${field.name}`}
              field={field}
              value={form.given[field.name]}
              error={form.missing.includes(field.name) ? t('connection.missing', { field: field.title }) : undefined}
              isFirst={index === 0}
              onChange={(value) => form.give(field.name, value)}
            />
          ))}
          {form.needsHosts && (
            <TextInput
              label={t('connection.hosts')}
              description={t('connection.hostsHelp')}
              placeholder="api.example.com"
              value={form.hosts}
              error={form.lacksHosts ? t('connection.hostsMissing') : undefined}
              required
              onChange={(event) => form.setHosts(event.currentTarget.value)}
            />
          )}
          <TextInput
            label={t('connection.name')}
            description={t('connection.nameHelp')}
            value={form.name}
            error={form.lacksName ? t('connection.missing', { field: t('connection.name') }) : undefined}
            required
            onChange={(event) => form.setName(event.currentTarget.value)}
          />
          {form.error !== null && <ProblemAlert error={form.error} />}
          <Buttons form={form} signIn={signIn} onClose={onClose} onCreated={onCreated} />
        </form>
        {signInRequest !== undefined && (
          <SignInPanel
            {...{ connector, signIn }}
            request={signInRequest}
            onUse={(connection) => onCreated({ name: connection })}
          />
        )}
        {broken !== undefined && form.isMachine && (
          <MachineClient connector={connector} connection={broken} onWorks={onCreated} />
        )}
      </div>
    </Modal>
  );
}

function KindSelect({
  connector,
  form,
}: {
  readonly connector: ConnectorDescription;
  readonly form: ConnectionFormState;
}): ReactElement | null {
  const { t } = useTranslation('connectors');
  if (connector.auth.length < 2) return null;
  const description = connector.auth.find(({ name }) => name === form.kind)?.description ?? '';
  return (
    <Select
      label={t('connection.kind')}
      {...(description === '' ? {} : { description })}
      data={connector.auth.map(({ name: value, title }) => ({ value, label: title }))}
      value={form.kind}
      allowDeselect={false}
      onChange={(kind) => form.setKind(kind ?? form.kind)}
    />
  );
}

/** A connection that does not work is kept all the same: the person decides. */
function Buttons({
  form,
  signIn,
  onClose,
  onCreated,
}: Pick<Props, 'onClose' | 'onCreated'> & {
  readonly form: ConnectionFormState;
  readonly signIn: SignInHandle;
}): ReactElement | null {
  const { t } = useTranslation(['connectors', 'oauth']);
  const { broken, signInRequest } = form;
  // From then on the panel below says how it goes on.
  if (signInRequest !== undefined && signIn.state.kind !== 'idle') return null;
  if (broken === undefined)
    return (
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('cancel', { ns: 'common' })}
        </Button>
        <Button type="submit" loading={form.isPending}>
          {signInRequest === undefined ? t('connection.create') : t('connect', { ns: 'oauth' })}
        </Button>
      </Group>
    );
  return (
    <>
      <SignInAlert
        title={t('connection.brokenTitle')}
        text={t('connection.brokenText', { detail: broken.health?.detail ?? '', name: broken.name })}
      />
      <Group justify="flex-end">
        <Button onClick={() => onCreated(broken)}>{t('connection.useAnyway')}</Button>
      </Group>
    </>
  );
}
