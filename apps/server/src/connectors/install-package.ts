import { installPublished, type PublishedSandbox } from '@millrace/connector-host';
import { PackageError, unpackConnector, verifyIntegrity } from '@millrace/connector-package';
import type { Manifest } from '@millrace/connector-sdk/platform';
import type { ConnectorRegistryStore } from '@millrace/runtime';
import { installData, type InstallVersion } from './registry-directory.ts';

interface PackageParts {
  readonly registry: Pick<ConnectorRegistryStore, 'readPackage'>;
  readonly sandbox: PublishedSandbox;
}

/** Versions that are packages: the bytes are compared with what was registered each time that they are loaded. */
export function createPackageInstaller({ registry, sandbox }: PackageParts): InstallVersion {
  return async (found) => {
    const { workspaceId, name, version, sha512, icon, readme } = found;
    const manifest = found.manifest as unknown as Manifest;
    try {
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
      return installPublished({ workspaceId, manifest, icon, readme, ...code }, sandbox);
    } catch (cause) {
      const { code, message } = cause as { readonly code?: string; readonly message: string };
      // What a package is guilty of ends its own calls. That nothing can be read now ends nothing: it is asked for again.
      if (code?.startsWith('package.') !== true) throw cause;
      return { ...installData(found), refusal: { code, message } };
    }
  };
}
