import { rollbacksOf } from '../rollback.ts';

rollbacksOf('trader2', [
  ['timers', 'hot,warm,cold,perf-tuning'],
  ['warm', 'hot,cold,perf-tuning,tiering-timers'],
  ['cold', 'hot,warm,perf-tuning,tiering-timers'],
]);
