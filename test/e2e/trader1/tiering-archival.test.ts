import { describe, expect, it } from 'vitest';
import { LAB } from '../tiering/scripts.ts';
import { BACKUPS, COLD, here, HOST, onEmptyTiers, there } from './tiering-host.ts';

onEmptyTiers();

describe('the NAS', () => {
  /** What the host sends to the NAS goes nowhere; with its own link down, the kernel would try again without a pause. */
  const vanish = (): Promise<string> =>
    here('ip neigh replace 192.168.1.101 lladdr 02:00:00:00:00:99 dev eth1 nud permanent');
  const comeBack = (): Promise<string> => here('ip neigh del 192.168.1.101 dev eth1');

  it('takes backups older than thirty days, and no others', async () => {
    await here(
      `cd ${BACKUPS} && mkdir -p lv_postgres && for f in lv_postgres/a.zst lv_postgres/.b.partial "sp ace"; do echo $f >"$f"; ` +
        `touch -d '40 days ago' "$f"; done; echo today >lv_postgres/today.zst; touch -d '40 days ago' lv_postgres`,
    );
    expect((await there('tiered-storage.sh migrate')).code).toBe(0);
    expect(await here(`cd ${BACKUPS} && find . -type f | sort | paste -sd ' '`)).toBe(
      './lv_postgres/.b.partial ./lv_postgres/today.zst\n',
    );
    expect(await here(`cd ${COLD}/archives/database/${HOST} && find . -type f | sort | paste -sd ' '`)).toBe(
      './lv_postgres/a.zst ./sp ace\n',
    );
  });

  it('loses no backup when it goes away in the middle, and the script ends', async () => {
    await here(
      `cd ${BACKUPS} && head -c 16M /dev/urandom >old.tar.zst && touch -d '40 days ago' old.tar.zst && sha256sum old.tar.zst >${LAB}/sum`,
    );
    const migration = there('tiered-storage.sh migrate');
    try {
      await here(`until ls ${COLD}/archives/database/${HOST}/.jts-*/.old* 2>/dev/null; do sleep 0.2; done`);
      await vanish();
      const { code, stderr } = await migration;
      expect(stderr).toContain(
        'cold tier: the NAS at /mnt/synology stopped answering: the archival of backups ended, its sources stay; run this again when it is back',
      );
      expect(code).toBe(1);
      expect(await here(`cd ${BACKUPS} && sha256sum --check ${LAB}/sum`)).toBe('old.tar.zst: OK\n');
      const configs = await there('nas-archival.sh configs');
      expect(configs).toMatchObject({
        code: 75,
        stderr:
          'nas-archival: cold tier: no NFS at /mnt/synology answers within 4 s: the archive of the configuration skipped; mount it and run this again\n',
      });
      const health = await there('storage-health.sh --json');
      expect(health.code).toBe(1);
      expect(JSON.parse(health.stdout)).toMatchObject({
        tiers: { hot: { status: 'OK' }, cold: { status: 'WARNING' } },
      });
    } finally {
      await comeBack();
    }
    // TCP tries again after ever longer times, minutes at last, so the connections are ended; what was killed ends when its writes have.
    await here(
      `ss --kill --tcp dst 192.168.1.101 >/dev/null; until timeout 10 ls ${COLD} >/dev/null && flock --nonblock /run/lock/jts-tiered-storage-nas.lock true; do sleep 1; done`,
    );
    const again = await there('tiered-storage.sh migrate');
    expect(again, again.stderr).toMatchObject({ code: 0 });
    expect(await here(`cd ${COLD}/archives/database/${HOST} && sha256sum --check ${LAB}/sum; ls -A . ${BACKUPS}`)).toBe(
      `old.tar.zst: OK\n.:\nold.tar.zst\n\n${BACKUPS}:\n`,
    );
  });

  it('keeps the mirror of a directory that is empty, missing or another, and what a mirror loses', async () => {
    const mirror = () => there('nas-archival.sh development', 'DEVELOPMENT=(/srv/research)', 'MAX_DELETE=2');
    const held = () => here(`cd ${COLD}/development/research && ls | paste -sd ' '`);
    await here(`rm -rf /srv/research && mkdir -p /srv/research && cd /srv/research && touch a b c d 'e f'`);
    expect((await mirror()).code).toBe(0);
    expect(await held()).toBe('a b c d e f\n');
    await here('cd /srv/research && rm a && echo new >b');
    expect((await mirror()).code).toBe(0);
    expect(await here(`cd ${COLD}/development/.jts-replaced && ls */research | sort | paste -sd ' '`)).toBe('a b\n');
    await here('cd /srv/research && rm b c d');
    const many = await mirror();
    expect(many).toMatchObject({ code: 1 });
    expect(many.stderr).toContain('/srv/research: more than MAX_DELETE=2 files are gone from it');
    await here(`rm -f /srv/research/*`);
    expect(await mirror()).toMatchObject({
      code: 1,
      stderr:
        'nas-archival: /srv/research is empty: its mirror stays as it is; mount it or take it out of DEVELOPMENT\n',
    });
    await here(`rm /srv/research/.jts-source && echo other >/srv/research/file`);
    expect(await mirror()).toMatchObject({
      code: 1,
      stderr:
        `nas-archival: /srv/research is not what ${COLD}/development/research was made of: its .jts-source is missing or another; ` +
        `if it is the right directory: cp ${COLD}/development/research/.jts-source /srv/research/\n`,
    });
    await here('rm -r /srv/research');
    expect((await mirror()).code).toBe(1);
    expect(await held()).toMatch(/e f$/m);
  });

  it('takes archives of the configuration and of ClickHouse that match their checksums', async () => {
    await here(
      `mkdir -p ${LAB}/fake && cat >${LAB}/fake/clickhouse-client <<'END'
#!/bin/bash
printf '%s\\n' "\${@: -1}" >>${LAB}/clickhouse.log
case \${@: -1} in
  *system.tables*) printf 'trades\\tti\`ck/s\\tMergeTree\\ntrades\\tview\\tView\\n' ;;
  *) echo "\${@: -1}" ;;
esac
END
chmod 755 ${LAB}/fake/clickhouse-client; rm -f ${LAB}/clickhouse.log`,
    );
    const outcome = await there('nas-archival.sh all', `PATH=${LAB}/fake:$PATH`, 'CONFIGS=(/etc/fstab /etc/absent)');
    expect(outcome, outcome.stderr).toMatchObject({ code: 0 });
    expect(outcome.stdout).toContain('PostgreSQL is not installed: skipped\n');
    expect(outcome.stdout).toContain('/etc/absent is not there: skipped\n');
    expect(
      await here(`cd ${COLD}/archives/database/${HOST}/clickhouse/* && ls -A && sha256sum --check --quiet SHA256SUMS`),
    ).toBe('SHA256SUMS\ntrades.ti`ck%2Fs.native.zst\ntrades.ti`ck%2Fs.sql\ntrades.view.sql\n');
    expect(await here(`grep -v system ${LAB}/clickhouse.log | grep trades`)).toBe(
      'SHOW CREATE TABLE `trades`.`ti\\`ck/s` FORMAT TSVRaw\nSELECT * FROM `trades`.`ti\\`ck/s` FORMAT Native\n' +
        'SHOW CREATE TABLE `trades`.`view` FORMAT TSVRaw\n',
    );
    expect(
      await here(`cd ${COLD}/archives/configs/${HOST}/* && zstd -dc configs.tar.zst | tar -xO | cmp - /etc/fstab`),
    ).toBe('');
  });
});

