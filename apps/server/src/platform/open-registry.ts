import { createPublishedSandbox, type PublishedSandbox } from '@millrace/connector-host';
import type { Stores } from '@millrace/persistence';
import type { Clock } from '@millrace/runtime';
import type { Logger } from 'pino';
import type { Settings } from '../config.ts';
import { createPackageInstaller } from '../connectors/install-package.ts';
import { installData, RegistryDirectory } from '../connectors/registry-directory.ts';

/** Connectors that workspaces have published, as this process calls them. */
export interface OpenedRegistry {
  readonly directory: RegistryDirectory;
  readonly published: PublishedSandbox;
}

/** Opens the registry. No process starts before the first call of a package's code; the owner closes `published`. */
export function openRegistry(
  { settings, log }: { readonly settings: Settings; readonly log: Logger },
  { stores, clock }: { readonly stores: Pick<Stores, 'connectors'>; readonly clock: Clock },
): OpenedRegistry {
  const published = createPublishedSandbox({
    maxChildren: settings.sandboxChildren,
    onQuarantine: (notice) => log.warn(notice, 'A published connector crashes again and again, and rests'),
  });
  const registry = stores.connectors;
  const directory = new RegistryDirectory({
    ...{ registry, clock },
    install: {
      package: createPackageInstaller({ registry, sandbox: published }),
      openapi: (version) => Promise.resolve(installData(version)),
      piece: (version) =>
        Promise.resolve({
          ...installData(version),
          refusal: { code: 'piece.unavailable', message: 'Pieces cannot be called by this process.' },
        }),
    },
  });
  return { directory, published };
}
