import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { paths, type PathQuery, type Paths } from '../../../src/facts/paths.ts';
import { bash } from '../shell/bash.ts';
import { captured } from './captured.ts';

const look = (look: PathQuery['look'], ...paths: readonly string[]): readonly PathQuery[] =>
  paths.map((path) => ({ path, look }));

describe('the paths of a real host', () => {
  const queries = [
    ...look('mount-point', '/mh/redis'),
    ...look('node', '/mh/redis', '/mh/redis/data'),
    ...look('inside', '/mh/lay/hot'),
    ...look('node', '/mh/nope'),
    ...look('mount-point', '/mh/full', '/mh/fixed'),
    ...look('content', '/etc/systemd/system/mh.service.d/10-jts-mounts.conf'),
    ...look('node', '/bin'),
    ...look('mount-point', '/mh/ka fka#1\\b'),
  ];
  const { nodes, inside, content } = paths.parse(captured('paths'), queries);

  it('have types, owners and modes', () => {
    const service = { owner: 'mhredis', group: 'mhredis', uid: 999, gid: 997 };
    expect(nodes['/mh/redis/data']).toEqual({ type: 'directory', mode: '0750', ...service, size: 1024 });
    expect(nodes['/mh/nope']).toEqual({ type: 'absent' });
    expect(nodes['/bin']).toMatchObject({ type: 'symlink' });
  });

  it('are looked into only where nothing is mounted', () => {
    expect(inside).toEqual({
      '/mh/lay/hot': { holds: 'directories', immutable: null, size: null },
      '/mh/full': { holds: 'files', immutable: false, size: 311_296 },
      '/mh/fixed': { holds: 'nothing', immutable: true, size: null },
    });
  });

  it('are read exactly', () => {
    expect(Object.values(content)).toEqual([
      "# Written by jts: without its data's mount the service would write to the root file system.\n[Unit]\nRequiresMountsFor=/mh/redis\n",
    ]);
  });
});

describe('the probe of paths', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'jts-paths-'));
  });
  afterEach(async () => {
    await rm(root, { recursive: true });
  });

  const probe = (queries: readonly PathQuery[], moved: Readonly<Record<string, string>> = {}): Paths => {
    const { status, stdout, stderr } = bash(paths.script(queries), moved);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return paths.parse(stdout, queries);
  };

  it('sees what is there without following symlinks at the end', async () => {
    const file = join(root, "a 'file'\n$(touch x)");
    await writeFile(file, 'text');
    await chmod(file, 0o4711);
    await symlink('/nonexistent', join(root, 'link'));
    const missing = [join(root, 'missing'), join(root, 'missing/deeper'), `${file}/below`];
    const { nodes } = probe(look('node', root, file, join(root, 'link'), '/dev/null', ...missing));
    const { username } = userInfo();
    expect(nodes[file]).toMatchObject({ type: 'file', mode: '04711', owner: username, size: 4 });
    expect([root, join(root, 'link'), '/dev/null', ...missing].map((path) => nodes[path]?.type)).toEqual([
      'directory',
      'symlink',
      'other',
      'absent',
      'absent',
      'absent',
    ]);
  });

  it('tells directories that hold files from those that hold only directories', async () => {
    await mkdir(join(root, 'nested/.a/b'), { recursive: true });
    await mkdir(join(root, 'empty'));
    await mkdir(join(root, 'deep/a/b'), { recursive: true });
    await writeFile(join(root, 'deep/a/b/.file'), '');
    await mkdir(join(root, 'link'));
    await symlink('/', join(root, 'link/root'));
    const names = ['nested', 'empty', 'deep', 'link'].map((name) => join(root, name));
    const { inside } = probe(look('inside', ...names, join(root, 'missing')));
    expect(names.map((name) => inside[name]?.holds)).toEqual(['directories', 'nothing', 'files', 'files']);
    expect(inside[join(root, 'missing')]).toBeUndefined();
  });

  it.each([
    ['empty', ''],
    ['without a line break at its end', 'a\nb'],
    ['with blank lines and blanks at its end', 'a\n \n\n'],
    ['with CR LF and umlauts', 'ä\r\nö\r\n'],
  ])('reads a file %s exactly', async (_, text) => {
    const file = join(root, 'file');
    await writeFile(file, text);
    expect(probe(look('content', file)).content).toEqual({ [file]: text });
  });

  it.each([
    ['with a NUL byte', Buffer.from('a\0b')],
    ['in no UTF-8', Buffer.from([0xff, 0xfe])],
    ['of more than 64 KiB', Buffer.alloc(65_537, 'a')],
  ])('leaves out a file %s', async (_, bytes) => {
    const file = join(root, 'file');
    await writeFile(file, bytes);
    const { content, nodes } = probe(look('content', file));
    expect(content).toEqual({});
    expect(nodes[file]).toMatchObject({ type: 'file', size: bytes.length });
  });

  it('waits for a network mount with a deadline, and for nothing else', async () => {
    const mountinfo = join(root, 'mountinfo');
    await writeFile(mountinfo, `1 0 0:1 / / rw - ext4 /dev/vda rw\n2 1 0:2 / ${root}/n\\040as rw - nfs4 nas:/x rw\n`);
    await mkdir(join(root, 'bin'));
    const stat = `#!/bin/bash\n[[ $* != *n\\ as* ]] || exec sleep 30\nexec /usr/bin/stat "$@"\n`;
    await writeFile(join(root, 'bin/stat'), stat, { mode: 0o755 });
    const [near, far] = [join(root, 'bin'), join(root, 'n as/x')];
    const moved = {
      '/proc/self/mountinfo': mountinfo,
      'examine stat': `examine ${join(root, 'bin/stat')}`,
      '-k 1 30 stat': `-k 1 0.2 ${join(root, 'bin/stat')}`,
    };
    const { nodes } = probe(look('node', near, far), moved);
    expect([nodes[near]?.type, nodes[far]?.type]).toEqual(['directory', 'silent']);
  });

  it('fails when it could not look, which is not the same as absent', () => {
    const { status, stderr } = bash(paths.script(look('node', `/${'x'.repeat(300)}`)));
    expect(status).toBe(1);
    expect(stderr).toMatch(/^stat: cannot statx '\/x+': File name too long\n$/);
  });

  it('takes nothing else for an answer', () => {
    expect(() => paths.parse('41ed\t0', look('node', '/'))).toThrow(
      'the answer about paths is not as expected: "41ed\\t0"',
    );
  });
});
