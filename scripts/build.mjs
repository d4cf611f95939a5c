// `npm run build`: compiles the back end and bundles the designer.
import './node-version.mjs';
import { build } from './build-state.mjs';
import { ensureInstalled } from './install.mjs';

const installed = await ensureInstalled();
process.exit(installed === 0 ? await build() : installed);
