/**
 * Conditions of `exports` beside the usual ones. From the sources, our packages are their sources; from the build, the build.
 * Naming even one takes away the bundler's own.
 */
export const SOURCE_CONDITIONS: string[] = import.meta.url.endsWith('.ts')
  ? ['@millrace/source', 'module']
  : ['module'];
