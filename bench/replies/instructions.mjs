import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

// One thread and one seed, so that two runs do the same. With room for its old objects from the beginning V8 has no reason
// to mark them: the one time it did, between the two lengths, looked like 20 thousand instructions for each request.
const node = ['--predictable', '--single-threaded', '--hash-seed=1', '--random-seed=1', '--initial-old-space-size=512']
const count = fileURLToPath(new URL('count.mjs', import.meta.url))

// At 4,000 requests not all that is hot has been compiled yet. What happens once between the two lengths, such as the
// last compilations, is spread over their difference: over 4,000 requests two counts differ by 2 %, over these by 0.3 %.
const [fewer, more] = [14_000, 30_000]

/** Whether instructions can be counted here. */
export const isCountable = () => spawnSync('valgrind', ['--version']).status === 0

/** @returns the instructions of one request of a variant, counted by valgrind: those of a longer run less those of a shorter one. */
export async function instructionsOf (group, variant, logger = false) {
  const [short, long] = await Promise.all([fewer, more].map(requests => totalOf([count, group, variant, requests, ...logger ? ['logger'] : []])))
  return (long - short) / (more - fewer)
}

/** @returns the instructions that Node takes in all for these arguments. */
export async function totalOf (args) {
  const folder = await mkdtemp(join(tmpdir(), 'error-catalog-'))
  const file = join(folder, 'out')
  try {
    await run('valgrind', ['--tool=cachegrind', '--cache-sim=no', `--cachegrind-out-file=${file}`, process.execPath, ...node, ...args.map(String)])
    const [, total] = /^summary: (\d+)/m.exec(await readFile(file, 'utf8'))
    return Number(total)
  } finally {
    await rm(folder, { recursive: true })
  }
}
