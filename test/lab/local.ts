import './without-zx-variables.ts';
import { $ } from 'zx/core';

/** Runs a local command, quietly, in bash; throws zx's ProcessOutput when it fails. */
export const local = $({ shell: '/bin/bash', prefix: 'set -euo pipefail;', quiet: true });
