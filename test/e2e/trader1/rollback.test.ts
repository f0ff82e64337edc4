import { rollbacksOf } from '../rollback.ts';

rollbacksOf('trader1', [
  ['tuning', 'hot,warm,cold,tiering-timers'],
  ['hot', 'warm,cold,perf-tuning,tiering-timers'],
]);
