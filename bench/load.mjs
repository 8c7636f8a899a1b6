// Requests per second over loopback, for people: `npm run build && npm run bench:load`. They vary by far too much to decide anything.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { id } from './replies/request.mjs'
import { groups } from './replies/groups.mjs'

process.env.NODE_ENV = 'production'
const seconds = 3
const [group = 'failure'] = process.argv.slice(2)

if (!(group in groups)) {
  console.error(`There is no group ${group}. The groups are: ${Object.keys(groups).join('; ')}`)
  process.exit(2)
}
const { request, variants } = groups[group]
const [head, body] = String(request).split('\r\n\r\n')
const [method, path] = head.split(' ')

const rows = []
for (const variant of Object.keys(variants)) {
  const server = fork(fileURLToPath(new URL('loadServer.mjs', import.meta.url)), [group, variant])
  try {
    const [port] = await once(server, 'message')
    const options = { url: `http://127.0.0.1:${port}${path}`, method, headers: { 'x-request-id': id, ...body !== '' && { 'content-type': 'application/json' } }, body, connections: 10 }
    await autocannon({ ...options, duration: 1 })
    const { requests, latency } = await autocannon({ ...options, duration: seconds })
    rows.push({ variant, 'requests per second': Math.round(requests.average), 'ms, 50 %': latency.p50, 'ms, 99 %': latency.p99 })
  } finally {
    server.kill()
  }
}
console.table(rows)
