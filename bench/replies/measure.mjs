import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { checkControl } from '../control.mjs'
import { median } from '../median.mjs'
import { checkAnswers } from './check.mjs'
import { groups } from './groups.mjs'
import { instructionsOf } from './instructions.mjs'

const run = promisify(execFile)
const byTurns = fileURLToPath(new URL('alternate.mjs', import.meta.url))

/** One process may be off by 1.5 % for its whole life. */
const processes = 9

/**
 * The costs of the variants of a group, as ratios to the first: counted by valgrind, or timed in alternation.
 *
 * @throws if responses differ or the control is off.
 */
export async function measureReplies (group, { logger = false, alternate = false } = {}) {
  await checkAnswers([group])
  return await (alternate ? timed : counted)(group, Object.keys(groups[group].variants), logger)
}

async function counted (group, [first, ...others], logger) {
  const limit = await instructionsOf(group, first, logger)
  checkControl(group, await instructionsOf(group, first, logger) / limit)
  const counts = [[first, limit]]
  for (const variant of others) counts.push([variant, await instructionsOf(group, variant, logger)])
  return counts.map(([variant, count]) => ({ variant, ratio: count / limit, 'thousand instructions': Math.round(count / 100) / 10 }))
}

async function timed (group, [first, ...others], logger) {
  const rows = [{ variant: first, ratio: 1 }]
  for (const variant of others) {
    const figures = []
    // One at a time: two of them would take turns on one core.
    for (let i = 0; i < processes; i++) {
      const { stdout } = await run(process.execPath, ['--single-threaded', byTurns, group, first, variant, ...logger ? ['logger'] : []])
      figures.push(JSON.parse(stdout))
    }
    checkControl(`${group}: ${variant}`, median(figures.map(({ control }) => control)))
    rows.push({ variant, ratio: median(figures.map(({ ratio }) => ratio)) })
  }
  return rows
}
