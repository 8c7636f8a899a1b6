import { validateHeaderValue } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyServerOptions } from 'fastify'
import { serverOptions } from '../../src/index.ts'

/** Texts that split headers, end strings of JSON, begin lines of a log, or control a terminal. */
export const texts = [
  '\r\nx-forged: yes', '\nx-forged: yes', '\rx-forged: yes', '\r\n\r\n{"forged":true}', '\n{"level":60,"forged":true}\n', '\0', '\u001b[2J\u001b[31mforged', '\u007f',
  '"', '\\', '","forged":true,"', '\\","forged":true,"', '\'', '</script><script>forged()</script>', '<!--', ']]>', '\u2028\u2029', '\ud800', '\udc00x', '😀', 'é', 'ÿ',
  '\u0085', '\u202eforged', '\ufeff', 'x'.repeat(20_000), '__proto__', 'constructor', 'toString', '{code}', '{id}', '$message', '$code', '%0d%0ax-forged:%20yes', '%00', '?', '', ' ', '\t'
]

interface Server {
  readonly port: number
  /** What the logger wrote so far, as one text: its lines are told apart by their ends only. */
  readonly log: () => string
}

export async function serve (t: { teardown: (end: () => unknown) => void }, build: (app: FastifyInstance) => unknown, options: FastifyServerOptions = {}): Promise<Server> {
  let log = ''
  const stream = { write: (text: string) => { log += text } }
  const app = Fastify(serverOptions({ logger: { level: 'trace', stream }, forceCloseConnections: true, ...options }))
  t.teardown(() => app.close())
  await build(app)
  await app.listen({ port: 0, host: '127.0.0.1' })
  return { port: (app.server.address() as AddressInfo).port, log: () => log }
}

const members = ['level', 'time', 'pid', 'hostname', 'reqId', 'req', 'res', 'responseTime', 'msg', 'code', 'status', 'requestId', 'details', 'err', 'header', 'uncovered', 'route']
const levels = [20, 30, 40, 50]

/** Lines that are not one JSON object of a logger. */
export function forgedLines (log: string): string[] {
  return log.split('\n').slice(0, -1).filter(line => {
    try {
      const value = JSON.parse(line) as Record<string, unknown>
      return !levels.includes(value['level'] as number) || Object.keys(value).some(name => !members.includes(name)) ||
        // What a terminal would obey is escaped in JSON.
        [...line].some(character => character < ' ')
    } catch {
      return true
    }
  })
}

export const isHeaderValue = (value: string) => {
  try {
    validateHeaderValue('x', value)
    return true
  } catch {
    return false
  }
}

/** `reply.fail` with what its types refuse. */
export function fail (reply: FastifyReply, ...args: unknown[]) {
  return (reply.fail as unknown as (this: FastifyReply, ...args: unknown[]) => FastifyReply).apply(reply, args)
}
