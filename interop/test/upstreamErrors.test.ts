import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import errorCatalog from 'fastify-error-catalog'
import t, { type Test } from 'tap'
import { garbage } from './faultyServer.ts'
import { clients } from './upstreamClients.ts'

const secret = 'sk_live_hunter2'

/** The body and headers that the upstream sends with each status. Only servers and clients of this upstream may see them. */
const headers = {
  'content-type': 'application/json',
  'www-authenticate': 'Bearer realm="ledger-internal"',
  'retry-after': '77',
  'x-elastic-product': 'Elasticsearch'
}

const respond = (status: number): RequestListener => (request, response) => {
  request.resume()
  response.writeHead(status, headers).end(JSON.stringify({ error: { type: 'invalid_request_error', message: secret } }))
}

interface Row {
  readonly upstream: RequestListener | 'closed'
  readonly want: string
  /** Milliseconds that a client waits: long, unless the upstream never responds. */
  readonly timeout?: number
  /** Expected codes by client, where its error carries less information. */
  readonly but?: Readonly<Record<string, string>>
}

const rows: Readonly<Record<string, Row>> = {
  'responds with 401': { upstream: respond(401), want: '502 bad_gateway' },
  'responds with 403': { upstream: respond(403), want: '502 bad_gateway' },
  'responds with 404': { upstream: respond(404), want: '502 bad_gateway' },
  'responds with 409': { upstream: respond(409), want: '502 bad_gateway' },
  'responds with 429': { upstream: respond(429), want: '503 unavailable' },
  'responds with 500': { upstream: respond(500), want: '502 bad_gateway' },
  'responds with 503': { upstream: respond(503), want: '503 unavailable' },
  'refuses the connection': { upstream: 'closed', want: '503 unavailable' },
  'never responds': { upstream: () => {}, want: '504 gateway_timeout', timeout: 300 },
  'sends garbage': { upstream: request => { request.socket.end(garbage) }, want: '502 bad_gateway', but: { '@elastic/elasticsearch': '503 unavailable' } },
  // The ConnectionError of Elasticsearch has neither a code nor a cause.
  'closes the connection': { upstream: request => request.socket.destroy(), want: '502 bad_gateway', but: { '@elastic/elasticsearch': '503 unavailable' } }
}

/** Start an upstream. @returns its URL. */
async function start (t: Test, upstream: RequestListener | 'closed'): Promise<string> {
  const server = createServer(upstream === 'closed' ? undefined : upstream)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = async () => await new Promise(resolve => {
    server.close(resolve)
    server.closeAllConnections()
  })
  if (upstream === 'closed') await close()
  else t.teardown(close)
  return `http://127.0.0.1:${port}`
}

for (const trustStatus of ['own', 'known'] as const) {
  t.test(`trustStatus ${trustStatus}: an error of an upstream is never reported as the caller's error, and its headers are not sent`, async t => {
    const app = Fastify()
    t.teardown(async () => await app.close())
    await app.register(errorCatalog, { trustStatus })
    for (const [fault, { upstream, timeout = 60_000 }] of Object.entries(rows)) {
      const url = await start(t, upstream)
      for (const [client, send] of Object.entries(clients)) app.get(pathOf(client, fault), async () => await send(url, timeout))
    }
    const base = await app.listen({ host: '127.0.0.1', port: 0 })
    await Promise.all(Object.entries(clients).map(async ([client]) => {
      for (const [fault, { want, but = {} }] of Object.entries(rows)) {
        const response = await fetch(base + pathOf(client, fault))
        const text = await response.text()
        const { error: { code } } = JSON.parse(text) as { error: { code: string } }
        const wanted = but[client] ?? want
        t.equal(`${response.status} ${code}`, wanted, `${client}: the upstream ${fault}`)
        t.equal(response.headers.get('www-authenticate'), null, `${client}: the upstream ${fault}: no WWW-Authenticate`)
        t.equal(response.headers.get('retry-after'), wanted.startsWith('503') ? '5' : null, `${client}: the upstream ${fault}: Retry-After of the catalog`)
        t.notMatch(text, secret)
      }
    }))
  })
}

function pathOf (client: string, fault: string): string {
  return `/${client} ${fault}`.replaceAll(/[^\w/]/g, '-')
}
