// `npm run tour` starts a demo and sends requests to it, `npm run tour -- http://127.0.0.1:3000` uses a running one. With `--client`, the generated client of each
// platform reads the responses. Exit 1 if a code is missing or differs.
import { toTable } from '../../src/render/table.ts'
import { buildDemo } from '../buildDemo.ts'
import { readByClients } from './clientDifferences.ts'
import { requestOf, tour } from './tour.ts'

const isClient = process.argv.includes('--client')
const given = process.argv.slice(2).find(argument => !argument.startsWith('--'))
const app = given === undefined ? await buildDemo() : undefined
const base = given ?? await app?.listen({ port: 0, host: '127.0.0.1' }) as string
const answered = await tour(base.replace(/\/$/, ''))
const rows = isClient ? await readByClients(answered) : answered
await app?.close()

console.log(toTable([
  ['platform', 'code', 'status', 'request', ''],
  ...rows.map(row => [row.platform, row.entry.code, String(row.entry.status), requestOf(row), row.wrong.length === 0 ? '✓' : row.wrong.join('; ')])
]))
const right = rows.filter(({ wrong }) => wrong.length === 0).length
console.log(`${right} of ${rows.length} codes are ${isClient ? 'read by the generated clients' : 'answered'} as documented`)
process.exitCode = right === rows.length ? 0 : 1
