import { resolve } from 'node:path';
import { SOAK } from './chance.ts';

/** A jts whose times are a tenth of the real ones, which a soak takes (test/quick-build.mjs). */
export const MAIN = resolve(import.meta.dirname, '..', SOAK ? '' : 'dist-quick', 'dist/src/cli/main.js');

/** Times by which jts and its hosts give each other up, in seconds: of the keepalive, of the lease, and of one whose connection has ended. */
export const GIVEN_UP = SOAK ? { keepalive: 40, lease: 90, orphan: 30 } : { keepalive: 4, lease: 9, orphan: 3 };
