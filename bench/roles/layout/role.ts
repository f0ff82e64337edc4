import { accountName, defineRole, directory, file, plainPath, Type } from 'jts';
import { directoriesIn, filesIn, ROOT } from './layout.ts';

export default defineRole({
  name: 'layout',
  summary: 'Directories and files that need nothing but a file system: the least that a host can be asked for.',
  tier: 'all',
  after: [],
  parallelSafe: false,
  vars: Type.Object({
    root: plainPath('Where they are', { default: ROOT }),
    owner: accountName('User and group whose they are', { default: 'root' }),
  }),
  desired: ({ root, owner }) => [
    ...directoriesIn(root).map((path) => directory({ owner, group: owner, path, mode: '0750' })),
    ...filesIn(root).map(({ path, content }) => file({ owner, group: owner, path, mode: '0640', content })),
  ],
});
