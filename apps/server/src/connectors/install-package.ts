import { installPublished, type PublishedSandbox } from '@millrace/connector-host';
import { PackageError, unpackConnector, verifyIntegrity } from '@millrace/connector-package';
import type { Manifest } from '@millrace/connector-sdk/platform';
import type { ConnectorRegistryStore } from '@millrace/runtime';
import { installOrRefuse, type InstallVersion } from './registry-directory.ts';

interface PackageParts {
  readonly registry: Pick<ConnectorRegistryStore, 'readPackage'>;
  readonly sandbox: PublishedSandbox;
}

/** Versions that are packages: the bytes are compared with what was registered each time that they are loaded. */
export function createPackageInstaller({ registry, sandbox }: PackageParts): InstallVersion {
  return (found) =>
    installOrRefuse(found, 'package', async () => {
      const { workspaceId, name, version, sha512, icon, readme } = found;
      const tarball = await registry.readPackage({ workspaceId, name, version });
      if (tarball === undefined) {
        throw new PackageError(
          'package.integrity_mismatch',
          `The package of ${name} ${version} is gone. Publish it again.`,
        );
      }
      verifyIntegrity(tarball, sha512);
      const { source } = await unpackConnector(tarball);
      const code = source === undefined ? {} : { source };
      const manifest = found.manifest as unknown as Manifest;
      return installPublished({ workspaceId, manifest, icon, readme, ...code }, sandbox);
    });
}
