export { DEFAULT_PACKAGE_LIMITS, type PackageLimits } from './limits.ts';
export { PackageError, PACKAGE_ERRORS, type PackageErrorCode } from './errors.ts';
export type { PackageContents } from './contents/read-contents.ts';
export { packConnector, type PackedConnector, type PackOptions } from './pack-connector.ts';
export { createConnectorFolder, demandNewFolder, type NewConnector } from './template/create-connector-folder.ts';
export { writeDeclarativeFolder, type DeclarativeFolder } from './template/write-declarative-folder.ts';
export { isReservedName } from './reserved-names.ts';
export { schemaHashOf } from './schema-hash.ts';
export {
  createPublisherKey,
  integrityOf,
  keyIdOf,
  readPublisherKey,
  signPackage,
  verifyIntegrity,
  verifyPackage,
  type PublisherKey,
  type SignedFacts,
} from './signature.ts';
export { testConnectorFolder, type FolderTest, type OwnTests } from './test-folder.ts';
export { unpackConnector, type UnpackedConnector } from './unpack-connector.ts';
