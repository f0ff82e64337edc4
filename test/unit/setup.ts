import { afterAll } from 'vitest';
import { removeSites } from './config/site.ts';

// Runs for each test file, which a hook in `site.ts` would not: the files of a worker share its modules.
afterAll(removeSites);