describe('backups from snapshots', () => {
  const snapshots = () => here(`lvs --noheadings -o lv_name -S 'lv_tags={jts.snap}' vg_jts`);

  it('are equal to the volume, listed, and leave no snapshot', async () => {
    await here(`echo dump >/var/lib/redis/data/dump && echo m >'/var/lib/mongodb/data/a b'`);
    const settings = 'SNAPSHOTS=(lv_redis:64MiB lv_mongodb:64MiB lv_absent:1GiB)';
    const created = await there('lvm-backup.sh create', settings);
    expect(created, created.stderr).toMatchObject({ code: 0 });
    expect(created.stdout).toContain('vg_jts/lv_absent does not exist: skipped\n');
    expect(await snapshots()).toBe('');
    const listed = JSON.parse((await there('lvm-backup.sh list --json')).stdout) as { backups: { file: string }[] };
    expect(listed).toMatchObject({ snapshots: [], backups: [{}, {}] });
    expect(
      await here(
        `cd ${BACKUPS}/lv_redis && sha256sum --check --quiet *.sha256 && zstd -dc *.zst | tar -xO ./data/dump; rm -r /var/lib/redis/data/dump`,
      ),
    ).toBe('dump\n');
  });

  it('are refused, with the figures, where the volume group has no room for the snapshot', async () => {
    const outcome = await there('lvm-backup.sh create', 'SNAPSHOTS=(lv_redis:900GiB)');
    expect(outcome.code).toBe(75);
    expect(outcome.stderr).toMatch(
      /^lvm-backup: lv_redis: volume group vg_jts has \S+GiB free, its snapshot needs 900GiB: skipped; free some room there\n$/,
    );
  });

  it('are discarded when the snapshot overflows', async () => {
    await here(`head -c 60M /dev/urandom >/var/lib/redis/data/dump; sync`);
    const backup = there('lvm-backup.sh create', 'SNAPSHOTS=(lv_redis:8MiB)');
    await here(
      `until findmnt -rno TARGET | grep -q /run/jts/lvm-backup/; do sleep 0.1; done; head -c 40M /dev/urandom >/var/lib/redis/data/more; sync`,
    );
    const { code, stderr } = await backup;
    expect(code).toBe(1);
    expect(stderr).toContain('lv_redis: its snapshot of 8MiB overflowed');
    expect(await snapshots()).toBe('');
    expect(await here(`find ${BACKUPS} -type f; rm /var/lib/redis/data/{dump,more}`)).toBe('');
  });

  it('take back, in the next run, what a killed one left', async () => {
    await here(`head -c 60M /dev/urandom >/var/lib/redis/data/dump; sync`);
    const killed = there('lvm-backup.sh create', 'SNAPSHOTS=(lv_redis:64MiB)');
    await here(
      `until findmnt -rno TARGET | grep -q /run/jts/lvm-backup/; do sleep 0.1; done; ` +
        `pkill -KILL -f '/lvm-[b]ackup.sh'; pkill -KILL -x tar; pkill -KILL -x zstd; until ! pgrep -x 'tar|zstd'; do sleep 0.1; done`,
    );
    await killed;
    expect(await snapshots()).toMatch(/lv_redis_jts_/);
    expect((await there('lvm-backup.sh create', 'SNAPSHOTS=()')).code).toBe(0);
    expect(await snapshots()).toBe('');
    expect(
      await here(`findmnt -rno TARGET | grep -c /run/jts/ || :; find ${BACKUPS} -type f; rm /var/lib/redis/data/dump`),
    ).toBe('0\n');
  });

  it('are deleted when they are old and enough newer ones are there', async () => {
    const names = ['20260101', '20260102', '20260103', '20260104', '20260105'].map(
      (day) => `lv_redis-${day}T020000Z.tar.zst`,
    );
    await here(`mkdir ${BACKUPS}/lv_redis && cd ${BACKUPS}/lv_redis && touch -d '20 days ago' ${names.join(' ')}`);
    expect((await there('lvm-backup.sh cleanup')).code).toBe(0);
    expect(await here(`ls ${BACKUPS}/lv_redis`)).toBe(
      names
        .slice(2)
        .map((name) => `${name}\n`)
        .join(''),
    );
  });
});
