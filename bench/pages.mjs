// What the reference pages of 2,000 codes cost: `npm run build && npm run bench:pages`. Exits with 1 above the targets.
import { performance } from 'node:perf_hooks'
import Fastify from 'fastify'
import errorCatalog from '../dist/esm/index.js'
import errorDocs from '../dist/esm/docs.js'
import { median } from './median.mjs'

/** The most milliseconds of CPU for one response. */
const targets = { 'index as HTML': 300, 'index as JSON': 300, 'llms.txt': 300, 'page as HTML': 5, 'page as Markdown': 5, 'page as JSON': 5 }
const paths = {
  'index as HTML': () => '/errors',
  'index as JSON': () => '/errors.json',
  'llms.txt': () => '/errors/llms.txt',
  'page as HTML': code => `/errors/${code}`,
  'page as Markdown': code => `/errors/${code}.md`,
  'page as JSON': code => `/errors/${code}.json`
}

const codes = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`code_${index}`, {
  status: 400 + index % 30,
  message: 'Invoice {invoiceId} is {state}.',
  meaning: 'The invoice was sent, so its lines can no longer change.',
  action: 'Create a credit note instead.',
  group: `Group ${index % 12}`,
  details: { invoiceId: 'string', state: "'draft' | 'sent' | 'paid'", 'lines?': '{ sku: string, count: integer }[]' }
}]))

const app = Fastify()
await app.register(errorCatalog, { catalog: { extends: 'http', codes } })
await app.register(errorDocs)
await app.ready()

/** The CPU time of one response, in milliseconds, and its size. */
async function ask (url) {
  const start = process.cpuUsage()
  const { statusCode, rawPayload } = await app.inject({ url, headers: { accept: 'text/html' } })
  const { user, system } = process.cpuUsage(start)
  if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`)
  return { ms: (user + system) / 1000, bytes: rawPayload.length }
}

const rows = []
for (const [name, pathOf] of Object.entries(paths)) {
  const first = await ask(pathOf('code_0'))
  const times = []
  for (let index = 1; index <= 41; index++) times.push((await ask(pathOf(`code_${index * 40}`))).ms)
  rows.push({ response: name, 'first, ms': first.ms, 'median, ms': median(times), 'target, ms': targets[name], bytes: first.bytes })
}
await app.close()
console.table(rows)
if (rows.some(row => row['median, ms'] > row['target, ms'])) process.exitCode = 1
console.log(`2,000 codes, CPU time of app.inject, Node ${process.version}, ${Math.round(performance.now())} ms in all`)
