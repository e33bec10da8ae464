/** The environment variables by which a run's launcher, runner and workers find each other. */

/** Variables that a run's launcher hands to its workers. */
export const ENVIRONMENT = {
  controlUrl: 'RINGPROOF_CONTROL_URL',
  appiumPort: 'RINGPROOF_APPIUM_PORT',
  runFolder: 'RINGPROOF_RUN_FOLDER',
  choice: 'RINGPROOF_RUN_CHOICE',
  runner: 'RINGPROOF_RUNNER',
} as const;

/** A variable of {@link ENVIRONMENT}. @throws Error when the launcher has not set it. */
export function fromEnvironment(name: keyof typeof ENVIRONMENT): string {
  const value = process.env[ENVIRONMENT[name]];
  if (value === undefined) throw new Error(`${ENVIRONMENT[name]} is not set: start specs through the launcher.`);
  return value;
}
