import type { ActiveCheck } from '../model/check.ts';
import { ABSENT_STATUS } from '../model/fact.ts';
import { sh } from '../shell/sh.ts';

/** Asks systemd when a timer runs next; not a fact, because no two looks at a timer need tell the same. */
export const nextRunCheck = (timer: string): ActiveCheck => ({
  id: `next run of ${timer}`,
  expected: 'a time',
  script: sh`
    [[ -d /run/systemd/system ]] || { echo 'systemd does not run this host' >&2; exit ${ABSENT_STATUS}; }
    systemctl show --property=NextElapseUSecRealtime --value -- ${timer}
  `,
  deadline: 30,
  judge: (output) => {
    const next = output.trim();
    return next === '' ? { outcome: 'fail', actual: 'none' } : { outcome: 'pass', actual: next };
  },
});
