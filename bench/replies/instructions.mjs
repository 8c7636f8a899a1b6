import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

// One thread and one seed, so that two runs do the same. V8 gets room for its old objects at the start, so that it does
// not mark them: when it did so once, between the two lengths, the result was 20,000 instructions per request too high.
const node = ['--predictable', '--single-threaded', '--hash-seed=1', '--random-seed=1', '--initial-old-space-size=512']
const count = fileURLToPath(new URL('count.mjs', import.meta.url))

// After 4,000 requests V8 has not compiled all hot code yet. Work that happens once between the two lengths, such as the
// last compilations, is spread over their difference: over 4,000 requests two counts differ by 2 %, over these by 0.3 %.
const [fewer, more] = [14_000, 30_000]

/** Whether this machine can count instructions. */
export const isCountable = () => spawnSync('valgrind', ['--version']).status === 0

/** @returns the instructions of one request of a variant, counted by valgrind: a longer run minus a shorter one. */
export async function instructionsOf (group, variant, logger = false) {
  const [short, long] = await Promise.all([fewer, more].map(requests => totalOf([count, group, variant, requests, ...logger ? ['logger'] : []])))
  return (long - short) / (more - fewer)
}

/** @returns the instructions of a whole Node process with these arguments. */
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
