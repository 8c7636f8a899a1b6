import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { parse } from 'yaml'
import errorCatalog, { serverOptions, type ErrorCatalogOptions } from '../../src/index.ts'
import { dial, type Heard } from './dial.ts'

/** Texts that must never leave the process. */
export const secret = 'SECRET-7f3a'

/** One way to fail: the request, and the complete response. */
export interface Row {
  /** Method and target: `GET /orders`. */
  readonly ask: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** The whole request as bytes, if no client would send it. */
  readonly bytes?: string
  /** Whether the client closes its half of the connection after the request. */
  readonly ends?: boolean
  /** Status and code: `404 not_found`. */
  readonly want: string
  /** Members of the envelope besides code, message and id; or the whole body, where `is` says so. */
  readonly more?: object
  readonly is?: object | ((id: string) => object)
  /** Headers that come with it, and with `undefined` those that do not. */
  readonly sends?: Readonly<Record<string, string | undefined>>
  readonly closes?: boolean
  /** Whether the body is chunked, because a plugin encodes it. */
  readonly chunked?: boolean
  /** Whether the server generates the request id, because the request has no readable id. */
  readonly ownId?: boolean
  /** A title that distinguishes rows with equal requests. */
  readonly about?: string
}

export interface Style {
  readonly catalog: string
  readonly idHeader: string
  readonly type: string
}

export const nested: Style = { catalog: 'http', idHeader: 'x-request-id', type: 'application/json; charset=utf-8' }
export const kyc: Style = { catalog: 'kyc', idHeader: 'kyc-request-id', type: 'application/json; charset=utf-8' }

type Messages = Record<string, { message: string, status: number }>
const { catalogs } = parse(readFileSync(new URL('../../catalog.yaml', import.meta.url), 'utf8')) as { catalogs: Record<string, { codes: Messages }> }

/** The messages of the shipped catalog, by code. */
export const messageOf = (code: string, catalog = 'http'): string | undefined => catalogs[catalog]?.codes[code]?.message
export const codesOf = (catalog = 'http') => Object.entries(catalogs[catalog]?.codes ?? {})

export interface Test {
  readonly teardown: (end: () => unknown) => unknown
  readonly strictSame: (found: unknown, wanted: unknown, name: string) => unknown
}

/** Start a server with the catalog at its root, a route that always succeeds, and the additions of a table. @returns its port. */
export async function listen (t: Test, build: (app: FastifyInstance) => unknown, options: FastifyServerOptions & { http?: object } = {}, plugin: ErrorCatalogOptions = {}): Promise<number> {
  const app = Fastify(serverOptions({ logger: { level: 'trace', stream: { write () {} } }, ...options }))
  t.teardown(async () => await app.close())
  await app.register(errorCatalog, plugin)
  app.get('/next', async () => 'next')
  await build(app)
  await app.listen({ port: 0, host: '127.0.0.1' })
  return (app.server.address() as AddressInfo).port
}

/** Send each row over a new connection, and compare everything that a client can see with the row. */
export async function compare (t: Test, port: number, rows: readonly Row[], style: Style = nested) {
  for (const row of rows) {
    const [found, wanted] = await ask(port, row, style)
    t.strictSame(found, wanted, [row.want, row.ask, row.about].filter(Boolean).join(' '))
  }
}

async function ask (port: number, row: Row, { catalog, idHeader, type }: Style) {
  const [status = '', code = ''] = row.want.split(' ')
  const isHead = row.ask.startsWith('HEAD ')
  const line = dial(port)
  line.write(row.bytes ?? toBytes(row.ask, { [idHeader]: 'id-1', ...row.headers }, row.body), row.ends)
  const heard = await line.next(isHead).catch(String)
  if (typeof heard === 'string') return [heard, row.want]
  const id = heard.headers[idHeader] ?? 'no id'
  const whole = typeof row.is === 'function' ? row.is(id) : row.is
  const body = whole ?? { error: { code, message: messageOf(code, catalog), request_id: id, ...row.more } }
  const then = await end(line, heard, row)
  const found = {
    status: heard.status,
    body: isHead ? heard.text : read(heard.text),
    id: row.ownId === true ? /^(req_)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) : id,
    type: heard.headers['content-type'],
    cache: heard.headers['cache-control'],
    framing: heard.framing,
    length: isHead ? heard.headers['content-length'] : undefined,
    headers: Object.fromEntries(Object.keys(row.sends ?? {}).map(name => [name, heard.headers[name]])),
    told: line.all().includes(secret) || heard.text.includes(secret),
    then
  }
  const wanted = {
    status: Number(status),
    body: isHead ? '' : body,
    id: row.ownId === true ? true : 'id-1',
    type,
    cache: 'no-store',
    framing: isHead ? 'none' : row.chunked === true ? 'chunked' : 'length',
    length: isHead ? String(Buffer.byteLength(JSON.stringify(body))) : undefined,
    headers: { ...row.sends },
    told: false,
    then: row.closes === true ? 'close, nothing more' : 'keep-alive, next, nothing more'
  }
  return [found, wanted]
}

/** The state of the connection afterwards: it serves a second request, or is closed. */
async function end (line: ReturnType<typeof dial>, { headers }: Heard, { closes }: Row): Promise<string> {
  const said = headers['connection'] ?? 'keep-alive'
  if (closes === true) {
    if (said === 'close') return `${said}, ${await more(line)}`
    line.hangUp()
    return said
  }
  line.write(toBytes('GET /next', { connection: 'close' }))
  const second = await line.next().catch(String)
  if (typeof second === 'string') return `${said}, ${second}`
  return `${said}, ${second.status === 200 ? second.text : `${second.status} ${second.text}`}, ${await more(line)}`
}

async function more (line: ReturnType<typeof dial>): Promise<string> {
  const rest = await line.rest().catch(String)
  return rest === '' ? 'nothing more' : rest
}

export function toBytes (ask: string, headers: Readonly<Record<string, string>>, body?: string | Buffer): Buffer {
  const content = Buffer.from(body ?? '')
  const names = Object.keys(headers).map(name => name.toLowerCase())
  const isFramed = body === undefined || names.includes('content-length') || names.includes('transfer-encoding')
  const head = [
    `${ask} HTTP/1.1`,
    ...names.includes('host') ? [] : ['host: 127.0.0.1'],
    ...isFramed ? [] : [`content-length: ${content.length}`],
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), content])
}

function read (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
