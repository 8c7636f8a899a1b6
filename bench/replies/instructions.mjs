import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { median } from '../median.mjs'
import { settings } from './settings.mjs'

const run = promisify(execFile)

// One thread and one seed, so that two runs do the same. With room for its old objects from the beginning V8 has no reason to mark them.
const node = ['--predictable', '--single-threaded', '--hash-seed=1', '--random-seed=1', '--initial-old-space-size=512']
const count = fileURLToPath(new URL('count.mjs', import.meta.url))

/** Whether instructions can be counted here. */
export const isCountable = () => spawnSync('valgrind', ['--version']).status === 0

/**
 * The instructions of one request of a variant, counted by callgrind.
 *
 * @returns `count`, and the `control`: the median of the last three windows as a ratio to that of the first three.
 */
export async function instructionsOf (group, variant, logger = false) {
  return await inFolder(async folder => {
    const file = join(folder, 'out')
    const valgrind = ['--tool=callgrind', '--instr-atstart=no', '--dump-before=uv_uptime', `--callgrind-out-file=${file}`]
    await run('valgrind', [...valgrind, process.execPath, ...node, count, group, variant, ...logger ? ['logger'] : []])
    // `out.1` ends where the first window begins, and `out` is what follows the last.
    const counts = await Promise.all(Array.from({ length: settings.windows }, (_, index) => totalIn(`${file}.${index + 2}`, /^totals: (\d+)/m)))
    // Where these two differ, the warm-up was too short.
    const [first, last] = [counts.slice(0, 3), counts.slice(-3)].map(median)
    return { count: median(counts) / settings.requests, control: last / first }
  })
}

/** @returns the instructions that Node takes in all for these arguments, counted by cachegrind. */
export async function totalOf (args) {
  return await inFolder(async folder => {
    const file = join(folder, 'out')
    await run('valgrind', ['--tool=cachegrind', '--cache-sim=no', `--cachegrind-out-file=${file}`, process.execPath, ...node, ...args.map(String)])
    return await totalIn(file, /^summary: (\d+)/m)
  })
}

async function totalIn (file, pattern) {
  const [, total] = pattern.exec(await readFile(file, 'utf8'))
  return Number(total)
}

async function inFolder (measure) {
  const folder = await mkdtemp(join(tmpdir(), 'error-catalog-'))
  try {
    return await measure(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}
