/** Call scripts: calls as data, played on a call server or on a lab. */
export { type CallServerStageParts, callServerStage } from './call-server-stage.ts';
export { checkScript, type ScriptProblem } from './check-script.ts';
export { countEvents, expectFields, waitForEvent } from './expectations.ts';
export {
  type RefusedStep,
  type RunOptions,
  type RunReport,
  refusedSteps,
  runScript,
  type ScriptResult,
  type StepFailure,
  type StepReport,
} from './run-script.ts';
export type { CallScript, CheckedScript } from './script.ts';
export { ScriptRun, type Stage, type StepActions } from './stage.ts';
export type { Spread } from './statistics.ts';
export { StepFailed } from './step-failed.ts';
export type { StepFields } from './steps.ts';
export type { Variables } from './variables.ts';
