// Requests per second over loopback, for people: `npm run build && npm run bench:load [-- GROUP --write]`. They vary too much to decide anything.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import autocannon from 'autocannon'
import { median } from './median.mjs'
import { id } from './replies/request.mjs'
import { groups, requestsOf } from './replies/groups.mjs'
import { writeLoad } from './report/results.mjs'

process.env.NODE_ENV = 'production'
const [rounds, seconds] = [5, 1]
// The load of other processes: these servers have not begun.
const [before] = loadavg()
const { values: options, positionals } = parseArgs({ allowPositionals: true, options: { write: { type: 'boolean', default: false } } })
const [group = 'helmet + cors + compress'] = positionals

if (!(group in groups)) {
  console.error(`There is no group ${group}. The groups are: ${Object.keys(groups).join('; ')}`)
  process.exit(2)
}
const { variants } = groups[group]
const [head, body] = String(requestsOf(group, Object.keys(variants)[0])(0)).split('\r\n\r\n')
const [method, path] = head.split(' ')
const headers = { 'x-request-id': id, ...body !== '' && { 'content-type': 'application/json' } }

const servers = await Promise.all(Object.keys(variants).map(async variant => {
  const server = fork(fileURLToPath(new URL('loadServer.mjs', import.meta.url)), [group, variant])
  const [port] = await once(server, 'message')
  return { variant, server, url: `http://127.0.0.1:${port}${path}`, figures: [] }
}))
try {
  // In alternation: a busy machine slows all variants down. The first round warms them up.
  for (let round = 0; round <= rounds; round++) {
    for (const { url, figures } of servers) {
      const { requests, latency } = await autocannon({ url, method, headers, body, connections: 10, duration: seconds })
      if (round > 0) figures.push({ rate: requests.average, p50: latency.p50, p99: latency.p99 })
    }
  }
} finally {
  for (const { server } of servers) server.kill()
}
const medianOf = (figures, name) => Math.round(median(figures.map(figure => figure[name])))
const rows = servers.map(({ variant, figures }) => (
  { variant, 'requests per second': medianOf(figures, 'rate'), 'ms, 50 %': medianOf(figures, 'p50'), 'ms, 99 %': medianOf(figures, 'p99') }
))
console.table(rows)
if (options.write) await writeLoad(group, rows, { before, cores: availableParallelism() })
