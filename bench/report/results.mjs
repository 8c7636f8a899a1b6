import { readFile, writeFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { logged } from '../groups.mjs'
import { environment } from './environment.mjs'
import { toPage } from './page.mjs'
import { toPlot } from './plot.mjs'
import { toReadme } from './readme.mjs'

/** The group of the plot. */
const plotted = 'helmet + cors + compress'

const fileOf = name => new URL(`../${name}`, import.meta.url)

/**
 * Keep the rows of a group in `results.json`, and write `results.md`, `results.svg` and the figures of README.md from it.
 *
 * Results of other groups stay, unless the machine or a version has changed since.
 */
export async function writeResults (group, rows, { logger, how, command }) {
  const results = await startResults()
  results[logger ? 'logged' : 'groups'][group] = { date: today(), ...logged.includes(group) && { how }, command, rows }
  await writePages(results)
}

/** Keep the requests per second of a group, which the page ends with, and the load of the machine before. */
export async function writeLoad (group, rows, machine) {
  await writePages({ ...await startResults(), load: { date: today(), group, machine, rows } })
}

const today = () => new Date().toISOString().slice(0, 10)

async function startResults () {
  const now = environment()
  const kept = await readResults()
  return { ...now, groups: {}, logged: {}, ...isDeepStrictEqual({ machine: kept.machine, versions: kept.versions }, now) && kept }
}

async function writePages (results) {
  await writeFile(fileOf('results.json'), `${JSON.stringify(results, undefined, 1)}\n`)
  for (const [name, text] of await toFiles(results)) await writeFile(fileOf(name), text)
}

/** Write all pages again from `results.json`. */
export async function rewritePages () {
  await writePages(await readResults())
}

/** @returns the files whose text is not that of `results.json`. */
export async function stalePages () {
  const files = await toFiles(await readResults())
  const present = await Promise.all(files.map(([name]) => readFile(fileOf(name), 'utf8')))
  return files.filter(([, text], index) => text !== present[index]).map(([name]) => name)
}

/** The texts of all files that are made of the results. */
async function toFiles (results) {
  const [notes, readme] = await Promise.all(['notes.md', '../README.md'].map(name => readFile(fileOf(name), 'utf8')))
  return [
    ['results.md', toPage(results, notes)],
    ['../README.md', toReadme(readme, results)],
    ...results.groups[plotted] === undefined ? [] : [['results.svg', toPlot(results.groups[plotted].rows)]]
  ]
}

async function readResults () {
  try {
    return JSON.parse(await readFile(fileOf('results.json'), 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return {}
    throw error
  }
}
