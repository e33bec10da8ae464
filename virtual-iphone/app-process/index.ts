/** Runs an app: bundle, context, virtual timers, network, life and death. */
export { AppLoadError } from './app-load-error.ts';
export { createAppLauncher } from './launcher.ts';
export { loadApp } from './load-app.ts';
