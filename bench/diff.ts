// What a comparison of 2,000 codes costs: `npm run build && npm run bench:diff`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { bin, run } from '../test/built.ts'
// @ts-expect-error The catalogs of the benchmarks have no types.
import { catalogOf } from './scale/catalogs.mjs'

const count = 2000
const turns = Number(process.argv[2] ?? 5)

interface Codes { readonly codes: Readonly<Record<string, { readonly status: number, readonly message: string }>> }

/** Every tenth code has another status: its lines are searched in both texts. */
const changed = ({ codes, ...catalog }: Codes) => ({
  ...catalog, codes: Object.fromEntries(Object.entries(codes).map(([code, entry], index) => [code, index % 10 === 0 ? { ...entry, message: `${entry.message}!` } : entry]))
})

/** Prints the CPU time of its process when it ends. */
const meter = 'data:text/javascript,process.on("exit",()=>{const{user,system}=process.cpuUsage();process.stderr.write("cpu "+(user+system)/1000)})'

const folder = mkdtempSync(join(tmpdir(), 'error-catalog-'))
const old = catalogOf(count) as Codes
for (const form of ['json', 'yaml'] as const) {
  const write = (name: string, catalog: object) => writeFileSync(join(folder, `${name}.${form}`), form === 'json' ? JSON.stringify(catalog, null, 2) : stringify(catalog, { aliasDuplicateObjects: false }))
  write('old', old)
  write('new', changed(old))
}

const cases = {
  'no command (--version)': ['--version'],
  'JSON, no change': ['diff', 'old.json', 'old.json'],
  'JSON, 200 changes': ['diff', 'old.json', 'new.json'],
  'YAML, no change': ['diff', 'old.yaml', 'old.yaml'],
  'YAML, 200 changes': ['diff', 'old.yaml', 'new.yaml']
}
const rows = []
for (const [name, args] of Object.entries(cases)) {
  const figures: number[] = []
  for (let turn = 0; turn < turns; turn++) {
    const { code, stderr } = await run(['--import', meter, bin, ...args], { cwd: folder })
    const [, cpu] = /cpu ([\d.]+)$/.exec(stderr) ?? []
    if (code !== 0 || cpu === undefined) throw new Error(`${name}: ${stderr}`)
    figures.push(Number(cpu))
  }
  rows.push({ 'whole process': name, 'least ms of CPU': Math.round(Math.min(...figures)) })
}
rmSync(folder, { recursive: true })
console.table(rows)
