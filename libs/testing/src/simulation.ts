export { simulate, type SimulationResult } from './simulation/simulation.ts';
