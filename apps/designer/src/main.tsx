import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { readDensity, setDensity } from './lib/density.ts';

setDensity(readDensity());
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element "root".');
createRoot(root).render(<App />);
