import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { checkControl } from '../control.mjs'
import { median } from '../median.mjs'
import { isCountable, totalOf } from '../replies/instructions.mjs'
import { writeCatalogs } from './writeCatalogs.mjs'

const run = promisify(execFile)
const start = fileURLToPath(new URL('start.mjs', import.meta.url))

const ofSize = { JSON: ['file', 'json'], object: ['object', 'mjs'], YAML: ['file', 'yaml'], 'yaml alone': ['yaml alone', 'yaml'] }
const bare = { 'bare app': ['bare'] }
const routes = { without: ['routes'], with: ['routes with the plugin'] }
const sized = { 'JSON.parse alone': ['JSON.parse', 'json'], ...bare, ...ofSize }

/** Starts that are compared with the first: the arguments of `start.mjs`, and the form of the catalog file. */
export const startUps = {
  'start-up': { codes: 130, rounds: 21, counted: true, starts: { ...bare, 'shipped catalog': ['shipped'], 'JSON, 130 codes': ofSize.JSON, 'object, 130 codes': ofSize.object, 'YAML, 130 codes': ofSize.YAML, 'yaml alone, 130 codes': ofSize['yaml alone'] } },
  '1,000 routes, ready': { codes: 1, rounds: 9, starts: routes },
  '1,000 routes, heap': { codes: 1, rounds: 5, by: 'heap', starts: routes },
  'start-up, 100 codes': { codes: 100, rounds: 9, starts: sized },
  'start-up, 2,000 codes': { codes: 2_000, rounds: 9, starts: sized },
  'start-up, 10,000 codes': { codes: 10_000, rounds: 7, starts: sized }
}

/**
 * Processes from their start to a ready server. Each round starts all of them, and ratios of CPU time
 * compare starts of one round: while other processes use the same core, CPU time varies by a tenth and the time on the clock by half.
 *
 * @throws if the control is off. Processes differ more than requests: by less than 3 % in the median.
 */
export async function measureStartUp (group) {
  const { codes, rounds, counted = false, by = 'cpu', starts } = startUps[group]
  const folder = await writeCatalogs(codes)
  try {
    const variants = Object.entries(starts).map(([variant, [start, form]]) => ({ variant, args: [start, ...form === undefined ? [] : [join(folder, `catalog.${form}`)]], figures: [] }))
    const control = { ...variants[0], figures: [] }
    for (let round = 0; round < rounds; round++) {
      for (const { args, figures } of turned([control, ...variants], round)) figures.push(await startOf(args))
    }
    const [first] = variants
    const ratioOf = ({ figures }) => median(figures.map((figure, round) => figure[by] / first.figures[round][by]))
    checkControl(group, ratioOf(control), 0.03)
    return await Promise.all(variants.map(async (each, index) => ({
      variant: each.variant,
      ratio: ratioOf(each),
      ...index === 0 && { control: ratioOf(control) },
      'ms of CPU': Math.round(median(each.figures.map(({ cpu }) => cpu))),
      'ms to ready': Math.round(median(each.figures.map(({ ms }) => ms))),
      'heap, MB': Math.round(median(each.figures.map(({ heap }) => heap)) / 1e5) / 10
    }))).then(rows => counted && isCountable() ? withCounts(rows, variants) : rows)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function startOf (args) {
  const { stdout } = await run(process.execPath, ['--expose-gc', start, ...args])
  return JSON.parse(stdout)
}

/** Instructions exclude the work of the system, such as opening files. They repeat exactly; times do not. */
async function withCounts (rows, variants) {
  const counted = []
  for (const [index, { args }] of variants.entries()) counted.push({ ...rows[index], 'million instructions': Math.round(await totalOf([start, ...args]) / 1e6) })
  return counted
}

/** The list, rotated, and reversed every other time: no variant is always first. */
function turned (list, by) {
  const at = by % list.length
  const from = [...list.slice(at), ...list.slice(0, at)]
  return by % 2 === 0 ? from : from.reverse()
}
