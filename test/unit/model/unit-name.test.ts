import { describe, expect, it } from 'vitest';
import { mountUnit } from '../../../src/model/unit-name.ts';

describe('the mount unit of a path', () => {
  // As systemd-escape --path --suffix=mount of systemd 252 prints them.
  it.each([
    ['/', '-.mount'],
    ['/var/lib/redis', 'var-lib-redis.mount'],
    ['/var/lib/docker-jts', 'var-lib-docker\\x2djts.mount'],
    ['/data/local-backup/', 'data-local\\x2dbackup.mount'],
    ['//data//x', 'data-x.mount'],
    ['/.hidden/.x', '\\x2ehidden-.x.mount'],
    ['/mh/ka fka#1\\b', 'mh-ka\\x20fka\\x231\\x5cb.mount'],
    ['/größe', 'gr\\xc3\\xb6\\xc3\\x9fe.mount'],
    ['/a_b:c.d', 'a_b:c.d.mount'],
  ])('%s is %s', (path, unit) => {
    expect(mountUnit(path)).toBe(unit);
  });
});
