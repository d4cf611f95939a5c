import { startDownstream } from './downstream.mjs';
import { openInstallation } from './installation.mjs';

/**
 * A server on a fresh database, with what a workload needs around it. `document` makes the workflow from the downstream's
 * address, when there is one. The session's `url` is where its webhook is called.
 */
export async function openServer(bench, { document, withDownstream = false, settings = {}, imports = [], inspect }) {
  const downstream = withDownstream ? await startDownstream() : undefined;
  let installation;
  const close = async () => {
    await installation?.close();
    await downstream?.close();
  };
  try {
    installation = await openInstallation();
    const all = { ...settings, ...downstream?.settings };
    await installation.startServer({ settings: all, imports, inspect: inspect ?? bench.inspect });
    const url = await installation.publish(document(downstream?.url));
    return { installation, downstream, url, settings: all, close };
  } catch (cause) {
    await close();
    throw cause;
  }
}
