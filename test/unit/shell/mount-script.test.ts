import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  clearMountPoint,
  isMounted,
  mountedAtFunction,
  mountScript,
  unmountScript,
} from '../../../src/shell/mount-script.ts';
import { lines, sh } from '../../../src/shell/sh.ts';
import { bash } from './bash.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'jts-mount-'));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

/** Commands that only a host lets us run write down what they were called with, and end as told. */
const instead = (...commands: readonly string[]) =>
  Object.fromEntries(commands.map((name) => [`${name} -`, `printf '%s\\n' ${name} >>${root}/called; : -`]));
const called = async (): Promise<readonly string[]> =>
  (await readFile(join(root, 'called'), 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');

const mount = (target: string) =>
  bash(mountScript({ source: '/dev/mapper/vg-lv', target, type: 'ext4', options: ['noatime'] }), {
    'chattr +i': `printf '%s\\n' chattr >>${root}/called; : +i`,
    ...instead('mount'),
  });

describe('mounting', () => {
  it('makes the mount point, makes it immutable, then mounts', async () => {
    expect(mount(join(root, 'a b/c'))).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(await readdir(join(root, 'a b/c'))).toEqual([]);
    expect(await called()).toEqual(['chattr', 'mount']);
  });

  it('fails where mount(8) fails, even if the host is to boot without the mount', () => {
    const options = ['noatime', 'nofail'];
    const script = mountScript({ source: '/dev/nope', target: join(root, 'x'), type: 'ext4', options });
    const real = bash(script, { 'chattr +i': 'true' });
    expect(real.status).not.toBe(0);
    expect(real.stderr).toMatch(/^\/dev\/nope cannot be mounted: mount: /);
  });

  it('goes on where the file system cannot make it immutable, and says so', async () => {
    const target = join(root, 'x');
    const script = mountScript({ source: '/dev/mapper/vg-lv', target, type: 'ext4', options: ['noatime'] });
    const { status, stdout } = bash(script, {
      'chattr +i': 'bash -c "echo unsupported >&2; exit 1"',
      ...instead('mount'),
    });
    const notice = `the file system below ${target} cannot make it immutable: unsupported\n`;
    expect({ status, stdout }).toEqual({ status: 0, stdout: notice });
    expect(await called()).toEqual(['mount']);
  });

  it.each([
    ['a file', async (path: string) => writeFile(path, ''), (path: string) => `${path} is not a directory\n`],
    [
      'a symlink to a directory',
      async (path: string) => symlink('/tmp', path),
      (path: string) => `${path} is not a directory\n`,
    ],
    [
      'a directory that holds something hidden',
      async (path: string) => mkdir(join(path, '.data'), { recursive: true }),
      (path: string) => `${path} is not empty: mounting would hide ${path}/.data\n`,
    ],
  ])('is refused over %s', async (_, make, why) => {
    const target = join(root, 'target');
    await make(target);
    expect(mount(target)).toEqual({ status: 1, stdout: '', stderr: why(target) });
    expect(await called()).toEqual([]);
  });

  it('is refused when something else is mounted there by now', async () => {
    const stderr = 'proc is mounted at /proc by now, not /dev/mapper/vg-lv\n';
    expect(mount('/proc')).toEqual({ status: 1, stdout: '', stderr });
    expect(await called()).toEqual([]);
  });
});

describe('whether something is mounted', () => {
  it.each([
    ['/proc', 0],
    ['/proc/self', 1],
    ['/pro', 1],
    ['/nonexistent', 1],
  ])('at %s', (path, status) => {
    expect(bash(lines([mountedAtFunction, isMounted(path)])).status).toBe(status);
  });
});

describe('unmounting what is held', () => {
  it('names every process once, by what it does there', async () => {
    const target = join(root, 'held');
    await mkdir(join(target, 'data'), { recursive: true });
    await writeFile(join(target, 'file'), '');
    const holder = spawn('bash', ['-c', 'exec 7>../file; exec sleep 60'], {
      cwd: join(target, 'data'),
      stdio: 'ignore',
    });
    const bystander = spawn('sleep', ['60'], { cwd: root, stdio: 'ignore' });
    try {
      await new Promise((resolve) => setTimeout(resolve, 300));
      const { status, stderr } = bash(unmountScript(target), { 'umount --': 'bash -c "echo busy >&2; exit 32" --' });
      expect(status).toBe(1);
      expect(stderr).toBe(`busy\n${target} is held by ${holder.pid ?? ''} (sleep 60); end that and run again\n`);
    } finally {
      holder.kill();
      bystander.kill();
    }
  });

  it('names the mounts below it', () => {
    const { stderr } = bash(unmountScript('/sys/fs'), { 'umount --': 'bash -c "echo busy >&2; exit 32" --' });
    expect(stderr).toMatch(/^busy\n\/sys\/fs is held by .*the mount at \/sys\/fs\/cgroup.*; end that and run again\n$/);
  });
});

describe('clearing a mount point', () => {
  it('removes what jts made, from the inside, as far as it is empty', async () => {
    await mkdir(join(root, 'a/b/c'), { recursive: true });
    await writeFile(join(root, 'a/kept'), '');
    const made = ['a', 'a/b', 'a/b/c'].map((path) => join(root, path));
    expect(bash(clearMountPoint(join(root, 'a/b/c'), made, true)).status).toBe(0);
    expect(await readdir(join(root, 'a'))).toEqual(['kept']);
  });

  it.each([
    [true, []],
    [false, ['chattr']],
  ])('leaves a mount point immutable that was so before: %s', async (wasImmutable, calls) => {
    const chattr = { 'chattr -i': `printf '%s\\n' chattr >>${root}/called; : -i` };
    expect(bash(clearMountPoint(root, [], wasImmutable), chattr).status).toBe(0);
    expect(await called()).toEqual(calls);
  });

  it('is a script that bash takes without anything made', () => {
    expect(bash(sh`${clearMountPoint('/nonexistent', [], false)}`)).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
