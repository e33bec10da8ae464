/** Runs an app: bundle, context, virtual timers, network, life and death. */
export { AppLoadError } from './app-load-error.ts';
export { createAppLauncher, type LauncherOptions } from './launcher.ts';
export { type LoadOptions, loadApp } from './load-app.ts';
