// Property tests take the same examples every time, so that a change fails for what it changes. `FUZZ_SEED` takes others;
// what they find becomes a test of its own. Jest gives this in the place of the library.
import fc from '../../node_modules/fast-check/lib/fast-check.js';

fc.configureGlobal({ seed: Number(process.env.FUZZ_SEED ?? 20_300_101) });

export default fc;
