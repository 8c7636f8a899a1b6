import { readFile, writeFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { logged } from '../groups.mjs'
import { environment } from './environment.mjs'
import { toPage } from './page.mjs'
import { toPlot } from './plot.mjs'

/** The group of the plot. */
const plotted = 'helmet + cors + compress'

const fileOf = name => new URL(`../${name}`, import.meta.url)

/**
 * Keep the rows of a group in `results.json` and write `results.md` and `results.svg` from it.
 *
 * Results of other groups stay, unless the machine or a version has changed since.
 */
export async function writeResults (group, rows, { logger, how }) {
  const results = await startResults()
  results[logger ? 'logged' : 'groups'][group] = { date: today(), ...logged.includes(group) && { how }, rows }
  await writePages(results)
}

/** Keep the requests per second of a group, which the page shows at its end. */
export async function writeLoad (group, rows) {
  await writePages({ ...await startResults(), load: { date: today(), group, rows } })
}

const today = () => new Date().toISOString().slice(0, 10)

async function startResults () {
  const now = environment()
  const kept = await readResults()
  return { ...now, groups: {}, logged: {}, ...isDeepStrictEqual({ machine: kept.machine, versions: kept.versions }, now) && kept }
}

async function writePages (results) {
  const notes = await readFile(fileOf('notes.md'), 'utf8')
  await Promise.all([
    writeFile(fileOf('results.json'), `${JSON.stringify(results, undefined, 1)}\n`),
    writeFile(fileOf('results.md'), toPage(results, notes)),
    results.groups[plotted] && writeFile(fileOf('results.svg'), toPlot(results.groups[plotted].rows))
  ])
}

async function readResults () {
  try {
    return JSON.parse(await readFile(fileOf('results.json'), 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return {}
    throw error
  }
}
