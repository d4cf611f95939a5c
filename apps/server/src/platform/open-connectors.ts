import { createRequire } from 'node:module';
import { join } from 'node:path';
import coreConnector from '@millrace/connector-core';
import {
  CallBudgets,
  createConnectorHost,
  installBuiltIn,
  TriggerCalls,
  type ConnectorHost,
} from '@millrace/connector-host';
import httpConnector from '@millrace/connector-http';
import type { Evaluate } from '@millrace/connector-sdk/platform';
import type { ExpressionEvaluator } from '@millrace/expressions';
import { createLocalFileStore, type Stores } from '@millrace/persistence';
import type { Clock } from '@millrace/runtime';
import { createOutboundGuard, type OutboundGuard } from '@millrace/security';
import type { Settings } from '../config.ts';
import { ConnectionResolver } from '../connections/connection-resolver.ts';
import { ConnectionSecrets } from '../connections/connection-secrets.ts';
import { openVault } from '../connections/open-vault.ts';
import { TokenKeeper } from '../connections/token-keeper.ts';
import { openOAuth, type OAuthParts } from '../oauth/open-oauth.ts';
import { toHostLimits } from './engine-settings.ts';
import type { ExecutionParts } from './execution-platform.ts';
import { openRegistry, type OpenedRegistry } from './open-registry.ts';

/** Of this installation's own addresses, the ones that workflows may call. */
const OWN_PATHS = ['/demo/', '/hooks/', '/callbacks/', '/gw/'];

const CONNECTORS = [coreConnector, httpConnector];

/** Connectors, and what their connections sign in with. */
export interface OpenedConnectors {
  readonly host: ConnectorHost;
  readonly triggerCalls: TriggerCalls;
  readonly secrets: ConnectionSecrets;
  readonly keeper: TokenKeeper;
  readonly oauth: OAuthParts;
  readonly registry: OpenedRegistry;
  /** The one way out. */
  readonly guard: OutboundGuard;
  /** Ends connections to other systems, and the processes of packages. */
  readonly close: () => Promise<void>;
}

/** Connectors with everything that they need of this process. */
export async function openConnectors(
  { settings, address, log, connectors = [] }: Pick<ExecutionParts, 'settings' | 'address' | 'log' | 'connectors'>,
  { stores, clock, evaluator }: OpeningParts,
): Promise<OpenedConnectors> {
  const secrets = await openSecrets(settings, stores, clock);
  const report = (error: unknown): void => log.warn({ error }, 'Could not note how a connection works');
  const keeper = new TokenKeeper({
    ...{ tokens: stores.connectionTokens, clock },
    seal: (place, token) => secrets.sealToken(place, token),
    open: (place, sealed) => secrets.openToken(place, sealed),
  });
  const budgets = new CallBudgets({
    shared: stores.rateBudgets,
    schedule: (delayMs, work) => clock.schedule(delayMs, work),
    nowMs: () => clock.nowMs(),
  });
  const guard = createOutboundGuard({
    allow: settings.outboundAllow,
    ownService: { origins: () => address.origins, paths: OWN_PATHS },
  });
  const oauth = openOAuth({ stores, secrets, guard, clock });
  const parts = { secrets, connections: stores.connections, keeper, oauth: oauth.tokens, clock, report };
  const connections = new ConnectionResolver(parts);
  const { resolve } = createRequire(import.meta.url);
  // Of requests that are data: nothing in them is random, and no run sees the time that they saw.
  const evaluate: Evaluate = (expression, input) =>
    evaluator.evaluate({ expression, input, bindings: {}, nowMs: clock.nowMs(), seed: '' });
  const registry = openRegistry({ settings, log, guard }, { stores, clock });
  const host = createConnectorHost({
    connectors: [...CONNECTORS.map((connector) => installBuiltIn(connector, resolve)), ...connectors],
    files: createLocalFileStore(join(settings.dataFolder, 'files')),
    store: stores.connectorStore,
    limits: toHostLimits(settings),
    ...{ guard, evaluate, connections, budgets, directory: registry.directory },
  });
  const close = async (): Promise<void> => {
    await registry.close();
    await guard.close();
  };
  return { host, triggerCalls: new TriggerCalls(host, evaluate), secrets, keeper, oauth, registry, guard, close };
}
interface OpeningParts {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly evaluator: ExpressionEvaluator;
}

async function openSecrets(
  { encryptionKey, databaseUrl, dataFolder }: Settings,
  { connections }: Stores,
  clock: Clock,
): Promise<ConnectionSecrets> {
  // Of another's database we know not who else serves it, and with which files.
  const keysFolder = databaseUrl === undefined ? join(dataFolder, 'keys') : undefined;
  return new ConnectionSecrets(connections, await openVault({ connections, encryptionKey, keysFolder }), clock);
}
