// The section about Sentry of the guide for telemetry as it is written, with a server on loopback in the place of Sentry.
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { freePort } from '../../test/freePort.ts'
import { blockOf, sectionOf, startProgram, writeGuide } from './guide.ts'

interface Event {
  readonly tags?: Record<string, string>
  readonly exception?: { readonly values: ReadonlyArray<{ readonly type: string, readonly value: string }> }
}

const page = 'guides/telemetry.md'
const heading = 'Report bugs to Sentry'

/** The events of an envelope: lines of JSON, a header before each item (Sentry, Envelopes). */
async function eventsOf (request: IncomingMessage): Promise<Event[]> {
  const bytes = Buffer.concat(await request.toArray() as Buffer[])
  const text = String(request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes)
  return text.split('\n').filter(line => line.startsWith('{')).map(line => JSON.parse(line) as Event).filter(({ exception }) => exception !== undefined)
}

t.test('the server of the guide sends the events that the guide shows', async t => {
  const events: Event[] = []
  const sentry = createServer((request, response) => {
    eventsOf(request).then(found => { events.push(...found); response.end('{}') }, error => response.destroy(error))
  }).listen(0, '127.0.0.1')
  await once(sentry, 'listening')
  t.teardown(() => { sentry.closeAllConnections(); sentry.close() })
  const [folder, port] = [t.testdir({ 'package.json': '{ "type": "module" }' }), await freePort()]
  writeGuide(page, folder, port, heading)
  const [, args = ''] = /^SENTRY_DSN=\S+ node (.*)$/m.exec(sectionOf(page, heading)) ?? []
  await startProgram(t, folder, args.split(' '), port, { env: { SENTRY_DSN: `http://public@127.0.0.1:${(sentry.address() as AddressInfo).port}/1` } })
  for (const line of blockOf(page, 'events').trim().split('\n')) {
    events.length = 0
    const [request = ''] = line.split(' → ')
    const { status } = await fetch(`http://127.0.0.1:${port}${request.slice('GET '.length)}`)
    const wantsEvent = !line.endsWith('no event')
    // Sentry sends when it is idle. Without an event there is nothing to wait for but time.
    for (let waited = 0; events.length === 0 && waited < (wantsEvent ? 200 : 20); waited++) await new Promise(resolve => setTimeout(resolve, 50))
    const [event, ...others] = events
    t.same(others, [], request)
    const { type, value } = event?.exception?.values[0] ?? {}
    const got = event === undefined ? 'no event' : `event "${type}: ${value}" with the tag error_catalog.code: ${event.tags?.['error_catalog.code']}`
    t.equal(`${request} → ${status}, ${got}`, line)
  }
})
