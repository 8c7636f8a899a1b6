import { spawnSync } from 'node:child_process'

/**
 * The `skip` option of a test that needs a program of this machine, such as `chromium`: the reason if the program is missing, else false.
 * `REQUIRE_ALL=1` makes a skipped test fail.
 */
export function needs (program: string): string | false {
  const { error } = spawnSync(program, ['--version'])
  return error === undefined ? false : `${program} is not installed: ${error.message}`
}
