export { describeFailure } from './simulation/report.ts';
export { simulate, simulateScenario, type SimulationResult } from './simulation/simulation.ts';
export { scenarioOf, type Scenario } from './simulation/scenario.ts';
export { shrink, type Shrunk } from './simulation/shrink.ts';
export { randomWorkflow } from './simulation/random-workflow.ts';
