import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { endStarting } from './app/end-starting.ts';
import { readDensity, setDensity } from './lib/density.ts';

setDensity(readDensity());
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element "root".');
endStarting(root, document.getElementById('starting'));
createRoot(root).render(<App />);
