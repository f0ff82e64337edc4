import { describe, expect, it } from 'vitest';
import { openPipeFunction } from '../../../src/shell/open-pipe.ts';
import { lines, sh } from '../../../src/shell/sh.ts';
import { bash } from './bash.ts';

describe('a pipe', () => {
  it.each([
    ['made of a here-string', '5.1'],
    ['made of a process, as in bash before 5.1', '5.0'],
  ])('%s is empty, and what is written into it comes out of it', (_, compatible) => {
    const script = sh`
      BASH_COMPAT=${compatible}
      open_pipe
      read -r -t 0.05 -u "$pipe" line || echo empty
      echo "o'brien" >&"$pipe"
      read -r -t 5 -u "$pipe" line
      echo "$line"
      [[ -p /dev/fd/$pipe ]] && echo 'a pipe'
    `;
    expect(bash(lines([openPipeFunction, script]))).toEqual({
      status: 0,
      stdout: "empty\no'brien\na pipe\n",
      stderr: '',
    });
  });
});
