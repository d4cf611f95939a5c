import { resolve } from 'node:path';
import { createPublishedSandbox, PieceHost, type PublishedSandbox } from '@millrace/connector-host';
import type { Stores } from '@millrace/persistence';
import type { Clock } from '@millrace/runtime';
import type { OutboundGuard } from '@millrace/security';
import type { Logger } from 'pino';
import type { Settings } from '../config.ts';
import { createPackageInstaller } from '../connectors/install-package.ts';
import { createPieceInstaller } from '../connectors/install-piece.ts';
import { installData, RegistryDirectory } from '../connectors/registry-directory.ts';

/** Connectors that workspaces have published, as this process calls them. */
export interface OpenedRegistry {
  readonly directory: RegistryDirectory;
  readonly published: PublishedSandbox;
  /** Where pieces are installed. */
  readonly piecesFolder: string;
  /** Ends all processes with code of others. */
  readonly close: () => Promise<void>;
}

/** Opens the registry. No process starts before the first call of a package's or piece's code. */
export function openRegistry(
  { settings, log, guard }: { readonly settings: Settings; readonly log: Logger; readonly guard: OutboundGuard },
  { stores, clock }: { readonly stores: Pick<Stores, 'connectors'>; readonly clock: Clock },
): OpenedRegistry {
  const published = createPublishedSandbox({
    maxChildren: settings.sandboxChildren,
    guard,
    onQuarantine: (notice) => log.warn(notice, 'A published connector crashes again and again, and rests'),
  });
  const piecesFolder = resolve(settings.dataFolder, 'pieces');
  const pieces = new PieceHost({ folder: piecesFolder, guard });
  const registry = stores.connectors;
  const directory = new RegistryDirectory({
    ...{ registry, clock },
    install: {
      package: createPackageInstaller({ registry, sandbox: published }),
      openapi: (version) => Promise.resolve(installData(version)),
      piece: createPieceInstaller({ host: pieces, folder: piecesFolder }),
    },
  });
  const close = async (): Promise<void> => {
    await Promise.all([published.close(), pieces.close()]);
  };
  return { directory, published, piecesFolder, close };
}
