/** What is laid out on each host: 27 directories with mode 0750, and 8 files with mode 0640. */
export const ROOT = '/srv/jts-bench';

const TOPS = ['market', 'orders', 'models', 'logs', 'backup'];
const INNER = ['raw', 'daily', 'index', 'tmp'];

/** Directories, the first being the root itself. */
export const directoriesIn = (root: string): readonly string[] => [
  root,
  ...TOPS.flatMap((top) => [`${root}/${top}`, ...INNER.map((inner) => `${root}/${top}/${inner}`)]),
  `${root}/spool`,
];

export const filesIn = (root: string): readonly { readonly path: string; readonly content: string }[] =>
  Array.from({ length: 8 }, (_, number) => ({
    path: `${root}/spool/feed${number}.conf`,
    content: `# Feed ${number}\nhost = feed${number}.example.net\nport = ${9000 + number}\n${'retry = 3\n'.repeat(40)}`,
  }));
