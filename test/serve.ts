import { once } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'

/** What a client sees of a response. */
export interface Got {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** The text as JSON, or the text where it is none. */
  readonly body: unknown
}

export interface Served {
  readonly app: FastifyInstance
  readonly url: string
  /** The lines of the log, parsed. */
  readonly logs: Array<Record<string, unknown>>
  readonly ask: (path: string, init?: RequestInit & { headers?: IncomingHttpHeaders | Record<string, string> }) => Promise<Got>
  /** The bytes that come back for bytes that no client of HTTP would send. */
  readonly raw: (text: string) => Promise<string>
}

/** The id that every request brings along, so that whole bodies can be compared. */
const id = { 'x-request-id': 'id-1', 'kyc-request-id': 'id-1' }

/** Build a server, let it listen, and talk to it over sockets until the test ends. */
export async function serve (t: { teardown: (end: () => unknown) => unknown }, build: (app: FastifyInstance) => unknown, options: FastifyServerOptions = {}): Promise<Served> {
  const logs: Served['logs'] = []
  const stream = { write: (line: string) => { logs.push(JSON.parse(line) as Record<string, unknown>) } }
  const app = Fastify({ logger: { level: 'trace', stream }, ...options })
  t.teardown(() => app.close())
  await build(app)
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    app,
    url,
    logs,
    async ask (path, init = {}) {
      const { headers = {} } = init
      const response = await fetch(url + path, { redirect: 'manual', ...init, headers: { ...id, ...headers as Record<string, string> } })
      const text = await response.text()
      const cookies = response.headers.getSetCookie()
      return {
        status: response.status,
        headers: { ...Object.fromEntries(response.headers), ...cookies.length > 0 ? { 'set-cookie': cookies.join(', ') } : {} },
        text,
        body: parsed(text)
      }
    },
    async raw (text) {
      const socket = connect(Number(new URL(url).port), '127.0.0.1')
      socket.end(text, 'latin1')
      let got = ''
      socket.setEncoding('latin1').on('data', chunk => { got += chunk })
      await once(socket, 'close')
      return got
    }
  }
}

function parsed (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
