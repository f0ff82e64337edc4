import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sshLookUp } from '../../src/transport/ssh-config.ts';
import { drawing, SEED, SOAK } from '../chance.ts';
import { ACCEPTED, CANARY } from './fuzz/hostile-words.ts';
import { unquotedIn } from './fuzz/unquoted-words.ts';
import { tries, type Extent } from './fuzz/watched-tries.ts';

/** At least so many sites, and others for as long as this; all in the soak. */
const EXTENT: Extent = SOAK ? { least: 10_000, most: 10_000, seconds: 0 } : { least: 1500, most: 10_000, seconds: 45 };

/** JTS_SEED repeats a run: that of a commit is the commit. */
const seed = drawing('fuzz')(2 ** 31);

describe('inventories and playbooks mutated from the examples', () => {
  it('are taken, or rejected with a position, and nothing of them reaches a host unquoted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'jts-fuzz-'));
    const begun = performance.now();
    const tally = await tries(seed, EXTENT, folder);
    const { core = 0, tried, rejected, accepted, lost, examples, problems, hidden, scripts, words, slowest } = tally;
    const seconds = (performance.now() - begun) / 1000;
    console.log(
      `fuzz: ${tried} sites tried, ${core} of them the same kinds each time, ${rejected} rejected with a position, ${accepted} accepted, lost: ${String(lost)} ` +
        `(seed ${SEED}; ${problems} problems placed, ${hidden} secrets hidden, ${words} hostile words quoted in ` +
        `${scripts} scripts, slowest ${slowest.toFixed(2)} s, ${seconds.toFixed(0)} s in all)`,
    );
    expect(examples).toEqual([]);
    expect(lost).toBe(0);
    expect(Math.min(core, tried - core)).toBeGreaterThan(400);
    expect(tried).toBeGreaterThanOrEqual(EXTENT.least);
    // Were all rejected, or all taken, nothing would be tried.
    expect(Math.min(rejected, accepted)).toBeGreaterThan(tried / 10);
    expect(Math.min(scripts, words, hidden)).toBeGreaterThan(tried / 10);
    const kept = join(folder, 'scripts');
    const unread = readdirSync(kept).flatMap((name) => {
      const { status, stderr } = spawnSync('bash', ['-n', join(kept, name)], { encoding: 'utf8' });
      return status === 0 ? [] : [`${name}: ${stderr}`];
    });
    expect(unread).toEqual([]);
    expect(readdirSync(kept).length).toBeGreaterThan(100);
    rmSync(folder, { recursive: true });
  });

  it.each([...(ACCEPTED['host'] ?? []), ...(ACCEPTED['address'] ?? [])])(
    'ssh takes %j as a destination',
    async (name) => {
      for (const user of ACCEPTED['user'] ?? [])
        expect(await sshLookUp([])({ name, port: 22, user })).toMatchObject({ ok: true });
    },
  );
});

describe('a hostile word in a script', () => {
  it.each([
    ['in quotes', `rm -- '${CANARY} $(id)'`],
    ['with a quote in it, as sh writes it', `rm -- 'it'\\''s ${CANARY}'`],
    ['without anything that needs quotes', `rm -- ${CANARY}`],
    ['behind a comment with a quote in it', `# it's\nrm -- '${CANARY};'`],
    ['in an expansion in an expansion', `echo "\${x:-$(echo '${CANARY};')}"`],
    ['in quotes in a script in a script', `bash -c 'rm -- '\\''${CANARY};'\\'''`],
    ['that begins with a dash and is no option', `rm -f -- -${CANARY}`],
    ['that begins with a dash and is put into an array', `words=(-${CANARY} 'x' -${CANARY})\nrm -- x`],
    ['that begins with a dash and is given to a function', `look() { :; }\nlook -${CANARY}`],
  ])('is fine %s', (_, script) => {
    expect(unquotedIn(script, CANARY)).toEqual([]);
  });

  it.each([
    ['bare', `rm -- ${CANARY}$(id)`, 'unquoted: "rm -- JTSCANARY$(id)"'],
    ['bare behind what is quoted', `rm -- 'a'${CANARY}'b'`, `unquoted: "rm -- 'a'JTSCANARY'b'"`],
    ['in double quotes', `rm -- "'${CANARY}$(id)'"`, `unquoted: "rm -- \\"'JTSCANARY$(id)'\\""`],
    ['in a comment', `# '${CANARY}'\nid`, `unquoted: "# 'JTSCANARY'\\nid"`],
    ['in an expansion', `echo "$(${CANARY}$x)"`, 'unquoted: "echo \\"$(JTSCANARY$x)\\""'],
    ['that ends the quotes it stands in', `rm -- '${CANARY}'; '`, "the script ends inside '"],
    ['as an option behind an array', `words=(x)\nrm -${CANARY}`, 'taken for an option: -JTSCANARY'],
    ['as an option', `rm -${CANARY}`, 'taken for an option: -JTSCANARY'],
    [
      'bare in a script in a script',
      `bash -c 'rm -- ${CANARY}$(id)'`,
      'in a script inside: unquoted: "rm -- JTSCANARY$(id)"',
    ],
  ])('is seen %s', (_, script, complaint) => {
    expect(unquotedIn(script, CANARY)).toEqual([complaint]);
  });
});
