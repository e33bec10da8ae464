/** Where Ringproof itself is installed: Appium's home, and the base of the files it ships. */

import { fileURLToPath } from 'node:url';

export const PACKAGE_ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
