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
 * What variants of a group cost, as ratios to the first: counted by valgrind, or timed by turns.
 *
 * `variants` are all if it is undefined. Each row has its control: how far two measurements of the same differ.
 *
 * @throws if replies differ or a control is off.
 */
export async function measureReplies (group, { logger = false, alternate = false, variants = Object.keys(groups[group].variants) } = {}) {
  await checkAnswers([group])
  return await (alternate ? timed : counted)(group, variants, logger)
}

/** All at once: counts do not depend on other processes. */
async function counted (group, variants, logger) {
  const counts = await Promise.all(variants.map(variant => instructionsOf(group, variant, logger)))
  return counts.map(({ count, control }, index) => {
    checkControl(`${group}: ${variants[index]}`, control, 0.02)
    return { variant: variants[index], ratio: count / counts[0].count, 'thousand instructions': Math.round(count / 100) / 10, control }
  })
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
    const control = median(figures.map(each => each.control))
    checkControl(`${group}: ${variant}`, control)
    rows.push({ variant, ratio: median(figures.map(({ ratio }) => ratio)), control })
  }
  return rows
}
