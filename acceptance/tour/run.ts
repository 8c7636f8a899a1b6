// `npm run tour` asks a demo of its own, `npm run tour -- http://127.0.0.1:3000` one that runs. Exit 1 where a code is missing or differs.
import { toTable } from '../../src/render/table.ts'
import { buildDemo } from '../buildDemo.ts'
import { requestOf, tour } from './tour.ts'

const [given] = process.argv.slice(2)
const app = given === undefined ? await buildDemo() : undefined
const base = given ?? await app?.listen({ port: 0, host: '127.0.0.1' }) as string
const rows = await tour(base.replace(/\/$/, ''))
await app?.close()

console.log(toTable([
  ['platform', 'code', 'status', 'request', ''],
  ...rows.map(row => [row.platform, row.entry.code, String(row.entry.status), requestOf(row), row.wrong.length === 0 ? '✓' : row.wrong.join('; ')])
]))
const right = rows.filter(({ wrong }) => wrong.length === 0).length
console.log(`${right} of ${rows.length} codes are answered as documented`)
process.exitCode = right === rows.length ? 0 : 1
