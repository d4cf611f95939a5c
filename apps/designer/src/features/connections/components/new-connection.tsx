import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { ConnectionDialog } from '../../../components/connection-dialog/connection-dialog.tsx';
import type { Connection, ConnectorDescription } from '../../../lib/contract.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import { type ConnectionTarget, ConnectorPicker } from './connector-picker.tsx';
import { WebhookSecretDialog } from './webhook-secret-dialog.tsx';

interface Props {
  readonly connections: readonly Connection[];
  readonly connectors: readonly ConnectorDescription[];
  readonly onClose: () => void;
}

/** Makes a connection: for what, and then with what it signs in. */
export function NewConnection({ connections, connectors, onClose }: Props): ReactElement {
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const [target, setTarget] = useState<ConnectionTarget>();
  const taken = connections.map(({ name }) => name);
  const open = ({ name: connection }: Pick<Connection, 'name'>): void =>
    void navigate({ to: '/w/$workspace/connections/$connection', params: { workspace, connection } });
  if (target === undefined) return <ConnectorPicker connectors={connectors} onPick={setTarget} onClose={onClose} />;
  if (target.kind === 'secret') return <WebhookSecretDialog taken={taken} onClose={onClose} onCreated={open} />;
  return <ConnectionDialog connector={target.connector} taken={taken} onClose={onClose} onCreated={open} />;
}
